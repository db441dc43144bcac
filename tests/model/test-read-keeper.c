/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-conversation-private.h"
#include "kith-history-private.h"
#include "kith-inbox-private.h"
#include "kith-model-fixture.h"
#include "kith-read-keeper-private.h"
#include "kith-roster-keeper-private.h"
#include "kith-roster-private.h"
#include "kith-store-messages.h"

/* How far conversations have been read, told and heard over a session whose server the test plays. */

#define BEN "ben@kith.example"
#define CLEO "cleo@kith.example"
#define DISPLAYED "urn:xmpp:mds:displayed:0"

typedef struct
{
  KithModelFixture *model;  /* owned */
  KithInbox        *inbox;  /* owned */
  KithReadKeeper   *keeper; /* owned */
  KithRosterKeeper *roster; /* owned */
} Fixture;

static void
set_up (Fixture      *f,
        gconstpointer data)
{
  KithModelFixture *model = kith_model_fixture_new ();
  g_autoptr(KithStanza) question = kith_model_fixture_take (model, "iq", "disco#info");
  g_autofree char *xml = g_strdup_printf (
    "<iq xmlns='jabber:client' type='result' from='ada@kith.example' id='%s'><query xmlns='http://jabber.org/protocol/disco#info'>"
    "<identity category='pubsub' type='pep'/><feature var='urn:xmpp:sid:0'/>"
    "<feature var='http://jabber.org/protocol/pubsub#publish-options'/></query></iq>", kith_stanza_get (question, "id"));

  f->model = model;
  kith_model_fixture_receive (model, xml);
  kith_roster_set_loaded (kith_account_get_roster (model->account), TRUE);
  f->inbox = kith_inbox_new (model->account, model->account_id, model->store, model->session);
  f->roster = kith_roster_keeper_new (model->account, model->account_id, model->store, model->session);
  f->keeper = kith_read_keeper_new (model->account, model->account_id, model->store, model->session);
  kith_read_keeper_set_delay (f->keeper, 5);
  kith_stanza_unref (kith_model_fixture_take (model, "iq", DISPLAYED));
  kith_model_fixture_push (model, BEN, "both");
  kith_model_fixture_settle (model);
}

static void
tear_down (Fixture      *f,
           gconstpointer data)
{
  kith_read_keeper_set_online (f->keeper, FALSE);
  kith_model_fixture_settle (f->model);
  g_assert_finalize_object (f->inbox);
  g_assert_finalize_object (f->roster);
  /* Nobody answers any more what was asked: it is held no longer. */
  kith_router_offline (f->model->router);
  kith_model_fixture_settle (f->model);
  g_assert_finalize_object (f->keeper);
  kith_model_fixture_free (f->model);
}

/* Message @n: id "m@n", in the archive "a@n"; its sender wants to know when it is seen. */
static void
receive (Fixture    *f,
         const char *from,
         int         n)
{
  g_autofree char *xml = g_strdup_printf (
    "<message xmlns='jabber:client' from='%s' type='chat' id='m%d'><body>number %d</body><markable xmlns='urn:xmpp:chat-markers:0'/>"
    "<stanza-id xmlns='urn:xmpp:sid:0' by='ada@kith.example' id='a%d'/></message>", from, n, n, n);

  kith_model_fixture_receive (f->model, xml);
  kith_model_fixture_settle (f->model);
}

static void
read_all (Fixture    *f,
          const char *address)
{
  kith_conversation_set_unread (kith_model_fixture_talk_to (f->model, address), 0);
  kith_read_keeper_mark_read (f->keeper, kith_model_fixture_talk_to (f->model, address), NULL);
}

static void
loaded_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_assert_true (kith_message_list_load_older_finish (KITH_MESSAGE_LIST (source), result, NULL));
  *(gboolean *)user_data = TRUE;
}

/* Read as far as one message: the rest stays unread, and nobody is told of it. */
static void
test_part (Fixture      *f,
           gconstpointer data)
{
  g_autoptr(KithStanza) marker = NULL;
  g_autofree char *marker_xml = NULL;
  g_autoptr(KithMessage) second = NULL;
  gboolean loaded = FALSE;

  kith_read_keeper_set_online (f->keeper, TRUE);
  kith_message_list_load_older_async (kith_conversation_get_messages (kith_model_fixture_talk_to (f->model, BEN)), NULL,
                                      loaded_cb, &loaded);
  kith_model_test_wait (loaded);
  for (int i = 1; i <= 3; i++)
    receive (f, BEN "/phone", i);
  g_assert_cmpuint (kith_conversation_get_unread (kith_model_fixture_talk_to (f->model, BEN)), ==, 3);

  second = g_list_model_get_item (G_LIST_MODEL (kith_conversation_get_messages (kith_model_fixture_talk_to (f->model, BEN))), 1);
  g_assert_cmpstr (kith_message_get_body (second), ==, "number 2");
  kith_read_keeper_mark_read (f->keeper, kith_model_fixture_talk_to (f->model, BEN), second);
  marker = kith_model_fixture_take (f->model, "message", "urn:xmpp:chat-markers:0");
  marker_xml = kith_stanza_to_text (marker);
  g_assert_nonnull (strstr (marker_xml, "id=\"m2\""));
  g_assert_cmpuint (kith_conversation_get_unread (kith_model_fixture_talk_to (f->model, BEN)), ==, 1);

  /* Nor does anything become unread again. */
  read_all (f, BEN);
  kith_model_fixture_settle (f->model);
  kith_read_keeper_mark_read (f->keeper, kith_model_fixture_talk_to (f->model, BEN), second);
  kith_model_fixture_settle (f->model);
  g_assert_cmpuint (kith_conversation_get_unread (kith_model_fixture_talk_to (f->model, BEN)), ==, 0);
}

/* Read here: the sender learns of the last one, and our other devices do; once. */
static void
test_told (Fixture      *f,
           gconstpointer data)
{
  g_autoptr(KithStanza) marker = NULL;
  g_autoptr(KithStanza) event = NULL;
  g_autofree char *marker_xml = NULL;
  g_autofree char *event_xml = NULL;
  g_autofree char *reply = NULL;

  kith_read_keeper_set_online (f->keeper, TRUE);
  for (int i = 1; i <= 3; i++)
    receive (f, BEN "/phone", i);
  read_all (f, BEN);
  marker = kith_model_fixture_take (f->model, "message", "urn:xmpp:chat-markers:0");
  marker_xml = kith_stanza_to_text (marker);
  g_assert_nonnull (strstr (marker_xml, "id=\"m3\""));
  g_assert_cmpstr (kith_stanza_get (marker, "to"), ==, BEN);
  event = kith_model_fixture_take (f->model, "iq", DISPLAYED);
  event_xml = kith_stanza_to_text (event);
  g_assert_nonnull (strstr (event_xml, "id=\"a3\""));
  g_assert_nonnull (strstr (event_xml, BEN));
  reply = g_strdup_printf ("<iq xmlns='jabber:client' type='result' id='%s'/>", kith_stanza_get (event, "id"));
  kith_model_fixture_receive (f->model, reply);
  kith_model_fixture_settle (f->model);

  read_all (f, BEN);
  kith_read_keeper_set_online (f->keeper, TRUE);
  kith_model_test_run (30);
  g_assert_false (kith_model_fixture_has_sent (f->model, "message", NULL));
  g_assert_false (kith_model_fixture_has_sent (f->model, "iq", DISPLAYED));
}

/* Read without a connection: told when there is one. A stranger never learns of it. */
static void
test_told_later (Fixture      *f,
                 gconstpointer data)
{
  g_autoptr(KithStanza) event = NULL;
  g_autoptr(KithStanza) other = NULL;

  receive (f, BEN "/phone", 1);
  receive (f, CLEO "/phone", 2);
  read_all (f, BEN);
  read_all (f, CLEO);
  kith_model_test_run (30);
  g_assert_false (kith_model_fixture_has_sent (f->model, "message", NULL));
  g_assert_false (kith_model_fixture_has_sent (f->model, "iq", DISPLAYED));

  kith_read_keeper_set_online (f->keeper, TRUE);
  event = kith_model_fixture_take (f->model, "iq", DISPLAYED);
  other = kith_model_fixture_take (f->model, "iq", DISPLAYED);
  kith_stanza_unref (kith_model_fixture_take (f->model, "message", BEN));
  g_assert_false (kith_model_fixture_has_sent (f->model, "message", CLEO));
}

static void
count_news_cb (KithConversation *conversation,
               KithMessage      *message,
               gboolean          live,
               guint            *n_news)
{
  *n_news += live;
}

/* Another device has read what comes here only then: that is no news, nor is what stands before what we wrote elsewhere. */
static void
test_read_before_it_came (Fixture      *f,
                          gconstpointer data)
{
  KithConversation *conversation = kith_model_fixture_talk_to (f->model, BEN);
  guint n_news = 0;

  g_signal_connect (conversation, "message-added", G_CALLBACK (count_news_cb), &n_news);
  receive (f, BEN "/phone", 1);
  g_assert_cmpuint (n_news, ==, 1);
  kith_model_fixture_receive (
    f->model,
    "<message xmlns='jabber:client' from='ada@kith.example' type='headline'><event xmlns='http://jabber.org/protocol/pubsub#event'>"
    "<items node='" DISPLAYED "'><item id='" BEN "'><displayed xmlns='" DISPLAYED "'>"
    "<stanza-id xmlns='urn:xmpp:sid:0' by='ada@kith.example' id='a2'/></displayed></item></items></event></message>");
  kith_model_fixture_settle (f->model);
  receive (f, BEN "/phone", 2);
  g_assert_cmpuint (n_news, ==, 1);
  g_assert_cmpuint (kith_conversation_get_unread (conversation), ==, 0);

  kith_model_fixture_receive (
    f->model,
    "<message xmlns='jabber:client' from='ada@kith.example' to='ada@kith.example/kith' type='chat'>"
    "<sent xmlns='urn:xmpp:carbons:2'><forwarded xmlns='urn:xmpp:forward:0'>"
    "<message xmlns='jabber:client' from='ada@kith.example/phone' to='" BEN "' type='chat' id='x'>"
    "<displayed xmlns='urn:xmpp:chat-markers:0' id='m3'/></message></forwarded></sent></message>");
  kith_model_fixture_settle (f->model);
  receive (f, BEN "/phone", 3);
  g_assert_cmpuint (n_news, ==, 1);
  g_assert_cmpuint (kith_conversation_get_unread (conversation), ==, 0);

  receive (f, BEN "/phone", 4);
  g_assert_cmpuint (n_news, ==, 2);
  g_assert_cmpuint (kith_conversation_get_unread (conversation), ==, 1);
}

/* Another device of ours has read: by its marker, and by what it published. */
static void
test_heard (Fixture      *f,
            gconstpointer data)
{
  KithConversation *conversation = kith_model_fixture_talk_to (f->model, BEN);

  for (int i = 1; i <= 4; i++)
    receive (f, BEN "/phone", i);
  g_assert_cmpuint (kith_conversation_get_unread (conversation), ==, 4);
  kith_model_fixture_receive (
    f->model,
    "<message xmlns='jabber:client' from='ada@kith.example' to='ada@kith.example/kith' type='chat'>"
    "<sent xmlns='urn:xmpp:carbons:2'><forwarded xmlns='urn:xmpp:forward:0'>"
    "<message xmlns='jabber:client' from='ada@kith.example/phone' to='" BEN "' type='chat' id='x'>"
    "<displayed xmlns='urn:xmpp:chat-markers:0' id='m2'/></message></forwarded></sent></message>");
  kith_model_test_wait (kith_conversation_get_unread (conversation) == 2);
  kith_model_fixture_receive (
    f->model,
    "<message xmlns='jabber:client' from='ada@kith.example' type='headline'><event xmlns='http://jabber.org/protocol/pubsub#event'>"
    "<items node='" DISPLAYED "'><item id='" BEN "'><displayed xmlns='" DISPLAYED "'>"
    "<stanza-id xmlns='urn:xmpp:sid:0' by='ada@kith.example' id='a3'/></displayed></item></items></event></message>");
  kith_model_test_wait (kith_conversation_get_unread (conversation) == 1);

  /* What others claim of our reading counts for nothing. */
  kith_model_fixture_receive (
    f->model,
    "<message xmlns='jabber:client' from='" BEN "' type='headline'><event xmlns='http://jabber.org/protocol/pubsub#event'>"
    "<items node='" DISPLAYED "'><item id='" BEN "'><displayed xmlns='" DISPLAYED "'>"
    "<stanza-id xmlns='urn:xmpp:sid:0' by='ada@kith.example' id='a4'/></displayed></item></items></event></message>");
  kith_model_fixture_settle (f->model);
  g_assert_cmpuint (kith_conversation_get_unread (conversation), ==, 1);
}

/* They saw ours: that one and those before it. */
static void
test_seen (Fixture      *f,
           gconstpointer data)
{
  KithConversation *conversation = kith_model_fixture_talk_to (f->model, BEN);
  g_autoptr(GPtrArray) messages = g_ptr_array_new_with_free_func (g_object_unref);

  for (int i = 0; i < 3; i++)
    {
      g_autofree char *body = g_strdup_printf ("o%d", i);
      g_autoptr(KithMessageRecord) record = kith_model_fixture_new_record (f->model, BEN, body, i + 1);

      record->direction = KITH_DIRECTION_OUT;
      record->delivery = KITH_DELIVERY_SENT;
      record->id = kith_model_fixture_store_record (f->model, record);
      g_ptr_array_add (messages, kith_history_get_message (conversation, record));
    }

  kith_model_fixture_receive (f->model, "<message xmlns='jabber:client' from='" BEN "/phone' type='chat' id='d'>"
                              "<displayed xmlns='urn:xmpp:chat-markers:0' id='o1'/></message>");
  kith_model_fixture_settle (f->model);
  for (guint i = 0; i < 3; i++)
    g_assert_cmpint (kith_message_get_delivery (g_ptr_array_index (messages, i)), ==,
                     (i < 2 ? KITH_DELIVERY_READ : KITH_DELIVERY_SENT));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add ("/read-keeper/told", Fixture, NULL, set_up, test_told, tear_down);
  g_test_add ("/read-keeper/part", Fixture, NULL, set_up, test_part, tear_down);
  g_test_add ("/read-keeper/told-later", Fixture, NULL, set_up, test_told_later, tear_down);
  g_test_add ("/read-keeper/read-before-it-came", Fixture, NULL, set_up, test_read_before_it_came, tear_down);
  g_test_add ("/read-keeper/heard", Fixture, NULL, set_up, test_heard, tear_down);
  g_test_add ("/read-keeper/seen", Fixture, NULL, set_up, test_seen, tear_down);

  return g_test_run ();
}
