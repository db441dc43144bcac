/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-test-peer.h"

#include <glib/gstdio.h>
#include <gnutls/x509.h>
#include <string.h>
#include <sys/socket.h>

#define PATIENCE (10 * G_TIME_SPAN_SECOND)

struct _KithTestPeer
{
  GObject    parent_instance;

  GIOStream *stream;   /* owned */
  GString   *received;
};

G_DEFINE_FINAL_TYPE (KithTestPeer, kith_test_peer, G_TYPE_OBJECT)

typedef struct
{
  gboolean      done;
  GAsyncResult *result;   /* owned */
} Wait;

static void
done_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Wait *wait = user_data;

  wait->result = g_object_ref (result);
  wait->done = TRUE;
}

static gboolean
tick_cb (gpointer user_data)
{
  return G_SOURCE_CONTINUE;
}

static void
kith_test_peer_finalize (GObject *object)
{
  KithTestPeer *self = KITH_TEST_PEER (object);

  g_clear_object (&self->stream);
  g_string_free (self->received, TRUE);

  G_OBJECT_CLASS (kith_test_peer_parent_class)->finalize (object);
}

static void
kith_test_peer_class_init (KithTestPeerClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = kith_test_peer_finalize;
}

static void
kith_test_peer_init (KithTestPeer *self)
{
  self->received = g_string_new (NULL);
}

KithTestPeer *
kith_test_peer_new (GIOStream *stream)
{
  KithTestPeer *self = g_object_new (KITH_TYPE_TEST_PEER, NULL);

  self->stream = g_object_ref (stream);

  return self;
}

/* Writes @text; the other end may have gone. */
void
kith_test_peer_send (KithTestPeer *self, const char *text)
{
  Wait wait = { FALSE, NULL };
  g_autoptr(GAsyncResult) result = NULL;
  GOutputStream *stream = g_io_stream_get_output_stream (self->stream);

  g_output_stream_write_all_async (stream, text, strlen (text), G_PRIORITY_DEFAULT, NULL, done_cb, &wait);
  kith_test_spin_until (&wait.done);
  result = wait.result;
  g_output_stream_write_all_finish (stream, result, NULL, NULL);
}

/* Returns FALSE at the end. */
static gboolean
receive (KithTestPeer *self)
{
  Wait wait = { FALSE, NULL };
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GBytes) bytes = NULL;
  GInputStream *stream = g_io_stream_get_input_stream (self->stream);

  g_input_stream_read_bytes_async (stream, 65536, G_PRIORITY_DEFAULT, NULL, done_cb, &wait);
  kith_test_spin_until (&wait.done);
  result = wait.result;
  bytes = g_input_stream_read_bytes_finish (stream, result, NULL);
  if (bytes == NULL || g_bytes_get_size (bytes) == 0)
    return FALSE;

  g_string_append_len (self->received, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));

  return TRUE;
}

/* Returns: (transfer full): everything up to and with @text, which is waited for */
char *
kith_test_peer_take (KithTestPeer *self, const char *text)
{
  const char *found = strstr (self->received->str, text);
  char *taken = NULL;
  gsize length = 0;

  while (found == NULL)
    {
      if (!receive (self))
        g_error ("The connection ended before “%s” came, after “%s”", text, self->received->str);
      found = strstr (self->received->str, text);
    }

  length = (gsize)(found - self->received->str) + strlen (text);
  taken = g_strndup (self->received->str, length);
  g_string_erase (self->received, 0, (gssize)length);

  return taken;
}

/* Waits until @text came; what is before it is passed over. */
void
kith_test_peer_expect (KithTestPeer *self, const char *text)
{
  g_free (kith_test_peer_take (self, text));
}

/* Waits until the other end has closed the connection. */
void
kith_test_peer_expect_end (KithTestPeer *self)
{
  while (receive (self))
    ;
}

/* Returns: whether the handshake as the server succeeded */
gboolean
kith_test_peer_start_tls (KithTestPeer *self, GTlsCertificate *certificate)
{
  static const char *const protocols[] = { "xmpp-client", NULL };
  Wait wait = { FALSE, NULL };
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(GIOStream) connection = g_tls_server_connection_new (self->stream, certificate, &error);

  g_assert_no_error (error);
  g_tls_connection_set_advertised_protocols (G_TLS_CONNECTION (connection), protocols);
  g_tls_connection_handshake_async (G_TLS_CONNECTION (connection), G_PRIORITY_DEFAULT, NULL, done_cb, &wait);
  kith_test_spin_until (&wait.done);
  result = wait.result;
  if (!g_tls_connection_handshake_finish (G_TLS_CONNECTION (connection), result, NULL))
    return FALSE;

  g_set_object (&self->stream, connection);

  return TRUE;
}

GIOStream *
kith_test_peer_get_stream (KithTestPeer *self)
{
  return self->stream;
}

/* Closes the connection as a crash would: without a word. */
void
kith_test_peer_drop (KithTestPeer *self)
{
  GIOStream *stream = self->stream;
  g_autoptr(GIOStream) base = NULL;

  if (G_IS_TLS_CONNECTION (stream))
    g_object_get (stream, "base-io-stream", &base, NULL);
  g_io_stream_close (base != NULL ? base : stream, NULL, NULL);
}

static GIOStream *
connection_of (int fd)
{
  g_autoptr(GSocket) socket = g_socket_new_from_fd (fd, NULL);

  g_assert_nonnull (socket);

  return G_IO_STREAM (g_socket_connection_factory_create_connection (socket));
}

void
kith_test_connection_pair (GIOStream **one, GIOStream **other)
{
  int fds[2] = { -1, -1 };

  g_assert_cmpint (socketpair (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds), ==, 0);
  *one = connection_of (fds[0]);
  *other = connection_of (fds[1]);
}

/* Returns: (transfer full): a listener on loopback; @port: (out): where */
GSocketListener *
kith_test_listen (guint16 *port)
{
  GSocketListener *listener = g_socket_listener_new ();
  g_autoptr(GSocketAddress) address = g_inet_socket_address_new_from_string ("127.0.0.1", 0);
  g_autoptr(GSocketAddress) effective = NULL;
  g_autoptr(GError) error = NULL;

  g_socket_listener_add_address (listener, address, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, NULL, &effective, &error);
  g_assert_no_error (error);
  *port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (effective));

  return listener;
}

/* Returns: (transfer full): the next who connects */
KithTestPeer *
kith_test_accept (GSocketListener *listener)
{
  Wait wait = { FALSE, NULL };
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GSocketConnection) connection = NULL;
  g_autoptr(GError) error = NULL;

  g_socket_listener_accept_async (listener, NULL, done_cb, &wait);
  kith_test_spin_until (&wait.done);
  result = wait.result;
  connection = g_socket_listener_accept_finish (listener, result, NULL, &error);
  g_assert_no_error (error);

  return kith_test_peer_new (G_IO_STREAM (connection));
}

static void
append_pem (GString *pem, gnutls_datum_t *datum)
{
  g_string_append_len (pem, (const char *)datum->data, datum->size);
  gnutls_free (datum->data);
}

/* Returns: (transfer full): a certificate for @domain, valid from a day before @valid_until (seconds since 1970) */
GTlsCertificate *
kith_test_certificate_new (const char *domain, gint64 valid_until)
{
  g_autoptr(GString) pem = g_string_new (NULL);
  g_autoptr(GError) error = NULL;
  gnutls_x509_privkey_t key = NULL;
  gnutls_x509_crt_t certificate = NULL;
  gnutls_datum_t datum = { NULL, 0 };
  guint8 serial[8] = { 1 };
  GTlsCertificate *result = NULL;

  for (guint i = 1; i < sizeof serial; i++)
    serial[i] = (guint8)g_random_int_range (0, 256);

  g_assert_cmpint (gnutls_x509_privkey_init (&key), ==, 0);
  g_assert_cmpint (gnutls_x509_privkey_generate (key, GNUTLS_PK_ECDSA,
                                                 GNUTLS_CURVE_TO_BITS (GNUTLS_ECC_CURVE_SECP256R1), 0), ==, 0);
  g_assert_cmpint (gnutls_x509_crt_init (&certificate), ==, 0);
  g_assert_cmpint (gnutls_x509_crt_set_version (certificate, 3), ==, 0);
  g_assert_cmpint (gnutls_x509_crt_set_key (certificate, key), ==, 0);
  g_assert_cmpint (gnutls_x509_crt_set_serial (certificate, serial, sizeof serial), ==, 0);
  g_assert_cmpint (gnutls_x509_crt_set_dn_by_oid (certificate, GNUTLS_OID_X520_COMMON_NAME, 0, domain,
                                                  (unsigned)strlen (domain)), ==, 0);
  g_assert_cmpint (gnutls_x509_crt_set_subject_alt_name (certificate, GNUTLS_SAN_DNSNAME, domain,
                                                         (unsigned)strlen (domain), GNUTLS_FSAN_SET), ==, 0);
  g_assert_cmpint (gnutls_x509_crt_set_basic_constraints (certificate, 1, -1), ==, 0);
  gnutls_x509_crt_set_activation_time (certificate, valid_until - 24 * 3600);
  gnutls_x509_crt_set_expiration_time (certificate, valid_until);
  g_assert_cmpint (gnutls_x509_crt_sign2 (certificate, certificate, key, GNUTLS_DIG_SHA256, 0), ==, 0);

  g_assert_cmpint (gnutls_x509_crt_export2 (certificate, GNUTLS_X509_FMT_PEM, &datum), ==, 0);
  append_pem (pem, &datum);
  g_assert_cmpint (gnutls_x509_privkey_export2 (key, GNUTLS_X509_FMT_PEM, &datum), ==, 0);
  append_pem (pem, &datum);
  gnutls_x509_crt_deinit (certificate);
  gnutls_x509_privkey_deinit (key);

  result = g_tls_certificate_new_from_pem (pem->str, (gssize)pem->len, &error);
  g_assert_no_error (error);

  return result;
}

static void
remove_file (gpointer data)
{
  g_unlink (data);
  g_free (data);
}

/* Returns: (transfer full): a database in which nothing but @certificate is trusted; it reads its file when it likes */
GTlsDatabase *
kith_test_database_new (GTlsCertificate *certificate)
{
  g_autofree char *pem = NULL;
  g_autoptr(GError) error = NULL;
  char *path = NULL;
  GTlsDatabase *database = NULL;
  int fd = g_file_open_tmp ("kith-XXXXXX.pem", &path, &error);

  g_assert_no_error (error);
  g_close (fd, NULL);
  g_object_get (certificate, "certificate-pem", &pem, NULL);
  g_file_set_contents (path, pem, -1, &error);
  g_assert_no_error (error);

  database = g_tls_file_database_new (path, &error);
  g_assert_no_error (error);
  g_object_set_data_full (G_OBJECT (database), "kith-file", path, remove_file);

  return database;
}

void
kith_test_spin_until (const gboolean *flag)
{
  gint64 end = g_get_monotonic_time () + PATIENCE;
  guint tick = g_timeout_add (100, tick_cb, NULL);

  while (!*flag)
    {
      g_main_context_iteration (NULL, TRUE);
      if (!*flag && g_get_monotonic_time () > end)
        g_error ("Waited too long");
    }

  g_source_remove (tick);
}

static gboolean
set_cb (gpointer user_data)
{
  *(gboolean *)user_data = TRUE;

  return G_SOURCE_REMOVE;
}

void
kith_test_spin_for (guint milliseconds)
{
  gboolean over = FALSE;

  g_timeout_add (milliseconds, set_cb, &over);
  kith_test_spin_until (&over);
}
