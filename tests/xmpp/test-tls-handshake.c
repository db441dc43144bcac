/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-tls-handshake.h"

#include <glib-unix.h>
#include <glib/gstdio.h>
#include <gnutls/gnutls.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>

#include "kith-certificate.h"
#include "kith-stream-wire.h"
#include "kith-test-peer.h"
#include "kith-xmpp-error.h"

#define SOON (g_get_real_time () / 1000000 + 3600)

typedef struct
{
  gboolean        done;
  GTlsConnection *connection;
  GError         *error;
} Outcome;

static void
run_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Outcome *outcome = user_data;

  outcome->connection = kith_tls_handshake_run_finish (KITH_TLS_HANDSHAKE (source), result, &outcome->error);
  outcome->done = TRUE;
}

static void
clear (Outcome *outcome)
{
  g_clear_object (&outcome->connection);
  g_clear_error (&outcome->error);
}

static GIOStream *
connection_of (int fd)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GSocket) socket = g_socket_new_from_fd (fd, &error);

  g_assert_no_error (error);

  return G_IO_STREAM (g_socket_connection_factory_create_connection (socket));
}

static void
test_success (void)
{
  g_autoptr(GTlsCertificate) ascii = kith_test_certificate_new ("xn--bcher-kva.example", SOON);
  g_autoptr(GTlsDatabase) database = kith_test_database_new (ascii);
  g_autoptr(GIOStream) one = NULL;
  g_autoptr(GIOStream) other = NULL;
  KithTestPeer *peer = NULL;
  KithTlsHandshake *handshake = NULL;
  Outcome outcome = { FALSE, NULL, NULL };

  /* A name with other letters is that of its ASCII form. */
  kith_test_connection_pair (&one, &other);
  peer = kith_test_peer_new (other);
  handshake = kith_tls_handshake_new (one, "bücher.example", database, NULL);
  kith_tls_handshake_run_async (handshake, TRUE, 2000, run_cb, &outcome);
  g_assert_true (kith_test_peer_start_tls (peer, ascii));
  kith_test_spin_until (&outcome.done);
  g_assert_no_error (outcome.error);
  g_assert_nonnull (outcome.connection);
  g_assert_null (kith_tls_handshake_get_refused_certificate (handshake));
  g_assert_cmpstr (g_tls_connection_get_negotiated_protocol (outcome.connection), ==, "xmpp-client");

  clear (&outcome);
  g_assert_finalize_object (handshake);
  g_assert_finalize_object (peer);
}

static void
test_refused (void)
{
  g_autoptr(GTlsCertificate) certificate = kith_test_certificate_new ("example.net", SOON);
  g_autoptr(GTlsDatabase) database = kith_test_database_new (certificate);
  g_autoptr(GIOStream) one = NULL;
  g_autoptr(GIOStream) other = NULL;
  KithTestPeer *peer = NULL;
  KithTlsHandshake *handshake = NULL;
  Outcome outcome = { FALSE, NULL, NULL };

  kith_test_connection_pair (&one, &other);
  peer = kith_test_peer_new (other);
  handshake = kith_tls_handshake_new (one, "example.com", database, NULL);
  kith_tls_handshake_run_async (handshake, FALSE, 2000, run_cb, &outcome);
  kith_test_peer_start_tls (peer, certificate);
  kith_test_spin_until (&outcome.done);
  g_assert_error (outcome.error, KITH_XMPP_ERROR, KITH_XMPP_ERROR_CERTIFICATE);
  g_assert_nonnull (kith_tls_handshake_get_refused_certificate (handshake));
  g_assert_cmpint (kith_tls_handshake_get_certificate_flaws (handshake), ==, G_TLS_CERTIFICATE_BAD_IDENTITY);

  clear (&outcome);
  g_assert_finalize_object (handshake);
  g_assert_finalize_object (peer);
}

static void
test_silence (gconstpointer data)
{
  gboolean cancel = GPOINTER_TO_INT (data);
  int code = cancel ? KITH_XMPP_ERROR_LOST : KITH_XMPP_ERROR_TIMEOUT;
  g_autoptr(GIOStream) one = NULL;
  g_autoptr(GIOStream) other = NULL;
  KithTlsHandshake *handshake = NULL;
  Outcome outcome = { FALSE, NULL, NULL };

  kith_test_connection_pair (&one, &other);
  handshake = kith_tls_handshake_new (one, "example.com", NULL, NULL);
  kith_tls_handshake_run_async (handshake, FALSE, 100, run_cb, &outcome);
  if (cancel)
    kith_tls_handshake_cancel (handshake);
  kith_test_spin_until (&outcome.done);
  g_assert_error (outcome.error, KITH_XMPP_ERROR, code);

  clear (&outcome);
  g_assert_finalize_object (handshake);
}

/* A server of another make, which speaks one version only. */
typedef struct
{
  GSubprocess *process;
  char        *path;
  guint16      port;
} OtherServer;

static void
start_other_server (OtherServer *server, GTlsCertificate *certificate, const char *version)
{
  g_autofree char *certificate_pem = NULL;
  g_autofree char *key_pem = NULL;
  g_autofree char *pem = NULL;
  g_autofree char *address = NULL;
  g_autoptr(GSocketListener) listener = kith_test_listen (&server->port);
  g_autoptr(GError) error = NULL;
  int fd = g_file_open_tmp ("kith-XXXXXX.pem", &server->path, &error);

  g_assert_no_error (error);
  g_close (fd, NULL);
  g_socket_listener_close (listener);
  g_object_get (certificate, "certificate-pem", &certificate_pem, "private-key-pem", &key_pem, NULL);
  pem = g_strconcat (certificate_pem, key_pem, NULL);
  g_file_set_contents (server->path, pem, -1, &error);
  g_assert_no_error (error);

  address = g_strdup_printf ("127.0.0.1:%u", server->port);
  server->process = g_subprocess_new (G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_SILENCE |
                                      G_SUBPROCESS_FLAGS_STDERR_SILENCE, &error,
                                      "openssl", "s_server", "-accept", address, "-cert", server->path, "-quiet", version,
                                      "-cipher", "DEFAULT:@SECLEVEL=0", NULL);
  g_assert_no_error (error);
}

static void
end_other_server (OtherServer *server)
{
  g_subprocess_force_exit (server->process);
  g_subprocess_wait (server->process, NULL, NULL);
  g_clear_object (&server->process);
  g_unlink (server->path);
  g_free (server->path);
}

static GIOStream *
connect_to (guint16 port)
{
  g_autoptr(GSocketClient) client = g_socket_client_new ();

  for (guint i = 0; i < 200; i++)
    {
      GSocketConnection *connection = g_socket_client_connect_to_host (client, "127.0.0.1", port, NULL, NULL);

      if (connection != NULL)
        return G_IO_STREAM (connection);
      g_usleep (20000);
    }

  g_error ("The other server did not start");
}

static void
tls_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Outcome *outcome = user_data;

  kith_wire_start_tls_finish (KITH_WIRE (source), result, &outcome->error);
  outcome->done = TRUE;
}

static KithStreamWire *
try_version (const char *version, Outcome *outcome)
{
  g_autoptr(GTlsCertificate) certificate = kith_test_certificate_new ("example.com", SOON);
  g_autoptr(GTlsDatabase) database = kith_test_database_new (certificate);
  g_autoptr(GIOStream) stream = NULL;
  OtherServer server = { NULL, NULL, 0 };
  KithStreamWire *wire = NULL;

  start_other_server (&server, certificate, version);
  stream = connect_to (server.port);
  wire = kith_stream_wire_new (stream, "example.com");
  g_object_set (wire, "tls-database", database, NULL);
  kith_stream_wire_start_direct_tls_async (wire, NULL, tls_cb, outcome);
  kith_test_spin_until (&outcome->done);
  end_other_server (&server);

  return wire;
}

/* With TLS 1.2 the certificate alone binds the channel. */
static void
test_tls_1_2 (void)
{
  Outcome outcome = { FALSE, NULL, NULL };
  KithStreamWire *wire = try_version ("-tls1_2", &outcome);
  g_autoptr(GBytes) end_point = NULL;

  g_assert_no_error (outcome.error);
  g_assert_true (kith_wire_is_secure (KITH_WIRE (wire)));
  g_assert_null (kith_wire_dup_channel_binding (KITH_WIRE (wire), G_TLS_CHANNEL_BINDING_TLS_EXPORTER));
  end_point = kith_wire_dup_channel_binding (KITH_WIRE (wire), G_TLS_CHANNEL_BINDING_TLS_SERVER_END_POINT);
  g_assert_nonnull (end_point);
  g_assert_cmpuint (g_bytes_get_size (end_point), ==, 32);

  g_assert_finalize_object (wire);
}

static void
test_tls_1_1 (void)
{
  Outcome outcome = { FALSE, NULL, NULL };
  KithStreamWire *wire = try_version ("-tls1_1", &outcome);

  g_assert_error (outcome.error, KITH_XMPP_ERROR, KITH_XMPP_ERROR_NO_TLS);
  g_assert_false (kith_wire_is_secure (KITH_WIRE (wire)));

  clear (&outcome);
  g_assert_finalize_object (wire);
}

/* A server that shakes hands a second time in the middle of the stream, with the same certificate or another. It runs in a thread,
 * on the other end of a connection that never leaves the process. */
typedef struct
{
  GSocket                         *socket;         /* owned */
  gnutls_certificate_credentials_t credentials[2]; /* owned */
  gboolean                         renegotiated;
} Renegotiator;

static void
load_credentials (gnutls_certificate_credentials_t *credentials, GTlsCertificate *certificate)
{
  g_autofree char *certificate_pem = NULL;
  g_autofree char *key_pem = NULL;
  gnutls_datum_t certificate_datum = { NULL, 0 };
  gnutls_datum_t key_datum = { NULL, 0 };

  g_object_get (certificate, "certificate-pem", &certificate_pem, "private-key-pem", &key_pem, NULL);
  certificate_datum.data = (guchar *)certificate_pem;
  certificate_datum.size = (unsigned)strlen (certificate_pem);
  key_datum.data = (guchar *)key_pem;
  key_datum.size = (unsigned)strlen (key_pem);
  g_assert_cmpint (gnutls_certificate_allocate_credentials (credentials), ==, 0);
  g_assert_cmpint (gnutls_certificate_set_x509_key_mem (*credentials, &certificate_datum, &key_datum, GNUTLS_X509_FMT_PEM), ==, 0);
}

static int
shake_hands (gnutls_session_t session)
{
  int code = 0;

  do
    {
      code = gnutls_handshake (session);
    }
  while (code < 0 && gnutls_error_is_fatal (code) == 0);

  return code;
}

static gpointer
renegotiate_in_thread (gpointer user_data)
{
  static const char header[] = "<stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams' version='1.0'>"
                               "<message/>";
  static const char more[] = "<message/>";
  Renegotiator *server = user_data;
  gnutls_session_t session = NULL;
  char buffer[4096];

  g_assert_cmpint (gnutls_init (&session, GNUTLS_SERVER), ==, 0);
  g_assert_cmpint (gnutls_priority_set_direct (session, "NORMAL:-VERS-ALL:+VERS-TLS1.2", NULL), ==, 0);
  gnutls_credentials_set (session, GNUTLS_CRD_CERTIFICATE, server->credentials[0]);
  gnutls_transport_set_int (session, g_socket_get_fd (server->socket));
  if (shake_hands (session) == 0 && gnutls_record_recv (session, buffer, sizeof buffer) > 0 &&
      gnutls_record_send (session, header, strlen (header)) > 0)
    {
      gnutls_credentials_set (session, GNUTLS_CRD_CERTIFICATE, server->credentials[1]);
      server->renegotiated = gnutls_rehandshake (session) == 0 && shake_hands (session) == 0;
      if (server->renegotiated)
        gnutls_record_send (session, more, strlen (more));
      while (gnutls_record_recv (session, buffer, sizeof buffer) > 0)
        ;
    }
  gnutls_deinit (session);
  g_socket_close (server->socket, NULL);

  return NULL;
}

static void
count_cb (guint *count)
{
  *count += 1;
}

static void
closed_cb (Outcome *outcome, const GError *error)
{
  outcome->error = error != NULL ? g_error_copy (error) : NULL;
  outcome->done = TRUE;
}

/* Who is at the other end is settled once: it may shake hands again, but not be somebody else then, even one that is trusted. */
static void
test_renegotiation (gconstpointer data)
{
  gboolean change = GPOINTER_TO_INT (data);
  Outcome outcome = { FALSE, NULL, NULL };
  Outcome end = { FALSE, NULL, NULL };
  g_autoptr(GTlsCertificate) certificate = kith_test_certificate_new ("example.com", SOON);
  g_autoptr(GTlsCertificate) other = kith_test_certificate_new ("example.com", SOON);
  g_autoptr(GTlsDatabase) database = kith_test_database_new (certificate);
  g_autofree char *pin = kith_certificate_dup_fingerprint (other);
  g_autoptr(GIOStream) mine = NULL;
  g_autoptr(GIOStream) theirs = NULL;
  Renegotiator server = { NULL, { NULL, NULL }, FALSE };
  KithStreamWire *wire = NULL;
  GThread *thread = NULL;
  guint n_stanzas = 0;

  kith_test_connection_pair (&mine, &theirs);
  server.socket = g_object_ref (g_socket_connection_get_socket (G_SOCKET_CONNECTION (theirs)));
  g_unix_set_fd_nonblocking (g_socket_get_fd (server.socket), FALSE, NULL);
  load_credentials (&server.credentials[0], certificate);
  load_credentials (&server.credentials[1], change ? other : certificate);
  wire = kith_stream_wire_new (mine, "example.com");
  g_object_set (wire, "tls-database", database, "pinned-certificate", pin, "close-timeout", 200, NULL);
  g_signal_connect_swapped (wire, "stanza", G_CALLBACK (count_cb), &n_stanzas);
  g_signal_connect_swapped (wire, "closed", G_CALLBACK (closed_cb), &end);
  thread = g_thread_new ("renegotiator", renegotiate_in_thread, &server);
  kith_stream_wire_start_direct_tls_async (wire, NULL, tls_cb, &outcome);
  kith_test_spin_until (&outcome.done);
  g_assert_no_error (outcome.error);

  kith_wire_open (KITH_WIRE (wire), "example.com", NULL);
  while (!end.done && n_stanzas < 2)
    kith_test_spin_for (10);
  if (change)
    {
      kith_test_spin_until (&end.done);
      g_assert_error (end.error, KITH_XMPP_ERROR, KITH_XMPP_ERROR_LOST);
    }
  else
    {
      g_assert_true (kith_wire_is_secure (KITH_WIRE (wire)));
      kith_wire_close (KITH_WIRE (wire));
      kith_test_spin_until (&end.done);
    }
  kith_test_spin_for (20);
  g_thread_join (thread);
  g_assert_cmpint (server.renegotiated, ==, !change);
  g_assert_cmpuint (n_stanzas, ==, change ? 1 : 2);

  clear (&end);
  g_clear_object (&server.socket);
  for (guint i = 0; i < G_N_ELEMENTS (server.credentials); i++)
    gnutls_certificate_free_credentials (server.credentials[i]);
  kith_test_spin_for (250);
  g_clear_object (&mine);
  g_assert_finalize_object (wire);
}

/* A server, and what lies before it, which cuts the connection after so many bytes of one side. Each runs in a thread. */
typedef struct
{
  int                              near;        /* the relay's end towards us */
  int                              far;         /* the relay's end towards the server */
  int                              server;      /* the server's end */
  gnutls_certificate_credentials_t credentials; /* owned */
  gsize                            may_say;
  gsize                            may_hear;
  gboolean                         done;        /* the server got through its handshake */
} CutServer;

static gpointer
serve_in_thread (gpointer user_data)
{
  CutServer *self = user_data;
  gnutls_session_t session = NULL;
  char buffer[64];

  g_assert_cmpint (gnutls_init (&session, GNUTLS_SERVER), ==, 0);
  g_assert_cmpint (gnutls_set_default_priority (session), ==, 0);
  gnutls_credentials_set (session, GNUTLS_CRD_CERTIFICATE, self->credentials);
  gnutls_transport_set_int (session, self->server);
  self->done = shake_hands (session) == 0;
  if (self->done)
    gnutls_record_recv (session, buffer, sizeof buffer);
  gnutls_deinit (session);
  shutdown (self->server, SHUT_RDWR);

  return NULL;
}

/* Returns: whether there is more to come */
static gboolean
pass_on (int from, int to, gsize *allowed)
{
  char buffer[1024];
  gssize n = *allowed > 0 ? recv (from, buffer, MIN (sizeof buffer, *allowed), 0) : 0;

  if (n <= 0)
    return FALSE;

  *allowed -= (gsize)n;

  return send (to, buffer, (gsize)n, MSG_NOSIGNAL) == n;
}

static gpointer
relay_in_thread (gpointer user_data)
{
  CutServer *self = user_data;
  struct pollfd fds[] = { { self->near, POLLIN, 0 }, { self->far, POLLIN, 0 } };

  while (poll (fds, G_N_ELEMENTS (fds), -1) > 0)
    {
      if ((fds[0].revents != 0 && !pass_on (self->near, self->far, &self->may_hear)) ||
          (fds[1].revents != 0 && !pass_on (self->far, self->near, &self->may_say)))
        break;
    }
  /* With what was not read this is a reset. */
  g_close (self->near, NULL);
  g_close (self->far, NULL);

  return NULL;
}

/* Returns: whether the server got through its handshake */
static gboolean
shake_with_cut (CutServer *self, GTlsDatabase *database)
{
  Outcome outcome = { FALSE, NULL, NULL };
  g_autoptr(GIOStream) mine = NULL;
  KithStreamWire *wire = NULL;
  GThread *threads[2];
  int near[2], far[2];

  g_assert_cmpint (socketpair (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, near), ==, 0);
  g_assert_cmpint (socketpair (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, far), ==, 0);
  self->near = near[1];
  self->far = far[0];
  self->server = far[1];
  mine = connection_of (near[0]);
  wire = kith_stream_wire_new (mine, "example.com");
  g_object_set (wire, "tls-database", database, "close-timeout", 20, NULL);
  threads[0] = g_thread_new ("server", serve_in_thread, self);
  threads[1] = g_thread_new ("relay", relay_in_thread, self);
  kith_stream_wire_start_direct_tls_async (wire, NULL, tls_cb, &outcome);
  kith_test_spin_until (&outcome.done);
  /* To GIO a peer that goes before the keys are agreed on does not speak TLS. */
  if (outcome.error != NULL && !g_error_matches (outcome.error, KITH_XMPP_ERROR, KITH_XMPP_ERROR_NO_TLS))
    g_assert_error (outcome.error, KITH_XMPP_ERROR, KITH_XMPP_ERROR_LOST);
  g_assert_cmpint (kith_wire_is_secure (KITH_WIRE (wire)), ==, outcome.error == NULL);
  clear (&outcome);
  kith_wire_close (KITH_WIRE (wire));
  kith_test_spin_for (30);
  g_clear_object (&mine);
  g_assert_finalize_object (wire);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);
  g_close (self->server, NULL);

  return self->done;
}

/* However much of it there was: the wire is no worse for it, and nothing is let go of twice. */
static void
test_cut (gconstpointer data)
{
  gboolean silent = GPOINTER_TO_INT (data);
  g_autoptr(GTlsCertificate) certificate = kith_test_certificate_new ("example.com", SOON);
  g_autoptr(GTlsDatabase) database = kith_test_database_new (certificate);
  CutServer server = { 0 };
  gboolean done = FALSE;

  load_credentials (&server.credentials, certificate);
  for (gsize n = 0; !done; n += n < 8 ? 1 : 61)
    {
      g_assert_cmpuint (n, <, 10000);
      server.may_say = silent ? G_MAXSIZE : n;
      server.may_hear = silent ? n : G_MAXSIZE;
      done = shake_with_cut (&server, database);
    }
  gnutls_certificate_free_credentials (server.credentials);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/tls-handshake/success", test_success);
  g_test_add_func ("/tls-handshake/refused", test_refused);
  g_test_add_data_func ("/tls-handshake/silence", GINT_TO_POINTER (FALSE), test_silence);
  g_test_add_data_func ("/tls-handshake/cancelled", GINT_TO_POINTER (TRUE), test_silence);
  g_test_add_func ("/tls-handshake/tls-1.2", test_tls_1_2);
  g_test_add_func ("/tls-handshake/tls-1.1", test_tls_1_1);
  g_test_add_data_func ("/tls-handshake/renegotiation/same", GINT_TO_POINTER (FALSE), test_renegotiation);
  g_test_add_data_func ("/tls-handshake/renegotiation/other", GINT_TO_POINTER (TRUE), test_renegotiation);
  g_test_add_data_func ("/tls-handshake/cut/saying", GINT_TO_POINTER (FALSE), test_cut);
  g_test_add_data_func ("/tls-handshake/cut/hearing", GINT_TO_POINTER (TRUE), test_cut);

  return g_test_run ();
}
