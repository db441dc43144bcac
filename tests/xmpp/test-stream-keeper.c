/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-stream-keeper.h"

#include "kith-presence-module.h"
#include "kith-test-peer.h"
#include "kith-test-stream.h"
#include "kith-xmpp-error.h"

#define BOUND "ada@example.com/x"

typedef struct
{
  KithRouter           *router;
  KithStreamManagement *management;
  KithStreamKeeper     *keeper;
  GString              *sent;
  GError               *error;   /* of the request */
  guint                 n_suspended;
  gboolean              over;
} Fixture;

static void
send_cb (Fixture *fixture, KithStanza *stanza)
{
  const char *type = kith_stanza_get (stanza, "type");

  g_string_append_printf (fixture->sent, "%s:%s ", kith_stanza_get_name (stanza), type != NULL ? type : "");
}

static void
suspended_cb (Fixture *fixture)
{
  fixture->n_suspended++;
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr(KithJid) account = kith_jid_new ("ada@example.com", NULL);
  g_autoptr(KithModule) presence = g_object_new (KITH_TYPE_PRESENCE_MODULE, NULL);

  fixture->router = kith_router_new (account);
  kith_router_add_module (fixture->router, presence);
  kith_presence_module_set_own (KITH_PRESENCE_MODULE (presence), KITH_SHOW_AVAILABLE, NULL, 0);
  fixture->management = kith_stream_management_new ();
  fixture->keeper = kith_stream_keeper_new (fixture->router, fixture->management);
  fixture->sent = g_string_new (NULL);
  g_signal_connect_swapped (fixture->router, "send", G_CALLBACK (send_cb), fixture);
  g_signal_connect_swapped (fixture->keeper, "notify::suspended", G_CALLBACK (suspended_cb), fixture);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_assert_finalize_object (fixture->keeper);
  g_assert_finalize_object (fixture->management);
  kith_router_offline (fixture->router);
  kith_test_stream_settle ();
  g_assert_finalize_object (fixture->router);
  g_string_free (fixture->sent, TRUE);
  g_clear_error (&fixture->error);
}

static void
come (Fixture *fixture, const char *words)
{
  g_autoptr(KithStanza) stanza = kith_test_stream_parse (words);
  g_autoptr(KithJid) bound = kith_jid_new (BOUND, NULL);
  g_autoptr(GError) error = NULL;

  kith_stream_management_note (fixture->management, stanza);
  g_assert_true (kith_stream_keeper_conclude (fixture->keeper, bound, &error));
  g_assert_no_error (error);
  kith_stream_keeper_online (fixture->keeper, NULL);
}

static void
assert_sent (Fixture *fixture, const char *expected)
{
  g_assert_cmpstr (fixture->sent->str, ==, expected);
  g_string_truncate (fixture->sent, 0);
}

static void
replied_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Fixture *fixture = user_data;
  g_autoptr(KithStanza) reply = kith_router_send_iq_finish (KITH_ROUTER (source), result, &fixture->error);

  g_assert_null (reply);
}

static void
request (Fixture *fixture)
{
  g_autoptr(KithStanza) iq = kith_stanza_new_iq ("get", NULL);

  kith_router_send_iq_async (fixture->router, iq, NULL, replied_cb, fixture);
}

/* Whoever waits for a reply goes on waiting, and our presence is what it was. */
static void
test_continued (Fixture *fixture, gconstpointer data)
{
  come (fixture, ENABLED);
  assert_sent (fixture, "presence: ");
  request (fixture);
  assert_sent (fixture, "iq:get ");
  kith_stream_keeper_suspend (fixture->keeper);
  kith_stream_keeper_suspend (fixture->keeper);
  g_assert_true (kith_stream_keeper_is_suspended (fixture->keeper));
  g_assert_false (kith_router_is_online (fixture->router));
  g_assert_cmpuint (fixture->n_suspended, ==, 1);
  come (fixture, SM ("resumed", "previd='some-long-sm-id' h='0'"));
  g_assert_false (kith_stream_keeper_is_suspended (fixture->keeper));
  g_assert_true (kith_router_is_online (fixture->router));
  kith_test_stream_settle ();
  assert_sent (fixture, "");
  g_assert_no_error (fixture->error);
  g_assert_cmpuint (fixture->n_suspended, ==, 2);
}

static void
test_refused (Fixture *fixture, gconstpointer data)
{
  come (fixture, ENABLED);
  request (fixture);
  kith_stream_keeper_suspend (fixture->keeper);
  assert_sent (fixture, "presence: iq:get ");
  come (fixture, SM ("failed", ""));
  kith_test_stream_settle ();
  g_assert_error (fixture->error, KITH_XMPP_ERROR, KITH_XMPP_ERROR_LOST);
  assert_sent (fixture, "presence: ");
}

/* A server that keeps a stream for a second. */
static void
test_expired (Fixture *fixture, gconstpointer data)
{
  come (fixture, SM ("enabled", "id='a' resume='true' max='1'"));
  request (fixture);
  kith_stream_keeper_suspend (fixture->keeper);
  while (kith_stream_keeper_is_suspended (fixture->keeper))
    g_main_context_iteration (NULL, TRUE);
  kith_test_stream_settle ();
  g_assert_error (fixture->error, KITH_XMPP_ERROR, KITH_XMPP_ERROR_LOST);
  g_assert_nonnull (kith_stream_management_get_state (fixture->management));
  assert_sent (fixture, "presence: iq:get ");

  /* It has kept it longer; here all is to be learned anew. */
  come (fixture, SM ("resumed", "previd='a' h='0'"));
  assert_sent (fixture, "presence:unavailable presence: ");
}

static void
test_not_resumable (Fixture *fixture, gconstpointer data)
{
  come (fixture, SM ("enabled", ""));
  request (fixture);
  kith_stream_keeper_suspend (fixture->keeper);
  g_assert_false (kith_stream_keeper_is_suspended (fixture->keeper));
  kith_test_stream_settle ();
  g_assert_error (fixture->error, KITH_XMPP_ERROR, KITH_XMPP_ERROR_LOST);
  g_assert_cmpuint (fixture->n_suspended, ==, 0);
}

static void
test_given_up (Fixture *fixture, gconstpointer data)
{
  come (fixture, ENABLED);
  request (fixture);
  kith_stream_keeper_suspend (fixture->keeper);
  kith_stream_keeper_give_up (fixture->keeper);
  kith_stream_keeper_give_up (fixture->keeper);
  g_assert_false (kith_stream_keeper_is_suspended (fixture->keeper));
  kith_test_stream_settle ();
  g_assert_error (fixture->error, KITH_XMPP_ERROR, KITH_XMPP_ERROR_LOST);
}

/* XEP-0198, 5: the server tells nobody's presence anew, so we go and come back. */
static void
test_restored (Fixture *fixture, gconstpointer data)
{
  g_autoptr(KithJid) bound = kith_jid_new (BOUND, NULL);
  g_autoptr(KithStreamState) state = kith_stream_state_new ("old", bound);

  kith_stream_management_restore (fixture->management, state);
  come (fixture, SM ("resumed", "previd='old' h='3'"));
  assert_sent (fixture, "presence:unavailable presence: ");
}

static void
test_impossible (Fixture *fixture, gconstpointer data)
{
  g_autoptr(KithStanza) resumed = kith_test_stream_parse (SM ("resumed", "previd='other' h='0'"));
  g_autoptr(KithJid) bound = kith_jid_new (BOUND, NULL);
  g_autoptr(GError) error = NULL;

  come (fixture, ENABLED);
  request (fixture);
  kith_stream_keeper_suspend (fixture->keeper);
  kith_stream_management_note (fixture->management, resumed);
  g_assert_false (kith_stream_keeper_conclude (fixture->keeper, bound, &error));
  g_assert_error (error, KITH_XMPP_ERROR, KITH_XMPP_ERROR_PROTOCOL);
  g_assert_false (kith_stream_keeper_is_suspended (fixture->keeper));
  kith_test_stream_settle ();
  g_assert_error (fixture->error, KITH_XMPP_ERROR, KITH_XMPP_ERROR_LOST);
}

/* A connection that the stream gets. */
static KithStreamWire *
connect_wire (KithTestPeer **peer)
{
  g_autoptr(GIOStream) one = NULL;
  g_autoptr(GIOStream) other = NULL;
  KithStreamWire *wire = NULL;

  kith_test_connection_pair (&one, &other);
  wire = kith_stream_wire_new (one, "example.com");
  *peer = kith_test_peer_new (other);
  kith_wire_open (KITH_WIRE (wire), "example.com", NULL);
  kith_test_peer_expect (*peer, ">");
  kith_test_peer_send (*peer, "<stream:stream xmlns='jabber:client' xmlns:stream='" KITH_NS_STREAMS "' version='1.0'>");
  kith_test_spin_for (10);

  return wire;
}

static void
lost_cb (Fixture *fixture, const GError *error)
{
  g_string_append (fixture->sent, "lost ");
  fixture->over = TRUE;
}

/* What goes out takes the link, what came early is the first to come in, and what the server can is known. */
static void
test_attach (Fixture *fixture, gconstpointer data)
{
  g_autoptr(KithStanza) words = kith_test_stream_parse (ENABLED);
  g_autoptr(KithStanza) features = kith_test_stream_parse ("<features xmlns='" KITH_NS_STREAMS "'><csi xmlns='"
                                                           KITH_NS_CLIENT_STATE "'/></features>");
  g_autoptr(KithStanza) asked = kith_test_stream_parse ("<iq xmlns='jabber:client' type='get' id='q1' from='x@example.com/y'>"
                                                        "<query xmlns='urn:example'/></iq>");
  g_autoptr(GPtrArray) early = g_ptr_array_new ();
  g_autoptr(KithJid) bound = kith_jid_new (BOUND, NULL);
  g_autoptr(KithTestPeer) peer = NULL;
  g_autoptr(KithStreamWire) wire = connect_wire (&peer);

  g_ptr_array_add (early, asked);
  kith_router_set_bound (fixture->router, bound);
  kith_stream_keeper_set_active (fixture->keeper, FALSE);
  kith_stream_management_note (fixture->management, words);
  g_assert_true (kith_stream_keeper_conclude (fixture->keeper, bound, NULL));
  kith_stream_keeper_attach (fixture->keeper, wire, features, 60000, 60000);
  g_assert_true (kith_link_get_wire (kith_stream_keeper_get_link (fixture->keeper)) == wire);
  kith_stream_keeper_online (fixture->keeper, early);
  kith_test_peer_expect (peer, "<inactive xmlns=\"" KITH_NS_CLIENT_STATE "\"/>");
  kith_test_peer_expect (peer, "<presence");
  kith_test_peer_expect (peer, "service-unavailable");

  kith_stream_keeper_detach (fixture->keeper);
  g_assert_null (kith_stream_keeper_get_link (fixture->keeper));
  kith_stream_keeper_suspend (fixture->keeper);
  g_assert_true (kith_stream_keeper_is_suspended (fixture->keeper));
  kith_test_peer_expect (peer, "</stream:stream>");
  kith_test_peer_send (peer, "</stream:stream>");
  kith_test_spin_for (20);
}

/* Whoever hears that it is online may have had enough: what came early goes to nobody. */
static void
test_detach_when_online (Fixture *fixture, gconstpointer data)
{
  g_autoptr(KithStanza) words = kith_test_stream_parse (ENABLED);
  g_autoptr(KithStanza) asked = kith_test_stream_parse ("<iq xmlns='jabber:client' type='get' id='q1' from='x@example.com/y'>"
                                                        "<query xmlns='urn:example'/></iq>");
  g_autoptr(GPtrArray) early = g_ptr_array_new ();
  g_autoptr(KithJid) bound = kith_jid_new (BOUND, NULL);
  g_autoptr(KithTestPeer) peer = NULL;
  g_autoptr(KithStreamWire) wire = connect_wire (&peer);

  g_ptr_array_add (early, asked);
  kith_router_set_bound (fixture->router, bound);
  kith_stream_management_note (fixture->management, words);
  g_assert_true (kith_stream_keeper_conclude (fixture->keeper, bound, NULL));
  kith_stream_keeper_attach (fixture->keeper, wire, NULL, 60000, 60000);
  g_signal_connect_swapped (fixture->router, "send", G_CALLBACK (kith_stream_keeper_detach), fixture->keeper);
  kith_stream_keeper_online (fixture->keeper, early);
  g_signal_handlers_disconnect_by_data (fixture->router, fixture->keeper);
  assert_sent (fixture, "presence: ");
  kith_test_peer_send (peer, "</stream:stream>");
  kith_test_spin_for (20);
}

static void
test_lost (Fixture *fixture, gconstpointer data)
{
  g_autoptr(KithTestPeer) peer = NULL;
  g_autoptr(KithStreamWire) wire = connect_wire (&peer);

  g_signal_connect_swapped (fixture->keeper, "lost", G_CALLBACK (lost_cb), fixture);
  kith_stream_keeper_attach (fixture->keeper, wire, NULL, 60000, 60000);
  kith_test_peer_drop (peer);
  kith_test_spin_until (&fixture->over);
  assert_sent (fixture, "lost ");
}

#define ADD(path, function) g_test_add ("/stream-keeper/" path, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("continued", test_continued);
  ADD ("refused", test_refused);
  ADD ("expired", test_expired);
  ADD ("not-resumable", test_not_resumable);
  ADD ("given-up", test_given_up);
  ADD ("restored", test_restored);
  ADD ("impossible", test_impossible);
  ADD ("attach", test_attach);
  ADD ("detach-when-online", test_detach_when_online);
  ADD ("lost", test_lost);

  return g_test_run ();
}
