/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The session's stream as something that outlives connections (XEP-0198), word by word. */

#include "kith-test-session.h"

#include <string.h>

#include "kith-message-module.h"
#include "kith-ping-module.h"
#include "kith-roster-module.h"
#include "kith-xmpp-enums.h"

#define SM "xmlns='" KITH_NS_SM "'"
#define FEATURES_SASL2 \
  KITH_TEST_FEATURES ("<authentication xmlns='" KITH_NS_SASL2 "'>" KITH_TEST_PLAIN "<inline><sm " SM "/>" \
                      "<bind xmlns='" KITH_NS_BIND2 "'><inline><feature var='" KITH_NS_SM "'/></inline></bind>" \
                      "</inline></authentication>")
#define FEATURES_STREAM KITH_TEST_FEATURES ("<bind xmlns='" KITH_NS_BIND "'/><sm " SM "/><csi xmlns='" KITH_NS_CLIENT_STATE "'/>")
#define SUCCESS2(inside) \
  "<success xmlns='" KITH_NS_SASL2 "'><authorization-identifier>ada@example.com/r1</authorization-identifier>" inside "</success>"
#define BOUND2(inside) "<bound xmlns='" KITH_NS_BIND2 "'>" inside "</bound>"
#define ENABLED "<enabled " SM " id='s1' resume='true' max='600'/>"

typedef struct
{
  KithTestSession base;
  GString        *log;
} Fixture;

static void
state_cb (Fixture *fixture)
{
  GEnumClass *klass = g_type_class_ref (KITH_TYPE_SESSION_STATE);
  KithSessionState state = kith_session_get_state (fixture->base.session);

  g_string_append_printf (fixture->log, "%s ", g_enum_get_value (klass, state)->value_nick);
  g_type_class_unref (klass);
}

static void
acknowledged_cb (Fixture *fixture, gint64 sequence)
{
  g_string_append_printf (fixture->log, "acknowledged:%s ", sequence > 0 ? "yes" : "no");
}

static void
stream_state_cb (Fixture *fixture, const KithStreamState *state)
{
  g_string_append_printf (fixture->log, "stream:%s ", state != NULL ? state->id : "none");
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  kith_test_session_set_up (&fixture->base, data);
  fixture->log = g_string_new (NULL);
  g_object_set (fixture->base.session, "first-wait", 20u, "longest-wait", 40u, "connect-timeout", 2000u, NULL);
  g_signal_connect_swapped (fixture->base.session, "notify::state", G_CALLBACK (state_cb), fixture);
  g_signal_connect_swapped (fixture->base.session, "acknowledged", G_CALLBACK (acknowledged_cb), fixture);
  g_signal_connect_swapped (fixture->base.session, "stream-state-changed", G_CALLBACK (stream_state_cb), fixture);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_signal_handlers_disconnect_by_data (fixture->base.session, fixture);
  kith_test_session_tear_down (&fixture->base, data);
  g_string_free (fixture->log, TRUE);
}

static void
assert_log (Fixture *fixture, const char *expected)
{
  g_assert_cmpstr (fixture->log->str, ==, expected);
  g_string_truncate (fixture->log, 0);
}

/* It tries again by itself soon: how far it has come is for the log to say. */
static void
wait_lost (Fixture *fixture)
{
  while (kith_session_get_state (fixture->base.session) == KITH_SESSION_ONLINE)
    g_main_context_iteration (NULL, TRUE);
}

/* Until what the client says to SASL 2, which is returned, is to be answered: two flights of the client's after TLS. */
static char *
take_authenticate (Fixture *fixture, KithTestPeer *peer)
{
  kith_test_session_starttls (&fixture->base, peer);
  kith_test_peer_send (peer, KITH_TEST_HEADER FEATURES_SASL2);

  return kith_test_peer_take (peer, "</authenticate>");
}

static KithTestPeer *
go_online (Fixture *fixture, const char *enabled)
{
  KithTestPeer *peer = kith_test_session_accept (&fixture->base);
  g_autofree char *authenticate = take_authenticate (fixture, peer);
  g_autofree char *answer = g_strdup_printf (SUCCESS2 (BOUND2 ("%s")) FEATURES_STREAM, enabled);

  g_assert_nonnull (strstr (authenticate, "<enable xmlns=\"" KITH_NS_SM "\" resume=\"true\"/></bind>"));
  g_assert_null (strstr (authenticate, "<resume "));
  kith_test_peer_send (peer, answer);
  kith_test_session_wait (&fixture->base, KITH_SESSION_ONLINE);
  kith_test_peer_expect (peer, KITH_NS_ROSTER);
  kith_test_peer_expect (peer, "<r xmlns=\"" KITH_NS_SM "\"/>");

  return peer;
}

/* Returns: the number; @id: the message's */
static gint64
send (Fixture *fixture, const char *id)
{
  g_autoptr(KithJid) to = kith_jid_new ("ben@example.com", NULL);
  g_autoptr(GError) error = NULL;
  gint64 sequence = -1;

  kith_message_module_send (kith_session_get_module (fixture->base.session, KITH_TYPE_MESSAGE_MODULE), to, id, "x", NULL,
                            KITH_MESSAGE_FLAGS_NONE, &sequence, &error);
  g_assert_no_error (error);

  return sequence;
}

static void
acknowledge (KithTestPeer *peer, gint64 h)
{
  g_autofree char *a = g_strdup_printf ("<a " SM " h='%d'/>", (int)h);

  kith_test_peer_send (peer, a);
  kith_test_spin_for (20);
}

/* After TLS, the header and one more flight, to which the server has one answer: messages flow. */
static void
test_inline (Fixture *fixture, gconstpointer data)
{
  g_autoptr(KithTestPeer) peer = go_online (fixture, ENABLED);
  g_autoptr(KithTestPeer) next = NULL;
  g_autofree char *authenticate = NULL;
  g_autofree char *answer = NULL;
  g_autofree char *rest = NULL;
  gint64 first = send (fixture, "m1");
  gint64 second = send (fixture, "m2");

  assert_log (fixture, "connecting authenticating stream:s1 online ");
  kith_session_release (fixture->base.session, first);
  kith_test_peer_expect (peer, "id=\"m1\"");
  kith_test_peer_send (peer, "<message id='in1' from='ben@example.com/x'/><r " SM "/>");
  kith_test_peer_expect (peer, "<a h=\"1\"");
  kith_test_peer_drop (peer);
  wait_lost (fixture);
  g_assert_true (kith_session_is_suspended (fixture->base.session));

  next = kith_test_session_accept (&fixture->base);
  authenticate = take_authenticate (fixture, next);
  g_assert_nonnull (strstr (authenticate, "<resume "));
  g_assert_nonnull (strstr (authenticate, "previd=\"s1\""));
  g_assert_nonnull (strstr (authenticate, "h=\"1\""));
  g_assert_nonnull (strstr (authenticate, "<bind "));
  answer = g_strdup_printf (SUCCESS2 ("<resumed " SM " previd='s1' h='%d'/>") FEATURES_STREAM, (int)first - 1);
  kith_test_peer_send (next, answer);
  kith_test_session_wait (&fixture->base, KITH_SESSION_ONLINE);
  rest = kith_test_peer_take (next, "id=\"m1\"");
  g_assert_null (strstr (rest, KITH_NS_ROSTER));
  g_assert_null (strstr (rest, "<presence"));
  g_assert_false (kith_session_is_suspended (fixture->base.session));
  g_assert_cmpint (kith_session_get_resumption (fixture->base.session), ==, KITH_SESSION_RESUMPTION_CONTINUED);
  assert_log (fixture, "waiting connecting authenticating resuming acknowledged:yes online ");

  /* The gate holds on, and what the server can is known from what it says behind. */
  kith_session_release (fixture->base.session, second);
  kith_test_peer_expect (next, "id=\"m2\"");
  kith_session_set_active (fixture->base.session, FALSE);
  kith_test_peer_expect (next, "<inactive xmlns=\"" KITH_NS_CLIENT_STATE "\"/>");
  kith_test_session_assert_stays (&fixture->base, next);
}

static void
test_inline_refused (Fixture *fixture, gconstpointer data)
{
  g_autoptr(KithTestPeer) peer = go_online (fixture, ENABLED);
  g_autoptr(KithTestPeer) next = NULL;
  g_autofree char *answer = NULL;
  gint64 sequence = send (fixture, "m1");

  kith_session_release (fixture->base.session, sequence);
  kith_test_peer_expect (peer, "id=\"m1\"");
  kith_test_peer_drop (peer);
  wait_lost (fixture);
  next = kith_test_session_accept (&fixture->base);
  g_free (take_authenticate (fixture, next));
  g_string_truncate (fixture->log, 0);
  answer = g_strdup_printf (SUCCESS2 ("<failed " SM " h='%d'><item-not-found xmlns='" KITH_NS_STANZA_ERRORS "'/></failed>"
                                      BOUND2 ("<enabled " SM " id='s2' resume='1'/>")) FEATURES_STREAM, (int)sequence);
  kith_test_peer_send (next, answer);
  kith_test_session_wait (&fixture->base, KITH_SESSION_ONLINE);
  kith_test_peer_expect (next, KITH_NS_ROSTER);
  assert_log (fixture, "acknowledged:yes stream:none stream:s2 online ");
  g_assert_cmpint (kith_session_get_resumption (fixture->base.session), ==, KITH_SESSION_RESUMPTION_NONE);
}

/* By the older way: after the authentication, and before anything is bound. */
static KithTestPeer *
come_to_features (Fixture *fixture)
{
  KithTestPeer *peer = kith_test_session_accept (&fixture->base);

  kith_test_session_starttls (&fixture->base, peer);
  kith_test_session_plain (peer);
  kith_test_peer_send (peer, KITH_TEST_SUCCESS);
  kith_test_peer_expect (peer, "<stream:stream");
  kith_test_peer_send (peer, KITH_TEST_HEADER FEATURES_STREAM);

  return peer;
}

static void
answer_bind (KithTestPeer *peer)
{
  g_autofree char *iq = kith_test_peer_take (peer, "</iq>");
  char *id = strstr (iq, " id=\"") + strlen (" id=\"");

  g_assert_nonnull (strstr (iq, KITH_NS_BIND));
  *strchr (id, '"') = '\0';
  kith_test_session_answer_bind (peer, id);
}

static KithTestPeer *
go_online_by_sasl (Fixture *fixture)
{
  KithTestPeer *peer = come_to_features (fixture);

  answer_bind (peer);
  kith_test_peer_expect (peer, "<enable xmlns=\"" KITH_NS_SM "\" resume=\"true\"/>");

  /* What comes before the answer does not count, and is not lost. */
  kith_test_peer_send (peer, "<iq type='get' id='early' from='example.com'><ping xmlns='urn:xmpp:ping'/></iq>" ENABLED);
  kith_test_session_wait (&fixture->base, KITH_SESSION_ONLINE);
  kith_test_peer_expect (peer, "id=\"early\"");
  kith_test_peer_send (peer, "<r " SM "/>");
  kith_test_peer_expect (peer, "<a h=\"0\"");

  return peer;
}

static void
test_sasl (Fixture *fixture, gconstpointer data)
{
  g_autoptr(KithTestPeer) peer = go_online_by_sasl (fixture);
  g_autoptr(KithTestPeer) next = NULL;

  g_string_truncate (fixture->log, 0);
  kith_test_peer_drop (peer);
  wait_lost (fixture);
  next = come_to_features (fixture);
  kith_test_peer_expect (next, "<resume ");
  kith_test_peer_send (next, "<resumed " SM " previd='s1' h='0'/>");
  kith_test_session_wait (&fixture->base, KITH_SESSION_ONLINE);
  kith_test_peer_expect (next, KITH_NS_ROSTER);
  assert_log (fixture, "waiting connecting authenticating resuming online ");
}

static void
test_sasl_refused (Fixture *fixture, gconstpointer data)
{
  g_autoptr(KithTestPeer) peer = go_online_by_sasl (fixture);
  g_autoptr(KithTestPeer) next = NULL;

  g_string_truncate (fixture->log, 0);
  kith_test_peer_drop (peer);
  wait_lost (fixture);
  next = come_to_features (fixture);
  kith_test_peer_expect (next, "<resume ");
  kith_test_peer_send (next, "<failed " SM "><item-not-found xmlns='" KITH_NS_STANZA_ERRORS "'/></failed>");
  answer_bind (next);
  kith_test_peer_expect (next, "<enable ");
  kith_test_peer_send (next, "<failed " SM "/>");
  kith_test_session_wait (&fixture->base, KITH_SESSION_ONLINE);
  assert_log (fixture, "waiting connecting authenticating resuming stream:none online ");
  g_assert_cmpint (send (fixture, "m1"), ==, 0);
  kith_test_peer_expect (next, "id=\"m1\"");
}

/* A server that acknowledges what it was not sent: it hears of that, and gets a new stream. */
static void
test_lies (Fixture *fixture, gconstpointer data)
{
  g_autoptr(KithTestPeer) peer = go_online (fixture, ENABLED);
  g_autoptr(KithTestPeer) next = NULL;
  g_autofree char *authenticate = NULL;

  g_string_truncate (fixture->log, 0);
  kith_test_peer_send (peer, "<a " SM " h='5000'/>");
  kith_test_peer_expect (peer, "<handled-count-too-high");
  kith_test_peer_expect (peer, "</stream:stream>");
  wait_lost (fixture);
  g_assert_false (kith_session_is_suspended (fixture->base.session));
  next = kith_test_session_accept (&fixture->base);
  assert_log (fixture, "stream:none waiting connecting authenticating ");
  authenticate = take_authenticate (fixture, next);
  g_assert_null (strstr (authenticate, "<resume "));
}

/* XEP-0198, 4: who leaves says what was handled; and what the server says it has handled still counts. */
static void
test_leave (Fixture *fixture, gconstpointer data)
{
  g_autoptr(KithTestPeer) peer = go_online (fixture, ENABLED);
  gint64 sequence = send (fixture, "m1");

  kith_session_release (fixture->base.session, sequence);
  g_string_truncate (fixture->log, 0);
  kith_session_disconnect (fixture->base.session);
  kith_test_peer_expect (peer, "<a h=\"0\" xmlns=\"" KITH_NS_SM "\"/></stream:stream>");
  acknowledge (peer, sequence);
  kith_test_peer_send (peer, "</stream:stream>");
  kith_test_session_wait (&fixture->base, KITH_SESSION_OFFLINE);
  assert_log (fixture, "acknowledged:yes stream:none offline ");
}

/* Nobody answers a question, and nothing else comes. */
static void
test_silent (Fixture *fixture, gconstpointer data)
{
  g_autoptr(KithTestPeer) peer = NULL;

  g_object_set (fixture->base.session, "ping-patience", 100u, NULL);
  peer = go_online (fixture, ENABLED);
  wait_lost (fixture);
  g_assert_error (kith_session_get_error (fixture->base.session), KITH_XMPP_ERROR, KITH_XMPP_ERROR_LOST);
  g_assert_true (kith_session_is_suspended (fixture->base.session));
}

/* The place that the server named is tried first; where nobody is there, the usual one, at once. */
static void
test_location (Fixture *fixture, gconstpointer data)
{
  guint16 port = 0;
  g_autoptr(GSocketListener) other = kith_test_listen (&port);
  g_autofree char *enabled = g_strdup_printf ("<enabled " SM " id='s1' resume='true' location='127.0.0.1:%u'/>", port);
  g_autoptr(KithTestPeer) peer = go_online (fixture, enabled);
  g_autoptr(KithTestPeer) there = NULL;
  g_autoptr(KithTestPeer) next = NULL;
  g_autofree char *authenticate = NULL;

  kith_test_peer_drop (peer);
  there = kith_test_accept (other);
  kith_test_peer_expect (there, "to='example.com'>");
  g_string_truncate (fixture->log, 0);
  kith_test_peer_drop (there);
  next = kith_test_session_accept (&fixture->base);
  assert_log (fixture, "connecting authenticating ");
  authenticate = take_authenticate (fixture, next);
  g_assert_nonnull (strstr (authenticate, "previd=\"s1\""));
}

/* Somebody else's certificate at that place is as good as nobody. */
static void
test_location_of_others (Fixture *fixture, gconstpointer data)
{
  guint16 port = 0;
  g_autoptr(GSocketListener) other = kith_test_listen (&port);
  g_autofree char *enabled = g_strdup_printf ("<enabled " SM " id='s1' resume='true' location='127.0.0.1:%u'/>", port);
  g_autoptr(GTlsCertificate) certificate = kith_test_certificate_new ("example.net", g_get_real_time () / G_USEC_PER_SEC + 3600);
  g_autoptr(KithTestPeer) peer = go_online (fixture, enabled);
  g_autoptr(KithTestPeer) there = NULL;
  g_autoptr(KithTestPeer) next = NULL;

  kith_test_peer_drop (peer);
  there = kith_test_accept (other);
  kith_test_peer_expect (there, "to='example.com'>");
  kith_test_peer_send (there, KITH_TEST_HEADER KITH_TEST_FEATURES_TLS);
  kith_test_peer_expect (there, "<starttls");
  kith_test_peer_send (there, KITH_TEST_PROCEED);
  kith_test_peer_start_tls (there, certificate);
  next = kith_test_session_accept (&fixture->base);
  g_assert_null (kith_session_get_refused_certificate (fixture->base.session));
  g_free (take_authenticate (fixture, next));
}

static void
test_unwanted (Fixture *fixture, gconstpointer data)
{
  g_autoptr(KithTestPeer) peer = NULL;
  g_autofree char *authenticate = NULL;

  g_object_set (fixture->base.session, "stream-management", FALSE, NULL);
  peer = kith_test_session_accept (&fixture->base);
  authenticate = take_authenticate (fixture, peer);
  g_assert_null (strstr (authenticate, "<enable "));
  kith_test_peer_send (peer, SUCCESS2 (BOUND2 ("")) FEATURES_STREAM);
  kith_test_session_wait (&fixture->base, KITH_SESSION_ONLINE);
  g_assert_cmpint (send (fixture, "m1"), ==, 0);
  kith_test_peer_expect (peer, "id=\"m1\"");
  g_assert_cmpint (kith_session_hold (fixture->base.session), ==, 0);
  kith_session_handled (fixture->base.session, 0);
  kith_test_peer_drop (peer);
  wait_lost (fixture);
  g_assert_false (kith_session_is_suspended (fixture->base.session));
}

/* Offline while the connection is lost: later the stream is one that nobody knows any more. */
static void
test_offline_meanwhile (Fixture *fixture, gconstpointer data)
{
  g_autoptr(KithTestPeer) peer = go_online (fixture, ENABLED);
  g_autoptr(KithTestPeer) next = NULL;

  kith_test_peer_drop (peer);
  wait_lost (fixture);
  g_assert_true (kith_session_is_suspended (fixture->base.session));
  kith_session_disconnect (fixture->base.session);
  g_assert_false (kith_session_is_suspended (fixture->base.session));
  next = kith_test_session_accept (&fixture->base);
  g_free (take_authenticate (fixture, next));
  kith_test_peer_send (next, SUCCESS2 ("<resumed " SM " previd='s1' h='0'/>"));
  kith_test_session_wait (&fixture->base, KITH_SESSION_ONLINE);
  g_assert_cmpint (kith_session_get_resumption (fixture->base.session), ==, KITH_SESSION_RESUMPTION_RESTORED);
  kith_test_peer_expect (next, KITH_NS_ROSTER);
}

#define ADD(path, function) g_test_add ("/session-stream/" path, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("inline", test_inline);
  ADD ("inline-refused", test_inline_refused);
  ADD ("sasl", test_sasl);
  ADD ("sasl-refused", test_sasl_refused);
  ADD ("lies", test_lies);
  ADD ("leave", test_leave);
  ADD ("silent", test_silent);
  ADD ("location", test_location);
  ADD ("location-of-others", test_location_of_others);
  ADD ("unwanted", test_unwanted);
  ADD ("offline-meanwhile", test_offline_meanwhile);

  return g_test_run ();
}
