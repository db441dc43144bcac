/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-conversation-private.h"
#include "kith-history-private.h"
#include "kith-message-private.h"
#include "kith-model-error.h"
#include "kith-model-fixture.h"
#include "kith-store-conversations.h"

/* From the rows of a store in a file to the objects of a chat. */

#define BEN "ben@kith.example"

typedef struct
{
  KithModelFixture *model;
  KithConversation *conversation; /* with Ben */
} Fixture;

static void
set_up (Fixture      *f,
        gconstpointer data)
{
  f->model = kith_model_fixture_new_on_disk ();
  f->conversation = kith_model_fixture_talk_to (f->model, BEN);
}

static void
tear_down (Fixture      *f,
           gconstpointer data)
{
  kith_model_fixture_free (f->model);
}

/* Ben's messages "0" … "n - 1". */
static void
receive (Fixture *f,
         guint    n)
{
  g_autoptr(GPtrArray) records = NULL;

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *body = g_strdup_printf ("%u", i);
      g_autoptr(KithMessageRecord) record = kith_model_fixture_new_record (f->model, BEN, body, 100 + i);

      record->request = TRUE;
      g_assert_cmpint (kith_model_fixture_store_record (f->model, record), ==, i + 1);
    }
  kith_conversation_set_id (f->conversation, 1);
  records = kith_model_fixture_load_messages (f->model, BEN);
  g_assert_cmpuint (records->len, ==, n);
}

/* One row, one object, whoever asks; what is learnt of it later is told to it. */
static void
test_one_object (Fixture      *f,
                 gconstpointer data)
{
  g_autoptr(KithMessageRecord) record = kith_model_fixture_new_record (f->model, BEN, "hello", 100);
  g_autoptr(KithMessage) same = NULL;
  KithMessage *message;

  record->id = 5;
  g_assert_null (kith_history_find_message (f->conversation, record));
  message = kith_history_get_message (f->conversation, record);
  g_assert_cmpint (kith_message_get_id (message), ==, 5);
  g_assert_cmpint (kith_message_get_direction (message), ==, KITH_DIRECTION_IN);
  g_assert_cmpint (kith_message_get_time (message), ==, 100);
  g_assert_cmpstr (kith_message_get_body (message), ==, "hello");
  g_assert_cmpstr (kith_message_get_sender (message), ==, BEN);
  g_assert_cmpstr (kith_message_get_stanza_id (message), ==, "hello");
  g_assert_true (kith_message_get_conversation (message) == f->conversation);
  g_assert_true (kith_history_find_message (f->conversation, record) == message);

  /* As the store answers one that stood already. */
  record->id = -5;
  record->archive_id = g_strdup ("a5");
  same = kith_history_get_message (f->conversation, record);
  g_assert_true (same == message);
  g_assert_cmpstr (kith_message_get_archive_id (message), ==, "a5");
  g_clear_object (&same);

  /* Nobody holds it any more. */
  g_assert_finalize_object (message);
  g_assert_null (kith_history_find_message (f->conversation, record));
}

/* One of ours bears what became of it, and why. */
static void
test_delivery (Fixture      *f,
               gconstpointer data)
{
  g_autoptr(KithMessageRecord) record = kith_model_fixture_new_record (f->model, BEN, "hello", 100);
  KithMessage *message;

  record->id = 5;
  record->direction = KITH_DIRECTION_OUT;
  record->delivery = KITH_DELIVERY_FAILED;
  record->error = g_strdup ("remote-server-not-found\nno such host");
  message = kith_history_get_message (f->conversation, record);
  g_assert_cmpint (kith_message_get_delivery (message), ==, KITH_DELIVERY_FAILED);
  g_assert_error (kith_message_get_error (message), KITH_MODEL_ERROR, KITH_MODEL_ERROR_REMOTE_SERVER_NOT_FOUND);

  record->delivery = KITH_DELIVERY_SENT;
  kith_history_apply_delivery (f->conversation, record);
  g_assert_cmpint (kith_message_get_delivery (message), ==, KITH_DELIVERY_SENT);
  g_assert_no_error (kith_message_get_error (message));
  record->delivery = KITH_DELIVERY_FAILED;
  kith_history_apply_delivery (f->conversation, record);
  g_assert_error (kith_message_get_error (message), KITH_MODEL_ERROR, KITH_MODEL_ERROR_REMOTE_SERVER_NOT_FOUND);
  g_assert_finalize_object (message);
}

static void
answered_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  *(GAsyncResult **)user_data = g_object_ref (result);
}

static GPtrArray *
load_page (Fixture *f,
           gint64   before_id,
           guint    limit,
           GError **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  kith_history_load_page (f->model->store, f->conversation, before_id, limit,
                          g_task_new (f->conversation, NULL, answered_cb, &result));
  kith_model_test_wait (result != NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
assert_page (GPtrArray *page,
             guint      first,
             guint      n)
{
  g_assert_cmpuint (page->len, ==, n);
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *body = g_strdup_printf ("%u", first + i);

      g_assert_cmpstr (kith_message_get_body (g_ptr_array_index (page, i)), ==, body);
    }
}

static void
test_pages (Fixture      *f,
            gconstpointer data)
{
  g_autoptr(GPtrArray) none = NULL;
  g_autoptr(GPtrArray) newest = NULL;
  g_autoptr(GPtrArray) again = NULL;
  g_autoptr(GPtrArray) older = NULL;
  g_autoptr(GPtrArray) end = NULL;
  g_autoptr(GError) error = NULL;

  /* A chat that is not stored yet. */
  none = load_page (f, 0, 10, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (none->len, ==, 0);

  receive (f, 5);
  newest = load_page (f, 0, 3, &error);
  g_assert_no_error (error);
  assert_page (newest, 2, 3);
  again = load_page (f, 0, 3, &error);
  g_assert_true (g_ptr_array_index (again, 0) == g_ptr_array_index (newest, 0));
  older = load_page (f, kith_message_get_id (g_ptr_array_index (newest, 0)), 3, &error);
  assert_page (older, 0, 2);
  end = load_page (f, kith_message_get_id (g_ptr_array_index (older, 0)), 3, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (end->len, ==, 0);
}

static void
closed_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_assert_true (kith_store_close_finish (KITH_STORE (source), result, NULL));
  *(gboolean *)user_data = TRUE;
}

/* A store that answers nothing any more: that is said, and in the model's own words. */
static void
test_store_fails (Fixture      *f,
                  gconstpointer data)
{
  KithStore *broken = kith_model_test_open_store (NULL);
  KithStore *whole = f->model->store;
  g_autoptr(GError) error = NULL;
  gboolean closed = FALSE;

  receive (f, 1);
  kith_store_close_async (broken, NULL, closed_cb, &closed);
  kith_model_test_wait (closed);
  f->model->store = broken;
  g_assert_null (load_page (f, 0, 3, &error));
  g_assert_nonnull (error);
  g_assert_true (error->domain == KITH_MODEL_ERROR);
  f->model->store = whole;
  kith_model_test_drain ();
  g_assert_finalize_object (broken);
}

static void
conversations_cb (GObject      *source,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  *(GPtrArray **)user_data = kith_store_load_conversations_finish (KITH_STORE (source), result, NULL);
}

static GPtrArray *
load_conversations (Fixture *f)
{
  GPtrArray *conversations = NULL;

  kith_store_load_conversations_async (f->model->store, f->model->account_id, NULL, conversations_cb, &conversations);
  kith_model_test_wait (conversations != NULL);

  return conversations;
}

/* Somebody who is welcome stays with all they wrote, somebody who is not goes with it. */
static void
test_requests (Fixture      *f,
               gconstpointer data)
{
  g_autoptr(GPtrArray) undecided = NULL;
  g_autoptr(GPtrArray) welcome = NULL;
  g_autoptr(GPtrArray) messages = NULL;
  g_autoptr(GPtrArray) gone = NULL;
  g_autoptr(GPtrArray) nothing = NULL;

  kith_history_settle_request (f->model->store, f->conversation, FALSE);
  receive (f, 2);
  undecided = load_conversations (f);
  g_assert_true (((KithConversationRecord *)undecided->pdata[0])->request);

  kith_history_settle_request (f->model->store, f->conversation, TRUE);
  welcome = load_conversations (f);
  g_assert_cmpuint (welcome->len, ==, 1);
  g_assert_false (((KithConversationRecord *)welcome->pdata[0])->request);
  messages = kith_model_fixture_load_messages (f->model, BEN);
  g_assert_cmpuint (messages->len, ==, 2);

  kith_history_settle_request (f->model->store, f->conversation, FALSE);
  gone = load_conversations (f);
  g_assert_cmpuint (gone->len, ==, 0);
  nothing = kith_model_fixture_load_messages (f->model, BEN);
  g_assert_cmpuint (nothing->len, ==, 0);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add ("/history/one-object", Fixture, NULL, set_up, test_one_object, tear_down);
  g_test_add ("/history/delivery", Fixture, NULL, set_up, test_delivery, tear_down);
  g_test_add ("/history/pages", Fixture, NULL, set_up, test_pages, tear_down);
  g_test_add ("/history/store-fails", Fixture, NULL, set_up, test_store_fails, tear_down);
  g_test_add ("/history/requests", Fixture, NULL, set_up, test_requests, tear_down);

  return g_test_run ();
}
