/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-keepalive.h"

#include <string.h>

#include "kith-ns.h"
#include "kith-test-peer.h"

#define HEADER \
  "<stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams' version='1.0'>"

typedef struct
{
  KithJid           *account;
  KithStreamWire    *wire;
  KithRouter        *router;
  KithStreamTraffic *traffic;
  KithTestPeer      *peer;
  KithKeepalive     *keepalive;
  guint              n_lost;
  gboolean           lost;
} Fixture;

static void
send_cb (Fixture *fixture, KithStanza *stanza)
{
  kith_wire_send (KITH_WIRE (fixture->wire), stanza);
}

static void
stanza_cb (Fixture *fixture, KithStanza *stanza)
{
  kith_router_dispatch (fixture->router, stanza);
}

static void
lost_cb (Fixture *fixture)
{
  fixture->n_lost++;
  fixture->lost = TRUE;
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr(GIOStream) one = NULL;
  g_autoptr(GIOStream) other = NULL;
  g_autoptr(KithJid) bound = kith_jid_new ("ada@example.com/x", NULL);

  kith_test_connection_pair (&one, &other);
  fixture->account = kith_jid_new ("ada@example.com", NULL);
  fixture->wire = kith_stream_wire_new (one, "example.com");
  fixture->peer = kith_test_peer_new (other);
  fixture->traffic = kith_stream_traffic_new ();
  fixture->router = kith_router_new (fixture->account);
  g_signal_connect_swapped (fixture->router, "send", G_CALLBACK (send_cb), fixture);
  g_signal_connect_swapped (fixture->wire, "stanza", G_CALLBACK (stanza_cb), fixture);
  kith_wire_open (KITH_WIRE (fixture->wire), "example.com", NULL);
  kith_test_peer_expect (fixture->peer, ">");
  kith_test_peer_send (fixture->peer, HEADER);
  kith_router_set_bound (fixture->router, bound);
  kith_router_online (fixture->router, FALSE);
  kith_test_spin_for (10);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_assert_finalize_object (fixture->keepalive);
  kith_router_offline (fixture->router);
  g_signal_handlers_disconnect_by_data (fixture->wire, fixture);
  kith_test_spin_for (10);
  g_assert_finalize_object (fixture->traffic);
  g_assert_finalize_object (fixture->router);
  g_assert_finalize_object (fixture->wire);
  kith_test_spin_for (10);
  g_assert_finalize_object (fixture->peer);
  kith_jid_unref (fixture->account);
}

static void
start (Fixture *fixture, guint idle, guint patience)
{
  fixture->keepalive = kith_keepalive_new (fixture->wire, fixture->router, fixture->traffic, idle, patience);
  g_signal_connect_swapped (fixture->keepalive, "lost", G_CALLBACK (lost_cb), fixture);
}

static void
answer_ping (Fixture *fixture)
{
  g_autofree char *iq = kith_test_peer_take (fixture->peer, "</iq>");
  g_autofree char *answer = NULL;
  char *id = strstr (iq, " id=\"");

  g_assert_nonnull (strstr (iq, "to=\"example.com\""));
  g_assert_nonnull (strstr (iq, KITH_NS_PING));
  g_assert_nonnull (id);
  id += strlen (" id=\"");
  *strchr (id, '"') = '\0';
  answer = g_strdup_printf ("<iq type='result' from='example.com' id='%s'/>", id);
  kith_test_peer_send (fixture->peer, answer);
}

static void
test_lost (Fixture *fixture, gconstpointer data)
{
  start (fixture, 50, 100);
  kith_test_peer_expect (fixture->peer, KITH_NS_PING);
  g_assert_false (fixture->lost);
  kith_test_spin_until (&fixture->lost);
  kith_test_spin_for (300);
  g_assert_cmpuint (fixture->n_lost, ==, 1);
}

static void
test_answered (Fixture *fixture, gconstpointer data)
{
  start (fixture, 50, 200);
  for (guint i = 0; i < 4; i++)
    answer_ping (fixture);
  kith_test_spin_for (30);
  g_assert_false (fixture->lost);
}

/* Any traffic is an answer, white space too; and with traffic nothing is asked. */
static void
test_traffic (Fixture *fixture, gconstpointer data)
{
  g_autofree char *before = NULL;

  start (fixture, 400, 200);
  for (guint i = 0; i < 12; i++)
    {
      kith_test_peer_send (fixture->peer, " ");
      kith_test_spin_for (50);
    }
  kith_wire_close (KITH_WIRE (fixture->wire));
  before = kith_test_peer_take (fixture->peer, "</stream:stream>");
  kith_test_peer_send (fixture->peer, "</stream:stream>");
  g_assert_null (strstr (before, KITH_NS_PING));
  g_assert_false (fixture->lost);
}

static void
test_white_space_answers (Fixture *fixture, gconstpointer data)
{
  start (fixture, 50, 150);
  kith_test_peer_expect (fixture->peer, KITH_NS_PING);
  kith_test_peer_send (fixture->peer, "\n");
  kith_test_peer_expect (fixture->peer, KITH_NS_PING);
  g_assert_false (fixture->lost);
}

static void
test_check_now (Fixture *fixture, gconstpointer data)
{
  start (fixture, 60000, 100);
  kith_keepalive_check_now (fixture->keepalive);
  kith_keepalive_check_now (fixture->keepalive);
  answer_ping (fixture);
  kith_test_spin_for (150);
  g_assert_false (fixture->lost);
  kith_keepalive_check_now (fixture->keepalive);
  kith_test_spin_until (&fixture->lost);
}

#define ADD(path, function) g_test_add ("/keepalive/" path, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("lost", test_lost);
  ADD ("answered", test_answered);
  ADD ("traffic", test_traffic);
  ADD ("white-space-answers", test_white_space_answers);
  ADD ("check-now", test_check_now);

  return g_test_run ();
}
