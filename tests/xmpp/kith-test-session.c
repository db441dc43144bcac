/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-test-session.h"

#include <string.h>

#define HOUR 3600

void
kith_test_session_set_up (KithTestSession *fixture, gconstpointer data)
{
  g_autoptr(KithJid) account = kith_jid_new ("ada@example.com", NULL);

  fixture->listener = kith_test_listen (&fixture->port);
  fixture->certificate = kith_test_certificate_new ("example.com", g_get_real_time () / G_USEC_PER_SEC + HOUR);
  fixture->database = kith_test_database_new (fixture->certificate);
  fixture->monitor = kith_test_monitor_new ();
  fixture->session = g_object_new (KITH_TYPE_SESSION,
                                   "account", account,
                                   "host", "127.0.0.1",
                                   "port", (guint)fixture->port,
                                   "password", "secret",
                                   "allow-plain", TRUE,
                                   "tls-database", fixture->database,
                                   "network-monitor", fixture->monitor,
                                   "first-wait", 60000,
                                   "longest-wait", 60000,
                                   NULL);
}

void
kith_test_session_tear_down (KithTestSession *fixture, gconstpointer data)
{
  g_assert_finalize_object (fixture->session);
  kith_test_spin_for (20);
  g_assert_finalize_object (fixture->monitor);
  g_clear_object (&fixture->listener);
  g_clear_object (&fixture->certificate);
  g_clear_object (&fixture->database);
}

/* Returns: (transfer full): the session's next connection, whose header was read and not answered */
KithTestPeer *
kith_test_session_accept (KithTestSession *fixture)
{
  KithTestPeer *peer = NULL;

  if (kith_session_get_state (fixture->session) == KITH_SESSION_OFFLINE)
    kith_session_connect (fixture->session);
  peer = kith_test_accept (fixture->listener);
  kith_test_peer_expect (peer, "to='example.com'>");

  return peer;
}

/* Until the header of the encrypted stream was read. */
void
kith_test_session_starttls (KithTestSession *fixture, KithTestPeer *peer)
{
  kith_test_peer_send (peer, KITH_TEST_HEADER KITH_TEST_FEATURES_TLS);
  kith_test_peer_expect (peer, "<starttls");
  kith_test_peer_send (peer, KITH_TEST_PROCEED);
  g_assert_true (kith_test_peer_start_tls (peer, fixture->certificate));
  kith_test_peer_expect (peer, "to='example.com' from='ada@example.com'>");
}

/* Until the password was read. */
void
kith_test_session_plain (KithTestPeer *peer)
{
  kith_test_peer_send (peer, KITH_TEST_HEADER KITH_TEST_FEATURES_SASL (KITH_TEST_PLAIN));
  kith_test_peer_expect (peer, "AGFkYQBzZWNyZXQ=</auth>");
}

/* Returns: (transfer full): the id of the request for a resource, which is to be answered */
char *
kith_test_session_take_bind (KithTestPeer *peer)
{
  g_autofree char *iq = NULL;
  char *id = NULL;

  kith_test_peer_send (peer, KITH_TEST_SUCCESS);
  kith_test_peer_expect (peer, "<stream:stream");
  kith_test_peer_send (peer, KITH_TEST_HEADER KITH_TEST_FEATURES_BIND);
  iq = kith_test_peer_take (peer, "</iq>");
  g_assert_nonnull (strstr (iq, KITH_NS_BIND));
  id = strstr (iq, " id=\"") + strlen (" id=\"");

  return g_strndup (id, strcspn (id, "\""));
}

void
kith_test_session_answer_bind (KithTestPeer *peer, const char *id)
{
  g_autofree char *text = g_strdup_printf ("<iq type='result' id='%s'><bind xmlns='" KITH_NS_BIND "'>"
                                           "<jid>ada@example.com/r1</jid></bind></iq>", id);

  kith_test_peer_send (peer, text);
}

KithTestPeer *
kith_test_session_go_online (KithTestSession *fixture)
{
  KithTestPeer *peer = kith_test_session_accept (fixture);
  g_autofree char *id = NULL;

  kith_test_session_starttls (fixture, peer);
  kith_test_session_plain (peer);
  id = kith_test_session_take_bind (peer);
  kith_test_session_answer_bind (peer, id);
  kith_test_session_wait (fixture, KITH_SESSION_ONLINE);

  return peer;
}

void
kith_test_session_wait (KithTestSession *fixture, KithSessionState state)
{
  gint64 end = g_get_monotonic_time () + 10 * G_TIME_SPAN_SECOND;

  while (kith_session_get_state (fixture->session) != state && g_get_monotonic_time () < end)
    kith_test_spin_for (5);
  g_assert_cmpint (kith_session_get_state (fixture->session), ==, state);
}

/* Whatever was said, the stream goes on: what is asked behind it is answered. */
void
kith_test_session_assert_stays (KithTestSession *fixture, KithTestPeer *peer)
{
  g_autofree char *id = g_strdup_printf ("still-%u", g_random_int ());
  g_autofree char *text = g_strdup_printf ("<iq type='get' id='%s' from='example.com'><ping xmlns='urn:xmpp:ping'/></iq>", id);

  kith_test_peer_send (peer, text);
  kith_test_peer_expect (peer, id);
  g_assert_cmpint (kith_session_get_state (fixture->session), ==, KITH_SESSION_ONLINE);
}

/* It is over, for this reason. */
void
kith_test_session_assert_ended (KithTestSession *fixture, KithXmppError code)
{
  gint64 end = g_get_monotonic_time () + 10 * G_TIME_SPAN_SECOND;

  while (kith_session_get_error (fixture->session) == NULL && g_get_monotonic_time () < end)
    kith_test_spin_for (5);
  g_assert_error (kith_session_get_error (fixture->session), KITH_XMPP_ERROR, (int)code);
  g_assert_cmpint (kith_session_get_state (fixture->session), !=, KITH_SESSION_ONLINE);
  g_assert_false (kith_session_is_secure (fixture->session));
}
