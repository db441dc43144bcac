/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-transport.h"

#include <netinet/in.h>
#include <netinet/tcp.h>

/* With these a dead link is noticed after about 20 seconds instead of never. */
#define KEEPALIVE_IDLE 10
#define KEEPALIVE_INTERVAL 5
#define KEEPALIVE_COUNT 3
#define UNACKNOWLEDGED_TIMEOUT 20000

/**
 * kith_transport_set_up:
 *
 * Makes @connection send at once, and notice when the other side is gone. Where the system does not know how, it does not.
 */
void
kith_transport_set_up (GSocketConnection *connection)
{
  GSocket *socket = g_socket_connection_get_socket (connection);
  static const struct
  {
    int name;
    int value;
  } options[] = {
    { TCP_NODELAY, 1 },
    { TCP_KEEPIDLE, KEEPALIVE_IDLE },
    { TCP_KEEPINTVL, KEEPALIVE_INTERVAL },
    { TCP_KEEPCNT, KEEPALIVE_COUNT },
    { TCP_USER_TIMEOUT, UNACKNOWLEDGED_TIMEOUT },
  };

  g_socket_set_keepalive (socket, TRUE);
  for (guint i = 0; i < G_N_ELEMENTS (options); i++)
    {
      g_autoptr(GError) error = NULL;

      if (!g_socket_set_option (socket, IPPROTO_TCP, options[i].name, options[i].value, &error))
        g_debug ("TCP option %d: %s", options[i].name, error->message);
    }
}

/**
 * kith_transport_dup_channel_binding:
 *
 * Returns: (transfer full) (nullable): the binding data of @type (RFC 5929, RFC 9266), or %NULL where @connection has none
 */
GBytes *
kith_transport_dup_channel_binding (GTlsConnection *connection, GTlsChannelBindingType type)
{
  g_autoptr(GByteArray) data = NULL;
  g_autoptr(GError) error = NULL;

  /* RFC 9266: the exporter is unique with TLS 1.3, and before it only with extensions that we cannot see. */
  if (type == G_TLS_CHANNEL_BINDING_TLS_EXPORTER &&
      g_tls_connection_get_protocol_version (connection) < G_TLS_PROTOCOL_VERSION_TLS_1_3)
    return NULL;

  data = g_byte_array_new ();
  if (!g_tls_connection_get_channel_binding_data (connection, type, data, &error))
    {
      g_debug ("No channel binding of type %d: %s", type, error->message);
      return NULL;
    }

  return g_byte_array_free_to_bytes (g_steal_pointer (&data));
}

/* The source goes on until it is removed, so that its id stays its own. */
static gboolean
cancel_cb (gpointer user_data)
{
  g_cancellable_cancel (user_data);

  return G_SOURCE_CONTINUE;
}

static void
close_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(GError) error = NULL;

  if (!g_io_stream_close_finish (G_IO_STREAM (source), result, &error))
    g_debug ("Closing a connection: %s", error->message);
  g_source_remove (GPOINTER_TO_UINT (user_data));
}

/**
 * kith_transport_close:
 * @connection: (transfer full): what nothing reads from or writes to any more
 * @timeout: how long TLS may say goodbye, in milliseconds
 *
 * Closes @connection in its own time; nobody waits for that.
 */
void
kith_transport_close (GIOStream *connection, guint timeout)
{
  g_autoptr(GIOStream) closing = connection;
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  guint deadline = g_timeout_add_full (G_PRIORITY_DEFAULT, timeout, cancel_cb, g_object_ref (cancellable), g_object_unref);

  g_io_stream_close_async (closing, G_PRIORITY_DEFAULT, cancellable, close_cb, GUINT_TO_POINTER (deadline));
}
