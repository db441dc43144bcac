/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-xmpp-error.h"

G_DEFINE_QUARK (kith-xmpp-error-quark, kith_xmpp_error)
G_DEFINE_QUARK (kith-stanza-error-quark, kith_stanza_error)

static const char *const conditions[] = {
  [KITH_STANZA_ERROR_BAD_REQUEST] = "bad-request",
  [KITH_STANZA_ERROR_CONFLICT] = "conflict",
  [KITH_STANZA_ERROR_FEATURE_NOT_IMPLEMENTED] = "feature-not-implemented",
  [KITH_STANZA_ERROR_FORBIDDEN] = "forbidden",
  [KITH_STANZA_ERROR_GONE] = "gone",
  [KITH_STANZA_ERROR_INTERNAL_SERVER_ERROR] = "internal-server-error",
  [KITH_STANZA_ERROR_ITEM_NOT_FOUND] = "item-not-found",
  [KITH_STANZA_ERROR_JID_MALFORMED] = "jid-malformed",
  [KITH_STANZA_ERROR_NOT_ACCEPTABLE] = "not-acceptable",
  [KITH_STANZA_ERROR_NOT_ALLOWED] = "not-allowed",
  [KITH_STANZA_ERROR_NOT_AUTHORIZED] = "not-authorized",
  [KITH_STANZA_ERROR_POLICY_VIOLATION] = "policy-violation",
  [KITH_STANZA_ERROR_RECIPIENT_UNAVAILABLE] = "recipient-unavailable",
  [KITH_STANZA_ERROR_REDIRECT] = "redirect",
  [KITH_STANZA_ERROR_REGISTRATION_REQUIRED] = "registration-required",
  [KITH_STANZA_ERROR_REMOTE_SERVER_NOT_FOUND] = "remote-server-not-found",
  [KITH_STANZA_ERROR_REMOTE_SERVER_TIMEOUT] = "remote-server-timeout",
  [KITH_STANZA_ERROR_RESOURCE_CONSTRAINT] = "resource-constraint",
  [KITH_STANZA_ERROR_SERVICE_UNAVAILABLE] = "service-unavailable",
  [KITH_STANZA_ERROR_SUBSCRIPTION_REQUIRED] = "subscription-required",
  [KITH_STANZA_ERROR_UNDEFINED_CONDITION] = "undefined-condition",
  [KITH_STANZA_ERROR_UNEXPECTED_REQUEST] = "unexpected-request",
  [KITH_STANZA_ERROR_BLOCKED] = "blocked",
};

/**
 * kith_stanza_error_to_condition:
 *
 * Returns: (transfer none): the element's name of @code (RFC 6120, 8.3.3)
 */
const char *
kith_stanza_error_to_condition (KithStanzaError code)
{
  g_return_val_if_fail ((guint)code < G_N_ELEMENTS (conditions), "undefined-condition");

  return conditions[code];
}

/**
 * kith_stanza_error_from_condition:
 * @condition: (nullable): an element's name
 *
 * Returns: its code; %KITH_STANZA_ERROR_UNDEFINED_CONDITION for a name that is not known
 */
KithStanzaError
kith_stanza_error_from_condition (const char *condition)
{
  for (guint i = 0; i < G_N_ELEMENTS (conditions); i++)
    {
      if (g_strcmp0 (conditions[i], condition) == 0)
        return (KithStanzaError)i;
    }

  return KITH_STANZA_ERROR_UNDEFINED_CONDITION;
}
