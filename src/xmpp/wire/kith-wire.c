/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-wire.h"

enum
{
  OPENED,
  STANZA,
  CLOSED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_INTERFACE (KithWire, kith_wire, G_TYPE_OBJECT)

static void
kith_wire_default_init (KithWireInterface *iface)
{
  /**
   * KithWire::opened:
   * @id: (nullable): the stream id the server gave
   * @from: (nullable): who the server says it is
   */
  signals[OPENED] = g_signal_new ("opened", G_TYPE_FROM_INTERFACE (iface), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 2, G_TYPE_STRING, G_TYPE_STRING);

  /**
   * KithWire::stanza:
   * @stanza: a first-level element, valid while the signal is emitted; reference it to keep it
   */
  signals[STANZA] = g_signal_new ("stanza", G_TYPE_FROM_INTERFACE (iface), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 1, G_TYPE_POINTER);

  /**
   * KithWire::closed:
   * @error: (nullable): why, or %NULL when either side ended the stream in order
   */
  signals[CLOSED] = g_signal_new ("closed", G_TYPE_FROM_INTERFACE (iface), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 1, G_TYPE_ERROR);
}

/**
 * kith_wire_open:
 * @to: the domain the stream is for
 * @from: (nullable): the own bare JID, given only when the stream is encrypted
 *
 * Sends a stream header (RFC 6120, 4.7); again after STARTTLS and SASL, which start a new stream on the same connection.
 */
void
kith_wire_open (KithWire *self, const char *to, const char *from)
{
  g_return_if_fail (KITH_IS_WIRE (self));
  g_return_if_fail (to != NULL);

  KITH_WIRE_GET_IFACE (self)->open (self, to, from);
}

/**
 * kith_wire_send:
 * @stanza: a first-level element; it is serialised before this returns, so the caller may change or drop it then
 *
 * Queues @stanza. On a wire that is closed it is dropped.
 */
void
kith_wire_send (KithWire *self, KithStanza *stanza)
{
  g_return_if_fail (KITH_IS_WIRE (self));
  g_return_if_fail (stanza != NULL);

  KITH_WIRE_GET_IFACE (self)->send (self, stanza);
}

/**
 * kith_wire_start_tls_async:
 *
 * Upgrades the connection after the server's `<proceed/>`: what was buffered in clear text is thrown away, and the
 * handshake must end within its deadline in TLS 1.2 or newer with a certificate of the account's domain. The caller
 * opens a new stream after it.
 */
void
kith_wire_start_tls_async (KithWire           *self,
                           GCancellable       *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer            user_data)
{
  g_return_if_fail (KITH_IS_WIRE (self));

  KITH_WIRE_GET_IFACE (self)->start_tls_async (self, cancellable, callback, user_data);
}

/**
 * kith_wire_start_tls_finish:
 *
 * Returns: %TRUE when the stream is encrypted now; else a code of %KITH_XMPP_ERROR, such as
 *   %KITH_XMPP_ERROR_CERTIFICATE, %KITH_XMPP_ERROR_NO_TLS or %KITH_XMPP_ERROR_TIMEOUT
 */
gboolean
kith_wire_start_tls_finish (KithWire *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (KITH_IS_WIRE (self), FALSE);

  return KITH_WIRE_GET_IFACE (self)->start_tls_finish (self, result, error);
}

/**
 * kith_wire_is_secure:
 *
 * Returns: whether the stream is encrypted to a checked certificate
 */
gboolean
kith_wire_is_secure (KithWire *self)
{
  g_return_val_if_fail (KITH_IS_WIRE (self), FALSE);

  return KITH_WIRE_GET_IFACE (self)->is_secure (self);
}

/**
 * kith_wire_dup_channel_binding:
 *
 * Returns: (transfer full) (nullable): the binding data of @type (RFC 5929, RFC 9266), or %NULL where this connection
 *   has none
 */
GBytes *
kith_wire_dup_channel_binding (KithWire *self, GTlsChannelBindingType type)
{
  g_return_val_if_fail (KITH_IS_WIRE (self), NULL);

  return KITH_WIRE_GET_IFACE (self)->dup_channel_binding (self, type);
}

/**
 * kith_wire_close:
 *
 * Ends the stream in order: what is queued goes out, then the end tag. "closed" follows when the server has ended its
 * side or a short deadline has passed. Closing again does nothing.
 */
void
kith_wire_close (KithWire *self)
{
  g_return_if_fail (KITH_IS_WIRE (self));

  KITH_WIRE_GET_IFACE (self)->close (self);
}

void
kith_wire_emit_opened (KithWire *self, const char *id, const char *from)
{
  g_signal_emit (self, signals[OPENED], 0, id, from);
}

void
kith_wire_emit_stanza (KithWire *self, KithStanza *stanza)
{
  g_signal_emit (self, signals[STANZA], 0, stanza);
}

void
kith_wire_emit_closed (KithWire *self, const GError *error)
{
  g_signal_emit (self, signals[CLOSED], 0, error);
}
