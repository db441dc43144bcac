/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-conversation-private.h"
#include "kith-delivery-notes-private.h"
#include "kith-message-list-private.h"
#include "kith-message-private.h"
#include "kith-model-error.h"
#include "kith-model-fixture.h"
#include "kith-store-messages.h"
#include "kith-xmpp-error.h"

#define BEN "ben@kith.example"

static KithConversation *
talk_to (KithModelFixture *fixture,
         const char       *address)
{
  g_autoptr(KithJid) jid = kith_jid_new (address, NULL);

  return kith_account_get_conversation (fixture->account, jid);
}

static void
added_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(GError) error = NULL;

  *(GPtrArray **)user_data = kith_store_add_messages_finish (KITH_STORE (source), result, &error);
  g_assert_no_error (error);
}

/* A message of ours that is stored, and pending. */
static KithMessage *
write_message (KithModelFixture *fixture,
               const char       *body)
{
  KithMessage *message = kith_conversation_send (talk_to (fixture, BEN), body);
  g_autoptr(KithMessageRecord) record = kith_message_record_new ();
  g_autoptr(GPtrArray) records = g_ptr_array_new ();
  g_autoptr(GPtrArray) stored = NULL;

  record->account_id = fixture->account_id;
  record->peer = g_strdup (BEN);
  record->sender = g_strdup ("ada@kith.example");
  record->direction = KITH_DIRECTION_OUT;
  record->delivery = KITH_DELIVERY_PENDING;
  record->body = g_strdup (body);
  record->time = kith_message_get_time (message);
  record->stanza_id = g_strdup (kith_message_get_stanza_id (message));
  g_ptr_array_add (records, record);
  kith_store_add_messages_async (fixture->store, records, NULL, added_cb, &stored);
  kith_model_test_wait (stored != NULL);
  kith_message_set_id (message, ((KithMessageRecord *)stored->pdata[0])->id);
  kith_message_list_know (kith_conversation_get_messages (talk_to (fixture, BEN)), message);

  return message;
}

static void
pending_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  *(GPtrArray **)user_data = kith_store_load_pending_finish (KITH_STORE (source), result, NULL);
}

static guint
count_pending (KithModelFixture *fixture)
{
  g_autoptr(GPtrArray) pending = NULL;

  kith_store_load_pending_async (fixture->store, fixture->account_id, NULL, pending_cb, &pending);
  kith_model_test_wait (pending != NULL);

  return pending->len;
}

static void
test_way (void)
{
  g_autoptr(KithModelFixture) fixture = kith_model_fixture_new ();
  KithDeliveryNotes *notes = kith_delivery_notes_new (fixture->account, fixture->account_id, fixture->store);
  KithMessage *first = write_message (fixture, "one");
  KithMessage *second = write_message (fixture, "two");
  g_autoptr(GError) error = g_error_new_literal (KITH_STANZA_ERROR, KITH_STANZA_ERROR_FORBIDDEN, "no");

  kith_delivery_notes_add (notes, BEN, kith_message_get_stanza_id (first), KITH_DELIVERY_SENT, NULL);
  kith_delivery_notes_add (notes, "mallory@kith.example", kith_message_get_stanza_id (first), KITH_DELIVERY_READ, NULL);
  kith_delivery_notes_add (notes, BEN, "made-up", KITH_DELIVERY_READ, NULL);
  kith_delivery_notes_add (notes, BEN, kith_message_get_stanza_id (second), KITH_DELIVERY_FAILED, error);
  kith_model_test_wait (kith_delivery_notes_get_n_waiting (notes) == 0);
  g_assert_cmpint (kith_message_get_delivery (first), ==, KITH_DELIVERY_SENT);
  g_assert_cmpint (kith_message_get_delivery (second), ==, KITH_DELIVERY_FAILED);
  g_assert_error (kith_message_get_error (second), KITH_MODEL_ERROR, KITH_MODEL_ERROR_FORBIDDEN);
  g_assert_finalize_object (notes);
}

/* What the server confirmed while the disk was full is not forgotten: it would be sent again after a restart. */
static void
test_full (void)
{
  g_autoptr(KithModelFixture) fixture = kith_model_fixture_new_on_disk ();
  KithDeliveryNotes *notes = kith_delivery_notes_new (fixture->account, fixture->account_id, fixture->store);
  KithMessage *first = write_message (fixture, "one");
  KithMessage *second = write_message (fixture, "two");

  kith_delivery_notes_set_retry_delay (notes, 20);
  kith_model_test_set_room (FALSE);
  kith_delivery_notes_add (notes, BEN, kith_message_get_stanza_id (first), KITH_DELIVERY_SENT, NULL);
  kith_delivery_notes_add (notes, BEN, kith_message_get_stanza_id (first), KITH_DELIVERY_DELIVERED, NULL);
  kith_delivery_notes_add (notes, BEN, kith_message_get_stanza_id (second), KITH_DELIVERY_SENT, NULL);
  kith_model_test_run (50);
  g_assert_cmpuint (kith_delivery_notes_get_n_waiting (notes), ==, 3);
  g_assert_cmpuint (count_pending (fixture), ==, 2);
  g_assert_cmpint (kith_message_get_delivery (first), ==, KITH_DELIVERY_PENDING);

  kith_model_test_set_room (TRUE);
  kith_model_test_wait (kith_delivery_notes_get_n_waiting (notes) == 0);
  g_assert_cmpuint (count_pending (fixture), ==, 0);
  g_assert_cmpint (kith_message_get_delivery (first), ==, KITH_DELIVERY_DELIVERED);
  g_assert_cmpint (kith_message_get_delivery (second), ==, KITH_DELIVERY_SENT);
  g_assert_finalize_object (notes);
}

/* Who confirms what was never sent, while there is no room, does not fill the memory. */
static void
test_bound (void)
{
  g_autoptr(KithModelFixture) fixture = kith_model_fixture_new_on_disk ();
  KithDeliveryNotes *notes = kith_delivery_notes_new (fixture->account, fixture->account_id, fixture->store);
  KithMessage *message = write_message (fixture, "one");

  kith_model_test_set_room (FALSE);
  kith_delivery_notes_add (notes, BEN, kith_message_get_stanza_id (message), KITH_DELIVERY_SENT, NULL);
  for (guint i = 0; i < 20000; i++)
    kith_delivery_notes_add (notes, BEN, "made-up", KITH_DELIVERY_READ, NULL);
  g_assert_cmpuint (kith_delivery_notes_get_n_waiting (notes), ==, 10000);
  kith_model_test_set_room (TRUE);
  kith_model_test_settle (fixture->store);
  g_object_run_dispose (G_OBJECT (notes));
  kith_model_test_settle (fixture->store);
  g_assert_finalize_object (notes);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/delivery-notes/way", test_way);
  g_test_add_func ("/delivery-notes/full", test_full);
  g_test_add_func ("/delivery-notes/bound", test_bound);

  return g_test_run ();
}
