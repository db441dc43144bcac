/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-attempt.h"

#include "kith-ns.h"
#include "kith-test-peer.h"
#include "kith-xmpp-error.h"

#define SOON (g_get_real_time () / 1000000 + 3600)
#define HEADER \
  "<?xml version='1.0'?><stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams' " \
  "id='s1' from='example.com' version='1.0'>"

/* An attempt, the server it finds, and what it said. */
typedef struct
{
  KithSessionSettings *settings;
  KithAttempt         *attempt;
  GSocketListener     *listener;
  guint16              port;
  GString             *heard;
  GError              *error;
  gboolean             connected;
  gboolean             over;
} Fixture;

static void
connected_cb (Fixture *fixture)
{
  g_string_append (fixture->heard, " connected");
  fixture->connected = TRUE;
}

static void
done_cb (Fixture *fixture)
{
  g_string_append (fixture->heard, " done");
  fixture->over = TRUE;
}

static void
failed_cb (Fixture *fixture, const GError *error)
{
  g_string_append (fixture->heard, " failed");
  fixture->error = g_error_copy (error);
  fixture->over = TRUE;
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr(KithJid) account = kith_jid_new ("ada@example.com", NULL);

  fixture->heard = g_string_new (NULL);
  fixture->listener = kith_test_listen (&fixture->port);
  fixture->settings = kith_session_settings_new ();
  g_object_set (fixture->settings,
                "host", "127.0.0.1",
                "port", (guint)fixture->port,
                "password", "secret",
                "allow-plain", TRUE,
                "connect-timeout", 1000u,
                "step-timeout", 400u,
                NULL);
  fixture->attempt = kith_attempt_new (account, fixture->settings, NULL, NULL);
  g_signal_connect_swapped (fixture->attempt, "connected", G_CALLBACK (connected_cb), fixture);
  g_signal_connect_swapped (fixture->attempt, "done", G_CALLBACK (done_cb), fixture);
  g_signal_connect_swapped (fixture->attempt, "failed", G_CALLBACK (failed_cb), fixture);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  kith_test_spin_for (20);
  if (fixture->attempt != NULL)
    g_assert_finalize_object (fixture->attempt);
  g_assert_finalize_object (fixture->settings);
  g_clear_object (&fixture->listener);
  g_clear_error (&fixture->error);
  g_string_free (fixture->heard, TRUE);
}

static void
secure (KithTestPeer *peer, GTlsCertificate *certificate)
{
  kith_test_peer_expect (peer, "to='example.com'>");
  kith_test_peer_send (peer, HEADER "<stream:features><starttls xmlns='" KITH_NS_TLS "'/></stream:features>");
  kith_test_peer_expect (peer, "<starttls");
  kith_test_peer_send (peer, "<proceed xmlns='" KITH_NS_TLS "'/>");
  kith_test_peer_start_tls (peer, certificate);
}

static void
test_done (Fixture *fixture, gconstpointer data)
{
  g_autoptr(GTlsCertificate) certificate = kith_test_certificate_new ("example.com", SOON);
  g_autoptr(GTlsDatabase) database = kith_test_database_new (certificate);
  g_autoptr(KithTestPeer) peer = NULL;

  g_object_set (fixture->settings, "tls-database", database, NULL);
  kith_attempt_start (fixture->attempt);
  peer = kith_test_accept (fixture->listener);
  secure (peer, certificate);
  kith_test_peer_expect (peer, "<stream:stream");
  kith_test_peer_send (peer, HEADER "<stream:features><mechanisms xmlns='" KITH_NS_SASL "'>"
                       "<mechanism>PLAIN</mechanism></mechanisms></stream:features>");
  kith_test_peer_expect (peer, "AGFkYQBzZWNyZXQ=</auth>");
  kith_test_peer_send (peer, "<success xmlns='" KITH_NS_SASL "'/>");
  kith_test_peer_expect (peer, "<stream:stream");
  kith_test_peer_send (peer, HEADER "<stream:features><bind xmlns='" KITH_NS_BIND "'/></stream:features>");
  {
    g_autofree char *iq = kith_test_peer_take (peer, "</iq>");
    g_auto(GStrv) parts = g_strsplit (iq, "\"", -1);
    g_autofree char *answer = NULL;
    const char *id = NULL;

    for (guint i = 0; parts[i] != NULL && parts[i + 1] != NULL; i++)
      {
        if (g_str_has_suffix (parts[i], " id="))
          id = parts[i + 1];
      }
    answer = g_strdup_printf ("<iq type='result' id='%s'><bind xmlns='" KITH_NS_BIND "'><jid>ada@example.com/r1</jid>"
                              "</bind></iq>", id);
    kith_test_peer_send (peer, answer);
  }
  kith_test_spin_until (&fixture->over);
  g_assert_cmpstr (fixture->heard->str, ==, " connected done");
  g_assert_cmpstr (kith_jid_get_text (kith_negotiation_get_outcome (kith_attempt_get_negotiation (fixture->attempt))->bound), ==,
                   "ada@example.com/r1");
  g_assert_true (kith_wire_is_secure (KITH_WIRE (kith_attempt_get_wire (fixture->attempt))));
  g_assert_null (kith_attempt_get_refused_certificate (fixture->attempt));

  /* It may still be taken back. */
  kith_attempt_stop (fixture->attempt);
  kith_test_peer_expect (peer, "</stream:stream>");
}

static void
test_unreachable (Fixture *fixture, gconstpointer data)
{
  g_socket_listener_close (fixture->listener);
  kith_attempt_start (fixture->attempt);
  kith_test_spin_until (&fixture->over);
  g_assert_cmpstr (fixture->heard->str, ==, " failed");
  g_assert_error (fixture->error, KITH_XMPP_ERROR, KITH_XMPP_ERROR_UNREACHABLE);
  g_assert_null (kith_attempt_get_wire (fixture->attempt));
  g_assert_null (kith_attempt_get_negotiation (fixture->attempt));
}

static void
test_certificate (Fixture *fixture, gconstpointer data)
{
  g_autoptr(GTlsCertificate) certificate = kith_test_certificate_new ("example.com", SOON);
  g_autoptr(KithTestPeer) peer = NULL;

  kith_attempt_start (fixture->attempt);
  peer = kith_test_accept (fixture->listener);
  secure (peer, certificate);
  kith_test_spin_until (&fixture->over);
  g_assert_cmpstr (fixture->heard->str, ==, " connected failed");
  g_assert_error (fixture->error, KITH_XMPP_ERROR, KITH_XMPP_ERROR_CERTIFICATE);
  g_assert_true (g_tls_certificate_is_same (kith_attempt_get_refused_certificate (fixture->attempt), certificate));
  g_assert_cmpint (kith_attempt_get_certificate_flaws (fixture->attempt), !=, 0);
}

/* At any time, without a word. */
static void
test_stop (Fixture *fixture, gconstpointer data)
{
  gboolean connected = GPOINTER_TO_INT (data);
  g_autoptr(KithTestPeer) peer = NULL;

  kith_attempt_start (fixture->attempt);
  if (connected)
    {
      peer = kith_test_accept (fixture->listener);
      kith_test_spin_until (&fixture->connected);
      kith_test_peer_expect (peer, "to='example.com'>");
    }
  kith_attempt_stop (fixture->attempt);
  kith_test_spin_for (50);
  g_assert_cmpstr (fixture->heard->str, ==, connected ? " connected" : "");
  if (connected)
    kith_test_peer_expect (peer, "</stream:stream>");
}

static void
drop_cb (Fixture *fixture)
{
  g_signal_handlers_disconnect_by_data (fixture->attempt, fixture);
  kith_attempt_stop (fixture->attempt);
  g_clear_object (&fixture->attempt);
}

/* By whoever hears of it. */
static void
test_drop_in_handler (Fixture *fixture, gconstpointer data)
{
  g_autoptr(KithTestPeer) peer = NULL;

  g_signal_connect_swapped (fixture->attempt, "connected", G_CALLBACK (drop_cb), fixture);
  kith_attempt_start (fixture->attempt);
  peer = kith_test_accept (fixture->listener);
  kith_test_spin_until (&fixture->connected);
  kith_test_peer_expect_end (peer);
  g_assert_null (fixture->attempt);
}

#define ADD(path, function, data) g_test_add ("/attempt/" path, Fixture, data, set_up, function, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("done", test_done, NULL);
  ADD ("unreachable", test_unreachable, NULL);
  ADD ("certificate", test_certificate, NULL);
  ADD ("stop", test_stop, GINT_TO_POINTER (FALSE));
  ADD ("stop-connected", test_stop, GINT_TO_POINTER (TRUE));
  ADD ("drop-in-handler", test_drop_in_handler, NULL);

  return g_test_run ();
}
