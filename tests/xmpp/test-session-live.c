/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-session.h"

#include "kith-certificate.h"
#include "kith-test-peer.h"
#include "kith-test-prosody.h"
#include "kith-xmpp-enums.h"
#include "kith-xmpp-error.h"

#define PASSWORD "Ein Geheimnis mit Umläuten"
#define USER "--user", "ada:" PASSWORD

typedef struct
{
  KithTestProsody *server;
  KithSession     *session;
  KithSessionState awaited;
  gboolean         reached;
  char            *mechanism;
  char            *token;
  guint            n_tokens;
} Live;

static void
state_cb (Live *live)
{
  live->reached = live->reached || kith_session_get_state (live->session) == live->awaited;
}

static void
token_cb (Live *live, const char *mechanism, const char *token, gint64 expiry)
{
  g_free (live->mechanism);
  g_free (live->token);
  live->mechanism = g_strdup (mechanism);
  live->token = g_strdup (token);
  live->n_tokens++;
}

static void
make_session (Live *live, const char *password)
{
  g_autoptr(KithJid) account = kith_jid_new ("ada@kith.example", NULL);
  g_autoptr(GTlsDatabase) database = kith_test_prosody_create_database (live->server);

  live->session = g_object_new (KITH_TYPE_SESSION,
                                "account", account,
                                "host", "127.0.0.1",
                                "port", kith_test_prosody_get_port (live->server),
                                "password", password,
                                "tls-database", database,
                                "first-wait", 100,
                                "longest-wait", 500,
                                NULL);
  g_signal_connect_swapped (live->session, "notify::state", G_CALLBACK (state_cb), live);
  g_signal_connect_swapped (live->session, "token-changed", G_CALLBACK (token_cb), live);
}

static void
wait_state (Live *live, KithSessionState state)
{
  live->awaited = state;
  live->reached = kith_session_get_state (live->session) == state;
  kith_test_spin_until (&live->reached);
}

static void
reach (Live *live, KithSessionState state)
{
  live->awaited = state;
  live->reached = FALSE;
  kith_session_connect (live->session);
  kith_test_spin_until (&live->reached);
}

static void
leave (Live *live)
{
  kith_session_disconnect (live->session);
  wait_state (live, KITH_SESSION_OFFLINE);
}

static void
drop_session (Live *live)
{
  g_signal_handlers_disconnect_by_data (live->session, live);
  g_assert_finalize_object (live->session);
  live->session = NULL;
}

static void
end (Live *live)
{
  drop_session (live);
  kith_test_spin_for (20);
  g_assert_finalize_object (live->server);
  g_free (live->mechanism);
  g_free (live->token);
}

static void
assert_code (Live *live, KithXmppError code)
{
  g_assert_error (kith_session_get_error (live->session), KITH_XMPP_ERROR, (int)code);
}

static void
test_starttls (void)
{
  Live live = { .server = kith_test_prosody_new (USER, NULL) };
  g_autofree char *best = NULL;
  g_autoptr(KithJid) bound = NULL;
  gint64 start = 0;

  make_session (&live, PASSWORD);
  start = g_get_monotonic_time ();
  reach (&live, KITH_SESSION_ONLINE);
  g_test_message ("online after %.0f ms", (g_get_monotonic_time () - start) / 1000.0);
  g_assert_true (kith_session_is_secure (live.session));
  g_object_get (live.session, "best-mechanism", &best, "bound", &bound, NULL);
  g_assert_cmpstr (best, ==, "SCRAM-SHA-256-PLUS");
  g_assert_cmpstr (kith_jid_get_bare_text (bound), ==, "ada@kith.example");
  g_assert_nonnull (kith_jid_get_resourcepart (bound));
  leave (&live);

  /* And again, with what was learned. */
  reach (&live, KITH_SESSION_ONLINE);
  leave (&live);
  end (&live);
}

static void
test_direct_tls (void)
{
  Live live = { .server = kith_test_prosody_new (USER, NULL) };

  make_session (&live, PASSWORD);
  g_object_set (live.session, "direct-tls", TRUE, "port", kith_test_prosody_get_direct_tls_port (live.server), NULL);
  reach (&live, KITH_SESSION_ONLINE);
  g_assert_true (kith_session_is_secure (live.session));
  leave (&live);
  end (&live);
}

/* The token that came stands in for the password. */
static void
test_fast (void)
{
  Live live = { .server = kith_test_prosody_new (USER, "--sasl2", NULL) };
  g_autofree char *mechanism = NULL;
  g_autofree char *token = NULL;

  make_session (&live, PASSWORD);
  g_object_set (live.session, "user-agent-id", "d4565fa7-4d72-4749-b3d3-740edbf87770", "software", "Kith", NULL);
  reach (&live, KITH_SESSION_ONLINE);
  g_assert_cmpuint (live.n_tokens, ==, 1);
  g_assert_nonnull (live.token);
  leave (&live);
  drop_session (&live);

  mechanism = g_strdup (live.mechanism);
  token = g_strdup (live.token);
  make_session (&live, NULL);
  g_object_set (live.session,
                "user-agent-id", "d4565fa7-4d72-4749-b3d3-740edbf87770",
                "fast-mechanism", mechanism,
                "fast-token", token,
                NULL);
  reach (&live, KITH_SESSION_ONLINE);
  leave (&live);
  drop_session (&live);

  /* A token that is worth nothing any more: the password does it. */
  make_session (&live, PASSWORD);
  g_object_set (live.session,
                "user-agent-id", "d4565fa7-4d72-4749-b3d3-740edbf87770",
                "fast-mechanism", mechanism,
                "fast-token", "secret-token:fast-nothing",
                NULL);
  reach (&live, KITH_SESSION_ONLINE);
  leave (&live);
  end (&live);
}

static void
test_wrong_password (void)
{
  Live live = { .server = kith_test_prosody_new (USER, NULL) };

  make_session (&live, "wrong");
  reach (&live, KITH_SESSION_FAILED);
  assert_code (&live, KITH_XMPP_ERROR_NOT_AUTHORIZED);

  g_object_set (live.session, "password", PASSWORD, NULL);
  reach (&live, KITH_SESSION_ONLINE);
  leave (&live);
  end (&live);
}

static void
test_certificate (gconstpointer data)
{
  Live live = { .server = kith_test_prosody_new (USER, "--certificate", data, NULL) };
  g_autofree char *fingerprint = NULL;

  make_session (&live, PASSWORD);
  reach (&live, KITH_SESSION_FAILED);
  assert_code (&live, KITH_XMPP_ERROR_CERTIFICATE);
  g_assert_cmpint (kith_session_get_certificate_flaws (live.session), !=, 0);
  fingerprint = kith_certificate_dup_fingerprint (kith_session_get_refused_certificate (live.session));
  g_assert_cmpstr (fingerprint, ==, kith_test_prosody_get_fingerprint (live.server));

  g_object_set (live.session, "pinned-certificate", fingerprint, NULL);
  reach (&live, KITH_SESSION_ONLINE);
  leave (&live);
  end (&live);
}

static void
test_no_tls (void)
{
  Live live = { .server = kith_test_prosody_new (USER, NULL) };
  KithTestProsody *bare = kith_test_prosody_new (USER, "--no-tls", NULL);

  make_session (&live, PASSWORD);
  g_object_set (live.session, "port", kith_test_prosody_get_port (bare), "allow-plain", TRUE, NULL);
  reach (&live, KITH_SESSION_WAITING);
  assert_code (&live, KITH_XMPP_ERROR_NO_TLS);
  kith_session_disconnect (live.session);
  end (&live);
  g_assert_finalize_object (bare);
}

static void
test_crash (void)
{
  Live live = { .server = kith_test_prosody_new (USER, NULL) };

  make_session (&live, PASSWORD);
  reach (&live, KITH_SESSION_ONLINE);
  kith_test_prosody_do (live.server, "kill");
  wait_state (&live, KITH_SESSION_WAITING);
  assert_code (&live, KITH_XMPP_ERROR_LOST);
  wait_state (&live, KITH_SESSION_CONNECTING);
  wait_state (&live, KITH_SESSION_WAITING);
  assert_code (&live, KITH_XMPP_ERROR_UNREACHABLE);
  kith_test_prosody_do (live.server, "start");
  wait_state (&live, KITH_SESSION_ONLINE);
  g_assert_null (kith_session_get_error (live.session));

  /* An orderly shutdown is a reason to come back, too. */
  kith_test_prosody_do (live.server, "restart");
  wait_state (&live, KITH_SESSION_WAITING);
  wait_state (&live, KITH_SESSION_ONLINE);
  leave (&live);
  end (&live);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/session-live/starttls", test_starttls);
  g_test_add_func ("/session-live/direct-tls", test_direct_tls);
  g_test_add_func ("/session-live/fast", test_fast);
  g_test_add_func ("/session-live/wrong-password", test_wrong_password);
  g_test_add_data_func ("/session-live/certificate/expired", "expired", test_certificate);
  g_test_add_data_func ("/session-live/certificate/self-signed", "self-signed", test_certificate);
  g_test_add_data_func ("/session-live/certificate/wrong-name", "wrong-name", test_certificate);
  g_test_add_func ("/session-live/no-tls", test_no_tls);
  g_test_add_func ("/session-live/crash", test_crash);

  return g_test_run ();
}
