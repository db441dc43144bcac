/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <glib/gstdio.h>

#include "kith-account-private.h"
#include "kith-archive-writer-private.h"
#include "kith-conversation-private.h"
#include "kith-history-private.h"
#include "kith-inbox-private.h"
#include "kith-message-list-private.h"
#include "kith-model-fixture.h"
#include "kith-roster-keeper-private.h"
#include "kith-roster-private.h"
#include "kith-store-accounts.h"
#include "kith-store-conversations.h"
#include "kith-store-messages.h"

/* What the inbox does while the disk is full: a store in a file that cannot grow. */

#define BEN "ben@kith.example"
#define CLEO "cleo@kith.example"

typedef struct
{
  KithModelFixture *model;     /* owned */
  char             *directory; /* owned */
  KithStore        *store;     /* owned: on the disk that may be full */
  KithInbox        *inbox;     /* owned */
  KithRosterKeeper *keeper;    /* owned */
  gint64            account_id;
} Fixture;

static void
saved_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(GError) error = NULL;

  *(gint64 *)user_data = kith_store_save_account_finish (KITH_STORE (source), result, &error);
  g_assert_no_error (error);
}

static void
set_up (Fixture      *f,
        gconstpointer data)
{
  g_autoptr(KithAccountRecord) record = kith_account_record_new ();
  g_autoptr(GError) error = NULL;
  g_autofree char *path = NULL;

  f->model = kith_model_fixture_new ();
  f->directory = g_dir_make_tmp ("kith-inbox-XXXXXX", &error);
  g_assert_no_error (error);
  path = g_build_filename (f->directory, "kith.db", NULL);
  f->store = kith_model_test_open_store (path);
  record->jid = g_strdup ("ada@kith.example");
  record->show = KITH_SHOW_AVAILABLE;
  kith_store_save_account_async (f->store, record, NULL, saved_cb, &f->account_id);
  kith_model_test_wait (f->account_id != 0);

  kith_roster_set_loaded (kith_account_get_roster (f->model->account), TRUE);
  f->inbox = kith_inbox_new (f->model->account, f->account_id, f->store, f->model->session);
  kith_inbox_set_retry_delay (f->inbox, 20);
  f->keeper = kith_roster_keeper_new (f->model->account, f->model->account_id, f->model->store, f->model->session);
  kith_model_fixture_push (f->model, BEN, "both");
}

static void
tear_down (Fixture      *f,
           gconstpointer data)
{
  g_autoptr(GDir) dir = NULL;
  const char *name;

  kith_model_test_set_room (TRUE);
  kith_model_test_settle (f->store);
  g_object_run_dispose (G_OBJECT (f->inbox));
  /* The store may be at another attempt. */
  kith_model_test_settle (f->store);
  g_assert_finalize_object (f->inbox);
  g_assert_finalize_object (f->keeper);
  g_assert_finalize_object (f->store);
  kith_model_fixture_free (f->model);

  dir = g_dir_open (f->directory, 0, NULL);
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (f->directory, name, NULL);

      g_remove (path);
    }
  g_rmdir (f->directory);
  g_free (f->directory);
}

static void
receive (Fixture    *f,
         const char *from,
         const char *id,
         const char *body)
{
  g_autofree char *xml = g_strdup_printf (
    "<message xmlns='jabber:client' from='%s' type='chat' id='%s'><body>%s</body><request xmlns='urn:xmpp:receipts'/></message>",
    from, id, body);

  kith_model_fixture_receive (f->model, xml);
}

static void
receive_many (Fixture *f,
              guint    first,
              guint    count)
{
  for (guint i = first; i < first + count; i++)
    {
      g_autofree char *text = g_strdup_printf ("number %u", i);

      receive (f, BEN "/phone", text, text);
    }
}

static GListModel *
get_shown (Fixture *f)
{
  return G_LIST_MODEL (kith_conversation_get_messages (kith_model_fixture_talk_to (f->model, BEN)));
}

static void
page_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(GError) error = NULL;

  *(GPtrArray **)user_data = kith_store_load_messages_finish (KITH_STORE (source), result, &error);
  g_assert_no_error (error);
}

/* Everything that is stored of the talk with Ben is "number 0" to "number @count" - 1, in the order in which it came. */
static void
assert_stored (Fixture *f,
               guint    count)
{
  gint64 last_id = 0;
  g_autoptr(GPtrArray) page = NULL;

  kith_store_load_messages_async (f->store, kith_conversation_get_id (kith_model_fixture_talk_to (f->model, BEN)), 0,
                                  G_MAXINT, NULL, page_cb, &page);
  kith_model_test_wait (page != NULL);
  g_assert_cmpuint (page->len, ==, count);
  for (guint i = 0; i < count; i++)
    {
      const KithMessageRecord *record = g_ptr_array_index (page, i);
      g_autofree char *text = g_strdup_printf ("number %u", i);

      g_assert_cmpstr (record->body, ==, text);
      g_assert_cmpint (record->id, >, last_id);
      last_id = record->id;
    }
}

/* Several batches fail, more comes meanwhile: it is all shown at once, and stored in the order in which it came. */
static void
test_order (Fixture      *f,
            gconstpointer data)
{
  GListModel *shown = get_shown (f);

  kith_model_test_set_room (FALSE);
  receive_many (f, 0, 1200);
  kith_model_test_wait (g_list_model_get_n_items (shown) == 1200);
  receive_many (f, 1200, 10);
  g_assert_cmpuint (g_list_model_get_n_items (shown), ==, 1210);
  kith_model_test_run (60);
  g_assert_false (kith_model_fixture_has_sent (f->model, "message", NULL));

  kith_model_test_set_room (TRUE);
  kith_stanza_unref (kith_model_fixture_take (f->model, "message", "id=\"number 1209\""));
  g_assert_cmpuint (g_list_model_get_n_items (shown), ==, 1210);
  assert_stored (f, 1210);
}

/* What does not fit is refused, and the sender knows, if that is a contact; what fits is kept. */
static void
test_bound (Fixture      *f,
            gconstpointer data)
{
  GListModel *shown = get_shown (f);
  g_autoptr(KithStanza) refusal = NULL;
  g_autofree char *xml = NULL;

  kith_inbox_set_limit (f->inbox, 5 * (1024 + 20));
  kith_model_test_set_room (FALSE);
  receive_many (f, 0, 6);
  receive (f, CLEO "/x", "c1", "psst");
  refusal = kith_model_fixture_take (f->model, "message", "resource-constraint");
  xml = kith_stanza_to_text (refusal);
  g_assert_cmpstr (kith_stanza_get (refusal, "to"), ==, BEN "/phone");
  g_assert_cmpstr (kith_stanza_get (refusal, "type"), ==, "error");
  g_assert_cmpstr (kith_stanza_get (refusal, "id"), ==, "number 5");
  g_assert_null (strstr (xml, "<body"));
  kith_model_test_wait (g_list_model_get_n_items (shown) == 5);
  kith_model_test_run (30);
  receive_many (f, 6, 1);
  g_assert_cmpuint (g_list_model_get_n_items (shown), ==, 5);
  g_assert_false (kith_model_fixture_has_sent (f->model, "message", CLEO));
  g_assert_null (kith_account_lookup_conversation (f->model->account, CLEO));

  kith_model_test_set_room (TRUE);
  kith_stanza_unref (kith_model_fixture_take (f->model, "message", "id=\"number 4\""));
  assert_stored (f, 5);

  /* With room on the disk there is room in memory. */
  kith_model_test_settle (f->store);
  receive_many (f, 5, 4);
  kith_stanza_unref (kith_model_fixture_take (f->model, "message", "id=\"number 8\""));
  assert_stored (f, 9);
}

/* Sent again while nobody could say whether it was there already: it is shown once, and stored once in the end. */
static void
test_doubled_while_full (Fixture      *f,
                         gconstpointer data)
{
  GListModel *shown = get_shown (f);

  receive_many (f, 0, 1);
  kith_stanza_unref (kith_model_fixture_take (f->model, "message", "id=\"number 0\""));
  kith_model_test_set_room (FALSE);
  receive_many (f, 1, 1);
  receive_many (f, 1, 1);
  kith_model_test_wait (g_list_model_get_n_items (shown) == 1);
  receive_many (f, 1, 1);
  kith_model_test_run (30);
  g_assert_cmpuint (g_list_model_get_n_items (shown), ==, 1);
  kith_model_test_set_room (TRUE);
  kith_model_test_wait (!kith_inbox_get_failing (f->inbox));
  kith_model_test_settle (f->store);
  g_assert_cmpuint (g_list_model_get_n_items (shown), ==, 1);
  g_assert_cmpuint (kith_conversation_get_unread (kith_model_fixture_talk_to (f->model, BEN)), ==, 2);
  assert_stored (f, 2);
}

static void
count_cb (guint *n)
{
  (*n)++;
}

static void
written_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  *(gboolean *)user_data = kith_archive_writer_write_finish (KITH_ARCHIVE_WRITER (source), result, NULL);
}

/* Shown without being stored, then brought by the archive, which finds room first: it is said once, and nothing waits any longer. */
static void
test_archived_while_full (Fixture      *f,
                          gconstpointer data)
{
  g_autoptr(KithArchiveWriter) writer = kith_archive_writer_new (f->model->account, f->account_id, f->store, f->inbox);
  g_autoptr(KithArchivePage) page = kith_archive_page_new ();
  g_autoptr(KithJid) ben = kith_jid_new (BEN "/phone", NULL);
  KithIncomingMessage *incoming = kith_incoming_message_new (ben);
  GListModel *shown = get_shown (f);
  KithArchiveBounds bounds = { .newest_id = "e0", .newest_time = 1000000, .announce = TRUE };
  gboolean written = FALSE;
  guint n_said = 0;

  incoming->id = g_strdup ("number 0");
  incoming->body = g_strdup ("number 0");
  incoming->archive_id = g_strdup ("e0");
  incoming->time = 1000000;
  g_ptr_array_add (page->messages, incoming);
  g_signal_connect_swapped (kith_model_fixture_talk_to (f->model, BEN), "message-added", G_CALLBACK (count_cb), &n_said);
  kith_inbox_set_retry_delay (f->inbox, 600000);
  kith_model_test_set_room (FALSE);
  kith_model_fixture_receive (f->model,
                              "<message xmlns='jabber:client' from='" BEN "/phone' to='ada@kith.example' type='chat' id='number 0'>"
                              "<body>number 0</body><request xmlns='urn:xmpp:receipts'/>"
                              "<stanza-id xmlns='urn:xmpp:sid:0' by='ada@kith.example' id='e0'/></message>");
  kith_model_test_wait (g_list_model_get_n_items (shown) == 1);

  kith_model_test_set_room (TRUE);
  kith_archive_writer_write_async (writer, page, &bounds, written_cb, &written);
  kith_model_test_wait (written);
  kith_stanza_unref (kith_model_fixture_take (f->model, "message", "urn:xmpp:receipts"));
  g_assert_cmpuint (g_list_model_get_n_items (shown), ==, 1);
  g_assert_cmpuint (n_said, ==, 1);
  assert_stored (f, 1);
}

static void
loaded_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GError) error = NULL;

  *(GPtrArray **)user_data = kith_store_load_conversations_finish (KITH_STORE (source), result, &error);
  g_assert_no_error (error);
}

/* Returns: whether a conversation with Cleo is stored, and is a request: 1; is none: 0; -1: there is no conversation */
static int
get_stored_request (Fixture *f)
{
  g_autoptr(GPtrArray) all = NULL;

  kith_store_load_conversations_async (f->store, f->account_id, NULL, loaded_cb, &all);
  kith_model_test_wait (all != NULL);
  for (guint i = 0; i < all->len; i++)
    {
      const KithConversationRecord *record = g_ptr_array_index (all, i);

      if (g_str_equal (record->peer, CLEO))
        return record->request;
    }

  return -1;
}

/* Whoever is no contact asks first: nothing is told of it, and no receipt goes out. Declined, it is as if it had never been. */
static void
test_stranger (Fixture      *f,
               gconstpointer data)
{
  GListModel *requests = kith_account_get_message_requests (f->model->account);
  GListModel *chats = kith_account_get_conversations (f->model->account);
  g_autoptr(KithConversation) declined = NULL;
  KithConversation *conversation;

  receive (f, CLEO "/x", "c1", "Hello, you");
  receive (f, CLEO "/x", "c2", "Buy this");
  kith_model_test_wait (g_list_model_get_n_items (requests) == 1);
  conversation = kith_account_lookup_conversation (f->model->account, CLEO);
  kith_model_test_wait (kith_conversation_get_unread (conversation) == 2);
  g_assert_cmpstr (kith_conversation_get_last_body (conversation), ==, "Buy this");
  g_assert_cmpuint (g_list_model_get_n_items (chats), ==, 0);
  g_assert_cmpint (get_stored_request (f), ==, 1);
  g_assert_false (kith_model_fixture_has_sent (f->model, "message", NULL));

  declined = g_object_ref (conversation);
  kith_conversation_decline (declined);
  g_assert_cmpuint (g_list_model_get_n_items (requests), ==, 0);
  kith_history_settle_request (f->store, declined, FALSE);
  g_assert_cmpint (get_stored_request (f), ==, -1);

  receive (f, CLEO "/x", "c3", "Please");
  kith_model_test_wait (g_list_model_get_n_items (requests) == 1);
  conversation = kith_account_lookup_conversation (f->model->account, CLEO);
  kith_conversation_accept (conversation);
  kith_history_settle_request (f->store, conversation, TRUE);
  g_assert_cmpint (get_stored_request (f), ==, 0);
  g_assert_cmpuint (g_list_model_get_n_items (chats), ==, 1);

  receive (f, CLEO "/x", "c4", "Thank you");
  kith_model_test_wait (kith_conversation_get_unread (conversation) == 2);
  g_assert_cmpuint (g_list_model_get_n_items (requests), ==, 0);
}

#define CARBON(kind, inner) \
  "<message xmlns='jabber:client' from='ada@kith.example' to='ada@kith.example/kith' type='chat'>" \
  "<" kind " xmlns='urn:xmpp:carbons:2'><forwarded xmlns='urn:xmpp:forward:0'>" inner \
  "</forwarded></" kind "></message>"

#define SENT_ELSEWHERE \
  "<message xmlns='jabber:client' from='ada@kith.example/phone' to='" BEN "' type='chat' id='e1'><body>from my phone</body>" \
  "<origin-id xmlns='urn:xmpp:sid:0' id='e1'/><request xmlns='urn:xmpp:receipts'/></message>"

#define RECEIVED_ELSEWHERE \
  "<message xmlns='jabber:client' from='" BEN "/phone' to='ada@kith.example/phone' type='chat' id='b1'><body>to your phone</body>" \
  "<request xmlns='urn:xmpp:receipts'/></message>"

/* What another device wrote is ours, and says that what stands before it has been read; what it got is shown here, and confirmed there. */
static void
test_other_devices (Fixture      *f,
                    gconstpointer data)
{
  KithConversation *conversation = kith_model_fixture_talk_to (f->model, BEN);
  g_autoptr(GPtrArray) page = NULL;

  kith_model_fixture_receive (f->model, CARBON ("received", RECEIVED_ELSEWHERE));
  kith_model_fixture_receive (f->model, CARBON ("received", RECEIVED_ELSEWHERE));
  kith_model_test_wait (kith_conversation_get_unread (conversation) == 1);
  kith_model_fixture_receive (f->model, CARBON ("sent", SENT_ELSEWHERE));
  kith_model_test_wait (g_strcmp0 (kith_conversation_get_last_body (conversation), "from my phone") == 0);
  kith_model_test_wait (kith_conversation_get_unread (conversation) == 0);
  g_assert_cmpint (kith_conversation_get_last_direction (conversation), ==, KITH_DIRECTION_OUT);
  g_assert_cmpint (kith_conversation_get_last_delivery (conversation), ==, KITH_DELIVERY_SENT);

  /* The server hands out the same again, as one that had been offline would get it. */
  kith_model_fixture_receive (f->model, RECEIVED_ELSEWHERE);
  kith_stanza_unref (kith_model_fixture_take (f->model, "message", "urn:xmpp:receipts"));
  g_assert_false (kith_model_fixture_has_sent (f->model, "message", NULL));
  kith_store_load_messages_async (f->store, kith_conversation_get_id (conversation), 0, 10, NULL, page_cb, &page);
  kith_model_test_wait (page != NULL);
  g_assert_cmpuint (page->len, ==, 2);
}

#define ANSWERED_ELSEWHERE \
  "<message xmlns='jabber:client' from='ada@kith.example/phone' to='" CLEO "' type='chat' id='e2'><body>Who are you?</body></message>"

/* Whoever is answered, or becomes a contact, is no stranger any more. */
static void
test_stranger_is_known_elsewhere (Fixture      *f,
                                  gconstpointer data)
{
  GListModel *requests = kith_account_get_message_requests (f->model->account);

  receive (f, CLEO "/x", "c1", "Hello, you");
  kith_model_test_wait (g_list_model_get_n_items (requests) == 1);
  kith_model_fixture_receive (f->model, CARBON ("sent", ANSWERED_ELSEWHERE));
  kith_model_test_wait (g_list_model_get_n_items (requests) == 0);
  g_assert_cmpint (get_stored_request (f), ==, 0);

  receive (f, "dora@kith.example/x", "d1", "Hello");
  kith_model_test_wait (g_list_model_get_n_items (requests) == 1);
  kith_model_fixture_push (f->model, "dora@kith.example", "none");
  kith_model_test_wait (g_list_model_get_n_items (requests) == 0);

  /* The own server is nobody strange. */
  receive (f, "kith.example", "s1", "Down for an hour tonight");
  kith_model_test_wait (kith_account_lookup_conversation (f->model->account, "kith.example") != NULL);
  g_assert_cmpuint (g_list_model_get_n_items (requests), ==, 0);
}

/* On the first sign-in messages may come before the contacts: who is one is no stranger. */
static void
test_before_roster (Fixture      *f,
                    gconstpointer data)
{
  kith_roster_set_loaded (kith_account_get_roster (f->model->account), FALSE);
  receive (f, "dan@kith.example/x", "d1", "remember me?");
  receive (f, CLEO "/x", "c1", "psst");
  kith_model_test_run (20);
  g_assert_cmpuint (g_list_model_get_n_items (kith_account_get_conversations (f->model->account)), ==, 0);
  kith_model_fixture_push (f->model, "dan@kith.example", "both");
  kith_roster_set_loaded (kith_account_get_roster (f->model->account), TRUE);
  kith_model_test_wait (kith_account_lookup_conversation (f->model->account, CLEO) != NULL);
  g_assert_true (kith_conversation_get_request (kith_account_lookup_conversation (f->model->account, CLEO)));
  g_assert_false (kith_conversation_get_request (kith_model_fixture_talk_to (f->model, "dan@kith.example")));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add ("/inbox/full/order", Fixture, NULL, set_up, test_order, tear_down);
  g_test_add ("/inbox/full/bound", Fixture, NULL, set_up, test_bound, tear_down);
  g_test_add ("/inbox/full/doubled", Fixture, NULL, set_up, test_doubled_while_full, tear_down);
  g_test_add ("/inbox/full/archived", Fixture, NULL, set_up, test_archived_while_full, tear_down);

  g_test_add ("/inbox/other-devices", Fixture, NULL, set_up, test_other_devices, tear_down);

  g_test_add ("/inbox/stranger", Fixture, NULL, set_up, test_stranger, tear_down);
  g_test_add ("/inbox/stranger/known-elsewhere", Fixture, NULL, set_up, test_stranger_is_known_elsewhere, tear_down);

  g_test_add ("/inbox/before-roster", Fixture, NULL, set_up, test_before_roster, tear_down);

  return g_test_run ();
}
