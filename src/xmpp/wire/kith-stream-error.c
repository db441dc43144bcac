/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-stream-error.h"

#include "kith-ns.h"
#include "kith-xmpp-error.h"

/* The conditions of RFC 6120, 4.9.3. */
static const struct
{
  const char   *name;
  KithXmppError code;
} CONDITIONS[] = {
  { "bad-format", KITH_XMPP_ERROR_PROTOCOL },
  { "bad-namespace-prefix", KITH_XMPP_ERROR_PROTOCOL },
  { "conflict", KITH_XMPP_ERROR_CONFLICT },
  { "connection-timeout", KITH_XMPP_ERROR_LOST },
  { "host-gone", KITH_XMPP_ERROR_SERVER_REFUSED },
  { "host-unknown", KITH_XMPP_ERROR_SERVER_REFUSED },
  { "improper-addressing", KITH_XMPP_ERROR_PROTOCOL },
  { "internal-server-error", KITH_XMPP_ERROR_SERVER_REFUSED },
  { "invalid-from", KITH_XMPP_ERROR_PROTOCOL },
  { "invalid-namespace", KITH_XMPP_ERROR_PROTOCOL },
  { "invalid-xml", KITH_XMPP_ERROR_PROTOCOL },
  { "not-authorized", KITH_XMPP_ERROR_NOT_AUTHORIZED },
  { "not-well-formed", KITH_XMPP_ERROR_PROTOCOL },
  { "policy-violation", KITH_XMPP_ERROR_POLICY },
  { "remote-connection-failed", KITH_XMPP_ERROR_SERVER_REFUSED },
  { "reset", KITH_XMPP_ERROR_LOST },
  { "resource-constraint", KITH_XMPP_ERROR_SERVER_REFUSED },
  { "restricted-xml", KITH_XMPP_ERROR_PROTOCOL },
  { "see-other-host", KITH_XMPP_ERROR_SERVER_REFUSED },
  { "system-shutdown", KITH_XMPP_ERROR_LOST },
  { "undefined-condition", KITH_XMPP_ERROR_SERVER_REFUSED },
  { "unsupported-encoding", KITH_XMPP_ERROR_PROTOCOL },
  { "unsupported-feature", KITH_XMPP_ERROR_SERVER_REFUSED },
  { "unsupported-stanza-type", KITH_XMPP_ERROR_PROTOCOL },
  { "unsupported-version", KITH_XMPP_ERROR_SERVER_REFUSED },
};

/**
 * kith_stream_error_new:
 * @stanza: a `<stream:error/>`
 *
 * Returns: (transfer full): %KITH_XMPP_ERROR with the code of its condition (RFC 6120, 4.9.3); the message names the condition
 */
GError *
kith_stream_error_new (KithStanza *stanza)
{
  g_return_val_if_fail (stanza != NULL, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (CONDITIONS); i++)
    if (kith_stanza_find (stanza, CONDITIONS[i].name, KITH_NS_STREAM_ERRORS) != NULL)
      return g_error_new (KITH_XMPP_ERROR, CONDITIONS[i].code, "Stream error: %s", CONDITIONS[i].name);

  return g_error_new (KITH_XMPP_ERROR, KITH_XMPP_ERROR_SERVER_REFUSED, "Stream error without a known condition");
}
