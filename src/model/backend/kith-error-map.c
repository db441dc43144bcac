/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-error-map-private.h"

#include "kith-store-error.h"
#include "kith-xmpp-error.h"

/* What went wrong below, in the words that the windows know. */

/* The condition that stands for a text longer than may be sent: it never reached a server, so no server has a word for it. */
#define TOO_LONG "too-long"

static KithModelError
map_stanza (KithStanzaError code)
{
  switch (code)
    {
    case KITH_STANZA_ERROR_ITEM_NOT_FOUND:
    case KITH_STANZA_ERROR_JID_MALFORMED:
    case KITH_STANZA_ERROR_GONE:
    case KITH_STANZA_ERROR_REDIRECT:
      return KITH_MODEL_ERROR_RECIPIENT_NOT_FOUND;

    case KITH_STANZA_ERROR_SERVICE_UNAVAILABLE:
    case KITH_STANZA_ERROR_RECIPIENT_UNAVAILABLE:
      return KITH_MODEL_ERROR_RECIPIENT_UNAVAILABLE;

    case KITH_STANZA_ERROR_REMOTE_SERVER_NOT_FOUND:
      return KITH_MODEL_ERROR_REMOTE_SERVER_NOT_FOUND;

    case KITH_STANZA_ERROR_REMOTE_SERVER_TIMEOUT:
      return KITH_MODEL_ERROR_REMOTE_SERVER_TIMEOUT;

    case KITH_STANZA_ERROR_FORBIDDEN:
    case KITH_STANZA_ERROR_NOT_ALLOWED:
    case KITH_STANZA_ERROR_NOT_AUTHORIZED:
    case KITH_STANZA_ERROR_REGISTRATION_REQUIRED:
    case KITH_STANZA_ERROR_SUBSCRIPTION_REQUIRED:
      return KITH_MODEL_ERROR_FORBIDDEN;

    case KITH_STANZA_ERROR_NOT_ACCEPTABLE:
      return KITH_MODEL_ERROR_NOT_ACCEPTABLE;

    case KITH_STANZA_ERROR_POLICY_VIOLATION:
      return KITH_MODEL_ERROR_POLICY;

    case KITH_STANZA_ERROR_RESOURCE_CONSTRAINT:
      return KITH_MODEL_ERROR_QUOTA;

    case KITH_STANZA_ERROR_FEATURE_NOT_IMPLEMENTED:
      return KITH_MODEL_ERROR_NOT_SUPPORTED;

    case KITH_STANZA_ERROR_CONFLICT:
      return KITH_MODEL_ERROR_NAME_TAKEN;

    case KITH_STANZA_ERROR_BLOCKED:
      return KITH_MODEL_ERROR_BLOCKED;

    case KITH_STANZA_ERROR_BAD_REQUEST:
    case KITH_STANZA_ERROR_INTERNAL_SERVER_ERROR:
    case KITH_STANZA_ERROR_UNDEFINED_CONDITION:
    case KITH_STANZA_ERROR_UNEXPECTED_REQUEST:
      break;
    }

  return KITH_MODEL_ERROR_FAILED;
}

/* Of a message the conditions tell more than of a request. A server that says no more than that the service is unavailable leaves
 * open whether there is anybody, on purpose (RFC 6121, 8.5; XEP-0191, 3.6). */
static KithModelError
map_bounce (KithStanzaError code)
{
  switch (code)
    {
    case KITH_STANZA_ERROR_GONE:
    case KITH_STANZA_ERROR_REDIRECT:
      return KITH_MODEL_ERROR_MOVED;

    case KITH_STANZA_ERROR_SERVICE_UNAVAILABLE:
      return KITH_MODEL_ERROR_NOT_DELIVERED;

    case KITH_STANZA_ERROR_NOT_ALLOWED:
    case KITH_STANZA_ERROR_NOT_AUTHORIZED:
    case KITH_STANZA_ERROR_REGISTRATION_REQUIRED:
      return KITH_MODEL_ERROR_NOT_ALLOWED;

    case KITH_STANZA_ERROR_SUBSCRIPTION_REQUIRED:
      return KITH_MODEL_ERROR_CONTACTS_ONLY;

    case KITH_STANZA_ERROR_RESOURCE_CONSTRAINT:
      return KITH_MODEL_ERROR_MAILBOX_FULL;

    case KITH_STANZA_ERROR_POLICY_VIOLATION:
      return KITH_MODEL_ERROR_MESSAGE_POLICY;

    case KITH_STANZA_ERROR_BAD_REQUEST:
    case KITH_STANZA_ERROR_CONFLICT:
    case KITH_STANZA_ERROR_FEATURE_NOT_IMPLEMENTED:
    case KITH_STANZA_ERROR_NOT_ACCEPTABLE:
    case KITH_STANZA_ERROR_UNEXPECTED_REQUEST:
      return KITH_MODEL_ERROR_MESSAGE_REFUSED;

    case KITH_STANZA_ERROR_INTERNAL_SERVER_ERROR:
      return KITH_MODEL_ERROR_SERVER_TROUBLE;

    case KITH_STANZA_ERROR_BLOCKED:
    case KITH_STANZA_ERROR_FORBIDDEN:
    case KITH_STANZA_ERROR_ITEM_NOT_FOUND:
    case KITH_STANZA_ERROR_JID_MALFORMED:
    case KITH_STANZA_ERROR_RECIPIENT_UNAVAILABLE:
    case KITH_STANZA_ERROR_REMOTE_SERVER_NOT_FOUND:
    case KITH_STANZA_ERROR_REMOTE_SERVER_TIMEOUT:
    case KITH_STANZA_ERROR_UNDEFINED_CONDITION:
      break;
    }

  return map_stanza (code);
}

static KithModelError
map_xmpp (KithXmppError code)
{
  switch (code)
    {
    case KITH_XMPP_ERROR_HOST_NOT_FOUND:
      return KITH_MODEL_ERROR_HOST_NOT_FOUND;
    case KITH_XMPP_ERROR_UNREACHABLE:
      return KITH_MODEL_ERROR_UNREACHABLE;
    case KITH_XMPP_ERROR_TIMEOUT:
      return KITH_MODEL_ERROR_TIMEOUT;
    case KITH_XMPP_ERROR_LOST:
      return KITH_MODEL_ERROR_LOST;
    case KITH_XMPP_ERROR_CERTIFICATE:
      return KITH_MODEL_ERROR_CERTIFICATE;
    case KITH_XMPP_ERROR_NO_TLS:
      return KITH_MODEL_ERROR_NO_TLS;
    case KITH_XMPP_ERROR_NOT_AUTHORIZED:
      return KITH_MODEL_ERROR_NOT_AUTHORIZED;
    case KITH_XMPP_ERROR_ACCOUNT_DISABLED:
      return KITH_MODEL_ERROR_ACCOUNT_DISABLED;
    case KITH_XMPP_ERROR_WEAK_MECHANISM:
      return KITH_MODEL_ERROR_WEAK_MECHANISM;
    case KITH_XMPP_ERROR_SERVER_FORGED:
      return KITH_MODEL_ERROR_SERVER_FORGED;
    case KITH_XMPP_ERROR_CONFLICT:
      return KITH_MODEL_ERROR_CONFLICT;
    case KITH_XMPP_ERROR_POLICY:
      return KITH_MODEL_ERROR_POLICY;
    case KITH_XMPP_ERROR_SERVER_REFUSED:
      return KITH_MODEL_ERROR_SERVER_REFUSED;
    case KITH_XMPP_ERROR_PROTOCOL:
      return KITH_MODEL_ERROR_PROTOCOL;
    case KITH_XMPP_ERROR_PASSWORD_NEEDED:
      return KITH_MODEL_ERROR_PASSWORD_NEEDED;
    case KITH_XMPP_ERROR_STANZA:
      break;
    }

  return KITH_MODEL_ERROR_FAILED;
}

static KithModelError
map_store (KithStoreError code)
{
  switch (code)
    {
    case KITH_STORE_ERROR_CORRUPT:
      return KITH_MODEL_ERROR_STORE_CORRUPT;
    case KITH_STORE_ERROR_NEWER:
      return KITH_MODEL_ERROR_STORE_NEWER;
    case KITH_STORE_ERROR_READ_ONLY:
      return KITH_MODEL_ERROR_STORE_READ_ONLY;
    case KITH_STORE_ERROR_FULL:
      return KITH_MODEL_ERROR_STORE_FULL;
    case KITH_STORE_ERROR_LOCKED:
      return KITH_MODEL_ERROR_STORE_LOCKED;
    case KITH_STORE_ERROR_FAILED:
    case KITH_STORE_ERROR_NOT_FOUND:
      break;
    }

  return KITH_MODEL_ERROR_FAILED;
}

/**
 * kith_error_map:
 *
 * Returns: (transfer full) (nullable): the same, as one of %KITH_MODEL_ERROR; %NULL for %NULL; a cancellation stays one
 */
GError *
kith_error_map (const GError *error)
{
  KithModelError code = KITH_MODEL_ERROR_FAILED;

  if (error == NULL)
    return NULL;

  if (error->domain == KITH_MODEL_ERROR || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return g_error_copy (error);

  if (error->domain == KITH_XMPP_ERROR)
    code = map_xmpp (error->code);
  else if (error->domain == KITH_STANZA_ERROR)
    code = map_stanza (error->code);
  else if (error->domain == KITH_STORE_ERROR)
    code = map_store (error->code);
  else if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT))
    code = KITH_MODEL_ERROR_TIMEOUT;
  else if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_CONNECTED))
    code = KITH_MODEL_ERROR_OFFLINE;

  return g_error_new_literal (KITH_MODEL_ERROR, code, error->message);
}

/**
 * kith_error_map_to_text:
 * @error: why a message came back, as the layer below says it
 *
 * Returns: (transfer full): what is stored of it
 */
char *
kith_error_map_to_text (const GError *error)
{
  if (error->domain == KITH_STANZA_ERROR)
    return g_strconcat (kith_stanza_error_to_condition (error->code), "\n", error->message, NULL);
  if (g_error_matches (error, KITH_MODEL_ERROR, KITH_MODEL_ERROR_TOO_LONG))
    return g_strconcat (TOO_LONG "\n", error->message, NULL);

  return g_strconcat ("undefined-condition\n", error->message, NULL);
}

/**
 * kith_error_map_from_text:
 * @text: (nullable): what was stored
 *
 * Returns: (transfer full): why the message failed, of %KITH_MODEL_ERROR
 */
GError *
kith_error_map_from_text (const char *text)
{
  g_auto(GStrv) parts = g_strsplit (text != NULL ? text : "", "\n", 2);
  const char *condition = parts[0] != NULL ? parts[0] : "undefined-condition";
  const char *message = parts[0] != NULL && parts[1] != NULL ? parts[1] : condition;
  KithModelError code;

  if (strcmp (condition, TOO_LONG) == 0)
    code = KITH_MODEL_ERROR_TOO_LONG;
  else
    code = map_bounce (kith_stanza_error_from_condition (condition));

  return g_error_new_literal (KITH_MODEL_ERROR, code, message);
}

/**
 * kith_error_map_return:
 * @error: (transfer full)
 */
void
kith_error_map_return (GTask  *task,
                       GError *error)
{
  g_task_return_error (task, kith_error_map (error));
  g_error_free (error);
}
