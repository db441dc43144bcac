/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-store-archive.h"
#include "kith-store-streams.h"
#include "kith-test-store.h"

#define ME "me@kith.example"
#define JULIET "juliet@capulet.example"

typedef struct
{
  KithStore *store;
  gint64     account;
} Fixture;

static void
set_up (Fixture      *f,
        gconstpointer data)
{
  f->store = kith_test_store_open (NULL);
  f->account = kith_test_store_add_account (f->store, ME);
}

static void
tear_down (Fixture      *f,
           gconstpointer data)
{
  kith_test_store_end (f->store);
}

static void
save (Fixture    *f,
      const char *id,
      gint64      handled)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(KithStreamRecord) record = kith_stream_record_new ();

  record->account_id = f->account;
  record->id = g_strdup (id);
  record->location = g_strdup ("[::1]:5222");
  record->bound = g_strdup (ME "/desk");
  record->handled = handled;
  record->max = 600;
  record->time = 7;
  KITH_TEST_CALL (save_stream, result, f->store, record);
  g_assert_true (kith_store_save_stream_finish (f->store, result, &error));
  g_assert_no_error (error);
}

static KithStreamRecord *
load (Fixture *f,
      GError **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  KITH_TEST_CALL (load_stream, result, f->store, f->account);
  return kith_store_load_stream_finish (f->store, result, error);
}

static gint64
get_handled (Fixture *f)
{
  g_autoptr(KithStreamRecord) record = load (f, NULL);

  return record != NULL ? record->handled : -1;
}

static gint64
write_message (Fixture    *f,
               const char *id)
{
  KithMessageRecord *record = kith_test_store_make_message (f->account, JULIET, KITH_DIRECTION_OUT, 5, id);
  g_autoptr(KithMessageRecord) added = NULL;

  record->stanza_id = g_strdup (id);
  record->origin_id = g_strdup (id);
  added = kith_test_store_add_one (f->store, record);
  return added->id;
}

static void
set_sequence (Fixture *f,
              gint64   message_id,
              gint64   sequence)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GArray) sequences = g_array_new (FALSE, FALSE, sizeof (KithMessageSequence));
  KithMessageSequence one = { message_id, sequence };

  g_array_append_val (sequences, one);
  KITH_TEST_CALL (set_sequences, result, f->store, sequences);
  g_assert_true (kith_store_set_sequences_finish (f->store, result, NULL));
}

static GPtrArray *
acknowledge (Fixture *f,
             gint64   sequence)
{
  g_autoptr(GAsyncResult) result = NULL;

  KITH_TEST_CALL (acknowledge, result, f->store, f->account, sequence);
  return kith_store_acknowledge_finish (f->store, result, NULL);
}

static GPtrArray *
end_stream (Fixture *f)
{
  g_autoptr(GAsyncResult) result = NULL;

  KITH_TEST_CALL (end_stream, result, f->store, f->account);
  return kith_store_end_stream_finish (f->store, result, NULL);
}

static void
test_stream (Fixture      *f,
             gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(KithStreamRecord) record = NULL;
  g_autoptr(GPtrArray) uncertain = NULL;

  g_assert_null (load (f, &error));
  g_assert_error (error, KITH_STORE_ERROR, KITH_STORE_ERROR_NOT_FOUND);
  save (f, "one", 3);
  save (f, "two", 0);
  record = load (f, NULL);
  g_assert_cmpstr (record->id, ==, "two");
  g_assert_cmpstr (record->location, ==, "[::1]:5222");
  g_assert_cmpstr (record->bound, ==, ME "/desk");
  g_assert_cmpint (record->handled, ==, 0);
  g_assert_cmpint (record->max, ==, 600);
  g_assert_cmpint (record->time, ==, 7);
  uncertain = end_stream (f);
  g_assert_cmpuint (uncertain->len, ==, 0);
  g_assert_cmpint (get_handled (f), ==, -1);
}

static GPtrArray *
take (Fixture    *f,
      const char *peer,
      gint64      handled,
      GError    **error)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GPtrArray) messages = g_ptr_array_new_with_free_func ((GDestroyNotify)kith_message_record_free);
  KithArrivals arrivals = { .account_id = f->account, .messages = messages, .handled = handled };

  g_ptr_array_add (messages, kith_test_store_make_message (f->account, peer, KITH_DIRECTION_IN, 5, "hark"));
  KITH_TEST_CALL (take_arrivals, result, f->store, &arrivals);
  return kith_store_take_arrivals_finish (f->store, result, NULL, error);
}

/* A message and the count that has it in it are kept together, or not at all. */
static void
test_handled (Fixture      *f,
              gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GPtrArray) first = NULL;
  KithMessageRecord *nobody = kith_test_store_make_message (4711, JULIET, KITH_DIRECTION_IN, 5, "hark");
  g_autoptr(GPtrArray) messages = g_ptr_array_new_with_free_func ((GDestroyNotify)kith_message_record_free);
  KithArrivals arrivals = { .account_id = f->account, .messages = messages, .handled = 9 };

  save (f, "one", 3);
  first = take (f, JULIET, 5, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (first->len, ==, 1);
  g_assert_cmpint (get_handled (f), ==, 5);

  g_ptr_array_add (messages, nobody);
  KITH_TEST_CALL (take_arrivals, result, f->store, &arrivals);
  g_assert_null (kith_store_take_arrivals_finish (f->store, result, NULL, &error));
  g_assert_error (error, KITH_STORE_ERROR, KITH_STORE_ERROR_NOT_FOUND);
  g_assert_cmpint (get_handled (f), ==, 5);

  g_clear_object (&result);
  KITH_TEST_CALL (set_handled, result, f->store, f->account, 4);
  g_assert_true (kith_store_set_handled_finish (f->store, result, NULL));
  g_assert_cmpint (get_handled (f), ==, 5);
  g_clear_object (&result);
  KITH_TEST_CALL (set_handled, result, f->store, f->account, 8);
  g_assert_cmpint (get_handled (f), ==, 8);
}

static KithMessageRecord *
get (GPtrArray *records,
     guint      i)
{
  return g_ptr_array_index (records, i);
}

static GPtrArray *
load_pending (Fixture *f)
{
  g_autoptr(GAsyncResult) result = NULL;

  KITH_TEST_CALL (load_pending, result, f->store, f->account);
  return kith_store_load_pending_finish (f->store, result, NULL);
}

static void
test_sequences (Fixture      *f,
                gconstpointer data)
{
  gint64 ids[4];
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GPtrArray) sent = NULL;
  g_autoptr(GPtrArray) again = NULL;
  g_autoptr(GPtrArray) uncertain = NULL;
  g_autoptr(GPtrArray) none = NULL;

  for (guint i = 0; i < 4; i++)
    {
      g_autofree char *id = g_strdup_printf ("m%u", i);

      ids[i] = write_message (f, id);
    }
  set_sequence (f, ids[1], 10);
  set_sequence (f, ids[0], 11);
  set_sequence (f, ids[2], 12);

  sent = acknowledge (f, 11);
  g_assert_cmpuint (sent->len, ==, 2);
  g_assert_cmpint (get (sent, 0)->id, ==, ids[1]);
  g_assert_cmpint (get (sent, 0)->delivery, ==, KITH_DELIVERY_SENT);
  g_assert_cmpint (get (sent, 1)->id, ==, ids[0]);
  again = acknowledge (f, 11);
  g_assert_cmpuint (again->len, ==, 0);

  set_sequence (f, ids[3], 13);
  KITH_TEST_CALL (set_delivery, result, f->store, f->account, JULIET, "m3", KITH_DELIVERY_FAILED, "gone");
  save (f, "one", 0);
  uncertain = end_stream (f);
  g_assert_cmpuint (uncertain->len, ==, 1);
  g_assert_cmpint (get (uncertain, 0)->id, ==, ids[2]);
  g_assert_cmpint (get (uncertain, 0)->sequence, ==, 12);
  g_assert_cmpint (get (uncertain, 0)->delivery, ==, KITH_DELIVERY_PENDING);
  none = acknowledge (f, 100);
  g_assert_cmpuint (none->len, ==, 0);
}

/* A stream that has ended leaves its doubts behind, also for the next start of the program, until they are settled. */
static void
test_uncertain (Fixture      *f,
                gconstpointer data)
{
  gint64 id = write_message (f, "m0");
  gint64 other = write_message (f, "m1");
  g_autoptr(GPtrArray) uncertain = NULL;
  g_autoptr(GPtrArray) none = NULL;
  g_autoptr(GPtrArray) pending = NULL;
  g_autoptr(GPtrArray) settled = NULL;

  set_sequence (f, id, 3);
  uncertain = end_stream (f);
  g_assert_cmpuint (uncertain->len, ==, 1);
  pending = load_pending (f);
  g_assert_cmpuint (pending->len, ==, 2);
  g_assert_cmpint (get (pending, 0)->sequence, ==, KITH_SEQUENCE_UNCERTAIN);
  g_assert_cmpint (get (pending, 1)->sequence, ==, 0);

  /* What another stream acknowledges says nothing of it. */
  set_sequence (f, other, 1);
  none = acknowledge (f, 5);
  g_assert_cmpuint (none->len, ==, 1);
  g_assert_cmpint (get (none, 0)->id, ==, other);

  set_sequence (f, id, 0);
  settled = load_pending (f);
  g_assert_cmpuint (settled->len, ==, 1);
  g_assert_cmpint (get (settled, 0)->sequence, ==, 0);
}

/* It came back as an error before the server said that it had it: it stays failed. */
static void
test_failed_is_not_sent (Fixture      *f,
                         gconstpointer data)
{
  gint64 id = write_message (f, "m0");
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GPtrArray) acknowledged = NULL;

  set_sequence (f, id, 3);
  KITH_TEST_CALL (set_delivery, result, f->store, f->account, JULIET, "m0", KITH_DELIVERY_FAILED, "gone");
  acknowledged = acknowledge (f, 3);
  g_assert_cmpuint (acknowledged->len, ==, 1);
  g_assert_cmpint (get (acknowledged, 0)->delivery, ==, KITH_DELIVERY_FAILED);
  g_assert_cmpstr (get (acknowledged, 0)->error, ==, "gone");
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add ("/store/streams/stream", Fixture, NULL, set_up, test_stream, tear_down);
  g_test_add ("/store/streams/handled", Fixture, NULL, set_up, test_handled, tear_down);
  g_test_add ("/store/streams/sequences", Fixture, NULL, set_up, test_sequences, tear_down);
  g_test_add ("/store/streams/uncertain", Fixture, NULL, set_up, test_uncertain, tear_down);
  g_test_add ("/store/streams/failed", Fixture, NULL, set_up, test_failed_is_not_sent, tear_down);

  return g_test_run ();
}
