/* SPDX-License-Identifier: GPL-3.0-or-later */

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

static KithMessageRecord *
add (Fixture      *f,
     const char   *peer,
     KithDirection direction,
     gint64        time,
     const char   *body)
{
  return kith_test_store_add_one (f->store, kith_test_store_make_message (f->account, peer, direction,
                                                                          time, body));
}

static void
test_add (Fixture      *f,
          gconstpointer data)
{
  g_autoptr(KithMessageRecord) first = add (f, JULIET, KITH_DIRECTION_IN, 1000, "art thou not Romeo");
  g_autoptr(KithMessageRecord) second = add (f, JULIET, KITH_DIRECTION_OUT, 2000, "neither, fair saint");
  g_autoptr(GPtrArray) page = kith_test_store_page (f->store, first->conversation_id, 0, 10);
  const KithMessageRecord *record;

  g_assert_cmpint (first->id, >, 0);
  g_assert_cmpint (second->id, >, first->id);
  g_assert_cmpint (first->conversation_id, ==, second->conversation_id);
  g_assert_cmpuint (page->len, ==, 2);
  record = g_ptr_array_index (page, 0);
  g_assert_cmpint (record->id, ==, first->id);
  g_assert_cmpint (record->account_id, ==, f->account);
  g_assert_cmpstr (record->peer, ==, JULIET);
  g_assert_cmpstr (record->sender, ==, JULIET "/phone");
  g_assert_cmpint (record->direction, ==, KITH_DIRECTION_IN);
  g_assert_cmpint (record->delivery, ==, KITH_DELIVERY_NONE);
  g_assert_cmpstr (record->body, ==, "art thou not Romeo");
  g_assert_cmpint (record->time, ==, 1000);
  g_assert_null (record->stanza_id);
  g_assert_null (record->error);
  record = g_ptr_array_index (page, 1);
  g_assert_cmpint (record->delivery, ==, KITH_DELIVERY_PENDING);
}

static void
test_pages (Fixture      *f,
            gconstpointer data)
{
  /* two at the same time, and one that came late */
  gint64 times[] = { 50, 10, 30, 30, 30, 20, 60, 40 };
  gint64 before = 0;
  gint64 last_time = G_MAXINT64;
  gint64 last_id = G_MAXINT64;
  gint64 conversation = 0;
  guint n = 0;

  for (gsize i = 0; i < G_N_ELEMENTS (times); i++)
    {
      g_autoptr(KithMessageRecord) record = add (f, JULIET, KITH_DIRECTION_IN, times[i], "x");
      g_autoptr(KithMessageRecord) other = add (f, ROMEO, KITH_DIRECTION_IN, times[i], "y");

      conversation = record->conversation_id;
    }
  for (;;)
    {
      g_autoptr(GPtrArray) page = kith_test_store_page (f->store, conversation, before, 3);

      if (page->len == 0)
        {
          break;
        }
      g_assert_cmpuint (page->len, <=, 3);
      for (guint i = page->len; i > 0; i--)
        {
          const KithMessageRecord *record = g_ptr_array_index (page, i - 1);

          g_assert_true (record->time < last_time || (record->time == last_time && record->id < last_id));
          last_time = record->time;
          last_id = record->id;
          n++;
        }
      before = last_id;
    }
  g_assert_cmpuint (n, ==, G_N_ELEMENTS (times));
}

static KithMessageRecord *
make (Fixture    *f,
      const char *peer,
      const char *stanza_id,
      const char *origin_id,
      const char *archive_id,
      const char *body)
{
  KithMessageRecord *record = kith_test_store_make_message (f->account, peer, KITH_DIRECTION_IN, 1000, body);

  record->stanza_id = g_strdup (stanza_id);
  record->origin_id = g_strdup (origin_id);
  record->archive_id = g_strdup (archive_id);
  return record;
}

static gint64
add_id (Fixture           *f,
        KithMessageRecord *record)
{
  g_autoptr(KithMessageRecord) added = kith_test_store_add_one (f->store, record);

  return added->id;
}

static void
assert_count (Fixture    *f,
              const char *peer,
              guint       count)
{
  g_autoptr(KithConversationRecord) conversation =
    kith_test_store_conversation (f->store, f->account, peer);
  g_autoptr(GPtrArray) page = kith_test_store_page (f->store, conversation->id, 0, 1000);

  g_assert_cmpuint (page->len, ==, count);
}

static void
test_duplicates (Fixture      *f,
                 gconstpointer data)
{
  gint64 first = add_id (f, make (f, JULIET, "s1", NULL, "a1", "one"));
  gint64 origin = add_id (f, make (f, JULIET, "s2", "o2", NULL, "two"));
  KithMessageRecord *other;

  g_assert_cmpint (add_id (f, make (f, JULIET, NULL, NULL, "a1", "one")), ==, -first);
  g_assert_cmpint (add_id (f, make (f, JULIET, "s1", NULL, NULL, "one")), ==, -first);
  g_assert_cmpint (add_id (f, make (f, JULIET, "s9", "o2", NULL, "two")), ==, -origin);
  other = make (f, JULIET, "s1", NULL, NULL, "one");
  g_free (other->sender);
  other->sender = g_strdup (JULIET "/laptop");
  g_assert_cmpint (add_id (f, other), ==, -first);
  assert_count (f, JULIET, 2);

  /* another sender, another chat: the same ids are other messages */
  other = make (f, JULIET, "s1", "o2", NULL, "mine");
  g_free (other->sender);
  other->sender = g_strdup (ME "/desk");
  other->direction = KITH_DIRECTION_OUT;
  g_assert_cmpint (add_id (f, other), >, 0);
  g_assert_cmpint (add_id (f, make (f, ROMEO, "s1", "o2", NULL, "his")), >, 0);
  assert_count (f, JULIET, 3);
  assert_count (f, ROMEO, 1);
}

static void
test_duplicates_of_another_account (Fixture      *f,
                                    gconstpointer data)
{
  gint64 second = kith_test_store_add_account (f->store, "other@kith.example");
  KithMessageRecord *record = make (f, JULIET, "s1", NULL, "a1", "one");

  g_assert_cmpint (add_id (f, kith_message_record_copy (record)), >, 0);
  record->account_id = second;
  g_assert_cmpint (add_id (f, record), >, 0);
  assert_count (f, JULIET, 1);
}

/* The server says that they are two, and they say different things: a sender whose ids start again from 1. */
static void
test_repeated_stanza_id (Fixture      *f,
                         gconstpointer data)
{
  gint64 first = add_id (f, make (f, JULIET, "1", NULL, "a1", "good morrow"));

  g_assert_cmpint (add_id (f, make (f, JULIET, "1", NULL, "a2", "good night")), >, first);
  g_assert_cmpint (add_id (f, make (f, JULIET, "1", NULL, "a3", "good morrow")), ==, -first);
  assert_count (f, JULIET, 2);
}

static gint64
add_at (Fixture    *f,
        const char *stanza_id,
        const char *origin_id,
        const char *archive_id,
        const char *body,
        gint64      time)
{
  KithMessageRecord *record = make (f, JULIET, stanza_id, origin_id, archive_id, body);

  record->time = time;
  return add_id (f, record);
}

/* Another text under the same id is another message, whatever the id is; the same text may be said again on another day. */
static void
test_repeated_id (Fixture      *f,
                  gconstpointer data)
{
  gint64 day = G_TIME_SPAN_DAY;
  gint64 first = add_at (f, "1", "o1", NULL, "yes", day);
  gint64 live = add_at (f, "5", NULL, NULL, "ok", day);
  gint64 archived = add_at (f, "6", NULL, "a6", "ok", day);

  g_assert_cmpint (add_at (f, "1", "o1", NULL, "no", day), >, 0);
  g_assert_cmpint (add_at (f, "1", "o1", "a1", "yes", 3 * day), ==, -first);
  g_assert_cmpint (add_at (f, "1", "o1", "a9", "yes", 3 * day), ==, -first);

  g_assert_cmpint (add_at (f, "5", NULL, NULL, "ok", day + G_TIME_SPAN_MINUTE), ==, -live);
  g_assert_cmpint (add_at (f, "5", NULL, NULL, "ok", 2 * day), >, live);
  g_assert_cmpint (add_at (f, "5", NULL, NULL, "no", day), >, live);

  /* The archive's copy, by a clock that does not agree; then the archive has two. */
  g_assert_cmpint (add_at (f, "6", NULL, NULL, "ok", 3 * day), ==, -archived);
  g_assert_cmpint (add_at (f, "6", NULL, "a7", "ok", day + G_TIME_SPAN_MINUTE), ==, -archived);
  g_assert_cmpint (add_at (f, "6", NULL, "a8", "ok", 3 * day), >, archived);
  g_assert_cmpint (add_at (f, "6", NULL, "a6", "changed", 3 * day), ==, -archived);
}

static void
test_archive_id_is_filled_in (Fixture      *f,
                              gconstpointer data)
{
  gint64 first = add_id (f, make (f, JULIET, "s1", NULL, NULL, "one"));
  gint64 again = add_id (f, make (f, JULIET, "s1", NULL, "a1", "one"));
  gint64 third = add_id (f, make (f, JULIET, NULL, NULL, "a1", "one"));

  g_assert_cmpint (again, ==, -first);
  g_assert_cmpint (third, ==, -first);
}

/* Within one batch too; and a body without any id is never a duplicate. */
static void
test_batch (Fixture      *f,
            gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) records =
    g_ptr_array_new_with_free_func ((GDestroyNotify)kith_message_record_free);
  g_autoptr(GPtrArray) added = NULL;
  const KithMessageRecord *one, *two;

  g_ptr_array_add (records, make (f, JULIET, "s1", NULL, NULL, "one"));
  g_ptr_array_add (records, make (f, JULIET, "s1", NULL, NULL, "one"));
  g_ptr_array_add (records, make (f, ROMEO, NULL, NULL, NULL, "same"));
  g_ptr_array_add (records, make (f, ROMEO, NULL, NULL, NULL, "same"));
  added = kith_test_store_add (f->store, records, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (added->len, ==, 4);
  one = g_ptr_array_index (added, 0);
  two = g_ptr_array_index (added, 1);
  g_assert_cmpint (two->id, ==, -one->id);
  g_assert_cmpint (two->conversation_id, ==, one->conversation_id);
  assert_count (f, ROMEO, 2);
}

/* All or nothing. */
static void
test_batch_fails (Fixture      *f,
                  gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) records =
    g_ptr_array_new_with_free_func ((GDestroyNotify)kith_message_record_free);
  g_autoptr(GPtrArray) added = NULL;
  g_autoptr(GPtrArray) conversations = NULL;
  KithMessageRecord *stranger = make (f, ROMEO, NULL, NULL, NULL, "nobody's secret");

  stranger->account_id = 4711;
  g_ptr_array_add (records, make (f, JULIET, "s1", NULL, NULL, "one"));
  g_ptr_array_add (records, stranger);
  added = kith_test_store_add (f->store, records, &error);
  g_assert_error (error, KITH_STORE_ERROR, KITH_STORE_ERROR_NOT_FOUND);
  g_assert_null (strstr (error->message, "secret"));
  g_assert_null (added);
  conversations = kith_test_store_conversations (f->store, f->account);
  g_assert_cmpuint (conversations->len, ==, 0);
}

static void
test_bad_values (Fixture      *f,
                 gconstpointer data)
{
  g_autofree char *huge = g_strnfill (1024 * 1024, 'x');
  g_autoptr(KithMessageRecord) big = add (f, JULIET, KITH_DIRECTION_IN, 3, huge);
  g_autoptr(KithMessageRecord) broken = add (f, JULIET, KITH_DIRECTION_IN, 2, "a\xff" "b");
  g_autoptr(KithMessageRecord) ancient = add (f, JULIET, KITH_DIRECTION_IN, G_MININT64, NULL);
  g_autoptr(GPtrArray) page = kith_test_store_page (f->store, big->conversation_id, 0, 10);

  g_assert_cmpuint (page->len, ==, 3);
  g_assert_cmpstr (((KithMessageRecord *)g_ptr_array_index (page, 0))->body, ==, "");
  g_assert_cmpint (((KithMessageRecord *)g_ptr_array_index (page, 0))->time, ==, 0);
  g_assert_true (g_utf8_validate (((KithMessageRecord *)g_ptr_array_index (page, 1))->body, -1, NULL));
  g_assert_cmpstr (((KithMessageRecord *)g_ptr_array_index (page, 2))->body, ==, huge);
}

static KithMessageRecord *
set_delivery (Fixture     *f,
              const char  *stanza_id,
              KithDelivery delivery,
              const char  *text,
              GError     **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  KITH_TEST_CALL (set_delivery, result, f->store, f->account, JULIET, stanza_id, delivery, text);
  return kith_store_set_delivery_finish (f->store, result, error);
}

static void
assert_delivery (Fixture     *f,
                 KithDelivery set,
                 KithDelivery expected)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(KithMessageRecord) record = set_delivery (f, "out1", set, "gone\nThey moved", &error);
  g_autoptr(KithConversationRecord) conversation =
    kith_test_store_conversation (f->store, f->account, JULIET);

  g_assert_no_error (error);
  g_assert_cmpint (record->delivery, ==, expected);
  g_assert_cmpint (conversation->last_delivery, ==, expected);
  g_assert_cmpstr (record->error, ==, expected == KITH_DELIVERY_FAILED ? "gone\nThey moved" : NULL);
}

static void
test_delivery (Fixture      *f,
               gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  KithMessageRecord *out = kith_test_store_make_message (f->account, JULIET, KITH_DIRECTION_OUT, 5, "hark");

  out->stanza_id = g_strdup ("out1");
  add_id (f, out);
  add_id (f, make (f, JULIET, "in1", NULL, NULL, "yes?"));
  kith_message_record_free (add (f, JULIET, KITH_DIRECTION_OUT, 1, "older"));

  g_assert_null (set_delivery (f, "in1", KITH_DELIVERY_READ, NULL, &error));
  g_assert_error (error, KITH_STORE_ERROR, KITH_STORE_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_null (set_delivery (f, "none", KITH_DELIVERY_READ, NULL, &error));
  g_assert_error (error, KITH_STORE_ERROR, KITH_STORE_ERROR_NOT_FOUND);
}

static void
test_delivery_order (Fixture      *f,
                     gconstpointer data)
{
  KithMessageRecord *out = kith_test_store_make_message (f->account, JULIET, KITH_DIRECTION_OUT, 5, "hark");

  out->stanza_id = g_strdup ("out1");
  add_id (f, out);
  assert_delivery (f, KITH_DELIVERY_FAILED, KITH_DELIVERY_FAILED);
  assert_delivery (f, KITH_DELIVERY_PENDING, KITH_DELIVERY_PENDING);
  assert_delivery (f, KITH_DELIVERY_SENT, KITH_DELIVERY_SENT);
  assert_delivery (f, KITH_DELIVERY_PENDING, KITH_DELIVERY_SENT);
  assert_delivery (f, KITH_DELIVERY_READ, KITH_DELIVERY_READ);
  assert_delivery (f, KITH_DELIVERY_DELIVERED, KITH_DELIVERY_READ);
  assert_delivery (f, KITH_DELIVERY_FAILED, KITH_DELIVERY_READ);
}

static guint
count_pending (Fixture *f)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GPtrArray) pending = NULL;

  KITH_TEST_CALL (load_pending, result, f->store, f->account);
  pending = kith_store_load_pending_finish (f->store, result, &error);
  g_assert_no_error (error);
  for (guint i = 1; i < pending->len; i++)
    {
      const KithMessageRecord *a = g_ptr_array_index (pending, i - 1);
      const KithMessageRecord *b = g_ptr_array_index (pending, i);

      g_assert_true (a->id < b->id);
    }
  return pending->len;
}

/* What was found in the archive needs no sending. */
static void
test_pending (Fixture      *f,
              gconstpointer data)
{
  KithMessageRecord *out = kith_test_store_make_message (f->account, JULIET, KITH_DIRECTION_OUT, 5, "hark");
  KithMessageRecord *archived;

  out->stanza_id = g_strdup ("out1");
  archived = kith_message_record_copy (out);
  archived->archive_id = g_strdup ("a1");
  archived->delivery = KITH_DELIVERY_SENT;
  add_id (f, out);
  kith_message_record_free (add (f, ROMEO, KITH_DIRECTION_OUT, 1, "older"));
  kith_message_record_free (add (f, ROMEO, KITH_DIRECTION_IN, 2, "theirs"));
  g_assert_cmpuint (count_pending (f), ==, 2);
  g_assert_cmpint (add_id (f, archived), <, 0);
  g_assert_cmpuint (count_pending (f), ==, 1);
}

static void
test_remove (Fixture      *f,
             gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GAsyncResult) again = NULL;
  g_autoptr(KithMessageRecord) old = add (f, JULIET, KITH_DIRECTION_IN, 1, "old");
  g_autoptr(KithMessageRecord) newest = add (f, JULIET, KITH_DIRECTION_IN, 2, "newest");
  g_autoptr(KithConversationRecord) conversation = NULL;
  g_autoptr(GPtrArray) found = NULL;
  g_autoptr(GPtrArray) page = NULL;

  KITH_TEST_CALL (remove_message, result, f->store, newest->id);
  g_assert_true (kith_store_remove_message_finish (f->store, result, &error));
  conversation = kith_test_store_conversation (f->store, f->account, JULIET);
  g_assert_cmpstr (conversation->last_body, ==, "old");
  g_assert_cmpint (conversation->last_time, ==, 1);
  g_assert_cmpuint (conversation->unread, ==, 1);
  found = kith_test_store_search (f->store, "newest");
  g_assert_cmpuint (found->len, ==, 0);

  KITH_TEST_CALL (remove_message, again, f->store, newest->id);
  g_assert_false (kith_store_remove_message_finish (f->store, again, &error));
  g_assert_error (error, KITH_STORE_ERROR, KITH_STORE_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_clear_object (&again);

  /* nor can a page start there */
  KITH_TEST_CALL (load_messages, again, f->store, old->conversation_id, newest->id, 10);
  page = kith_store_load_messages_finish (f->store, again, &error);
  g_assert_error (error, KITH_STORE_ERROR, KITH_STORE_ERROR_NOT_FOUND);
  g_assert_null (page);
}

/* A long history comes back whole and in order, page by page. */
static void
test_many (Fixture      *f,
           gconstpointer data)
{
  const guint n = 100000;
  gint64 conversation_id = 0;
  gint64 before = 0;
  gint64 expected = n;
  guint seen = 0;

  for (guint done = 0; done < n;)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(GPtrArray) records =
        g_ptr_array_new_with_free_func ((GDestroyNotify)kith_message_record_free);
      g_autoptr(GPtrArray) added = NULL;

      for (guint i = 0; i < 10000; i++)
        {
          done++;
          g_ptr_array_add (records, kith_test_store_make_message (f->account, JULIET, KITH_DIRECTION_IN,
                                                                  done, "wherefore art thou"));
        }
      added = kith_test_store_add (f->store, records, &error);
      g_assert_no_error (error);
      conversation_id = ((KithMessageRecord *)g_ptr_array_index (added, 0))->conversation_id;
    }
  for (;;)
    {
      g_autoptr(GPtrArray) page = kith_test_store_page (f->store, conversation_id, before, 1000);

      if (page->len == 0)
        {
          break;
        }
      for (guint i = page->len; i > 0; i--, expected--, seen++)
        {
          const KithMessageRecord *record = g_ptr_array_index (page, i - 1);

          g_assert_cmpint (record->time, ==, expected);
          before = record->id;
        }
    }
  g_assert_cmpuint (seen, ==, n);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add ("/store/messages/add", Fixture, NULL, set_up, test_add, tear_down);
  g_test_add ("/store/messages/pages", Fixture, NULL, set_up, test_pages, tear_down);
  g_test_add ("/store/messages/duplicates", Fixture, NULL, set_up, test_duplicates, tear_down);
  g_test_add ("/store/messages/duplicates-of-another-account", Fixture, NULL, set_up, test_duplicates_of_another_account, tear_down);
  g_test_add ("/store/messages/repeated-id", Fixture, NULL, set_up, test_repeated_id, tear_down);
  g_test_add ("/store/messages/repeated-stanza-id", Fixture, NULL, set_up, test_repeated_stanza_id, tear_down);
  g_test_add ("/store/messages/archive-id-is-filled-in", Fixture, NULL, set_up, test_archive_id_is_filled_in, tear_down);
  g_test_add ("/store/messages/batch", Fixture, NULL, set_up, test_batch, tear_down);
  g_test_add ("/store/messages/batch-fails", Fixture, NULL, set_up, test_batch_fails, tear_down);
  g_test_add ("/store/messages/bad-values", Fixture, NULL, set_up, test_bad_values, tear_down);
  g_test_add ("/store/messages/delivery", Fixture, NULL, set_up, test_delivery, tear_down);
  g_test_add ("/store/messages/delivery-order", Fixture, NULL, set_up, test_delivery_order, tear_down);
  g_test_add ("/store/messages/pending", Fixture, NULL, set_up, test_pending, tear_down);
  g_test_add ("/store/messages/remove", Fixture, NULL, set_up, test_remove, tear_down);
  g_test_add ("/store/messages/many", Fixture, NULL, set_up, test_many, tear_down);

  return g_test_run ();
}
