/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-link.h"

#include "kith-ns.h"
#include "kith-test-peer.h"
#include "kith-xmpp-error.h"

#define HEADER \
  "<stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams' version='1.0'>"

typedef struct
{
  KithStreamWire    *wire;
  KithRouter        *router;
  KithStreamTraffic *traffic;
  KithTestPeer      *peer;
  KithLink          *link;
  GError            *error;
  guint              n_left;
  gboolean           over;
} Fixture;

static void
lost_cb (Fixture *fixture, const GError *error)
{
  g_assert_no_error (fixture->error);
  fixture->error = g_error_copy (error);
  fixture->over = TRUE;
}

static void
left_cb (Fixture *fixture)
{
  fixture->n_left++;
  fixture->over = TRUE;
}

static void
make_link (Fixture *fixture, guint idle, guint patience)
{
  fixture->link = kith_link_new (fixture->wire, fixture->router, fixture->traffic, idle, patience);
  g_signal_connect_swapped (fixture->link, "lost", G_CALLBACK (lost_cb), fixture);
  g_signal_connect_swapped (fixture->link, "left", G_CALLBACK (left_cb), fixture);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr(GIOStream) one = NULL;
  g_autoptr(GIOStream) other = NULL;
  g_autoptr(KithJid) account = kith_jid_new ("ada@example.com", NULL);
  g_autoptr(KithJid) bound = kith_jid_new ("ada@example.com/x", NULL);

  kith_test_connection_pair (&one, &other);
  fixture->wire = kith_stream_wire_new (one, "example.com");
  g_object_set (fixture->wire, "close-timeout", 200u, NULL);
  fixture->peer = kith_test_peer_new (other);
  fixture->traffic = kith_stream_traffic_new ();
  fixture->router = kith_router_new (account);
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
  if (fixture->link != NULL)
    g_assert_finalize_object (fixture->link);
  kith_router_offline (fixture->router);
  kith_test_spin_for (250);
  g_assert_finalize_object (fixture->traffic);
  g_assert_finalize_object (fixture->router);
  g_assert_finalize_object (fixture->wire);
  kith_test_spin_for (10);
  g_assert_finalize_object (fixture->peer);
  g_clear_error (&fixture->error);
}

/* Both ways, and not a word after it was left. */
static void
test_leave (Fixture *fixture, gconstpointer data)
{
  g_autoptr(KithStanza) message = kith_stanza_new ("message", KITH_NS_CLIENT);
  g_autofree char *rest = NULL;

  make_link (fixture, 60000, 60000);
  g_assert_true (kith_link_get_wire (fixture->link) == fixture->wire);
  kith_stanza_set (message, "id", "m1");
  kith_router_send (fixture->router, message);
  kith_test_peer_expect (fixture->peer, "m1");
  kith_test_peer_send (fixture->peer, "<iq type='get' id='q1' from='x@example.com/y'><query xmlns='urn:example'/></iq>");
  kith_test_peer_expect (fixture->peer, "service-unavailable");
  kith_test_peer_expect (fixture->peer, "</iq>");

  kith_link_leave (fixture->link);
  kith_link_leave (fixture->link);
  kith_router_send (fixture->router, message);
  kith_test_peer_send (fixture->peer, "<iq type='get' id='q2' from='x@example.com/y'><query xmlns='urn:example'/></iq>");
  rest = kith_test_peer_take (fixture->peer, "</stream:stream>");
  g_assert_cmpstr (rest, ==, "<presence type=\"unavailable\"/></stream:stream>");
  kith_test_peer_send (fixture->peer, "</stream:stream>");
  kith_test_spin_until (&fixture->over);
  g_assert_cmpuint (fixture->n_left, ==, 1);
  kith_test_peer_expect_end (fixture->peer);
  g_assert_no_error (fixture->error);
}

static void
test_ended (Fixture *fixture, gconstpointer data)
{
  make_link (fixture, 60000, 60000);
  kith_test_peer_send (fixture->peer, "</stream:stream>");
  kith_test_spin_until (&fixture->over);
  g_assert_error (fixture->error, KITH_XMPP_ERROR, KITH_XMPP_ERROR_LOST);
  g_assert_cmpuint (fixture->n_left, ==, 0);
}

static void
test_stream_error (Fixture *fixture, gconstpointer data)
{
  make_link (fixture, 60000, 60000);
  kith_test_peer_send (fixture->peer, "<stream:error><conflict xmlns='" KITH_NS_STREAM_ERRORS "'/></stream:error>");
  kith_test_spin_until (&fixture->over);
  g_assert_error (fixture->error, KITH_XMPP_ERROR, KITH_XMPP_ERROR_CONFLICT);
}

static void
test_silent (Fixture *fixture, gconstpointer data)
{
  make_link (fixture, 60000, 50);
  kith_link_check_now (fixture->link);
  kith_test_peer_expect (fixture->peer, KITH_NS_PING);
  kith_test_spin_until (&fixture->over);
  g_assert_error (fixture->error, KITH_XMPP_ERROR, KITH_XMPP_ERROR_LOST);
}

static void
send_ping (Fixture *fixture, const char *to)
{
  g_autoptr(KithStanza) iq = kith_stanza_new ("iq", KITH_NS_CLIENT);

  kith_stanza_set (iq, "type", "get");
  kith_stanza_set (iq, "id", "p1");
  kith_stanza_set (iq, "to", to);
  kith_stanza_add (iq, "ping", KITH_NS_PING);
  kith_router_send (fixture->router, iq);
  kith_test_peer_expect (fixture->peer, "</iq>");
}

/* Without stream management, too, an answer that does not come is noticed; but not everybody need answer. */
static void
test_unanswered (Fixture *fixture, gconstpointer data)
{
  make_link (fixture, 60000, 50);
  send_ping (fixture, "ben@example.com/x");
  kith_test_spin_for (150);
  g_assert_false (fixture->over);

  send_ping (fixture, "example.com");
  kith_test_peer_send (fixture->peer, "<message/>");
  kith_test_spin_for (150);
  g_assert_false (fixture->over);

  send_ping (fixture, "example.com");
  kith_test_spin_until (&fixture->over);
  g_assert_error (fixture->error, KITH_XMPP_ERROR, KITH_XMPP_ERROR_LOST);
}

static void
test_drop (Fixture *fixture, gconstpointer data)
{
  make_link (fixture, 60000, 60000);
  kith_link_drop (fixture->link);
  kith_link_check_now (fixture->link);
  kith_test_peer_expect (fixture->peer, "</stream:stream>");
  kith_test_peer_send (fixture->peer, "</stream:stream>");
  kith_test_spin_for (50);
  g_assert_false (fixture->over);
}

static void
forget_cb (Fixture *fixture)
{
  kith_link_drop (fixture->link);
  g_clear_object (&fixture->link);
}

/* Whoever hears of the loss may let go of it. */
static void
test_drop_in_handler (Fixture *fixture, gconstpointer data)
{
  make_link (fixture, 60000, 60000);
  g_signal_connect_swapped (fixture->link, "lost", G_CALLBACK (forget_cb), fixture);
  kith_test_peer_drop (fixture->peer);
  kith_test_spin_until (&fixture->over);
  g_assert_null (fixture->link);
}

#define ADD(path, function) g_test_add ("/link/" path, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("leave", test_leave);
  ADD ("ended", test_ended);
  ADD ("stream-error", test_stream_error);
  ADD ("silent", test_silent);
  ADD ("unanswered", test_unanswered);
  ADD ("drop", test_drop);
  ADD ("drop-in-handler", test_drop_in_handler);

  return g_test_run ();
}
