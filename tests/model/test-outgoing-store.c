/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-conversation-private.h"
#include "kith-message-list-private.h"
#include "kith-message-private.h"
#include "kith-model-fixture.h"
#include "kith-outgoing-store-private.h"
#include "kith-store-messages.h"

/* Messages of ours, and their rows in a file. */

#define BEN "ben@kith.example"

typedef struct
{
  KithModelFixture *model;
  KithMessage      *message; /* to Ben, not stored; the conversation's */
  GError           *error;
  gboolean          ok;
  gboolean          done;
} Fixture;

static void
set_up (Fixture      *f,
        gconstpointer data)
{
  f->model = kith_model_fixture_new_on_disk ();
  f->message = kith_conversation_send (kith_model_fixture_talk_to (f->model, BEN), "hello");
}

static void
tear_down (Fixture      *f,
           gconstpointer data)
{
  g_clear_error (&f->error);
  kith_model_fixture_free (f->model);
}

static void
stored_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  Fixture *f = user_data;

  g_assert_true (source == G_OBJECT (f->message));
  f->ok = kith_outgoing_store_finish (f->message, result, &f->error);
  f->done = TRUE;
}

static gboolean
store_in (Fixture   *f,
          KithStore *store)
{
  f->done = FALSE;
  g_clear_error (&f->error);
  kith_outgoing_store_async (store, f->model->account_id, f->message, stored_cb, f);
  kith_model_test_wait (f->done);

  return f->ok;
}

static KithMessageRecord *
load_only (Fixture *f)
{
  g_autoptr(GPtrArray) records = kith_model_fixture_load_messages (f->model, BEN);

  g_assert_cmpuint (records->len, ==, 1);

  return kith_message_record_copy (g_ptr_array_index (records, 0));
}

/* A new one: the row says all of it, the objects know where it lies. */
static void
test_new (Fixture      *f,
          gconstpointer data)
{
  KithConversation *conversation = kith_model_fixture_talk_to (f->model, BEN);
  g_autoptr(KithMessageRecord) record = NULL;

  g_assert_true (store_in (f, f->model->store));
  g_assert_no_error (f->error);
  record = load_only (f);
  g_assert_cmpint (record->id, >, 0);
  g_assert_cmpint (record->id, ==, kith_message_get_id (f->message));
  g_assert_cmpint (record->conversation_id, ==, kith_conversation_get_id (conversation));
  g_assert_cmpint (record->direction, ==, KITH_DIRECTION_OUT);
  g_assert_cmpint (record->delivery, ==, KITH_DELIVERY_PENDING);
  g_assert_cmpstr (record->body, ==, "hello");
  g_assert_cmpstr (record->sender, ==, "ada@kith.example");
  g_assert_cmpint (record->time, ==, kith_message_get_time (f->message));
  g_assert_cmpstr (record->stanza_id, ==, kith_message_get_stanza_id (f->message));
  g_assert_cmpstr (record->origin_id, ==, kith_message_get_stanza_id (f->message));
  g_assert_true (kith_message_list_find (kith_conversation_get_messages (conversation), record->id) == f->message);
}

static void
delivered_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  *(KithMessageRecord **)user_data = kith_store_set_delivery_finish (KITH_STORE (source), result, NULL);
}

static void
set_stored_delivery (Fixture     *f,
                     KithDelivery delivery)
{
  g_autoptr(KithMessageRecord) record = NULL;

  kith_store_set_delivery_async (f->model->store, f->model->account_id, BEN, kith_message_get_stanza_id (f->message),
                                 delivery, NULL, NULL, delivered_cb, &record);
  kith_model_test_wait (record != NULL);
}

/* One that failed: its row is pending again, and is the same. One that arrived meanwhile stays so. */
static void
test_again (Fixture      *f,
            gconstpointer data)
{
  g_autoptr(KithMessageRecord) failed = NULL;
  g_autoptr(KithMessageRecord) pending = NULL;
  g_autoptr(KithMessageRecord) delivered = NULL;

  g_assert_true (store_in (f, f->model->store));
  set_stored_delivery (f, KITH_DELIVERY_FAILED);
  failed = load_only (f);
  g_assert_cmpint (failed->delivery, ==, KITH_DELIVERY_FAILED);
  g_assert_true (store_in (f, f->model->store));
  pending = load_only (f);
  g_assert_cmpint (pending->delivery, ==, KITH_DELIVERY_PENDING);
  g_assert_cmpint (pending->id, ==, failed->id);

  set_stored_delivery (f, KITH_DELIVERY_DELIVERED);
  g_assert_true (store_in (f, f->model->store));
  delivered = load_only (f);
  g_assert_cmpint (delivered->delivery, ==, KITH_DELIVERY_DELIVERED);
}

/* Taken out, there is nothing to be sent again; one that was never in is no matter. */
static void
test_remove (Fixture      *f,
             gconstpointer data)
{
  g_autoptr(GPtrArray) records = NULL;

  kith_outgoing_store_remove (f->model->store, f->message);
  g_assert_true (store_in (f, f->model->store));
  kith_outgoing_store_remove (f->model->store, f->message);
  records = kith_model_fixture_load_messages (f->model, BEN);
  g_assert_cmpuint (records->len, ==, 0);

  /* It cannot be sent again: the row is gone. */
  g_assert_false (store_in (f, f->model->store));
  g_assert_nonnull (f->error);
}

/* A disk that is full says so; when there is room again, so does the message. */
static void
test_full (Fixture      *f,
           gconstpointer data)
{
  g_autoptr(KithMessageRecord) record = NULL;

  kith_model_test_set_room (FALSE);
  g_assert_false (store_in (f, f->model->store));
  g_assert_nonnull (f->error);
  g_assert_cmpint (kith_message_get_id (f->message), ==, 0);
  kith_model_test_set_room (TRUE);
  g_assert_true (store_in (f, f->model->store));
  record = load_only (f);
  g_assert_cmpint (record->id, ==, kith_message_get_id (f->message));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add ("/outgoing-store/new", Fixture, NULL, set_up, test_new, tear_down);
  g_test_add ("/outgoing-store/again", Fixture, NULL, set_up, test_again, tear_down);
  g_test_add ("/outgoing-store/remove", Fixture, NULL, set_up, test_remove, tear_down);
  g_test_add ("/outgoing-store/full", Fixture, NULL, set_up, test_full, tear_down);

  return g_test_run ();
}
