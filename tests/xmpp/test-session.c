/* SPDX-License-Identifier: GPL-3.0-or-later */
/* size: one case for each thing that can happen to a session */

#include "kith-session.h"

#include <string.h>

#include "kith-certificate.h"
#include "kith-ns.h"
#include "kith-ping-module.h"
#include "kith-roster-module.h"
#include "kith-test-monitor.h"
#include "kith-test-peer.h"
#include "kith-xmpp-enums.h"
#include "kith-xmpp-error.h"

#define SOON (g_get_real_time () / 1000000 + 3600)
#define HEADER \
  "<?xml version='1.0'?><stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams' " \
  "id='s1' from='example.com' version='1.0'>"
#define FEATURES_TLS "<stream:features><starttls xmlns='" KITH_NS_TLS "'/></stream:features>"
#define FEATURES_SASL \
  "<stream:features><mechanisms xmlns='" KITH_NS_SASL "'><mechanism>PLAIN</mechanism></mechanisms></stream:features>"
#define FEATURES_FAST \
  "<stream:features><authentication xmlns='" KITH_NS_SASL2 "'><mechanism>PLAIN</mechanism><inline>" \
  "<fast xmlns='" KITH_NS_FAST "'><mechanism>HT-SHA-256-EXPR</mechanism></fast></inline></authentication>" \
  "</stream:features>"
#define FEATURES_BIND "<stream:features><bind xmlns='" KITH_NS_BIND "'/></stream:features>"

/* A session, the server it finds, and the states it went through. */
typedef struct
{
  KithSession     *session;
  KithTestMonitor *monitor;
  GSocketListener *listener;
  GTlsCertificate *certificate;
  GTlsDatabase    *database;
  guint16          port;
  GString         *states;
  gboolean         reached;
  KithSessionState awaited;
} Fixture;

static void
state_cb (Fixture *fixture)
{
  KithSessionState state = kith_session_get_state (fixture->session);
  GEnumClass *klass = g_type_class_ref (KITH_TYPE_SESSION_STATE);

  g_string_append_printf (fixture->states, " %s", g_enum_get_value (klass, state)->value_nick);
  fixture->reached = state == fixture->awaited;
  g_type_class_unref (klass);
}

static void
make_session (Fixture *fixture, GTlsDatabase *database)
{
  g_autoptr(KithJid) account = kith_jid_new ("ada@example.com", NULL);

  fixture->session = g_object_new (KITH_TYPE_SESSION,
                                   "account", account,
                                   "host", "127.0.0.1",
                                   "port", (guint)fixture->port,
                                   "password", "secret",
                                   "allow-plain", TRUE,
                                   "tls-database", database,
                                   "network-monitor", fixture->monitor,
                                   "connect-timeout", 10000,
                                   "step-timeout", 10000,
                                   "first-wait", 30,
                                   "longest-wait", 60,
                                   NULL);
  g_signal_connect_swapped (fixture->session, "notify::state", G_CALLBACK (state_cb), fixture);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->listener = kith_test_listen (&fixture->port);
  fixture->certificate = kith_test_certificate_new ("example.com", SOON);
  fixture->database = kith_test_database_new (fixture->certificate);
  fixture->monitor = kith_test_monitor_new ();
  fixture->states = g_string_new (NULL);
  make_session (fixture, fixture->database);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  if (fixture->session != NULL)
    {
      g_signal_handlers_disconnect_by_data (fixture->session, fixture);
      g_assert_finalize_object (fixture->session);
    }
  kith_test_spin_for (20);
  g_assert_finalize_object (fixture->monitor);
  g_clear_object (&fixture->listener);
  g_clear_object (&fixture->certificate);
  g_clear_object (&fixture->database);
  g_string_free (fixture->states, TRUE);
}

static void
wait_state (Fixture *fixture, KithSessionState state)
{
  fixture->awaited = state;
  fixture->reached = kith_session_get_state (fixture->session) == state;
  kith_test_spin_until (&fixture->reached);
}

static void
secure (KithTestPeer *peer, GTlsCertificate *certificate)
{
  kith_test_peer_expect (peer, "to='example.com'>");
  kith_test_peer_send (peer, HEADER FEATURES_TLS);
  kith_test_peer_expect (peer, "<starttls");
  kith_test_peer_send (peer, "<proceed xmlns='" KITH_NS_TLS "'/>");
  kith_test_peer_start_tls (peer, certificate);
}

static void
bind_resource (KithTestPeer *peer)
{
  g_autofree char *iq = NULL;
  g_autofree char *answer = NULL;
  char *id = NULL;

  kith_test_peer_expect (peer, "<stream:stream");
  kith_test_peer_send (peer, HEADER FEATURES_BIND);
  iq = kith_test_peer_take (peer, "</iq>");
  g_assert_nonnull (strstr (iq, KITH_NS_BIND));
  id = strstr (iq, " id=\"") + strlen (" id=\"");
  *strchr (id, '"') = '\0';
  answer = g_strdup_printf ("<iq type='result' id='%s'><bind xmlns='" KITH_NS_BIND "'><jid>ada@example.com/r1</jid></bind></iq>",
                            id);
  kith_test_peer_send (peer, answer);
}

/* The server's part of a sign-in that works. */
static KithTestPeer *
serve (Fixture *fixture)
{
  KithTestPeer *peer = kith_test_accept (fixture->listener);

  secure (peer, fixture->certificate);
  kith_test_peer_expect (peer, "<stream:stream");
  kith_test_peer_send (peer, HEADER FEATURES_SASL);
  kith_test_peer_expect (peer, "AGFkYQBzZWNyZXQ=</auth>");
  kith_test_peer_send (peer, "<success xmlns='" KITH_NS_SASL "'/>");
  bind_resource (peer);

  return peer;
}

static KithTestPeer *
go_online (Fixture *fixture)
{
  KithTestPeer *peer = NULL;

  kith_session_connect (fixture->session);
  peer = serve (fixture);
  wait_state (fixture, KITH_SESSION_ONLINE);

  return peer;
}

static void
assert_code (Fixture *fixture, KithXmppError code)
{
  g_assert_error (kith_session_get_error (fixture->session), KITH_XMPP_ERROR, (int)code);
}

static void
test_online (Fixture *fixture, gconstpointer data)
{
  g_autoptr(KithTestPeer) peer = NULL;
  g_autoptr(KithJid) bound = NULL;
  g_autofree char *best = NULL;

  g_assert_cmpint (kith_session_get_state (fixture->session), ==, KITH_SESSION_OFFLINE);
  peer = go_online (fixture);
  g_object_get (fixture->session, "bound", &bound, "best-mechanism", &best, NULL);
  g_assert_cmpstr (kith_jid_get_text (bound), ==, "ada@example.com/r1");
  g_assert_cmpstr (best, ==, "PLAIN");
  g_assert_true (kith_session_is_secure (fixture->session));
  g_assert_no_error (kith_session_get_error (fixture->session));
  g_assert_true (KITH_IS_ROSTER_MODULE (kith_session_get_module (fixture->session, KITH_TYPE_ROSTER_MODULE)));

  /* Both ways through the router. */
  kith_test_peer_expect (peer, KITH_NS_ROSTER);
  kith_test_peer_send (peer, "<iq type='get' id='u1' from='x@example.com/y'><query xmlns='urn:example:unknown'/></iq>");
  kith_test_peer_expect (peer, "service-unavailable");

  kith_session_disconnect (fixture->session);
  kith_session_disconnect (fixture->session);
  kith_test_peer_expect (peer, "type=\"unavailable\"");
  kith_test_peer_expect (peer, "</stream:stream>");
  kith_test_peer_send (peer, "<message/></stream:stream>");
  wait_state (fixture, KITH_SESSION_OFFLINE);
  kith_test_peer_expect_end (peer);
  g_assert_cmpstr (fixture->states->str, ==, " connecting authenticating online offline");
  g_assert_false (kith_session_is_secure (fixture->session));

  kith_test_spin_for (200);
  g_assert_cmpstr (fixture->states->str, ==, " connecting authenticating online offline");
}

/* A server that says nothing to our leaving. */
static void
test_leave_silent (Fixture *fixture, gconstpointer data)
{
  g_autoptr(KithTestPeer) peer = go_online (fixture);

  g_object_set (fixture->session, "step-timeout", 400, NULL);
  kith_session_disconnect (fixture->session);
  wait_state (fixture, KITH_SESSION_OFFLINE);
}

/* Away and back before the old stream has ended. */
static void
test_return_while_leaving (Fixture *fixture, gconstpointer data)
{
  g_autoptr(KithTestPeer) peer = go_online (fixture);
  g_autoptr(KithTestPeer) next = NULL;

  kith_session_disconnect (fixture->session);
  kith_session_connect (fixture->session);
  next = serve (fixture);
  wait_state (fixture, KITH_SESSION_ONLINE);
  kith_test_peer_expect (peer, "</stream:stream>");
  kith_test_peer_drop (peer);
  kith_test_spin_for (50);
  g_assert_cmpint (kith_session_get_state (fixture->session), ==, KITH_SESSION_ONLINE);
}

static void
test_wrong_password (Fixture *fixture, gconstpointer data)
{
  g_autoptr(KithTestPeer) peer = NULL;

  kith_session_connect (fixture->session);
  peer = kith_test_accept (fixture->listener);
  secure (peer, fixture->certificate);
  kith_test_peer_expect (peer, "<stream:stream");
  kith_test_peer_send (peer, HEADER FEATURES_SASL);
  kith_test_peer_expect (peer, "</auth>");
  kith_test_peer_send (peer, "<failure xmlns='" KITH_NS_SASL "'><not-authorized/></failure></stream:stream>");
  wait_state (fixture, KITH_SESSION_FAILED);
  assert_code (fixture, KITH_XMPP_ERROR_NOT_AUTHORIZED);

  kith_test_spin_for (200);
  g_assert_cmpstr (fixture->states->str, ==, " connecting authenticating failed");
  kith_session_disconnect (fixture->session);
  g_assert_cmpint (kith_session_get_state (fixture->session), ==, KITH_SESSION_OFFLINE);
  g_assert_null (kith_session_get_error (fixture->session));
}

static void
test_weak_mechanism (Fixture *fixture, gconstpointer data)
{
  g_autoptr(KithTestPeer) peer = NULL;

  g_object_set (fixture->session, "allow-plain", FALSE, NULL);
  kith_session_connect (fixture->session);
  peer = kith_test_accept (fixture->listener);
  secure (peer, fixture->certificate);
  kith_test_peer_expect (peer, "<stream:stream");
  kith_test_peer_send (peer, HEADER FEATURES_SASL);
  wait_state (fixture, KITH_SESSION_FAILED);
  assert_code (fixture, KITH_XMPP_ERROR_WEAK_MECHANISM);
}

static void
test_no_password (Fixture *fixture, gconstpointer data)
{
  g_autoptr(KithTestPeer) peer = NULL;

  g_object_set (fixture->session, "password", NULL, NULL);
  kith_session_connect (fixture->session);
  peer = kith_test_accept (fixture->listener);
  secure (peer, fixture->certificate);
  kith_test_peer_expect (peer, "<stream:stream");
  kith_test_peer_send (peer, HEADER FEATURES_SASL);
  wait_state (fixture, KITH_SESSION_FAILED);
  assert_code (fixture, KITH_XMPP_ERROR_PASSWORD_NEEDED);
}

/* No password before TLS, whatever the server says it can do without. */
static void
test_stripped_tls (Fixture *fixture, gconstpointer data)
{
  g_autoptr(KithTestPeer) peer = NULL;
  g_autofree char *rest = NULL;

  kith_session_connect (fixture->session);
  peer = kith_test_accept (fixture->listener);
  kith_test_peer_expect (peer, "to='example.com'>");
  kith_test_peer_send (peer, HEADER FEATURES_SASL);
  wait_state (fixture, KITH_SESSION_WAITING);
  assert_code (fixture, KITH_XMPP_ERROR_NO_TLS);
  rest = kith_test_peer_take (peer, "</stream:stream>");
  g_assert_null (strstr (rest, "auth"));
}

static void
test_certificate (Fixture *fixture, gconstpointer data)
{
  g_autoptr(GTlsCertificate) other = kith_test_certificate_new ("example.net", SOON);
  g_autoptr(KithTestPeer) peer = NULL;
  g_autofree char *fingerprint = kith_certificate_dup_fingerprint (other);
  g_autofree char *refused = NULL;
  g_autoptr(GTlsCertificate) mine = g_steal_pointer (&fixture->certificate);

  kith_session_connect (fixture->session);
  peer = kith_test_accept (fixture->listener);
  secure (peer, other);
  wait_state (fixture, KITH_SESSION_FAILED);
  assert_code (fixture, KITH_XMPP_ERROR_CERTIFICATE);
  g_assert_nonnull (kith_session_get_refused_certificate (fixture->session));
  g_assert_cmpint (kith_session_get_certificate_flaws (fixture->session), !=, 0);
  refused = kith_certificate_dup_fingerprint (kith_session_get_refused_certificate (fixture->session));
  g_assert_cmpstr (refused, ==, fingerprint);
  g_clear_object (&peer);

  /* The person trusts it, for this account. */
  fixture->certificate = g_object_ref (other);
  g_object_set (fixture->session, "pinned-certificate", refused, NULL);
  peer = go_online (fixture);
  g_assert_null (kith_session_get_refused_certificate (fixture->session));
  g_assert_true (kith_session_is_secure (fixture->session));
}

static void
test_comes_back (Fixture *fixture, gconstpointer data)
{
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr(KithTestPeer) peer = i == 0 ? go_online (fixture) : serve (fixture);

      wait_state (fixture, KITH_SESSION_ONLINE);
      kith_test_peer_drop (peer);
      wait_state (fixture, KITH_SESSION_WAITING);
      assert_code (fixture, KITH_XMPP_ERROR_LOST);
    }

  g_assert_cmpstr (fixture->states->str, ==,
                   " connecting authenticating online waiting connecting authenticating online waiting");
}

/* Nobody listens for a while. */
static void
test_retries (Fixture *fixture, gconstpointer data)
{
  g_autoptr(KithTestPeer) peer = NULL;
  guint16 port = 0;
  g_autoptr(GSocketListener) dead = kith_test_listen (&port);

  g_socket_listener_close (dead);
  g_object_set (fixture->session, "port", (guint)port, NULL);
  kith_session_connect (fixture->session);
  wait_state (fixture, KITH_SESSION_WAITING);
  assert_code (fixture, KITH_XMPP_ERROR_UNREACHABLE);
  wait_state (fixture, KITH_SESSION_CONNECTING);
  wait_state (fixture, KITH_SESSION_WAITING);
  g_object_set (fixture->session, "port", (guint)fixture->port, NULL);
  peer = serve (fixture);
  wait_state (fixture, KITH_SESSION_ONLINE);
  g_assert_null (kith_session_get_error (fixture->session));
}

static void
assert_stream_error (Fixture *fixture, const char *condition, KithSessionState state, KithXmppError code)
{
  g_autoptr(KithTestPeer) peer = go_online (fixture);
  g_autofree char *text = g_strdup_printf ("<stream:error><%s xmlns='" KITH_NS_STREAM_ERRORS "'/></stream:error>"
                                           "</stream:stream>", condition);

  kith_test_peer_send (peer, text);
  wait_state (fixture, state);
  assert_code (fixture, code);
}

static void
test_conflict (Fixture *fixture, gconstpointer data)
{
  assert_stream_error (fixture, "conflict", KITH_SESSION_FAILED, KITH_XMPP_ERROR_CONFLICT);
  kith_test_spin_for (200);
  g_assert_cmpint (kith_session_get_state (fixture->session), ==, KITH_SESSION_FAILED);
}

static void
test_shutdown (Fixture *fixture, gconstpointer data)
{
  g_autoptr(KithTestPeer) peer = NULL;

  assert_stream_error (fixture, "system-shutdown", KITH_SESSION_WAITING, KITH_XMPP_ERROR_LOST);
  peer = serve (fixture);
  wait_state (fixture, KITH_SESSION_ONLINE);
}

static void
test_policy (Fixture *fixture, gconstpointer data)
{
  assert_stream_error (fixture, "policy-violation", KITH_SESSION_WAITING, KITH_XMPP_ERROR_POLICY);
}

static void
redirect (KithTestPeer *peer, guint16 port)
{
  g_autofree char *text = g_strdup_printf ("<stream:error><see-other-host xmlns='" KITH_NS_STREAM_ERRORS "'>127.0.0.1:%u"
                                           "</see-other-host></stream:error></stream:stream>", port);

  kith_test_peer_expect (peer, "<stream:stream");
  kith_test_peer_send (peer, HEADER);
  kith_test_peer_send (peer, text);
}

static void
test_see_other_host (Fixture *fixture, gconstpointer data)
{
  guint16 port = 0;
  g_autoptr(GSocketListener) other = kith_test_listen (&port);
  g_autoptr(KithTestPeer) first = NULL;
  g_autoptr(KithTestPeer) second = NULL;

  kith_session_connect (fixture->session);
  first = kith_test_accept (fixture->listener);
  secure (first, fixture->certificate);
  redirect (first, port);

  g_set_object (&fixture->listener, other);
  second = serve (fixture);
  wait_state (fixture, KITH_SESSION_ONLINE);
  g_assert_true (kith_session_is_secure (fixture->session));
  g_assert_null (strstr (fixture->states->str, "waiting"));
}

/* A server that sends us round and round. */
static void
test_redirection_loop (Fixture *fixture, gconstpointer data)
{
  g_object_set (fixture->session, "port", (guint)fixture->port, "first-wait", 60000, "longest-wait", 60000, NULL);
  kith_session_connect (fixture->session);
  for (guint i = 0; i < 4; i++)
    {
      g_autoptr(KithTestPeer) peer = kith_test_accept (fixture->listener);

      g_assert_null (strstr (fixture->states->str, "waiting"));
      secure (peer, fixture->certificate);
      redirect (peer, fixture->port);
      kith_test_peer_expect_end (peer);
    }
  wait_state (fixture, KITH_SESSION_WAITING);
  assert_code (fixture, KITH_XMPP_ERROR_SERVER_REFUSED);
}

static void
test_silent_server (Fixture *fixture, gconstpointer data)
{
  g_autoptr(KithTestPeer) peer = NULL;

  g_object_set (fixture->session, "step-timeout", 400, NULL);
  kith_session_connect (fixture->session);
  peer = kith_test_accept (fixture->listener);
  wait_state (fixture, KITH_SESSION_WAITING);
  assert_code (fixture, KITH_XMPP_ERROR_TIMEOUT);
}

static void
test_dead_link (Fixture *fixture, gconstpointer data)
{
  g_autoptr(KithTestPeer) peer = NULL;

  g_object_set (fixture->session, "ping-idle", 100, "ping-patience", 150, "first-wait", 60000, "longest-wait", 60000, NULL);
  peer = go_online (fixture);
  kith_test_peer_expect (peer, KITH_NS_PING);
  wait_state (fixture, KITH_SESSION_WAITING);
  assert_code (fixture, KITH_XMPP_ERROR_LOST);
}

/* What the monitor says first is not believed, what changes is: no waiting when the network returns. */
static void
test_network_return (Fixture *fixture, gconstpointer data)
{
  g_autoptr(KithTestPeer) peer = NULL;
  g_autoptr(KithTestPeer) next = NULL;

  g_object_set (fixture->session, "first-wait", 60000, "longest-wait", 60000, NULL);
  peer = go_online (fixture);
  kith_test_peer_drop (peer);
  wait_state (fixture, KITH_SESSION_WAITING);
  kith_test_monitor_change (fixture->monitor, FALSE);
  g_assert_cmpint (kith_session_get_state (fixture->session), ==, KITH_SESSION_WAITING);
  kith_test_monitor_change (fixture->monitor, TRUE);
  g_assert_cmpint (kith_session_get_state (fixture->session), ==, KITH_SESSION_CONNECTING);
  kith_test_monitor_change (fixture->monitor, TRUE);
  next = serve (fixture);
  wait_state (fixture, KITH_SESSION_ONLINE);

  /* Another network under a stream: is it still there? */
  kith_test_monitor_change (fixture->monitor, TRUE);
  kith_test_peer_expect (next, KITH_NS_PING);
}

/* The person does not want to wait. */
static void
test_connect_while_waiting (Fixture *fixture, gconstpointer data)
{
  g_autoptr(KithTestPeer) peer = NULL;
  g_autoptr(KithTestPeer) next = NULL;

  g_object_set (fixture->session, "first-wait", 60000, "longest-wait", 60000, NULL);
  peer = go_online (fixture);
  kith_test_peer_drop (peer);
  wait_state (fixture, KITH_SESSION_WAITING);
  next = go_online (fixture);
}

static void
test_give_up_waiting (Fixture *fixture, gconstpointer data)
{
  g_autoptr(KithTestPeer) peer = go_online (fixture);

  kith_test_peer_drop (peer);
  wait_state (fixture, KITH_SESSION_WAITING);
  kith_session_disconnect (fixture->session);
  g_assert_cmpint (kith_session_get_state (fixture->session), ==, KITH_SESSION_OFFLINE);
  kith_test_spin_for (200);
  g_assert_cmpint (kith_session_get_state (fixture->session), ==, KITH_SESSION_OFFLINE);
}

/* In every stage; nothing is heard of the attempt again. */
static void
test_give_up (Fixture *fixture, gconstpointer data)
{
  for (guint stage = 4; stage-- > 0;)
    {
      g_autoptr(KithTestPeer) peer = NULL;

      g_string_truncate (fixture->states, 0);
      kith_session_connect (fixture->session);
      if (stage > 0)
        peer = kith_test_accept (fixture->listener);
      if (stage > 1)
        secure (peer, fixture->certificate);
      if (stage > 2)
        {
          kith_test_peer_expect (peer, "<stream:stream");
          kith_test_peer_send (peer, HEADER FEATURES_SASL);
          kith_test_peer_expect (peer, "</auth>");
        }
      kith_session_disconnect (fixture->session);
      g_assert_cmpint (kith_session_get_state (fixture->session), ==, KITH_SESSION_OFFLINE);
      if (stage > 2)
        kith_test_peer_send (peer, "<success xmlns='" KITH_NS_SASL "'/>");
      kith_test_spin_for (100);
      g_assert_true (g_str_has_suffix (fixture->states->str, " offline"));
      g_assert_null (kith_session_get_error (fixture->session));
    }
}

/* The owner drops the session in any state, without a word. */
static void
test_drop (Fixture *fixture, gconstpointer data)
{
  g_autoptr(KithTestPeer) peer = NULL;

  kith_session_connect (fixture->session);
  peer = kith_test_accept (fixture->listener);
  secure (peer, fixture->certificate);
  kith_test_peer_expect (peer, "<stream:stream");
  g_signal_handlers_disconnect_by_data (fixture->session, fixture);
  g_assert_finalize_object (fixture->session);
  kith_test_peer_expect_end (peer);
  g_clear_object (&peer);

  make_session (fixture, fixture->database);
  peer = go_online (fixture);
  g_signal_handlers_disconnect_by_data (fixture->session, fixture);
  g_assert_finalize_object (fixture->session);
  kith_test_peer_expect_end (peer);

  make_session (fixture, fixture->database);
  kith_session_connect (fixture->session);
  g_signal_handlers_disconnect_by_data (fixture->session, fixture);
  g_assert_finalize_object (fixture->session);
  fixture->session = NULL;
}

static void
drop_online_cb (Fixture *fixture)
{
  if (kith_session_get_state (fixture->session) != KITH_SESSION_ONLINE)
    return;

  g_signal_handlers_disconnect_by_data (fixture->session, fixture);
  kith_session_disconnect (fixture->session);
  g_clear_object (&fixture->session);
}

/* Dropped by whoever hears that it is online. */
static void
test_drop_in_handler (Fixture *fixture, gconstpointer data)
{
  g_autoptr(KithTestPeer) peer = NULL;

  g_signal_connect_swapped (fixture->session, "notify::state", G_CALLBACK (drop_online_cb), fixture);
  kith_session_connect (fixture->session);
  peer = serve (fixture);
  kith_test_peer_expect (peer, "</stream:stream>");
  g_assert_null (fixture->session);
}

/* Whoever hears of an error may have had enough. */
static void
test_disconnect_in_handler (Fixture *fixture, gconstpointer data)
{
  g_autoptr(KithTestPeer) peer = go_online (fixture);
  gulong id = g_signal_connect (fixture->session, "notify::error", G_CALLBACK (kith_session_disconnect), NULL);

  kith_test_peer_drop (peer);
  wait_state (fixture, KITH_SESSION_OFFLINE);
  g_signal_handler_disconnect (fixture->session, id);
  kith_test_spin_for (150);
  g_assert_cmpint (kith_session_get_state (fixture->session), ==, KITH_SESSION_OFFLINE);
  g_assert_null (kith_session_get_error (fixture->session));
}

static void
leave_at_answer_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Fixture *fixture = user_data;
  g_autoptr(GError) error = NULL;

  kith_ping_module_ping_finish (KITH_PING_MODULE (source), result, &error);
  g_assert_error (error, KITH_XMPP_ERROR, KITH_XMPP_ERROR_LOST);
  kith_session_disconnect (fixture->session);
}

static void
return_at_answer_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Fixture *fixture = user_data;
  g_autoptr(GError) error = NULL;

  kith_ping_module_ping_finish (KITH_PING_MODULE (source), result, &error);
  g_assert_error (error, KITH_XMPP_ERROR, KITH_XMPP_ERROR_LOST);
  kith_session_connect (fixture->session);
}

static void
ping (Fixture *fixture, GAsyncReadyCallback callback)
{
  kith_ping_module_ping_async (kith_session_get_module (fixture->session, KITH_TYPE_PING_MODULE), NULL, NULL, callback,
                               fixture);
}

/* Who waits for a reply hears that the stream is gone, and may have had enough. */
static void
test_disconnect_in_reply (Fixture *fixture, gconstpointer data)
{
  g_autoptr(KithTestPeer) peer = go_online (fixture);

  ping (fixture, leave_at_answer_cb);
  kith_test_peer_expect (peer, KITH_NS_PING);
  kith_test_peer_drop (peer);
  wait_state (fixture, KITH_SESSION_OFFLINE);
  kith_test_spin_for (150);
  g_assert_cmpint (kith_session_get_state (fixture->session), ==, KITH_SESSION_OFFLINE);
  g_assert_null (kith_session_get_error (fixture->session));
}

/* Or wants back at once, though somebody is leaving. */
static void
test_connect_in_reply (Fixture *fixture, gconstpointer data)
{
  g_autoptr(KithTestPeer) peer = go_online (fixture);
  g_autoptr(KithTestPeer) next = NULL;

  ping (fixture, return_at_answer_cb);
  kith_test_peer_expect (peer, KITH_NS_PING);
  kith_session_disconnect (fixture->session);
  kith_test_peer_expect (peer, "</stream:stream>");
  next = serve (fixture);
  wait_state (fixture, KITH_SESSION_ONLINE);
}

static void
refuse_token (Fixture *fixture)
{
  g_autoptr(KithTestPeer) peer = NULL;

  g_object_set (fixture->session,
                "password", NULL,
                "user-agent-id", "6ad96b2c-bc0c-4b2e-a4a6-9a3d9e8fd0a3",
                "fast-mechanism", "HT-SHA-256-EXPR",
                "fast-token", "stale",
                NULL);
  kith_session_connect (fixture->session);
  peer = kith_test_accept (fixture->listener);
  secure (peer, fixture->certificate);
  kith_test_peer_expect (peer, "<stream:stream");
  kith_test_peer_send (peer, HEADER FEATURES_FAST);
  kith_test_peer_expect (peer, "HT-SHA-256-EXPR");
  kith_test_peer_expect (peer, "</authenticate>");
  kith_test_peer_send (peer, "<failure xmlns='" KITH_NS_SASL2 "'><not-authorized xmlns='" KITH_NS_SASL "'/></failure>");
}

static void
token_cb (guint *n_gone, const char *mechanism, const char *token)
{
  g_assert_null (mechanism);
  g_assert_null (token);
  (*n_gone)++;
}

static void
test_token_ends (Fixture *fixture, gconstpointer data)
{
  guint n_gone = 0;

  g_signal_connect_swapped (fixture->session, "token-changed", G_CALLBACK (token_cb), &n_gone);
  refuse_token (fixture);
  wait_state (fixture, KITH_SESSION_FAILED);
  assert_code (fixture, KITH_XMPP_ERROR_PASSWORD_NEEDED);
  g_assert_cmpuint (n_gone, ==, 1);
}

/* Whoever hears that the token is worth nothing may have had enough. */
static void
test_disconnect_at_token (Fixture *fixture, gconstpointer data)
{
  g_signal_connect (fixture->session, "token-changed", G_CALLBACK (kith_session_disconnect), NULL);
  refuse_token (fixture);
  wait_state (fixture, KITH_SESSION_OFFLINE);
  kith_test_spin_for (100);
  g_assert_cmpstr (fixture->states->str, ==, " connecting authenticating offline");
  g_assert_null (kith_session_get_error (fixture->session));
}

static void
count_cb (guint *count)
{
  (*count)++;
}

/* The settings' properties are the session's. */
static void
test_settings (Fixture *fixture, gconstpointer data)
{
  g_autofree char *host = NULL;
  guint port = 0;
  guint count = 0;

  g_signal_connect_swapped (fixture->session, "notify::resource", G_CALLBACK (count_cb), &count);
  g_object_set (fixture->session, "resource", "Kith", NULL);
  g_object_set (fixture->session, "resource", "Kith", NULL);
  g_assert_cmpuint (count, ==, 1);
  g_object_get (fixture->session, "host", &host, "port", &port, NULL);
  g_assert_cmpstr (host, ==, "127.0.0.1");
  g_assert_cmpuint (port, ==, fixture->port);
}

#define ADD(path, function) g_test_add ("/session/" path, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("online", test_online);
  ADD ("leave-silent", test_leave_silent);
  ADD ("return-while-leaving", test_return_while_leaving);
  ADD ("wrong-password", test_wrong_password);
  ADD ("weak-mechanism", test_weak_mechanism);
  ADD ("no-password", test_no_password);
  ADD ("stripped-tls", test_stripped_tls);
  ADD ("certificate", test_certificate);
  ADD ("comes-back", test_comes_back);
  ADD ("retries", test_retries);
  ADD ("conflict", test_conflict);
  ADD ("shutdown", test_shutdown);
  ADD ("policy", test_policy);
  ADD ("see-other-host", test_see_other_host);
  ADD ("redirection-loop", test_redirection_loop);
  ADD ("silent-server", test_silent_server);
  ADD ("dead-link", test_dead_link);
  ADD ("network-return", test_network_return);
  ADD ("connect-while-waiting", test_connect_while_waiting);
  ADD ("give-up-waiting", test_give_up_waiting);
  ADD ("give-up", test_give_up);
  ADD ("disconnect-in-handler", test_disconnect_in_handler);
  ADD ("disconnect-in-reply", test_disconnect_in_reply);
  ADD ("connect-in-reply", test_connect_in_reply);
  ADD ("token-ends", test_token_ends);
  ADD ("disconnect-at-token", test_disconnect_at_token);
  ADD ("settings", test_settings);
  ADD ("drop", test_drop);
  ADD ("drop-in-handler", test_drop_in_handler);

  return g_test_run ();
}
