/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-conversation-private.h"
#include "kith-history-private.h"
#include "kith-inbox-private.h"
#include "kith-message-list-private.h"
#include "kith-model-error.h"
#include "kith-model-fixture.h"
#include "kith-outbox-private.h"
#include "kith-roster-keeper-private.h"
#include "kith-store-conversations.h"
#include "kith-store-messages.h"

/* Inbox and outbox over the routes of a session and a store in memory. */

#define BEN "ben@kith.example"

static KithConversation *
talk_to (KithModelFixture *fixture,
         const char       *address)
{
  g_autoptr(KithJid) jid = kith_jid_new (address, NULL);

  return kith_account_get_conversation (fixture->account, jid);
}

static void
end_outbox (KithModelFixture *fixture,
            KithOutbox       *outbox)
{
  kith_outbox_set_online (outbox, FALSE);
  kith_model_fixture_settle (fixture);
  kith_model_test_run (5);
  g_assert_finalize_object (outbox);
}

/* As the conversation does, with an outbox of the test's own. */
static KithMessage *
write_message (KithModelFixture *fixture,
               KithOutbox       *outbox,
               const char       *body)
{
  KithMessage *message = kith_conversation_send (talk_to (fixture, BEN), body);

  kith_outbox_send (outbox, message);

  return message;
}

static void
receive_receipt (KithModelFixture *fixture,
                 const char       *from,
                 KithMessage      *message)
{
  g_autofree char *xml = g_strdup_printf (
    "<message xmlns='jabber:client' from='%s' id='r1'><received xmlns='urn:xmpp:receipts' id='%s'/></message>", from,
    kith_message_get_stanza_id (message));

  kith_model_fixture_receive (fixture, xml);
  kith_model_fixture_settle (fixture);
}

static void
test_out (void)
{
  g_autoptr(KithModelFixture) fixture = kith_model_fixture_new ();
  KithOutbox *outbox =
    kith_outbox_new (fixture->account, fixture->account_id, fixture->store, fixture->session);
  KithMessage *first = write_message (fixture, outbox, "one");
  KithMessage *second = write_message (fixture, outbox, "two");
  g_autoptr(KithStanza) stanza = NULL;
  g_autoptr(KithStanza) next = NULL;

  /* Written without a connection: stored, and waiting. */
  kith_model_fixture_settle (fixture);
  g_assert_cmpint (kith_message_get_id (first), >, 0);
  g_assert_cmpint (kith_message_get_delivery (first), ==, KITH_DELIVERY_PENDING);
  g_assert_false (kith_model_fixture_has_sent (fixture, "message", NULL));

  kith_outbox_set_online (outbox, TRUE);
  stanza = kith_model_fixture_take (fixture, "message", NULL);
  g_assert_cmpstr (kith_stanza_get (stanza, "id"), ==, kith_message_get_stanza_id (first));
  g_assert_cmpstr (kith_stanza_get (stanza, "to"), ==, BEN);
  next = kith_model_fixture_take (fixture, "message", NULL);
  g_assert_cmpstr (kith_stanza_get (next, "id"), ==, kith_message_get_stanza_id (second));
  g_assert_cmpint (kith_message_get_delivery (first), ==, KITH_DELIVERY_PENDING);

  kith_model_fixture_pong (fixture);
  kith_model_test_wait (kith_message_get_delivery (second) == KITH_DELIVERY_SENT);
  g_assert_cmpint (kith_message_get_delivery (first), ==, KITH_DELIVERY_SENT);
  g_assert_cmpuint (kith_outbox_get_n_waiting (outbox), ==, 0);

  /* Only the one who got it can say so. */
  receive_receipt (fixture, "mallory@kith.example/x", first);
  g_assert_cmpint (kith_message_get_delivery (first), ==, KITH_DELIVERY_SENT);
  receive_receipt (fixture, BEN "/phone", first);
  g_assert_cmpint (kith_message_get_delivery (first), ==, KITH_DELIVERY_DELIVERED);
  g_assert_cmpint (kith_message_get_delivery (second), ==, KITH_DELIVERY_SENT);
  end_outbox (fixture, outbox);
}

static void
test_cut (void)
{
  g_autoptr(KithModelFixture) fixture = kith_model_fixture_new ();
  KithOutbox *outbox =
    kith_outbox_new (fixture->account, fixture->account_id, fixture->store, fixture->session);
  g_autoptr(KithStanza) lost = NULL;
  g_autoptr(KithStanza) again = NULL;
  g_autoptr(KithStanza) ping = NULL;
  KithMessage *message;

  kith_outbox_set_online (outbox, TRUE);
  message = write_message (fixture, outbox, "into the void");
  lost = kith_model_fixture_take (fixture, "message", NULL);
  ping = kith_model_fixture_take (fixture, "iq", "urn:xmpp:ping");
  kith_outbox_set_online (outbox, FALSE);
  kith_model_fixture_settle (fixture);
  g_assert_cmpint (kith_message_get_delivery (message), ==, KITH_DELIVERY_PENDING);

  kith_outbox_set_online (outbox, TRUE);
  again = kith_model_fixture_take (fixture, "message", NULL);
  g_assert_cmpstr (kith_stanza_get (again, "id"), ==, kith_stanza_get (lost, "id"));
  kith_model_fixture_pong (fixture);
  kith_model_test_wait (kith_message_get_delivery (message) == KITH_DELIVERY_SENT);
  end_outbox (fixture, outbox);
}

static void
test_bounce_and_retry (void)
{
  g_autoptr(KithModelFixture) fixture = kith_model_fixture_new ();
  KithOutbox *outbox =
    kith_outbox_new (fixture->account, fixture->account_id, fixture->store, fixture->session);
  KithConversation *conversation = talk_to (fixture, BEN);
  g_autoptr(KithStanza) sent = NULL;
  g_autoptr(KithStanza) again = NULL;
  g_autofree char *xml = NULL;
  KithMessage *message;

  kith_outbox_set_online (outbox, TRUE);
  message = write_message (fixture, outbox, "anybody?");
  sent = kith_model_fixture_take (fixture, "message", NULL);
  xml = g_strdup_printf (
    "<message xmlns='jabber:client' from='" BEN "' type='error' id='%s'><error type='cancel'>"
    "<remote-server-not-found xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></message>",
    kith_message_get_stanza_id (message));
  kith_model_fixture_receive (fixture, xml);
  kith_model_test_wait (kith_message_get_delivery (message) == KITH_DELIVERY_FAILED);
  g_assert_error (kith_message_get_error (message), KITH_MODEL_ERROR,
                  KITH_MODEL_ERROR_REMOTE_SERVER_NOT_FOUND);
  g_assert_cmpuint (kith_outbox_get_n_waiting (outbox), ==, 0);

  kith_conversation_retry (conversation, message);
  kith_outbox_send (outbox, message);
  again = kith_model_fixture_take (fixture, "message", NULL);
  g_assert_cmpstr (kith_stanza_get (again, "id"), ==, kith_stanza_get (sent, "id"));
  g_assert_null (kith_message_get_error (message));

  kith_outbox_forget (outbox, message);
  g_assert_cmpuint (kith_outbox_get_n_waiting (outbox), ==, 0);
  end_outbox (fixture, outbox);
}

static void
store_closed_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_assert_true (kith_store_close_finish (KITH_STORE (source), result, NULL));
  *(gboolean *)user_data = TRUE;
}

/* A store that takes nothing any more: the message is there, and says that it failed. */
static void
test_store_fails (void)
{
  g_autoptr(KithModelFixture) fixture = kith_model_fixture_new ();
  KithStore *store = kith_model_test_open_store (NULL);
  KithOutbox *outbox =
    kith_outbox_new (fixture->account, fixture->account_id, store, fixture->session);
  gboolean closed = FALSE;
  KithMessage *message;

  kith_store_close_async (store, NULL, store_closed_cb, &closed);
  kith_model_test_wait (closed);
  kith_outbox_set_online (outbox, TRUE);
  message = write_message (fixture, outbox, "no room");
  kith_model_test_wait (kith_message_get_delivery (message) == KITH_DELIVERY_FAILED);
  g_assert_nonnull (kith_message_get_error (message));
  g_assert_false (kith_model_fixture_has_sent (fixture, "message", NULL));
  g_assert_cmpuint (kith_outbox_get_n_waiting (outbox), ==, 0);
  end_outbox (fixture, outbox);
  g_assert_finalize_object (store);
}

static void
pending_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  *(GPtrArray **)user_data = kith_store_load_pending_finish (KITH_STORE (source), result, NULL);
}

static void
test_restore (void)
{
  g_autoptr(KithModelFixture) fixture = kith_model_fixture_new ();
  KithOutbox *outbox =
    kith_outbox_new (fixture->account, fixture->account_id, fixture->store, fixture->session);
  g_autoptr(GPtrArray) pending = NULL;
  g_autoptr(KithStanza) first = NULL;
  g_autoptr(KithStanza) second = NULL;

  write_message (fixture, outbox, "one");
  write_message (fixture, outbox, "two");
  kith_store_load_pending_async (fixture->store, fixture->account_id, NULL, pending_cb, &pending);
  kith_model_test_wait (pending != NULL);
  g_assert_cmpuint (pending->len, ==, 2);
  end_outbox (fixture, outbox);

  outbox = kith_outbox_new (fixture->account, fixture->account_id, fixture->store, fixture->session);
  kith_outbox_restore (outbox, pending);
  kith_outbox_set_online (outbox, TRUE);
  first = kith_model_fixture_take (fixture, "message", ">one<");
  second = kith_model_fixture_take (fixture, "message", ">two<");
  end_outbox (fixture, outbox);
}

static void
receive_body (KithModelFixture *fixture,
              const char       *from,
              const char       *id,
              const char       *body)
{
  g_autofree char *xml = g_strdup_printf (
    "<message xmlns='jabber:client' from='%s' type='chat' id='%s'><body>%s</body>"
    "<request xmlns='urn:xmpp:receipts'/><origin-id xmlns='urn:xmpp:sid:0' id='%s'/></message>", from, id, body, id);

  kith_model_fixture_receive (fixture, xml);
}

static void
count_cb (KithConversation *conversation,
          KithMessage      *message,
          gboolean          live,
          guint            *count)
{
  g_assert_true (live);
  *count += 1;
}

static void
test_in (void)
{
  g_autoptr(KithModelFixture) fixture = kith_model_fixture_new ();
  KithInbox *inbox =
    kith_inbox_new (fixture->account, fixture->account_id, fixture->store, fixture->session);
  KithRosterKeeper *keeper =
    kith_roster_keeper_new (fixture->account, fixture->account_id, fixture->store, fixture->session);
  KithConversation *conversation = talk_to (fixture, BEN);
  g_autoptr(KithStanza) receipt = NULL;
  guint count = 0;

  kith_model_fixture_push (fixture, BEN, "both");
  g_signal_connect (conversation, "message-added", G_CALLBACK (count_cb), &count);
  receive_body (fixture, BEN "/phone", "m1", "hello");
  receive_body (fixture, BEN "/phone", "m1", "hello");
  kith_model_test_wait (count == 1);
  receipt = kith_model_fixture_take (fixture, "message", "urn:xmpp:receipts");
  kith_model_fixture_settle (fixture);
  g_assert_cmpuint (count, ==, 1);
  g_assert_cmpuint (kith_conversation_get_unread (conversation), ==, 1);
  g_assert_cmpstr (kith_conversation_get_last_body (conversation), ==, "hello");
  g_assert_cmpint (kith_conversation_get_id (conversation), >, 0);

  /* Typing is seen of those one talks with. */
  kith_model_fixture_receive (fixture, "<message xmlns='jabber:client' from='" BEN "/phone' type='chat'>"
                              "<composing xmlns='http://jabber.org/protocol/chatstates'/></message>");
  g_assert_cmpint (kith_conversation_get_chat_state (conversation), ==, KITH_CHAT_STATE_COMPOSING);

  g_assert_finalize_object (keeper);
  g_assert_finalize_object (inbox);
}

static void
test_strangers (void)
{
  g_autoptr(KithModelFixture) fixture = kith_model_fixture_new ();
  KithInbox *inbox =
    kith_inbox_new (fixture->account, fixture->account_id, fixture->store, fixture->session);

  receive_body (fixture, "cleo@kith.example/x", "m1", "psst");
  kith_model_test_wait (g_list_model_get_n_items (kith_account_get_conversations (fixture->account)) == 1);
  kith_model_fixture_settle (fixture);
  g_assert_false (kith_model_fixture_has_sent (fixture, "message", NULL));

  kith_model_fixture_receive (fixture, "<message xmlns='jabber:client' from='x@y/z' type='chat'>"
                              "<composing xmlns='http://jabber.org/protocol/chatstates'/></message>");
  g_assert_null (kith_account_lookup_conversation (fixture->account, "x@y"));
  g_assert_finalize_object (inbox);
}

static void
test_in_unstored (void)
{
  g_autoptr(KithModelFixture) fixture = kith_model_fixture_new ();
  KithStore *store = kith_model_test_open_store (NULL);
  KithInbox *inbox =
    kith_inbox_new (fixture->account, fixture->account_id, store, fixture->session);
  KithConversation *conversation = talk_to (fixture, BEN);
  gboolean closed = FALSE;
  guint count = 0;

  kith_inbox_set_retry_delay (inbox, 20);
  kith_store_close_async (store, NULL, store_closed_cb, &closed);
  kith_model_test_wait (closed);
  g_signal_connect (conversation, "message-added", G_CALLBACK (count_cb), &count);
  receive_body (fixture, BEN "/phone", "m1", "hello");
  kith_model_test_wait (count == 1);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (kith_conversation_get_messages (conversation))), ==, 1);

  /* Tried again, shown once, and nobody is told that it is safe. */
  kith_model_test_run (30);
  g_assert_cmpuint (count, ==, 1);
  g_assert_false (kith_model_fixture_has_sent (fixture, "message", NULL));
  g_object_run_dispose (G_OBJECT (inbox));
  kith_model_test_run (5);
  g_assert_finalize_object (inbox);
  g_assert_finalize_object (store);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/outbox/way", test_out);
  g_test_add_func ("/outbox/cut", test_cut);
  g_test_add_func ("/outbox/bounce", test_bounce_and_retry);
  g_test_add_func ("/outbox/store-fails", test_store_fails);
  g_test_add_func ("/outbox/restore", test_restore);
  g_test_add_func ("/inbox/way", test_in);
  g_test_add_func ("/inbox/strangers", test_strangers);
  g_test_add_func ("/inbox/store-fails", test_in_unstored);

  return g_test_run ();
}
