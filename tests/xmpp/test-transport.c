/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-transport.h"

#include <netinet/in.h>
#include <netinet/tcp.h>

#include "kith-test-peer.h"

typedef struct
{
  GSocketConnection *connection;
  gboolean           done;
} Connecting;

static void
connected_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Connecting *connecting = user_data;
  g_autoptr(GError) error = NULL;

  connecting->connection = g_socket_client_connect_to_host_finish (G_SOCKET_CLIENT (source), result, &error);
  g_assert_no_error (error);
  connecting->done = TRUE;
}

static void
test_set_up (void)
{
  g_autoptr(GSocketClient) client = g_socket_client_new ();
  guint16 port = 0;
  g_autoptr(GSocketListener) listener = kith_test_listen (&port);
  Connecting connecting = { NULL, FALSE };
  GSocket *socket = NULL;
  int value = 0;

  g_socket_client_connect_to_host_async (client, "127.0.0.1", port, NULL, connected_cb, &connecting);
  kith_test_spin_until (&connecting.done);
  kith_transport_set_up (connecting.connection);

  socket = g_socket_connection_get_socket (connecting.connection);
  g_assert_true (g_socket_get_keepalive (socket));
  g_assert_true (g_socket_get_option (socket, IPPROTO_TCP, TCP_NODELAY, &value, NULL));
  g_assert_cmpint (value, !=, 0);
  g_assert_true (g_socket_get_option (socket, IPPROTO_TCP, TCP_KEEPIDLE, &value, NULL));
  g_assert_cmpint (value, ==, 10);
  g_assert_true (g_socket_get_option (socket, IPPROTO_TCP, TCP_USER_TIMEOUT, &value, NULL));
  g_assert_cmpint (value, ==, 20000);
  g_assert_finalize_object (connecting.connection);
}

static void
test_close (void)
{
  g_autoptr(GIOStream) one = NULL;
  g_autoptr(GIOStream) other = NULL;
  KithTestPeer *peer = NULL;

  kith_test_connection_pair (&one, &other);
  peer = kith_test_peer_new (other);
  kith_transport_close (g_steal_pointer (&one), 1000);
  kith_test_peer_expect_end (peer);
  g_assert_finalize_object (peer);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/transport/set-up", test_set_up);
  g_test_add_func ("/transport/close", test_close);

  return g_test_run ();
}
