/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-login.h"

#include "kith-test-monitor.h"
#include "kith-test-session.h"
#include "kith-xmpp-enums.h"

#define NOT_AUTHORIZED "<not-authorized xmlns='" KITH_NS_SASL "'/>"
#define FEATURES_FAST \
  KITH_TEST_FEATURES ("<authentication xmlns='" KITH_NS_SASL2 "'>" KITH_TEST_PLAIN "<inline>" \
                      "<fast xmlns='" KITH_NS_FAST "'><mechanism>HT-SHA-256-EXPR</mechanism></fast></inline></authentication>")

/* A login, the server it finds, and what it said. */
typedef struct
{
  KithSessionSettings  *settings;
  KithStreamManagement *management;
  KithTestMonitor      *monitor;
  KithLogin            *login;
  GSocketListener      *listener;
  GTlsCertificate      *certificate;
  guint16               port;
  GString              *heard;
  GError               *error;
  gboolean              over;
} Fixture;

static void
stage_cb (Fixture *fixture)
{
  GEnumClass *klass = g_type_class_ref (KITH_TYPE_LOGIN_STAGE);

  g_string_append_printf (fixture->heard, "%s ", g_enum_get_value (klass, kith_login_get_stage (fixture->login))->value_nick);
  g_type_class_unref (klass);
}

static void
done_cb (Fixture *fixture, KithAttempt *attempt)
{
  g_assert_true (attempt == kith_login_get_attempt (fixture->login));
  g_string_append (fixture->heard, "done ");
  fixture->over = TRUE;
}

static void
failed_cb (Fixture *fixture, const GError *error)
{
  g_string_append (fixture->heard, "failed ");
  g_clear_error (&fixture->error);
  fixture->error = g_error_copy (error);
  fixture->over = TRUE;
}

static void
token_cb (Fixture *fixture, const char *mechanism, const char *token)
{
  g_string_append_printf (fixture->heard, "token:%s ", token != NULL ? token : "none");
}

static void
network_cb (Fixture *fixture)
{
  g_string_append (fixture->heard, "network ");
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr(KithJid) account = kith_jid_new ("ada@example.com", NULL);
  g_autoptr(GTlsDatabase) database = NULL;

  fixture->heard = g_string_new (NULL);
  fixture->listener = kith_test_listen (&fixture->port);
  fixture->certificate = kith_test_certificate_new ("example.com", g_get_real_time () / G_USEC_PER_SEC + 3600);
  database = kith_test_database_new (fixture->certificate);
  fixture->settings = kith_session_settings_new ();
  g_object_set (fixture->settings,
                "host", "127.0.0.1",
                "port", (guint)fixture->port,
                "password", "secret",
                "allow-plain", TRUE,
                "tls-database", database,
                "first-wait", 20u,
                "longest-wait", 40u,
                NULL);
  fixture->management = kith_stream_management_new ();
  fixture->monitor = kith_test_monitor_new ();
  fixture->login = kith_login_new (account, fixture->settings, fixture->management, G_NETWORK_MONITOR (fixture->monitor));
  g_signal_connect_swapped (fixture->login, "notify::stage", G_CALLBACK (stage_cb), fixture);
  g_signal_connect_swapped (fixture->login, "done", G_CALLBACK (done_cb), fixture);
  g_signal_connect_swapped (fixture->login, "failed", G_CALLBACK (failed_cb), fixture);
  g_signal_connect_swapped (fixture->login, "token-changed", G_CALLBACK (token_cb), fixture);
  g_signal_connect_swapped (fixture->login, "network-changed", G_CALLBACK (network_cb), fixture);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_assert_finalize_object (fixture->login);
  kith_test_spin_for (20);
  g_assert_finalize_object (fixture->management);
  g_assert_finalize_object (fixture->settings);
  g_assert_finalize_object (fixture->monitor);
  g_clear_object (&fixture->listener);
  g_clear_object (&fixture->certificate);
  g_clear_error (&fixture->error);
  g_string_free (fixture->heard, TRUE);
}

static void
assert_heard (Fixture *fixture, const char *expected)
{
  g_assert_cmpstr (fixture->heard->str, ==, expected);
  g_string_truncate (fixture->heard, 0);
}

static KithTestPeer *
serve (Fixture *fixture)
{
  KithTestPeer *peer = kith_test_accept (fixture->listener);

  kith_test_peer_expect (peer, "to='example.com'>");
  kith_test_peer_send (peer, KITH_TEST_HEADER KITH_TEST_FEATURES_TLS);
  kith_test_peer_expect (peer, "<starttls");
  kith_test_peer_send (peer, KITH_TEST_PROCEED);
  kith_test_peer_start_tls (peer, fixture->certificate);

  return peer;
}

static KithTestPeer *
let_in (Fixture *fixture)
{
  KithTestPeer *peer = serve (fixture);
  g_autofree char *id = NULL;

  kith_test_peer_expect (peer, "<stream:stream");
  kith_test_session_plain (peer);
  id = kith_test_session_take_bind (peer);
  kith_test_session_answer_bind (peer, id);
  kith_test_spin_until (&fixture->over);

  return peer;
}

/* Whoever completes it has the connection; the login knows the best that was used. */
static void
test_done (Fixture *fixture, gconstpointer data)
{
  g_autoptr(KithAttempt) attempt = NULL;
  g_autoptr(KithTestPeer) peer = NULL;
  g_autofree char *best = NULL;

  kith_login_begin (fixture->login);
  peer = let_in (fixture);
  assert_heard (fixture, "connecting authenticating done ");
  attempt = g_object_ref (kith_login_get_attempt (fixture->login));
  kith_login_complete (fixture->login);
  assert_heard (fixture, "resting ");
  g_assert_null (kith_login_get_attempt (fixture->login));
  g_object_get (fixture->settings, "best-mechanism", &best, NULL);
  g_assert_cmpstr (best, ==, kith_negotiation_get_best_mechanism (kith_attempt_get_negotiation (attempt)));

  kith_login_stop (fixture->login);
  assert_heard (fixture, "");
  kith_attempt_stop (attempt);
  kith_test_peer_expect (peer, "</stream:stream>");
}

/* One that is done and not completed is as good as none. */
static void
test_unwanted (Fixture *fixture, gconstpointer data)
{
  g_autoptr(KithTestPeer) peer = NULL;

  kith_login_begin (fixture->login);
  peer = let_in (fixture);
  kith_login_stop (fixture->login);
  kith_test_peer_expect (peer, "</stream:stream>");
  assert_heard (fixture, "connecting authenticating done resting ");
}

/* The next comes when it is planned, by itself, and not without. */
static void
test_again (Fixture *fixture, gconstpointer data)
{
  g_autoptr(KithTestPeer) peer = NULL;
  g_autoptr(KithTestPeer) next = NULL;

  kith_login_begin (fixture->login);
  peer = kith_test_accept (fixture->listener);
  kith_test_peer_expect (peer, "to='example.com'>");
  kith_test_peer_drop (peer);
  kith_test_spin_until (&fixture->over);
  assert_heard (fixture, "connecting authenticating failed ");
  g_assert_error (fixture->error, KITH_XMPP_ERROR, KITH_XMPP_ERROR_LOST);
  g_assert_nonnull (kith_attempt_get_wire (kith_login_get_attempt (fixture->login)));
  kith_login_stop (fixture->login);
  kith_test_spin_for (100);
  assert_heard (fixture, "resting ");

  g_assert_true (kith_login_plan (fixture->login, fixture->error));
  fixture->over = FALSE;
  next = let_in (fixture);
  assert_heard (fixture, "connecting authenticating done ");
}

static void
test_wrong_password (Fixture *fixture, gconstpointer data)
{
  g_autoptr(KithTestPeer) peer = NULL;

  kith_login_begin (fixture->login);
  peer = serve (fixture);
  kith_test_peer_expect (peer, "<stream:stream");
  kith_test_session_plain (peer);
  kith_test_peer_send (peer, "<failure xmlns='" KITH_NS_SASL "'><not-authorized/></failure>");
  kith_test_spin_until (&fixture->over);
  g_assert_error (fixture->error, KITH_XMPP_ERROR, KITH_XMPP_ERROR_NOT_AUTHORIZED);
  kith_login_stop (fixture->login);
  g_assert_false (kith_login_plan (fixture->login, fixture->error));
}

static void
test_certificate (Fixture *fixture, gconstpointer data)
{
  g_autoptr(KithTestPeer) peer = NULL;

  g_object_set (fixture->settings, "tls-database", NULL, NULL);
  kith_login_begin (fixture->login);
  peer = serve (fixture);
  kith_test_spin_until (&fixture->over);
  g_assert_error (fixture->error, KITH_XMPP_ERROR, KITH_XMPP_ERROR_CERTIFICATE);
  g_assert_true (g_tls_certificate_is_same (kith_login_get_refused_certificate (fixture->login), fixture->certificate));
  g_assert_cmpint (kith_login_get_certificate_flaws (fixture->login), !=, 0);

  /* Of the last attempt, but not of those that a person has put behind. */
  kith_login_stop (fixture->login);
  g_assert_nonnull (kith_login_get_refused_certificate (fixture->login));
  kith_login_begin (fixture->login);
  g_assert_null (kith_login_get_refused_certificate (fixture->login));
  g_assert_cmpint (kith_login_get_certificate_flaws (fixture->login), ==, 0);
}

static KithTestPeer *
refuse_token (Fixture *fixture)
{
  KithTestPeer *peer = NULL;

  g_object_set (fixture->settings, "user-agent-id", "6ad96b2c-bc0c-4b2e-a4a6-9a3d9e8fd0a3", NULL);
  kith_session_settings_set_fast (fixture->settings, "HT-SHA-256-EXPR", "stale");
  kith_login_begin (fixture->login);
  peer = serve (fixture);
  kith_test_peer_expect (peer, "<stream:stream");
  kith_test_peer_send (peer, KITH_TEST_HEADER FEATURES_FAST);
  kith_test_peer_expect (peer, "HT-SHA-256-EXPR");
  kith_test_peer_expect (peer, "</authenticate>");
  kith_test_peer_send (peer, "<failure xmlns='" KITH_NS_SASL2 "'>" NOT_AUTHORIZED "</failure>");

  return peer;
}

/* A server that wants nothing more after it has refused a token: the password is tried on a connection of its own, at once. */
static void
test_token_ends (Fixture *fixture, gconstpointer data)
{
  g_autoptr(KithTestPeer) peer = refuse_token (fixture);
  g_autoptr(KithTestPeer) next = NULL;

  kith_test_peer_expect (peer, "</authenticate>");
  kith_test_peer_send (peer, "<failure xmlns='" KITH_NS_SASL2 "'>" NOT_AUTHORIZED "</failure>");
  next = let_in (fixture);
  assert_heard (fixture, "connecting authenticating token:none connecting authenticating done ");
}

static void
test_token_without_password (Fixture *fixture, gconstpointer data)
{
  g_autoptr(KithTestPeer) peer = NULL;

  g_object_set (fixture->settings, "password", NULL, NULL);
  peer = refuse_token (fixture);
  kith_test_spin_until (&fixture->over);
  assert_heard (fixture, "connecting authenticating token:none failed ");
  g_assert_error (fixture->error, KITH_XMPP_ERROR, KITH_XMPP_ERROR_PASSWORD_NEEDED);
}

/* Whoever hears of the token may have had enough. */
static void
test_stop_at_token (Fixture *fixture, gconstpointer data)
{
  g_autoptr(KithTestPeer) peer = NULL;

  g_object_set (fixture->settings, "password", NULL, NULL);
  g_signal_connect (fixture->login, "token-changed", G_CALLBACK (kith_login_stop), NULL);
  peer = refuse_token (fixture);
  kith_test_peer_expect (peer, "</stream:stream>");
  kith_test_spin_for (50);
  assert_heard (fixture, "connecting authenticating token:none resting ");
}

/* Where the server wants the stream to be resumed nobody is there: the usual place is tried, at once. */
static void
test_preferred (Fixture *fixture, gconstpointer data)
{
  guint16 port = 0;
  g_autoptr(GSocketListener) other = kith_test_listen (&port);
  g_autofree char *location = g_strdup_printf ("127.0.0.1:%u", port);
  g_autoptr(KithJid) bound = kith_jid_new ("ada@example.com/r1", NULL);
  KithStreamState state = { .id = (char *)"s1", .location = location, .bound = bound, .max = 600 };
  g_autoptr(KithTestPeer) there = NULL;
  g_autoptr(KithTestPeer) peer = NULL;

  kith_stream_management_restore (fixture->management, &state);
  kith_login_begin (fixture->login);
  there = kith_test_accept (other);
  kith_test_peer_expect (there, "to='example.com'>");
  kith_test_peer_drop (there);
  peer = kith_test_accept (fixture->listener);
  kith_test_peer_expect (peer, "to='example.com'>");
  assert_heard (fixture, "connecting authenticating connecting authenticating ");
}

static void
test_follow (Fixture *fixture, gconstpointer data)
{
  guint16 port = 0;
  g_autoptr(GSocketListener) other = kith_test_listen (&port);
  g_autofree char *location = g_strdup_printf ("127.0.0.1:%u", port);
  g_autoptr(KithTestPeer) there = NULL;

  g_assert_false (kith_login_follow (fixture->login, NULL));
  g_assert_null (kith_login_get_attempt (fixture->login));
  g_assert_true (kith_login_follow (fixture->login, location));
  there = kith_test_accept (other);
  kith_test_peer_expect (there, "to='example.com'>");
  assert_heard (fixture, "connecting authenticating ");
}

/* A network that returns brings the attempt that is planned, else it is somebody else's matter. */
static void
test_network (Fixture *fixture, gconstpointer data)
{
  g_autoptr(GError) error = g_error_new_literal (KITH_XMPP_ERROR, KITH_XMPP_ERROR_LOST, "A test");

  g_object_set (fixture->settings, "first-wait", 60000u, "longest-wait", 60000u, NULL);
  kith_login_begin (fixture->login);
  kith_login_stop (fixture->login);
  assert_heard (fixture, "connecting resting ");
  kith_test_monitor_change (fixture->monitor, TRUE);
  assert_heard (fixture, "network ");
  g_assert_true (kith_login_plan (fixture->login, error));
  kith_test_monitor_change (fixture->monitor, TRUE);
  assert_heard (fixture, "connecting ");
}

#define ADD(path, function) g_test_add ("/login/" path, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("done", test_done);
  ADD ("unwanted", test_unwanted);
  ADD ("again", test_again);
  ADD ("wrong-password", test_wrong_password);
  ADD ("certificate", test_certificate);
  ADD ("token-ends", test_token_ends);
  ADD ("token-without-password", test_token_without_password);
  ADD ("stop-at-token", test_stop_at_token);
  ADD ("preferred", test_preferred);
  ADD ("follow", test_follow);
  ADD ("network", test_network);

  return g_test_run ();
}
