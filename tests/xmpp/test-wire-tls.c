/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-wire-tls.h"

#include "kith-certificate.h"
#include "kith-test-peer.h"
#include "kith-xmpp-error.h"

#define HOUR 3600
#define MUCH (16 * 1024 * 1024)

typedef struct
{
  GIOStream       *stream;
  KithTestPeer    *peer;
  KithWireInput   *input;
  KithWireOutput  *output;
  KithWireTls     *tls;
  GTlsCertificate *certificate;
  GTlsDatabase    *database;

  GTlsConnection  *connection;
  GError          *error;
  guint            n_done;
  gboolean         done;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr(GIOStream) other = NULL;

  kith_test_connection_pair (&fixture->stream, &other);
  fixture->peer = kith_test_peer_new (other);
  fixture->input = kith_wire_input_new (g_io_stream_get_input_stream (fixture->stream));
  fixture->output = kith_wire_output_new (g_io_stream_get_output_stream (fixture->stream));
  fixture->certificate = kith_test_certificate_new ("example.com", g_get_real_time () / G_USEC_PER_SEC + HOUR);
  fixture->database = kith_test_database_new (fixture->certificate);
  fixture->tls = kith_wire_tls_new ("example.com", fixture->input, fixture->output);
  g_object_set (fixture->tls, "database", fixture->database, NULL);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_assert_false (kith_wire_tls_is_starting (fixture->tls));
  g_assert_finalize_object (fixture->tls);
  kith_wire_output_cancel (fixture->output);
  kith_wire_input_cancel (fixture->input);
  kith_test_spin_for (20);
  g_assert_finalize_object (fixture->output);
  g_assert_finalize_object (fixture->input);
  g_clear_object (&fixture->connection);
  g_object_unref (fixture->stream);
  g_assert_finalize_object (fixture->peer);
  g_object_unref (fixture->database);
  g_object_unref (fixture->certificate);
  g_clear_error (&fixture->error);
}

static void
done_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Fixture *fixture = user_data;

  fixture->connection = kith_wire_tls_start_finish (KITH_WIRE_TLS (source), result, &fixture->error);
  fixture->n_done++;
  fixture->done = TRUE;
}

static void
start (Fixture *fixture)
{
  kith_wire_tls_start_async (fixture->tls, fixture->stream, FALSE, done_cb, fixture);
  g_assert_true (kith_wire_tls_is_starting (fixture->tls));
}

static void
write_much (Fixture *fixture)
{
  g_autofree char *filling = g_strnfill (MUCH, 'x');
  g_autofree char *text = g_strconcat (filling, "<last/>", NULL);

  kith_wire_output_write (fixture->output, text);
  kith_wire_output_write (fixture->output, "<behind/>");
  g_assert_true (kith_wire_output_is_busy (fixture->output));
}

static void
expect_failure (Fixture *fixture, KithXmppError code)
{
  kith_test_spin_until (&fixture->done);
  g_assert_error (fixture->error, KITH_XMPP_ERROR, (int)code);
  g_assert_null (fixture->connection);
  kith_test_spin_for (20);
  g_assert_cmpuint (fixture->n_done, ==, 1);
  g_assert_false (kith_wire_tls_is_busy (fixture->tls));
}

static void
test_success (Fixture *fixture, gconstpointer data)
{
  kith_wire_input_start (fixture->input);
  start (fixture);
  g_assert_false (kith_wire_tls_is_busy (fixture->tls));
  g_assert_true (kith_test_peer_start_tls (fixture->peer, fixture->certificate));
  kith_test_spin_until (&fixture->done);
  g_assert_no_error (fixture->error);
  g_assert_nonnull (fixture->connection);
  g_assert_null (g_tls_connection_get_negotiated_protocol (fixture->connection));
  g_assert_null (kith_wire_tls_get_refused_certificate (fixture->tls));
  g_assert_cmpint (kith_wire_tls_get_certificate_flaws (fixture->tls), ==, 0);
}

static void
test_direct (Fixture *fixture, gconstpointer data)
{
  kith_wire_tls_start_async (fixture->tls, fixture->stream, TRUE, done_cb, fixture);
  g_assert_true (kith_wire_tls_is_busy (fixture->tls));
  g_assert_true (kith_test_peer_start_tls (fixture->peer, fixture->certificate));
  kith_test_spin_until (&fixture->done);
  g_assert_no_error (fixture->error);
  g_assert_cmpstr (g_tls_connection_get_negotiated_protocol (fixture->connection), ==, "xmpp-client");
}

/* What is being written in clear text gets out first; what is queued behind it waits for TLS. */
static void
test_waits (Fixture *fixture, gconstpointer data)
{
  write_much (fixture);
  start (fixture);
  kith_test_spin_for (20);
  g_assert_false (kith_wire_tls_is_busy (fixture->tls));
  kith_test_peer_expect (fixture->peer, "<last/>");
  g_assert_true (kith_test_peer_start_tls (fixture->peer, fixture->certificate));
  kith_test_spin_until (&fixture->done);
  g_assert_no_error (fixture->error);
}

/* A server that says TLS may start and reads nothing more cannot hold who asked. */
static void
test_stuck (Fixture *fixture, gconstpointer data)
{
  g_object_set (fixture->tls, "timeout", 200, NULL);
  write_much (fixture);
  start (fixture);
  expect_failure (fixture, KITH_XMPP_ERROR_TIMEOUT);
}

static void
test_silence (Fixture *fixture, gconstpointer data)
{
  g_object_set (fixture->tls, "timeout", 200, NULL);
  start (fixture);
  g_assert_true (kith_wire_tls_is_busy (fixture->tls));
  expect_failure (fixture, KITH_XMPP_ERROR_TIMEOUT);
}

static void
test_cancelled_while_waiting (Fixture *fixture, gconstpointer data)
{
  kith_wire_tls_cancel (fixture->tls);
  write_much (fixture);
  start (fixture);
  kith_test_spin_for (20);
  kith_wire_tls_cancel (fixture->tls);
  kith_wire_tls_cancel (fixture->tls);
  expect_failure (fixture, KITH_XMPP_ERROR_LOST);
}

static void
test_cancelled_in_handshake (Fixture *fixture, gconstpointer data)
{
  start (fixture);
  kith_test_spin_for (20);
  kith_wire_tls_cancel (fixture->tls);
  expect_failure (fixture, KITH_XMPP_ERROR_LOST);
}

static void
test_refused (Fixture *fixture, gconstpointer data)
{
  g_autoptr(GTlsCertificate) other = kith_test_certificate_new ("example.com", g_get_real_time () / G_USEC_PER_SEC + HOUR);
  GTlsCertificate *refused = NULL;

  start (fixture);
  kith_test_peer_start_tls (fixture->peer, other);
  expect_failure (fixture, KITH_XMPP_ERROR_CERTIFICATE);
  refused = kith_wire_tls_get_refused_certificate (fixture->tls);
  g_assert_true (g_tls_certificate_is_same (refused, other));
  g_assert_cmpint (kith_wire_tls_get_certificate_flaws (fixture->tls), !=, 0);
}

static void
test_pinned (Fixture *fixture, gconstpointer data)
{
  g_autoptr(GTlsCertificate) other = kith_test_certificate_new ("example.net", g_get_real_time () / G_USEC_PER_SEC - HOUR);
  g_autofree char *fingerprint = kith_certificate_dup_fingerprint (other);

  g_object_set (fixture->tls, "pinned", fingerprint, NULL);
  start (fixture);
  g_assert_true (kith_test_peer_start_tls (fixture->peer, other));
  kith_test_spin_until (&fixture->done);
  g_assert_no_error (fixture->error);
  g_assert_nonnull (fixture->connection);
}

#define ADD(path, function) g_test_add ("/wire-tls/" path, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("success", test_success);
  ADD ("direct", test_direct);
  ADD ("waits", test_waits);
  ADD ("stuck", test_stuck);
  ADD ("silence", test_silence);
  ADD ("cancelled-while-waiting", test_cancelled_while_waiting);
  ADD ("cancelled-in-handshake", test_cancelled_in_handshake);
  ADD ("refused", test_refused);
  ADD ("pinned", test_pinned);

  return g_test_run ();
}
