/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-model-fixture.h"
#include "kith-store-messages.h"
#include "kith-stream-numbers-private.h"

static void
added_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  *(GPtrArray **)user_data = kith_store_add_messages_finish (KITH_STORE (source), result, NULL);
}

/* Returns: the id of a message of ours that waits */
static gint64
write_message (KithModelFixture *fixture,
               const char       *id)
{
  g_autoptr(KithMessageRecord) record = kith_message_record_new ();
  g_autoptr(GPtrArray) records = g_ptr_array_new ();
  g_autoptr(GPtrArray) stored = NULL;

  record->account_id = fixture->account_id;
  record->peer = g_strdup ("ben@kith.example");
  record->sender = g_strdup ("ada@kith.example");
  record->direction = KITH_DIRECTION_OUT;
  record->delivery = KITH_DELIVERY_PENDING;
  record->body = g_strdup (id);
  record->stanza_id = g_strdup (id);
  record->time = 1;
  g_ptr_array_add (records, record);
  kith_store_add_messages_async (fixture->store, records, NULL, added_cb, &stored);
  kith_model_test_wait (stored != NULL);

  return ((KithMessageRecord *)stored->pdata[0])->id;
}

static void
pending_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  *(GPtrArray **)user_data = kith_store_load_pending_finish (KITH_STORE (source), result, NULL);
}

static gint64
get_number (KithModelFixture *fixture,
            guint             i)
{
  g_autoptr(GPtrArray) pending = NULL;

  kith_store_load_pending_async (fixture->store, fixture->account_id, NULL, pending_cb, &pending);
  kith_model_test_wait (pending != NULL);

  return ((KithMessageRecord *)pending->pdata[i])->sequence;
}

static void
test_way (void)
{
  g_autoptr(KithModelFixture) fixture = kith_model_fixture_new ();
  KithStreamNumbers *numbers = kith_stream_numbers_new (fixture->store, fixture->session);
  gint64 first = write_message (fixture, "m1");
  gint64 second = write_message (fixture, "m2");

  kith_stream_numbers_add (numbers, first, 4);
  kith_stream_numbers_add (numbers, second, 5);
  kith_stream_numbers_add (numbers, first, KITH_SEQUENCE_UNCERTAIN);
  kith_model_test_run (5);
  kith_model_fixture_settle (fixture);
  g_assert_cmpint (get_number (fixture, 0), ==, KITH_SEQUENCE_UNCERTAIN);
  g_assert_cmpint (get_number (fixture, 1), ==, 5);

  /* What was not committed before the stream was over never is. */
  kith_stream_numbers_add (numbers, first, 9);
  kith_stream_numbers_forget (numbers);
  kith_stream_numbers_add (numbers, second, 0);
  kith_model_test_run (5);
  kith_model_fixture_settle (fixture);
  g_assert_cmpint (get_number (fixture, 0), ==, KITH_SEQUENCE_UNCERTAIN);
  g_assert_cmpint (get_number (fixture, 1), ==, 0);
  g_assert_finalize_object (numbers);
}

static void
test_full (void)
{
  g_autoptr(KithModelFixture) fixture = kith_model_fixture_new_on_disk ();
  KithStreamNumbers *numbers = kith_stream_numbers_new (fixture->store, fixture->session);
  gint64 first = write_message (fixture, "m1");
  gint64 second = write_message (fixture, "m2");

  kith_stream_numbers_set_retry_delay (numbers, 20);
  kith_model_test_set_room (FALSE);
  kith_stream_numbers_add (numbers, first, 4);
  kith_model_test_run (5);
  kith_stream_numbers_add (numbers, second, 5);
  kith_model_test_run (30);
  kith_model_fixture_settle (fixture);
  g_assert_cmpint (get_number (fixture, 0), ==, 0);

  kith_model_test_set_room (TRUE);
  kith_model_test_wait (get_number (fixture, 1) == 5);
  g_assert_cmpint (get_number (fixture, 0), ==, 4);
  kith_model_fixture_settle (fixture);
  g_assert_finalize_object (numbers);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/stream-numbers/way", test_way);
  g_test_add_func ("/stream-numbers/full", test_full);

  return g_test_run ();
}
