/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-conversation-private.h"
#include "kith-inbox-private.h"
#include "kith-message-list-private.h"
#include "kith-model-fixture.h"
#include "kith-roster-keeper-private.h"
#include "kith-roster-private.h"
#include "kith-store-conversations.h"
#include "kith-store-messages.h"

/* The inbox over the routes of a session and a store in memory. */

#define BEN "ben@kith.example"

static KithModelFixture *
new_fixture (void)
{
  KithModelFixture *fixture = kith_model_fixture_new ();

  kith_roster_set_loaded (kith_account_get_roster (fixture->account), TRUE);

  return fixture;
}

static void
store_closed_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_assert_true (kith_store_close_finish (KITH_STORE (source), result, NULL));
  *(gboolean *)user_data = TRUE;
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
  g_autoptr(KithModelFixture) fixture = new_fixture ();
  KithInbox *inbox =
    kith_inbox_new (fixture->account, fixture->account_id, fixture->store, fixture->session);
  KithRosterKeeper *keeper =
    kith_roster_keeper_new (fixture->account, fixture->account_id, fixture->store, fixture->session);
  KithConversation *conversation = kith_model_fixture_talk_to (fixture, BEN);
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
  g_autoptr(KithModelFixture) fixture = new_fixture ();
  KithInbox *inbox =
    kith_inbox_new (fixture->account, fixture->account_id, fixture->store, fixture->session);

  receive_body (fixture, "cleo@kith.example/x", "m1", "psst");
  kith_model_test_wait (kith_account_lookup_conversation (fixture->account, "cleo@kith.example") != NULL);
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
  g_autoptr(KithModelFixture) fixture = new_fixture ();
  KithStore *store = kith_model_test_open_store (NULL);
  KithInbox *inbox =
    kith_inbox_new (fixture->account, fixture->account_id, store, fixture->session);
  KithConversation *conversation = kith_model_fixture_talk_to (fixture, BEN);
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
  /* The store may be at another attempt. */
  kith_model_test_settle (store);
  g_assert_finalize_object (inbox);
  g_assert_finalize_object (store);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/inbox/way", test_in);
  g_test_add_func ("/inbox/strangers", test_strangers);
  g_test_add_func ("/inbox/store-fails", test_in_unstored);

  return g_test_run ();
}
