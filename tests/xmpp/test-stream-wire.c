/* SPDX-License-Identifier: GPL-3.0-or-later */
/* size: one case for each thing that can happen to a stream */

#include "kith-stream-wire.h"

#include <string.h>

#include "kith-certificate.h"
#include "kith-ns.h"
#include "kith-test-peer.h"
#include "kith-xmpp-error.h"

#define HEADER \
  "<?xml version='1.0'?><stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams' " \
  "id='s1' from='example.com' version='1.0'>"
#define DAY (24 * 3600)

/* A wire, its peer, and what the wire said. */
typedef struct
{
  KithStreamWire *wire;
  KithTestPeer   *peer;
  GPtrArray      *stanzas; /* of KithStanza (owned) */
  GError         *error;
  char           *id;
  guint           n_opened;
  guint           n_closed;
  gboolean        opened;
  gboolean        closed;
  gboolean        tls_done;
  GError         *tls_error;
} Fixture;

static void
opened_cb (Fixture *fixture, const char *id, const char *from)
{
  g_free (fixture->id);
  fixture->id = g_strdup (id);
  fixture->n_opened++;
  fixture->opened = TRUE;
}

static void
stanza_cb (Fixture *fixture, KithStanza *stanza)
{
  g_ptr_array_add (fixture->stanzas, kith_stanza_ref (stanza));
}

static void
closed_cb (Fixture *fixture, const GError *error)
{
  if (error != NULL)
    fixture->error = g_error_copy (error);
  fixture->n_closed++;
  fixture->closed = TRUE;
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr(GIOStream) one = NULL;
  g_autoptr(GIOStream) other = NULL;

  kith_test_connection_pair (&one, &other);
  fixture->wire = kith_stream_wire_new (one, "example.com");
  g_object_set (fixture->wire, "close-timeout", 200, NULL);
  fixture->peer = kith_test_peer_new (other);
  fixture->stanzas = g_ptr_array_new_with_free_func ((GDestroyNotify)kith_stanza_unref);
  g_signal_connect_swapped (fixture->wire, "opened", G_CALLBACK (opened_cb), fixture);
  g_signal_connect_swapped (fixture->wire, "stanza", G_CALLBACK (stanza_cb), fixture);
  g_signal_connect_swapped (fixture->wire, "closed", G_CALLBACK (closed_cb), fixture);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  if (fixture->wire != NULL)
    {
      g_signal_handlers_disconnect_by_data (fixture->wire, fixture);
      g_assert_finalize_object (fixture->wire);
    }
  kith_test_spin_for (10);
  g_assert_finalize_object (fixture->peer);
  g_ptr_array_unref (fixture->stanzas);
  g_clear_error (&fixture->error);
  g_clear_error (&fixture->tls_error);
  g_free (fixture->id);
}

static void
open_stream (Fixture *fixture)
{
  fixture->opened = FALSE;
  kith_wire_open (KITH_WIRE (fixture->wire), "example.com", NULL);
  kith_test_peer_expect (fixture->peer, "to='example.com'>");
  kith_test_peer_send (fixture->peer, HEADER);
  kith_test_spin_until (&fixture->opened);
}

static KithStanza *
wait_stanza (Fixture *fixture, guint index)
{
  gint64 end = g_get_monotonic_time () + 10 * G_TIME_SPAN_SECOND;

  while (fixture->stanzas->len <= index && g_get_monotonic_time () < end)
    kith_test_spin_for (5);
  g_assert_cmpuint (fixture->stanzas->len, >, index);

  return fixture->stanzas->pdata[index];
}

static void
test_open (Fixture *fixture, gconstpointer data)
{
  open_stream (fixture);
  g_assert_cmpstr (fixture->id, ==, "s1");

  /* A second stream on the same connection, as after SASL. */
  kith_wire_open (KITH_WIRE (fixture->wire), "example.com", "ada@example.com");
  kith_test_peer_expect (fixture->peer, "to='example.com' from='ada@example.com'>");
  fixture->opened = FALSE;
  kith_test_peer_send (fixture->peer, HEADER "<stream:features/>");
  kith_test_spin_until (&fixture->opened);
  g_assert_true (kith_stanza_is (wait_stanza (fixture, 0), "features", KITH_NS_STREAMS));
  g_assert_cmpuint (fixture->n_opened, ==, 2);
}

static void
test_stanzas (Fixture *fixture, gconstpointer data)
{
  g_autoptr(KithStanza) message = kith_stanza_new ("message", KITH_NS_CLIENT);
  gint64 before = 0;

  open_stream (fixture);
  kith_stanza_set (message, "to", "ben@example.com");
  kith_stanza_add_text (message, "body", NULL, "Hi & <hello>\x01");
  kith_wire_send (KITH_WIRE (fixture->wire), message);
  kith_test_peer_expect (fixture->peer, "<body>Hi &amp; &lt;hello&gt;</body></message>");

  before = kith_stream_wire_get_last_read (fixture->wire);
  kith_test_peer_send (fixture->peer, "<message from='ben@exa");
  kith_test_spin_for (10);
  g_assert_cmpuint (fixture->stanzas->len, ==, 0);
  kith_test_peer_send (fixture->peer, "mple.com'/>\n<presence/>");
  g_assert_cmpstr (kith_stanza_get (wait_stanza (fixture, 0), "from"), ==, "ben@example.com");
  g_assert_cmpstr (kith_stanza_get_name (wait_stanza (fixture, 1)), ==, "presence");
  g_assert_cmpint (kith_stream_wire_get_last_read (fixture->wire), >, before);
}

/* What is built without kith_stanza_set () cannot break the stream either. */
static void
test_safe_output (Fixture *fixture, gconstpointer data)
{
  g_autoptr(KithStanza) message = kith_stanza_new ("message", KITH_NS_CLIENT);

  open_stream (fixture);
  xmpp_stanza_set_attribute (message, "id", "a\x02" "b\xff" "c\xef\xbf\xbf'\"<&");
  kith_wire_send (KITH_WIRE (fixture->wire), message);
  kith_test_peer_expect (fixture->peer, "ab\xef\xbf\xbd" "c'&quot;&lt;&amp;");
}

static void
test_close (Fixture *fixture, gconstpointer data)
{
  open_stream (fixture);
  kith_wire_close (KITH_WIRE (fixture->wire));
  kith_wire_close (KITH_WIRE (fixture->wire));
  g_assert_false (fixture->closed);
  kith_test_peer_expect (fixture->peer, "</stream:stream>");
  kith_test_peer_send (fixture->peer, "<message/></stream:stream>");
  kith_test_spin_until (&fixture->closed);
  g_assert_no_error (fixture->error);
  g_assert_cmpuint (fixture->n_closed, ==, 1);
  kith_test_peer_expect_end (fixture->peer);
}

/* A server that says nothing more cannot hold us. */
static void
test_close_silent (Fixture *fixture, gconstpointer data)
{
  open_stream (fixture);
  kith_wire_close (KITH_WIRE (fixture->wire));
  kith_test_spin_until (&fixture->closed);
  g_assert_no_error (fixture->error);
  g_assert_cmpuint (fixture->n_closed, ==, 1);
}

static void
test_close_unopened (Fixture *fixture, gconstpointer data)
{
  kith_wire_close (KITH_WIRE (fixture->wire));
  g_assert_false (fixture->closed);
  kith_test_spin_until (&fixture->closed);
  g_assert_no_error (fixture->error);
}

/* Who closes a wire may forget it: it lives until the server has heard it. */
static void
test_close_and_forget (Fixture *fixture, gconstpointer data)
{
  open_stream (fixture);
  g_signal_handlers_disconnect_by_data (fixture->wire, fixture);
  kith_wire_close (KITH_WIRE (fixture->wire));
  g_clear_object (&fixture->wire);
  kith_test_peer_expect (fixture->peer, "</stream:stream>");
  kith_test_peer_expect_end (fixture->peer);
}

static void
test_server_ends (Fixture *fixture, gconstpointer data)
{
  open_stream (fixture);
  kith_test_peer_send (fixture->peer, "</stream:stream>");
  kith_test_spin_until (&fixture->closed);
  g_assert_no_error (fixture->error);
  kith_test_peer_expect (fixture->peer, "</stream:stream>");
  kith_test_peer_expect_end (fixture->peer);
}

static void
test_server_dies (Fixture *fixture, gconstpointer data)
{
  open_stream (fixture);
  kith_test_peer_send (fixture->peer, "<message><body>half");
  kith_test_peer_drop (fixture->peer);
  kith_test_spin_until (&fixture->closed);
  g_assert_error (fixture->error, KITH_XMPP_ERROR, KITH_XMPP_ERROR_LOST);
  g_assert_cmpuint (fixture->n_closed, ==, 1);
  g_assert_cmpuint (fixture->stanzas->len, ==, 0);
}

static void
test_stream_error (Fixture *fixture, gconstpointer data)
{
  open_stream (fixture);
  kith_test_peer_send (fixture->peer, "<stream:error><conflict xmlns='urn:ietf:params:xml:ns:xmpp-streams'/></stream:error>"
                       "</stream:stream>");
  kith_test_spin_until (&fixture->closed);
  g_assert_error (fixture->error, KITH_XMPP_ERROR, KITH_XMPP_ERROR_CONFLICT);
  g_assert_cmpuint (fixture->n_closed, ==, 1);
}

/* Before TLS, anybody could say it. */
static void
test_clear_text_redirection (Fixture *fixture, gconstpointer data)
{
  open_stream (fixture);
  kith_test_peer_send (fixture->peer, "<stream:error><see-other-host xmlns='urn:ietf:params:xml:ns:xmpp-streams'>"
                       "evil.example</see-other-host></stream:error>");
  kith_test_spin_until (&fixture->closed);
  g_assert_error (fixture->error, KITH_XMPP_ERROR, KITH_XMPP_ERROR_SERVER_REFUSED);
  g_assert_null (kith_stream_wire_get_see_other_host (fixture->wire));
}

static void
test_malformed (Fixture *fixture, gconstpointer data)
{
  open_stream (fixture);
  kith_test_peer_send (fixture->peer, "<presence/><message></presence>");
  kith_test_spin_until (&fixture->closed);
  g_assert_error (fixture->error, KITH_XMPP_ERROR, KITH_XMPP_ERROR_PROTOCOL);
  g_assert_cmpuint (fixture->stanzas->len, ==, 1);
  kith_test_peer_expect (fixture->peer, "<stream:error><not-well-formed ");
  kith_test_peer_expect (fixture->peer, "</stream:stream>");
  kith_test_peer_expect_end (fixture->peer);
}

static void
test_old_version (Fixture *fixture, gconstpointer data)
{
  kith_wire_open (KITH_WIRE (fixture->wire), "example.com", NULL);
  kith_test_peer_expect (fixture->peer, "to='example.com'>");
  kith_test_peer_send (fixture->peer, "<stream:stream xmlns='jabber:client' "
                       "xmlns:stream='http://etherx.jabber.org/streams' id='s1'>");
  kith_test_spin_until (&fixture->closed);
  g_assert_error (fixture->error, KITH_XMPP_ERROR, KITH_XMPP_ERROR_SERVER_REFUSED);
  g_assert_false (fixture->opened);
}

static void
left_out_cb (GString *names, KithStanza *stanza)
{
  g_string_append_printf (names, "%s:%s ", kith_stanza_get_name (stanza), kith_stanza_get (stanza, "id"));
}

static void
test_surplus (Fixture *fixture, gconstpointer data)
{
  g_autoptr(GString) text = g_string_new (NULL);
  g_autoptr(GString) left_out = g_string_new (NULL);
  g_autofree char *filling = g_strnfill (5 * 1024 * 1024, 'x');

  g_signal_connect_swapped (fixture->wire, "left-out", G_CALLBACK (left_out_cb), left_out);
  open_stream (fixture);
  g_string_append_printf (text, "<iq type='set' id='q1' from='a@example.com/x'><y>%s</y></iq>", filling);
  g_string_append_printf (text, "<message id='m1'><body>%s</body></message>", filling);
  g_string_append_printf (text, "<iq type='result' id='q2' from='a@example.com/x'><y>%s</y></iq>", filling);
  g_string_append_printf (text, "<iq type='error' id='q3' from='a@example.com/x'><y>%s</y></iq><presence/>", filling);
  kith_test_peer_send (fixture->peer, text->str);

  /* Who waits for q2 or q3 gets an error, the others are only told of, and the stream goes on. */
  g_assert_cmpstr (kith_stanza_get (wait_stanza (fixture, 0), "type"), ==, "error");
  g_assert_cmpstr (kith_stanza_get (wait_stanza (fixture, 0), "id"), ==, "q2");
  g_assert_nonnull (kith_stanza_find (kith_stanza_find (wait_stanza (fixture, 0), "error", NULL), "policy-violation",
                                      KITH_NS_STANZA_ERRORS));
  g_assert_cmpstr (kith_stanza_get (wait_stanza (fixture, 1), "id"), ==, "q3");
  g_assert_nonnull (kith_stanza_find (wait_stanza (fixture, 1), "error", NULL));
  g_assert_cmpstr (kith_stanza_get_name (wait_stanza (fixture, 2)), ==, "presence");
  g_assert_cmpstr (left_out->str, ==, "iq:q1 message:m1 ");
  g_assert_false (fixture->closed);
  g_signal_handlers_disconnect_by_data (fixture->wire, left_out);
}

static void
answer_cb (Fixture *fixture, KithStanza *stanza)
{
  g_autoptr(KithStanza) reply = kith_stanza_new_error (stanza, "cancel", "service-unavailable");

  kith_wire_send (KITH_WIRE (fixture->wire), reply);
}

static void
sent_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_output_stream_write_all_finish (G_OUTPUT_STREAM (source), result, NULL, NULL);
  *(gboolean *)user_data = TRUE;
}

/* Who asks without end and takes no answer is not listened to until it does; then everything goes on. */
static void
test_flood_of_questions (Fixture *fixture, gconstpointer data)
{
  const guint n = 50000;
  GOutputStream *output = g_io_stream_get_output_stream (kith_test_peer_get_stream (fixture->peer));
  g_autoptr(GString) text = g_string_new (NULL);
  gboolean sent = FALSE;
  guint n_heard = 0;

  open_stream (fixture);
  g_signal_connect_swapped (fixture->wire, "stanza", G_CALLBACK (answer_cb), fixture);
  for (guint i = 0; i < n; i++)
    g_string_append_printf (text, "<iq type='get' id='q%u' from='flood@example.com/x'><query xmlns='a:b'/></iq>", i);
  g_output_stream_write_all_async (output, text->str, text->len, G_PRIORITY_DEFAULT, NULL, sent_cb, &sent);

  do
    {
      n_heard = fixture->stanzas->len;
      kith_test_spin_for (200);
    }
  while (fixture->stanzas->len > n_heard);
  g_assert_false (sent);
  g_assert_cmpuint (n_heard, >, 0);
  g_assert_cmpuint (n_heard, <, n / 5);
  g_assert_false (fixture->closed);

  kith_test_peer_expect (fixture->peer, "id=\"q49999\"");
  g_assert_true (sent);
  g_assert_cmpuint (fixture->stanzas->len, ==, n);
}

static gboolean
count_cb (gpointer user_data)
{
  gint64 *last = user_data;
  gint64 now = g_get_monotonic_time ();

  last[1] = MAX (last[1], now - last[0]);
  last[0] = now;

  return G_SOURCE_CONTINUE;
}

/* A flood leaves the main loop its turns: they go on coming while it is read. */
static void
assert_turns (Fixture *fixture, GString *text, guint n_stanzas)
{
  gint64 times[2] = { g_get_monotonic_time (), 0 };
  guint source = 0;

  open_stream (fixture);
  times[0] = g_get_monotonic_time ();
  source = g_timeout_add (1, count_cb, times);
  kith_test_peer_send (fixture->peer, text->str);
  wait_stanza (fixture, n_stanzas - 1);
  g_source_remove (source);
  g_test_message ("longest turn %.1f ms", times[1] / 1000.0);
  g_assert_cmpint (times[1], <, G_TIME_SPAN_SECOND);
}

static void
test_flood (Fixture *fixture, gconstpointer data)
{
  g_autoptr(GString) text = g_string_new (NULL);

  for (guint i = 0; i < 20000; i++)
    g_string_append_printf (text, "<message id='%u' from='a@example.com'><body>Nummer %u</body></message>", i, i);
  assert_turns (fixture, text, 20000);
  g_assert_cmpstr (kith_stanza_get (wait_stanza (fixture, 19999), "id"), ==, "19999");
}

/* What is slowest to take: children without end, and a tag without end. */
static void
test_slow_stanzas (Fixture *fixture, gconstpointer data)
{
  g_autoptr(GString) text = g_string_new ("<message>");
  g_autofree char *filling = g_strnfill (1024 * 1024, 'x');

  for (guint i = 0; i < 62500; i++)
    g_string_append (text, "<a/>");
  g_string_append_printf (text, "</message><message id='%s'/>", filling);
  assert_turns (fixture, text, 1);
  g_assert_cmpstr (kith_stanza_get (wait_stanza (fixture, 0), "id"), ==, filling);
}

static void
stop_in_handler_cb (Fixture *fixture, KithStanza *stanza)
{
  kith_wire_close (KITH_WIRE (fixture->wire));
  g_signal_handlers_disconnect_by_data (fixture->wire, fixture);   /* it lives on until it is closed */
  g_clear_object (&fixture->wire);
}

/* The last reference may go while the wire is telling. */
static void
test_drop_in_handler (Fixture *fixture, gconstpointer data)
{
  open_stream (fixture);
  g_signal_connect_swapped (fixture->wire, "stanza", G_CALLBACK (stop_in_handler_cb), fixture);
  kith_test_peer_send (fixture->peer, "<message/>");
  wait_stanza (fixture, 0);
  g_assert_null (fixture->wire);
  kith_test_peer_expect (fixture->peer, "</stream:stream>");
}

static void
tls_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Fixture *fixture = user_data;

  kith_wire_start_tls_finish (KITH_WIRE (source), result, &fixture->tls_error);
  fixture->tls_done = TRUE;
}

/* What is stuck in clear text cannot hold who waits for TLS. */
static void
test_close_before_tls (Fixture *fixture, gconstpointer data)
{
  g_autoptr(KithStanza) message = kith_stanza_new ("message", KITH_NS_CLIENT);
  g_autofree char *filling = g_strnfill (16 * 1024 * 1024, 'x');

  open_stream (fixture);
  kith_stanza_add_text (message, "body", NULL, filling);
  kith_wire_send (KITH_WIRE (fixture->wire), message);
  kith_wire_start_tls_async (KITH_WIRE (fixture->wire), NULL, tls_cb, fixture);
  kith_test_spin_for (20);
  g_assert_false (fixture->tls_done);
  kith_wire_close (KITH_WIRE (fixture->wire));
  kith_test_spin_until (&fixture->tls_done);
  g_assert_error (fixture->tls_error, KITH_XMPP_ERROR, KITH_XMPP_ERROR_LOST);
  g_assert_true (fixture->closed);
  kith_test_spin_for (20);
}

/* Nor when the connection goes before it is out: whoever waits is told, once. */
static void
test_lost_before_tls (Fixture *fixture, gconstpointer data)
{
  g_autoptr(KithStanza) message = kith_stanza_new ("message", KITH_NS_CLIENT);
  g_autofree char *filling = g_strnfill (16 * 1024 * 1024, 'x');

  open_stream (fixture);
  kith_stanza_add_text (message, "body", NULL, filling);
  kith_wire_send (KITH_WIRE (fixture->wire), message);
  kith_wire_start_tls_async (KITH_WIRE (fixture->wire), NULL, tls_cb, fixture);
  kith_test_spin_for (20);
  g_assert_false (fixture->tls_done);
  kith_test_peer_drop (fixture->peer);
  kith_test_spin_until (&fixture->tls_done);
  g_assert_error (fixture->tls_error, KITH_XMPP_ERROR, KITH_XMPP_ERROR_LOST);
  g_assert_error (fixture->error, KITH_XMPP_ERROR, KITH_XMPP_ERROR_LOST);
  g_assert_cmpuint (fixture->n_closed, ==, 1);
}

/* As a negotiation does: STARTTLS from within the handler of <proceed/>. */
static void
proceed_cb (Fixture *fixture, KithStanza *stanza)
{
  if (kith_stanza_is (stanza, "proceed", KITH_NS_TLS))
    kith_wire_start_tls_async (KITH_WIRE (fixture->wire), NULL, tls_cb, fixture);
}

/* Where TLS should be and is not, nothing more is said, not even farewell. */
static void
test_silent_after_failure (Fixture *fixture, gconstpointer data)
{
  char buffer[4096];
  gsize length = 0;

  open_stream (fixture);
  g_signal_connect_swapped (fixture->wire, "stanza", G_CALLBACK (proceed_cb), fixture);
  kith_test_peer_send (fixture->peer, "<proceed xmlns='" KITH_NS_TLS "'/>");
  kith_test_spin_for (20);
  kith_test_peer_send (fixture->peer, "HTTP/1.0 400 Bad Request\r\n\r\n");
  kith_test_spin_until (&fixture->tls_done);
  g_assert_nonnull (fixture->tls_error);
  kith_wire_close (KITH_WIRE (fixture->wire));
  kith_test_spin_until (&fixture->closed);
  kith_test_spin_for (20);
  g_input_stream_read_all (g_io_stream_get_input_stream (kith_test_peer_get_stream (fixture->peer)), buffer, sizeof buffer,
                           &length, NULL, NULL);
  g_assert_null (memmem (buffer, length, "stream", strlen ("stream")));
}

static gboolean
run_starttls (Fixture *fixture, GTlsCertificate *certificate, const char *after_proceed)
{
  g_autofree char *proceed = g_strconcat ("<proceed xmlns='" KITH_NS_TLS "'/>", after_proceed, NULL);
  gboolean server_fine = FALSE;

  open_stream (fixture);
  g_signal_connect_swapped (fixture->wire, "stanza", G_CALLBACK (proceed_cb), fixture);
  kith_test_peer_send (fixture->peer, proceed);
  server_fine = kith_test_peer_start_tls (fixture->peer, certificate);
  kith_test_spin_until (&fixture->tls_done);

  return server_fine;
}

static void
test_starttls (Fixture *fixture, gconstpointer data)
{
  g_autoptr(GTlsCertificate) certificate = kith_test_certificate_new ("example.com", g_get_real_time () / 1000000 + DAY / 2);
  g_autoptr(GTlsDatabase) database = kith_test_database_new (certificate);
  GTlsConnection *server = NULL;
  g_autoptr(GBytes) exporter = NULL;
  g_autoptr(GBytes) end_point = NULL;
  g_autoptr(GBytes) unique = NULL;
  g_autoptr(GByteArray) theirs = g_byte_array_new ();

  g_object_set (fixture->wire, "tls-database", database, NULL);
  g_assert_null (kith_wire_dup_channel_binding (KITH_WIRE (fixture->wire), G_TLS_CHANNEL_BINDING_TLS_EXPORTER));
  g_assert_true (run_starttls (fixture, certificate, ""));
  g_assert_no_error (fixture->tls_error);
  g_assert_true (kith_wire_is_secure (KITH_WIRE (fixture->wire)));

  open_stream (fixture);
  kith_test_peer_send (fixture->peer, "<message id='in TLS'/>");
  g_assert_cmpstr (kith_stanza_get (wait_stanza (fixture, 1), "id"), ==, "in TLS");

  server = G_TLS_CONNECTION (kith_test_peer_get_stream (fixture->peer));
  g_assert_cmpint (g_tls_connection_get_protocol_version (server), ==, G_TLS_PROTOCOL_VERSION_TLS_1_3);
  g_assert_null (g_tls_connection_get_negotiated_protocol (server));
  exporter = kith_wire_dup_channel_binding (KITH_WIRE (fixture->wire), G_TLS_CHANNEL_BINDING_TLS_EXPORTER);
  end_point = kith_wire_dup_channel_binding (KITH_WIRE (fixture->wire), G_TLS_CHANNEL_BINDING_TLS_SERVER_END_POINT);
  unique = kith_wire_dup_channel_binding (KITH_WIRE (fixture->wire), G_TLS_CHANNEL_BINDING_TLS_UNIQUE);
  g_assert_nonnull (exporter);
  g_assert_cmpuint (g_bytes_get_size (exporter), ==, 32);
  g_assert_nonnull (end_point);
  g_assert_null (unique);
  g_assert_true (g_tls_connection_get_channel_binding_data (server, G_TLS_CHANNEL_BINDING_TLS_EXPORTER, theirs, NULL));
  g_assert_cmpmem (theirs->data, theirs->len, g_bytes_get_data (exporter, NULL), g_bytes_get_size (exporter));

  kith_wire_close (KITH_WIRE (fixture->wire));
  kith_test_peer_expect (fixture->peer, "</stream:stream>");
  kith_test_peer_send (fixture->peer, "</stream:stream>");
  kith_test_spin_until (&fixture->closed);
  g_assert_false (kith_wire_is_secure (KITH_WIRE (fixture->wire)));
}

/* CVE-2011-0411 and its like: clear text behind <proceed/> is nobody's word. */
static void
test_starttls_injection (Fixture *fixture, gconstpointer data)
{
  g_autoptr(GTlsCertificate) certificate = kith_test_certificate_new ("example.com", g_get_real_time () / 1000000 + DAY / 2);
  g_autoptr(GTlsDatabase) database = kith_test_database_new (certificate);

  g_object_set (fixture->wire, "tls-database", database, NULL);
  g_assert_true (run_starttls (fixture, certificate, "<message id='injected'/>"));
  g_assert_no_error (fixture->tls_error);
  open_stream (fixture);
  kith_test_peer_send (fixture->peer, "<message id='true'/>");
  g_assert_cmpstr (kith_stanza_get (wait_stanza (fixture, 1), "id"), ==, "true");
  g_assert_cmpuint (fixture->stanzas->len, ==, 2);
}

/* Any flaw refuses, and the wire can show what it refused. */
static void
test_bad_certificate (Fixture *fixture, gconstpointer data)
{
  const char *kind = data;
  const char *domain = g_str_equal (kind, "wrong-name") ? "example.net" : "example.com";
  gint64 until = g_get_real_time () / 1000000 + (g_str_equal (kind, "expired") ? -DAY : DAY / 2);
  g_autoptr(GTlsCertificate) certificate = kith_test_certificate_new (domain, until);
  g_autoptr(GTlsCertificate) trusted = kith_test_certificate_new ("authority.example", until);
  g_autoptr(GTlsDatabase) database = kith_test_database_new (g_str_equal (kind, "unknown") ? trusted : certificate);
  g_autofree char *seen = NULL;
  g_autofree char *fingerprint = kith_certificate_dup_fingerprint (certificate);
  GTlsCertificateFlags expected = g_str_equal (kind, "wrong-name") ? G_TLS_CERTIFICATE_BAD_IDENTITY
                                  : g_str_equal (kind, "expired") ? G_TLS_CERTIFICATE_EXPIRED
                                                                  : G_TLS_CERTIFICATE_UNKNOWN_CA;

  g_object_set (fixture->wire, "tls-database", database, NULL);
  run_starttls (fixture, certificate, "");
  g_assert_error (fixture->tls_error, KITH_XMPP_ERROR, KITH_XMPP_ERROR_CERTIFICATE);
  g_assert_false (kith_wire_is_secure (KITH_WIRE (fixture->wire)));
  g_assert_nonnull (kith_stream_wire_get_refused_certificate (fixture->wire));
  seen = kith_certificate_dup_fingerprint (kith_stream_wire_get_refused_certificate (fixture->wire));
  g_assert_cmpstr (seen, ==, fingerprint);
  g_assert_cmpint (kith_stream_wire_get_certificate_flaws (fixture->wire), ==, expected);
}

/* A pin lets exactly one certificate pass, whatever its flaws. */
static void
test_pin (Fixture *fixture, gconstpointer data)
{
  g_autoptr(GTlsCertificate) certificate = kith_test_certificate_new ("example.net", g_get_real_time () / 1000000 - DAY);
  g_autoptr(GTlsCertificate) trusted = kith_test_certificate_new ("example.com", g_get_real_time () / 1000000 + DAY / 2);
  g_autoptr(GTlsDatabase) database = kith_test_database_new (trusted);
  g_autofree char *pin = kith_certificate_dup_fingerprint (certificate);
  g_autofree char *upper = g_ascii_strup (pin, -1);

  g_object_set (fixture->wire, "tls-database", database, "pinned-certificate", upper, NULL);
  g_assert_true (run_starttls (fixture, certificate, ""));
  g_assert_no_error (fixture->tls_error);
  g_assert_true (kith_wire_is_secure (KITH_WIRE (fixture->wire)));
  g_assert_null (kith_stream_wire_get_refused_certificate (fixture->wire));
}

static void
test_other_pin (Fixture *fixture, gconstpointer data)
{
  g_autoptr(GTlsCertificate) certificate = kith_test_certificate_new ("example.com", g_get_real_time () / 1000000 + DAY / 2);
  g_autoptr(GTlsCertificate) other = kith_test_certificate_new ("example.com", g_get_real_time () / 1000000 + DAY / 2);
  g_autoptr(GTlsDatabase) database = kith_test_database_new (other);
  g_autofree char *pin = kith_certificate_dup_fingerprint (other);

  g_object_set (fixture->wire, "tls-database", database, "pinned-certificate", pin, NULL);
  run_starttls (fixture, certificate, "");
  g_assert_error (fixture->tls_error, KITH_XMPP_ERROR, KITH_XMPP_ERROR_CERTIFICATE);
}

/* A pin does not exclude a certificate that is fine by itself: servers renew theirs. */
static void
test_valid_beside_pin (Fixture *fixture, gconstpointer data)
{
  g_autoptr(GTlsCertificate) certificate = kith_test_certificate_new ("example.com", g_get_real_time () / 1000000 + DAY / 2);
  g_autoptr(GTlsCertificate) other = kith_test_certificate_new ("example.com", g_get_real_time () / 1000000 + DAY / 2);
  g_autoptr(GTlsDatabase) database = kith_test_database_new (certificate);
  g_autofree char *pin = kith_certificate_dup_fingerprint (other);

  g_object_set (fixture->wire, "tls-database", database, "pinned-certificate", pin, NULL);
  g_assert_true (run_starttls (fixture, certificate, ""));
  g_assert_no_error (fixture->tls_error);
}

static void
test_direct_tls (Fixture *fixture, gconstpointer data)
{
  g_autoptr(GTlsCertificate) certificate = kith_test_certificate_new ("example.com", g_get_real_time () / 1000000 + DAY / 2);
  g_autoptr(GTlsDatabase) database = kith_test_database_new (certificate);

  g_object_set (fixture->wire, "tls-database", database, NULL);
  kith_stream_wire_start_direct_tls_async (fixture->wire, NULL, tls_cb, fixture);
  g_assert_true (kith_test_peer_start_tls (fixture->peer, certificate));
  kith_test_spin_until (&fixture->tls_done);
  g_assert_no_error (fixture->tls_error);
  g_assert_cmpstr (g_tls_connection_get_negotiated_protocol (G_TLS_CONNECTION (kith_test_peer_get_stream (fixture->peer))),
                   ==, "xmpp-client");
  open_stream (fixture);
}

static void
test_tls_silence (Fixture *fixture, gconstpointer data)
{
  g_object_set (fixture->wire, "tls-timeout", 300, NULL);
  kith_stream_wire_start_direct_tls_async (fixture->wire, NULL, tls_cb, fixture);
  kith_test_spin_until (&fixture->tls_done);
  g_assert_error (fixture->tls_error, KITH_XMPP_ERROR, KITH_XMPP_ERROR_TIMEOUT);
}

static void
test_tls_garbage (Fixture *fixture, gconstpointer data)
{
  kith_stream_wire_start_direct_tls_async (fixture->wire, NULL, tls_cb, fixture);
  kith_test_peer_send (fixture->peer, "HTTP/1.1 400 Bad Request\r\nServer: something else\r\n\r\n");
  kith_test_spin_until (&fixture->tls_done);
  g_assert_error (fixture->tls_error, KITH_XMPP_ERROR, KITH_XMPP_ERROR_NO_TLS);
}

static void
test_close_during_tls (Fixture *fixture, gconstpointer data)
{
  kith_stream_wire_start_direct_tls_async (fixture->wire, NULL, tls_cb, fixture);
  kith_test_spin_for (20);
  kith_wire_close (KITH_WIRE (fixture->wire));
  kith_test_spin_until (&fixture->closed);
  kith_test_spin_until (&fixture->tls_done);
  g_assert_error (fixture->tls_error, KITH_XMPP_ERROR, KITH_XMPP_ERROR_LOST);
  g_assert_cmpuint (fixture->n_closed, ==, 1);
}

#define ADD(path, function) g_test_add ("/stream-wire/" path, Fixture, NULL, set_up, function, tear_down)
#define ADD_DATA(path, data, function) g_test_add ("/stream-wire/" path, Fixture, data, set_up, function, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("open", test_open);
  ADD ("stanzas", test_stanzas);
  ADD ("safe-output", test_safe_output);
  ADD ("close", test_close);
  ADD ("close-silent", test_close_silent);
  ADD ("close-unopened", test_close_unopened);
  ADD ("close-and-forget", test_close_and_forget);
  ADD ("server-ends", test_server_ends);
  ADD ("server-dies", test_server_dies);
  ADD ("stream-error", test_stream_error);
  ADD ("clear-text-redirection", test_clear_text_redirection);
  ADD ("malformed", test_malformed);
  ADD ("old-version", test_old_version);
  ADD ("surplus", test_surplus);
  ADD ("flood", test_flood);
  ADD ("flood-of-questions", test_flood_of_questions);
  ADD ("slow-stanzas", test_slow_stanzas);
  ADD ("drop-in-handler", test_drop_in_handler);
  ADD ("close-before-tls", test_close_before_tls);
  ADD ("lost-before-tls", test_lost_before_tls);
  ADD ("silent-after-failure", test_silent_after_failure);
  ADD ("starttls", test_starttls);
  ADD ("starttls-injection", test_starttls_injection);
  ADD_DATA ("certificate/wrong-name", "wrong-name", test_bad_certificate);
  ADD_DATA ("certificate/expired", "expired", test_bad_certificate);
  ADD_DATA ("certificate/unknown", "unknown", test_bad_certificate);
  ADD ("pin", test_pin);
  ADD ("other-pin", test_other_pin);
  ADD ("valid-beside-pin", test_valid_beside_pin);
  ADD ("direct-tls", test_direct_tls);
  ADD ("tls-silence", test_tls_silence);
  ADD ("tls-garbage", test_tls_garbage);
  ADD ("close-during-tls", test_close_during_tls);

  return g_test_run ();
}
