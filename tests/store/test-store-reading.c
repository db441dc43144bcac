/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-store-reading.h"
#include "kith-test-store.h"

#define ME "me@kith.example"
#define JULIET "juliet@capulet.example"
#define ROMEO "romeo@montague.example"

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

/* Message @n of the conversation with Juliet: id "m@n", in the archive "a@n". */
static KithMessageRecord *
add (Fixture      *f,
     KithDirection direction,
     int           n)
{
  KithMessageRecord *record = kith_test_store_make_message (f->account, JULIET, direction, n, "hark");

  record->stanza_id = g_strdup_printf ("m%d", n);
  record->archive_id = g_strdup_printf ("a%d", n);
  record->markable = n % 2;
  if (direction == KITH_DIRECTION_OUT)
    {
      record->delivery = KITH_DELIVERY_SENT;
    }
  return kith_test_store_add_one (f->store, record);
}

static void
set_mark (Fixture    *f,
          const char *archive_id,
          guint       unread)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(KithConversationRecord) conversation = NULL;

  KITH_TEST_CALL (set_read_mark, result, f->store, f->account, JULIET, archive_id);
  conversation = kith_store_set_read_mark_finish (f->store, result, NULL);
  g_assert_cmpuint (conversation->unread, ==, unread);
}

static GPtrArray *
load_untold (Fixture *f,
             gint64   conversation_id)
{
  g_autoptr(GAsyncResult) result = NULL;

  KITH_TEST_CALL (load_untold, result, f->store, f->account, conversation_id);
  return kith_store_load_untold_finish (f->store, result, NULL);
}

static guint
count_untold (Fixture *f)
{
  g_autoptr(GPtrArray) untold = load_untold (f, 0);

  return untold->len;
}

/* What another device read is read here, now or when it comes, and nothing goes back; nobody is told again. */
static void
test_marks (Fixture      *f,
            gconstpointer data)
{
  for (int i = 1; i <= 3; i++)
    {
      kith_message_record_free (add (f, KITH_DIRECTION_IN, i));
    }
  set_mark (f, "a2", 1);
  set_mark (f, "a1", 1);
  set_mark (f, "a5", 1);
  kith_message_record_free (add (f, KITH_DIRECTION_IN, 4));
  set_mark (f, "a5", 2);
  kith_message_record_free (add (f, KITH_DIRECTION_IN, 5));
  {
    g_autoptr(KithConversationRecord) conversation = kith_test_store_conversation (f->store, f->account, JULIET);

    g_assert_cmpuint (conversation->unread, ==, 0);
  }
  kith_message_record_free (add (f, KITH_DIRECTION_IN, 6));
  set_mark (f, "a5", 1);
  g_assert_cmpuint (count_untold (f), ==, 0);
}

static KithConversationRecord *
read_to (Fixture    *f,
         const char *peer,
         const char *stanza_id,
         GError    **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  KITH_TEST_CALL (set_read_to, result, f->store, f->account, peer, stanza_id);
  return kith_store_set_read_to_finish (f->store, result, error);
}

static void
test_markers_of_ours (Fixture      *f,
                      gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(KithConversationRecord) conversation = NULL;

  kith_message_record_free (add (f, KITH_DIRECTION_IN, 1));
  kith_message_record_free (add (f, KITH_DIRECTION_OUT, 2));
  kith_message_record_free (add (f, KITH_DIRECTION_IN, 3));
  conversation = read_to (f, JULIET, "m1", &error);
  g_assert_no_error (error);
  g_assert_cmpuint (conversation->unread, ==, 1);
  g_assert_null (read_to (f, JULIET, "m2", &error));
  g_assert_error (error, KITH_STORE_ERROR, KITH_STORE_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_null (read_to (f, ROMEO, "m3", &error));
  g_assert_error (error, KITH_STORE_ERROR, KITH_STORE_ERROR_NOT_FOUND);
}

/* What is told names the last one whose sender asked, and the last one that the archive has, of those that were read here. */
static void
test_untold (Fixture      *f,
             gconstpointer data)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GAsyncResult) told = NULL;
  g_autoptr(GPtrArray) untold = NULL;
  g_autoptr(KithMessageRecord) last = NULL;
  const KithReadingRecord *record;

  kith_message_record_free (add (f, KITH_DIRECTION_IN, 1));
  kith_message_record_free (add (f, KITH_DIRECTION_IN, 3));
  kith_message_record_free (add (f, KITH_DIRECTION_IN, 4));
  last = add (f, KITH_DIRECTION_OUT, 5);
  g_assert_cmpuint (count_untold (f), ==, 0);
  KITH_TEST_CALL (mark_read, result, f->store, last->conversation_id, last->id);
  untold = load_untold (f, last->conversation_id);
  g_assert_cmpuint (untold->len, ==, 1);
  record = g_ptr_array_index (untold, 0);
  g_assert_cmpint (record->message_id, ==, last->id);
  g_assert_cmpstr (record->peer, ==, JULIET);
  g_assert_cmpstr (record->stanza_id, ==, "m3");
  g_assert_cmpstr (record->sender, ==, JULIET "/phone");
  g_assert_cmpstr (record->archive_id, ==, "a4");
  KITH_TEST_CALL (set_told, told, f->store, last->conversation_id, last->id);
  g_assert_cmpuint (count_untold (f), ==, 0);
}

static void
test_seen (Fixture      *f,
           gconstpointer data)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GAsyncResult) again = NULL;
  g_autoptr(GAsyncResult) none = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(KithSeenRecord) seen = NULL;
  g_autoptr(KithSeenRecord) second = NULL;
  g_autoptr(GPtrArray) page = NULL;
  g_autoptr(KithMessageRecord) waiting = NULL;

  kith_message_record_free (add (f, KITH_DIRECTION_OUT, 1));
  kith_message_record_free (add (f, KITH_DIRECTION_IN, 2));
  waiting = kith_test_store_add_one (f->store, kith_test_store_make_message (f->account, JULIET, KITH_DIRECTION_OUT, 3, "x"));
  kith_message_record_free (add (f, KITH_DIRECTION_OUT, 4));
  kith_message_record_free (add (f, KITH_DIRECTION_OUT, 5));
  KITH_TEST_CALL (set_seen, result, f->store, f->account, JULIET, "m4");
  seen = kith_store_set_seen_finish (f->store, result, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (seen->message_ids->len, ==, 2);
  page = kith_test_store_page (f->store, seen->conversation_id, 0, 10);
  g_assert_cmpint (((KithMessageRecord *)g_ptr_array_index (page, 0))->delivery, ==, KITH_DELIVERY_READ);
  g_assert_cmpint (((KithMessageRecord *)g_ptr_array_index (page, 2))->delivery, ==, KITH_DELIVERY_PENDING);
  g_assert_cmpint (((KithMessageRecord *)g_ptr_array_index (page, 3))->delivery, ==, KITH_DELIVERY_READ);
  g_assert_cmpint (((KithMessageRecord *)g_ptr_array_index (page, 4))->delivery, ==, KITH_DELIVERY_SENT);

  KITH_TEST_CALL (set_seen, again, f->store, f->account, ROMEO, "m5");
  g_assert_null (kith_store_set_seen_finish (f->store, again, &error));
  g_assert_error (error, KITH_STORE_ERROR, KITH_STORE_ERROR_NOT_FOUND);
  g_clear_error (&error);
  KITH_TEST_CALL (set_seen, none, f->store, f->account, JULIET, "m2");
  g_assert_null (kith_store_set_seen_finish (f->store, none, &error));
  g_assert_error (error, KITH_STORE_ERROR, KITH_STORE_ERROR_NOT_FOUND);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add ("/store/reading/marks", Fixture, NULL, set_up, test_marks, tear_down);
  g_test_add ("/store/reading/markers-of-ours", Fixture, NULL, set_up, test_markers_of_ours, tear_down);
  g_test_add ("/store/reading/untold", Fixture, NULL, set_up, test_untold, tear_down);
  g_test_add ("/store/reading/seen", Fixture, NULL, set_up, test_seen, tear_down);

  return g_test_run ();
}
