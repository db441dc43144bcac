/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-connector.h"

#include <netinet/in.h>
#include <netinet/tcp.h>

#include "kith-test-peer.h"
#include "kith-test-resolver.h"
#include "kith-xmpp-error.h"

#define SERVICE "_xmpp-client._tcp.example.com"
#define SERVICE_DIRECT "_xmpps-client._tcp.example.com"
#define SOON (g_get_real_time () / 1000000 + 3600)

typedef struct
{
  KithConnector    *connector;
  KithTestResolver *resolver;
  GCancellable     *cancellable;
  GSocketListener  *listener;
  guint16           port;
  KithStreamWire   *wire;
  GError           *error;
  gboolean          done;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->resolver = kith_test_resolver_new ();
  g_resolver_set_default (G_RESOLVER (fixture->resolver));
  kith_test_resolver_add_host (fixture->resolver, "xmpp.example.com", "127.0.0.1");
  fixture->listener = kith_test_listen (&fixture->port);
  fixture->cancellable = g_cancellable_new ();
  fixture->connector = kith_connector_new ("example.com");
  g_object_set (fixture->connector, "resolver", fixture->resolver, NULL);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  if (fixture->wire != NULL)
    g_assert_finalize_object (fixture->wire);
  kith_test_spin_for (10);
  g_assert_finalize_object (fixture->connector);
  g_clear_object (&fixture->cancellable);
  g_clear_object (&fixture->listener);
  g_clear_object (&fixture->resolver);
  g_clear_error (&fixture->error);
}

/* A port where nobody listens. */
static guint16
get_dead_port (void)
{
  guint16 port = 0;
  g_autoptr(GSocketListener) listener = kith_test_listen (&port);

  g_socket_listener_close (listener);

  return port;
}

static void
run_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Fixture *fixture = user_data;

  fixture->wire = kith_connector_run_finish (KITH_CONNECTOR (source), result, &fixture->error);
  fixture->done = TRUE;
}

static void
start (Fixture *fixture)
{
  kith_connector_run_async (fixture->connector, fixture->cancellable, run_cb, fixture);
}

static void
test_service (Fixture *fixture, gconstpointer data)
{
  g_autoptr(KithTestPeer) peer = NULL;

  kith_test_resolver_add_service (fixture->resolver, SERVICE, "xmpp.example.com", fixture->port, 5);
  start (fixture);
  peer = kith_test_accept (fixture->listener);
  kith_test_spin_until (&fixture->done);
  g_assert_no_error (fixture->error);
  g_assert_nonnull (fixture->wire);
  g_assert_false (kith_wire_is_secure (KITH_WIRE (fixture->wire)));

  kith_wire_open (KITH_WIRE (fixture->wire), "example.com", NULL);
  kith_test_peer_expect (peer, "to='example.com'");
}

static void
test_next_endpoint (Fixture *fixture, gconstpointer data)
{
  g_autoptr(KithTestPeer) peer = NULL;

  kith_test_resolver_add_service (fixture->resolver, SERVICE_DIRECT, "gone.example.com", 5223, 1);
  kith_test_resolver_add_service (fixture->resolver, SERVICE, "xmpp.example.com", get_dead_port (), 2);
  kith_test_resolver_add_service (fixture->resolver, SERVICE, "xmpp.example.com", fixture->port, 3);
  start (fixture);
  peer = kith_test_accept (fixture->listener);
  kith_test_spin_until (&fixture->done);
  g_assert_no_error (fixture->error);
}

static void
test_direct_tls (Fixture *fixture, gconstpointer data)
{
  g_autoptr(GTlsCertificate) certificate = kith_test_certificate_new ("example.com", SOON);
  g_autoptr(GTlsDatabase) database = kith_test_database_new (certificate);
  g_autoptr(KithTestPeer) peer = NULL;

  g_object_set (fixture->connector, "tls-database", database, NULL);
  kith_test_resolver_add_service (fixture->resolver, SERVICE_DIRECT, "xmpp.example.com", fixture->port, 1);
  start (fixture);
  peer = kith_test_accept (fixture->listener);
  g_assert_true (kith_test_peer_start_tls (peer, certificate));
  kith_test_spin_until (&fixture->done);
  g_assert_no_error (fixture->error);
  g_assert_true (kith_wire_is_secure (KITH_WIRE (fixture->wire)));
}

/* The name that the certificate must have is the domain's, not that of where its service is. */
static void
test_certificate_of_target (Fixture *fixture, gconstpointer data)
{
  g_autoptr(GTlsCertificate) certificate = kith_test_certificate_new ("xmpp.example.com", SOON);
  g_autoptr(GTlsDatabase) database = kith_test_database_new (certificate);
  g_autoptr(KithTestPeer) peer = NULL;

  g_object_set (fixture->connector, "tls-database", database, NULL);
  kith_test_resolver_add_service (fixture->resolver, SERVICE_DIRECT, "xmpp.example.com", fixture->port, 1);
  kith_test_resolver_add_service (fixture->resolver, SERVICE, "xmpp.example.com", get_dead_port (), 2);
  start (fixture);
  peer = kith_test_accept (fixture->listener);
  kith_test_peer_start_tls (peer, certificate);
  kith_test_spin_until (&fixture->done);

  /* It tells more than the refused connection after it. */
  g_assert_error (fixture->error, KITH_XMPP_ERROR, KITH_XMPP_ERROR_CERTIFICATE);
  g_assert_nonnull (kith_connector_get_refused_certificate (fixture->connector));
  g_assert_cmpint (kith_connector_get_certificate_flaws (fixture->connector), ==, G_TLS_CERTIFICATE_BAD_IDENTITY);
}

static void
test_override (Fixture *fixture, gconstpointer data)
{
  g_autoptr(KithTestPeer) peer = NULL;

  g_object_set (fixture->connector, "host", "127.0.0.1", "port", (guint)fixture->port, NULL);
  start (fixture);
  peer = kith_test_accept (fixture->listener);
  kith_test_spin_until (&fixture->done);
  g_assert_no_error (fixture->error);
  g_assert_cmpuint (kith_test_resolver_get_n_lookups (fixture->resolver), ==, 0);
}

static void
test_no_host (Fixture *fixture, gconstpointer data)
{
  start (fixture);
  kith_test_spin_until (&fixture->done);
  g_assert_error (fixture->error, KITH_XMPP_ERROR, KITH_XMPP_ERROR_HOST_NOT_FOUND);
  g_assert_null (fixture->wire);
}

static void
test_unreachable (Fixture *fixture, gconstpointer data)
{
  kith_test_resolver_add_service (fixture->resolver, SERVICE, "xmpp.example.com", get_dead_port (), 2);
  start (fixture);
  kith_test_spin_until (&fixture->done);
  g_assert_error (fixture->error, KITH_XMPP_ERROR, KITH_XMPP_ERROR_UNREACHABLE);
}

static void
test_not_offered (Fixture *fixture, gconstpointer data)
{
  kith_test_resolver_add_service (fixture->resolver, SERVICE, ".", 0, 0);
  kith_test_resolver_add_service (fixture->resolver, SERVICE_DIRECT, ".", 0, 0);
  start (fixture);
  kith_test_spin_until (&fixture->done);
  g_assert_error (fixture->error, KITH_XMPP_ERROR, KITH_XMPP_ERROR_UNREACHABLE);
  g_assert_cmpuint (kith_test_resolver_get_n_lookups (fixture->resolver), ==, 2);
}

static gboolean
count_cb (gpointer user_data)
{
  (*(guint *)user_data)++;

  return G_SOURCE_CONTINUE;
}

/* A resolver that never answers: the main loop goes on, and the deadlines of services and of the connection end it. */
static void
test_silent_resolver (Fixture *fixture, gconstpointer data)
{
  guint n_ticks = 0;
  guint source = g_timeout_add (10, count_cb, &n_ticks);

  g_object_set (fixture->connector, "resolve-timeout", 200, "connect-timeout", 300, NULL);
  kith_test_resolver_set_hangs (fixture->resolver, TRUE);
  start (fixture);
  g_assert_false (fixture->done);
  kith_test_spin_until (&fixture->done);
  g_source_remove (source);
  g_assert_error (fixture->error, KITH_XMPP_ERROR, KITH_XMPP_ERROR_TIMEOUT);
  g_assert_cmpuint (n_ticks, >, 20);

  kith_test_resolver_set_hangs (fixture->resolver, FALSE);
}

/* A server that takes the connection and says nothing while TLS is waited for. */
static void
test_silent_server (Fixture *fixture, gconstpointer data)
{
  g_autoptr(KithTestPeer) peer = NULL;
  guint n_ticks = 0;
  guint source = g_timeout_add (10, count_cb, &n_ticks);

  g_object_set (fixture->connector, "tls-timeout", 300, NULL);
  g_object_set (fixture->connector, "host", "127.0.0.1", "port", (guint)fixture->port, "direct-tls", TRUE, NULL);
  start (fixture);
  peer = kith_test_accept (fixture->listener);
  kith_test_spin_until (&fixture->done);
  g_source_remove (source);
  g_assert_error (fixture->error, KITH_XMPP_ERROR, KITH_XMPP_ERROR_TIMEOUT);
  g_assert_cmpuint (n_ticks, >, 15);
}

static void
test_cancelled (Fixture *fixture, gconstpointer data)
{
  kith_test_resolver_set_hangs (fixture->resolver, TRUE);
  start (fixture);
  kith_test_spin_for (20);
  g_cancellable_cancel (fixture->cancellable);
  kith_test_spin_until (&fixture->done);
  g_assert_error (fixture->error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
test_cancelled_in_tls (Fixture *fixture, gconstpointer data)
{
  g_autoptr(KithTestPeer) peer = NULL;

  g_object_set (fixture->connector, "host", "127.0.0.1", "port", (guint)fixture->port, "direct-tls", TRUE, NULL);
  start (fixture);
  peer = kith_test_accept (fixture->listener);
  kith_test_spin_for (20);
  g_cancellable_cancel (fixture->cancellable);
  kith_test_spin_until (&fixture->done);
  g_assert_error (fixture->error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  kith_test_peer_expect_end (peer);
  kith_test_spin_for (50);
}

/* The proxy is asked, and it alone knows the names behind it. */
static void
test_proxy (Fixture *fixture, gconstpointer data)
{
  g_autofree char *uri = g_strdup_printf ("http://127.0.0.1:%u", fixture->port);
  g_autoptr(GProxyResolver) proxies = g_simple_proxy_resolver_new (uri, NULL);
  g_autoptr(KithTestPeer) peer = NULL;

  g_object_set (fixture->connector, "host", "behind.example.com", "port", 5222u, "proxy-resolver", proxies, NULL);
  start (fixture);
  peer = kith_test_accept (fixture->listener);
  kith_test_peer_expect (peer, "CONNECT behind.example.com:5222 HTTP/1.0\r\n");
  kith_test_peer_send (peer, "HTTP/1.0 200 OK\r\n\r\n");
  kith_test_spin_until (&fixture->done);
  g_assert_no_error (fixture->error);
  kith_wire_open (KITH_WIRE (fixture->wire), "example.com", NULL);
  kith_test_peer_expect (peer, "to='example.com'");
}

/* Dead links are noticed: what the facts ask of a socket is set on it. */
static void
test_socket_options (Fixture *fixture, gconstpointer data)
{
  g_autoptr(KithTestPeer) peer = NULL;
  g_autoptr(GIOStream) stream = NULL;
  GSocket *socket = NULL;
  int value = 0;

  g_object_set (fixture->connector, "host", "127.0.0.1", "port", (guint)fixture->port, NULL);
  start (fixture);
  peer = kith_test_accept (fixture->listener);
  kith_test_spin_until (&fixture->done);
  g_object_get (fixture->wire, "io-stream", &stream, NULL);
  socket = g_socket_connection_get_socket (G_SOCKET_CONNECTION (stream));
  g_assert_true (g_socket_get_keepalive (socket));
  g_assert_true (g_socket_get_option (socket, IPPROTO_TCP, TCP_NODELAY, &value, NULL));
  g_assert_cmpint (value, ==, 1);
  g_assert_true (g_socket_get_option (socket, IPPROTO_TCP, TCP_KEEPIDLE, &value, NULL));
  g_assert_cmpint (value, ==, 10);
  g_assert_true (g_socket_get_option (socket, IPPROTO_TCP, TCP_USER_TIMEOUT, &value, NULL));
  g_assert_cmpint (value, ==, 20000);
}

#define ADD(path, function) g_test_add ("/connector/" path, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("service", test_service);
  ADD ("next-endpoint", test_next_endpoint);
  ADD ("direct-tls", test_direct_tls);
  ADD ("certificate-of-target", test_certificate_of_target);
  ADD ("override", test_override);
  ADD ("no-host", test_no_host);
  ADD ("unreachable", test_unreachable);
  ADD ("not-offered", test_not_offered);
  ADD ("silent-resolver", test_silent_resolver);
  ADD ("silent-server", test_silent_server);
  ADD ("cancelled", test_cancelled);
  ADD ("cancelled-in-tls", test_cancelled_in_tls);
  ADD ("proxy", test_proxy);
  ADD ("socket-options", test_socket_options);

  return g_test_run ();
}
