/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-store-archive.h"
#include "kith-store-conversations.h"
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

static KithMessageRecord *
make (Fixture      *f,
      const char   *peer,
      KithDirection direction,
      gint64        time,
      const char   *archive_id)
{
  KithMessageRecord *record = kith_test_store_make_message (f->account, peer, direction, time, archive_id);

  record->archive_id = g_strdup (archive_id);
  if (direction == KITH_DIRECTION_OUT)
    {
      record->delivery = KITH_DELIVERY_SENT;
    }
  return record;
}

/* Takes @message. */
static gint64
take (Fixture            *f,
      KithMessageRecord  *message,
      const KithArrivals *how)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) messages = g_ptr_array_new_with_free_func ((GDestroyNotify)kith_message_record_free);
  g_autoptr(GPtrArray) added = NULL;
  KithArrivals arrivals = { 0 };

  if (how != NULL)
    {
      arrivals = *how;
    }
  arrivals.account_id = f->account;
  arrivals.messages = messages;
  if (message != NULL)
    {
      g_ptr_array_add (messages, message);
    }
  KITH_TEST_CALL (take_arrivals, result, f->store, &arrivals);
  added = kith_store_take_arrivals_finish (f->store, result, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (added->len, ==, messages->len);
  return message != NULL ? ((KithMessageRecord *)g_ptr_array_index (added, 0))->id : 0;
}

static KithArchiveRecord *
load (Fixture *f)
{
  g_autoptr(GAsyncResult) result = NULL;

  KITH_TEST_CALL (load_archive, result, f->store, f->account);
  return kith_store_load_archive_finish (f->store, result, NULL);
}

static GPtrArray *
load_gaps (Fixture    *f,
           const char *peer)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(KithConversationRecord) conversation = kith_test_store_conversation (f->store, f->account, peer);

  KITH_TEST_CALL (load_gaps, result, f->store, conversation->id);
  return kith_store_load_gaps_finish (f->store, result, NULL);
}

static guint
get_unread (Fixture    *f,
            const char *peer)
{
  g_autoptr(KithConversationRecord) conversation = kith_test_store_conversation (f->store, f->account, peer);

  return conversation->unread;
}

static void
move_gap (Fixture    *f,
          gint64      id,
          const char *before_id,
          gint64      before_time,
          const char *peer)
{
  KithGapRecord gap = { .id = id, .account_id = f->account, .before_id = (char *)before_id, .before_time = before_time };

  take (f, NULL, &(KithArrivals) { .gap = &gap, .gap_peer = peer });
}

static void
test_gap (Fixture      *f,
          gconstpointer data)
{
  KithGapRecord new_gap = {
    .account_id = f->account, .after_id = (char *)"a1", .after_time = 1, .before_id = (char *)"a9", .before_time = 9
  };
  g_autoptr(KithArchiveRecord) none = load (f);
  g_autoptr(KithArchiveRecord) one = NULL;
  g_autoptr(KithArchiveRecord) smaller = NULL;
  g_autoptr(KithArchiveRecord) closed = NULL;
  const KithGapRecord *gap;

  g_assert_null (none->newest_id);
  g_assert_cmpuint (none->gaps->len, ==, 0);

  take (f, make (f, JULIET, KITH_DIRECTION_IN, 9, "a9"),
        &(KithArrivals) { .newest_id = "a9", .newest_time = 9, .gap = &new_gap });
  one = load (f);
  g_assert_cmpstr (one->newest_id, ==, "a9");
  g_assert_cmpint (one->newest_time, ==, 9);
  g_assert_cmpuint (one->gaps->len, ==, 1);
  gap = g_ptr_array_index (one->gaps, 0);
  g_assert_cmpstr (gap->after_id, ==, "a1");
  g_assert_cmpint (gap->after_time, ==, 1);
  g_assert_cmpstr (gap->before_id, ==, "a9");

  move_gap (f, gap->id, "a5", 5, NULL);
  smaller = load (f);
  g_assert_cmpstr (((KithGapRecord *)g_ptr_array_index (smaller->gaps, 0))->before_id, ==, "a5");
  g_assert_cmpstr (smaller->newest_id, ==, "a9");

  /* A page that does not begin where the gap ends would leave a hole: nothing of it is kept. */
  {
    g_autoptr(GAsyncResult) result = NULL;
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) messages = g_ptr_array_new_with_free_func ((GDestroyNotify)kith_message_record_free);
    KithGapRecord further = { .id = gap->id, .account_id = f->account, .before_id = (char *)"a2", .before_time = 2 };
    KithArrivals arrivals = { .account_id = f->account, .messages = messages, .gap = &further, .gap_was = "a9" };

    g_ptr_array_add (messages, make (f, ROMEO, KITH_DIRECTION_IN, 2, "a2"));
    KITH_TEST_CALL (take_arrivals, result, f->store, &arrivals);
    g_assert_null (kith_store_take_arrivals_finish (f->store, result, NULL, &error));
    g_assert_error (error, KITH_STORE_ERROR, KITH_STORE_ERROR_NOT_FOUND);
    g_assert_cmpuint (get_unread (f, ROMEO), ==, 0);
  }

  move_gap (f, gap->id, NULL, 0, NULL);
  closed = load (f);
  g_assert_cmpuint (closed->gaps->len, ==, 0);
}

/* One conversation is ahead of the others, then the others are ahead of it, then it is done. */
static void
test_parts (Fixture      *f,
            gconstpointer data)
{
  KithGapRecord gap = { .account_id = f->account, .before_id = (char *)"a9", .before_time = 9 };
  g_autoptr(GPtrArray) whole = NULL;
  g_autoptr(GPtrArray) part = NULL;
  g_autoptr(GPtrArray) other = NULL;
  g_autoptr(GPtrArray) behind = NULL;
  g_autoptr(GPtrArray) done = NULL;
  g_autoptr(GPtrArray) still = NULL;
  gint64 id;

  take (f, NULL, &(KithArrivals) { .gap = &gap });
  whole = load_gaps (f, JULIET);
  g_assert_cmpuint (whole->len, ==, 1);
  id = ((KithGapRecord *)g_ptr_array_index (whole, 0))->id;
  move_gap (f, id, "a5", 5, JULIET);
  part = load_gaps (f, JULIET);
  other = load_gaps (f, ROMEO);
  g_assert_cmpstr (((KithGapRecord *)g_ptr_array_index (part, 0))->before_id, ==, "a5");
  g_assert_cmpint (((KithGapRecord *)g_ptr_array_index (part, 0))->before_time, ==, 5);
  g_assert_true (((KithGapRecord *)g_ptr_array_index (part, 0))->own_end);
  g_assert_false (((KithGapRecord *)g_ptr_array_index (other, 0))->own_end);
  g_assert_cmpstr (((KithGapRecord *)g_ptr_array_index (other, 0))->before_id, ==, "a9");
  move_gap (f, id, "a3", 3, NULL);
  behind = load_gaps (f, JULIET);
  g_assert_cmpstr (((KithGapRecord *)g_ptr_array_index (behind, 0))->before_id, ==, "a3");
  move_gap (f, id, NULL, 0, JULIET);
  done = load_gaps (f, JULIET);
  g_assert_cmpuint (done->len, ==, 0);
  still = load_gaps (f, ROMEO);
  g_assert_cmpuint (still->len, ==, 1);

  /* Closed for all while one was still at it. */
  move_gap (f, id, NULL, 0, NULL);
  move_gap (f, id, "a2", 2, ROMEO);
  g_ptr_array_set_size (still, 0);
  g_clear_pointer (&still, g_ptr_array_unref);
  still = load_gaps (f, ROMEO);
  g_assert_cmpuint (still->len, ==, 0);
}

/* What was written on another device says that everything before it was read there. */
static void
test_own_from_elsewhere (Fixture      *f,
                         gconstpointer data)
{
  take (f, make (f, JULIET, KITH_DIRECTION_IN, 10, "a1"), NULL);
  take (f, make (f, JULIET, KITH_DIRECTION_IN, 20, "a2"), NULL);
  g_assert_cmpuint (get_unread (f, JULIET), ==, 2);
  take (f, make (f, JULIET, KITH_DIRECTION_OUT, 15, "a3"), NULL);
  g_assert_cmpuint (get_unread (f, JULIET), ==, 1);
  take (f, make (f, JULIET, KITH_DIRECTION_IN, 12, "a4"), NULL);
  g_assert_cmpuint (get_unread (f, JULIET), ==, 1);
}

static void
set_mark (Fixture    *f,
          const char *peer,
          const char *archive_id,
          guint       unread)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(KithConversationRecord) conversation = NULL;

  KITH_TEST_CALL (set_read_mark, result, f->store, f->account, peer, archive_id);
  conversation = kith_store_set_read_mark_finish (f->store, result, NULL);
  g_assert_cmpuint (conversation->unread, ==, unread);
}

/* A first look into an archive: all of it was read, but where another device says how far. */
static void
test_first_look (Fixture      *f,
                 gconstpointer data)
{
  const KithArrivals read = { .read = TRUE };

  set_mark (f, ROMEO, "r2", 0);
  for (int i = 1; i < 4; i++)
    {
      g_autofree char *his = g_strdup_printf ("r%d", i);
      g_autofree char *hers = g_strdup_printf ("j%d", i);

      take (f, make (f, ROMEO, KITH_DIRECTION_IN, i, his), &read);
      take (f, make (f, JULIET, KITH_DIRECTION_IN, i, hers), &read);
    }
  g_assert_cmpuint (get_unread (f, JULIET), ==, 0);
  g_assert_cmpuint (get_unread (f, ROMEO), ==, 1);
  take (f, make (f, JULIET, KITH_DIRECTION_IN, 4, "j4"), NULL);
  g_assert_cmpuint (get_unread (f, JULIET), ==, 1);
}

typedef struct
{
  const char   *id;
  KithDirection direction;
  gint64        time;
} Entry;

static void
take_page (Fixture            *f,
           const Entry        *entries,
           const KithArrivals *how)
{
  g_autoptr(GPtrArray) page = g_ptr_array_new_with_free_func ((GDestroyNotify)kith_message_record_free);
  g_autoptr(GPtrArray) added = NULL;
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  KithArrivals arrivals = *how;

  arrivals.account_id = f->account;
  arrivals.messages = page;
  for (const Entry *entry = entries; entry->id != NULL; entry++)
    {
      g_ptr_array_add (page, make (f, JULIET, entry->direction, entry->time, entry->id));
    }
  KITH_TEST_CALL (take_arrivals, result, f->store, &arrivals);
  added = kith_store_take_arrivals_finish (f->store, result, NULL, &error);
  g_assert_no_error (error);
}

/* What comes in stands in the order in which it came, whatever the clocks of servers say. */
static void
assert_order (Fixture           *f,
              const char *const *expected)
{
  g_autoptr(KithConversationRecord) conversation = kith_test_store_conversation (f->store, f->account, JULIET);
  g_autoptr(GPtrArray) page = kith_test_store_page (f->store, conversation->id, 0, 50);

  g_assert_cmpuint (page->len, ==, g_strv_length ((char **)expected));
  for (guint i = 0; i < page->len; i++)
    {
      g_assert_cmpstr (((KithMessageRecord *)g_ptr_array_index (page, i))->archive_id, ==, expected[i]);
    }
}

static void
test_live_order (Fixture      *f,
                 gconstpointer data)
{
  const KithArrivals live = { .live = TRUE };
  const char *const expected[] = { "a0", "a1", "a2", "a4", "a3", NULL };

  take (f, make (f, JULIET, KITH_DIRECTION_IN, 105000, "a1"), &live);
  take (f, make (f, JULIET, KITH_DIRECTION_IN, 100000, "a2"), &live);
  take (f, make (f, JULIET, KITH_DIRECTION_OUT, 200000, "a3"), &live);
  take (f, make (f, JULIET, KITH_DIRECTION_IN, 110000, "a4"), &live);
  take (f, make (f, JULIET, KITH_DIRECTION_IN, 90000, "a0"), NULL);
  assert_order (f, expected);
}

/* There was no room for what came live; then the archive brought the end of it first. */
static void
test_live_behind_archive (Fixture      *f,
                          gconstpointer data)
{
  const Entry page[] = { { "a3", KITH_DIRECTION_IN, 300000 }, { "a4", KITH_DIRECTION_IN, 310000 }, { 0 } };
  const Entry live[] = {
    { "a1", KITH_DIRECTION_IN, 320000 }, { "a2", KITH_DIRECTION_IN, 330000 }, { "a3", KITH_DIRECTION_IN, 340000 },
    { "a5", KITH_DIRECTION_IN, 200000 }, { "a6", KITH_DIRECTION_IN, 200000 }, { 0 },
  };
  const char *const expected[] = { "a1", "a2", "a3", "a4", "a5", "a6", NULL };

  take_page (f, page, &(KithArrivals) { .newest_id = "a4", .newest_time = 310000 });
  take_page (f, live, &(KithArrivals) { .live = TRUE });
  assert_order (f, expected);
}

/* The archive knows the order; its exact times are not those by which its neighbours stand, which came live. */
static void
test_page_order (Fixture      *f,
                 gconstpointer data)
{
  const KithArrivals live = { .live = TRUE };
  const Entry page[] = {
    { "a2", KITH_DIRECTION_IN, 4000400 }, { "a3", KITH_DIRECTION_IN, 4000500 }, { "a4", KITH_DIRECTION_IN, 4000600 },
    { "a5", KITH_DIRECTION_IN, 4000700 }, { "a6", KITH_DIRECTION_IN, 4000800 }, { "a7", KITH_DIRECTION_IN, 4000900 }, { 0 },
  };
  const char *const expected[] = { "a1", "a2", "a3", "a4", "a5", "a6", "a7", NULL };

  /* By a clock that is fast; then kept by a server that stamps whole seconds, and the last by a clock that is slow. */
  take (f, make (f, JULIET, KITH_DIRECTION_IN, 5000000, "a1"), &(KithArrivals) { .live = TRUE, .newest_id = "a1" });
  take (f, make (f, JULIET, KITH_DIRECTION_IN, 4000000, "a4"), &live);
  take (f, make (f, JULIET, KITH_DIRECTION_IN, 3999000, "a6"), &live);
  take_page (f, page, &(KithArrivals) { .newest_id = "a7", .newest_time = 4000900 });
  assert_order (f, expected);
}

/* The newest of the archive is one of ours, which was stored long before what came in and is older in the archive. */
static void
test_page_behind_own (Fixture      *f,
                      gconstpointer data)
{
  const KithArrivals live = { .live = TRUE };
  const Entry first[] = {
    { "a1", KITH_DIRECTION_IN, 4000000 }, { "a2", KITH_DIRECTION_IN, 4100000 }, { "o1", KITH_DIRECTION_OUT, 4200000 }, { 0 },
  };
  const Entry second[] = { { "a3", KITH_DIRECTION_IN, 4300000 }, { "a4", KITH_DIRECTION_IN, 4400000 }, { 0 } };
  const char *const expected[] = { "o1", "a1", "a2", "a3", "a4", NULL };

  take (f, make (f, JULIET, KITH_DIRECTION_OUT, 1000000, "o1"), NULL);
  take (f, make (f, JULIET, KITH_DIRECTION_IN, 5000000, "a1"), &live);
  take (f, make (f, JULIET, KITH_DIRECTION_IN, 5000000, "a2"), &live);
  take_page (f, first, &(KithArrivals) { .newest_id = "o1", .newest_time = 4200000 });
  take_page (f, second, &(KithArrivals) { .newest_id = "a4", .newest_time = 4400000 });
  assert_order (f, expected);
}

/* What came live since the page was asked for stands behind it, whatever our clock said. */
static void
test_page_before_live (Fixture      *f,
                       gconstpointer data)
{
  const KithArrivals live = { .live = TRUE };
  const Entry page[] = { { "a1", KITH_DIRECTION_IN, 4000000 }, { "a2", KITH_DIRECTION_IN, 4100000 }, { 0 } };
  const char *const expected[] = { "a0", "a1", "a2", "a3", NULL };

  take (f, make (f, JULIET, KITH_DIRECTION_IN, 1000000, "a0"), &(KithArrivals) { .live = TRUE, .newest_id = "a0" });
  take (f, make (f, JULIET, KITH_DIRECTION_IN, 2000000, "a3"), &live);
  take_page (f, page, &(KithArrivals) { .newest_id = "a2", .newest_time = 4100000 });
  assert_order (f, expected);
}

/* Pages that fill a gap come newest first; they stand between what was here before it and what is behind it, whatever the clocks say. */
static void
test_gap_order (Fixture      *f,
                gconstpointer data)
{
  KithGapRecord gap = { .account_id = f->account, .after_id = (char *)"a1", .before_id = (char *)"a8", .before_time = 9000000 };
  const Entry newest[] = { { "a8", KITH_DIRECTION_IN, 9000000 }, { "a9", KITH_DIRECTION_IN, 9000000 }, { 0 } };
  const Entry middle[] = {
    { "a5", KITH_DIRECTION_IN, 4000000 }, { "a6", KITH_DIRECTION_IN, 6000000 }, { "a7", KITH_DIRECTION_IN, 9500000 }, { 0 },
  };
  const Entry oldest[] = {
    { "a2", KITH_DIRECTION_IN, 2000000 }, { "a3", KITH_DIRECTION_IN, 3000000 }, { "a4", KITH_DIRECTION_IN, 8000000 }, { 0 },
  };
  const char *const expected[] = { "a1", "a2", "a3", "a4", "a5", "a6", "a7", "a8", "a9", "a10", NULL };
  g_autoptr(KithArchiveRecord) known = NULL;

  take (f, make (f, JULIET, KITH_DIRECTION_IN, 5000000, "a1"), &(KithArrivals) { .live = TRUE, .newest_id = "a1" });
  take_page (f, newest, &(KithArrivals) { .newest_id = "a9", .newest_time = 9000000, .gap = &gap });
  take (f, make (f, JULIET, KITH_DIRECTION_IN, 7000000, "a10"), &(KithArrivals) { .live = TRUE, .newest_id = "a10" });
  known = load (f);
  gap.id = ((KithGapRecord *)g_ptr_array_index (known->gaps, 0))->id;
  gap.before_id = (char *)"a5";
  gap.before_time = 4000000;
  take_page (f, middle, &(KithArrivals) { .gap = &gap, .gap_was = "a8" });
  gap.before_id = NULL;
  take_page (f, oldest, &(KithArrivals) { .gap = &gap, .gap_was = "a5" });
  assert_order (f, expected);
}

static void
read_to_end (Fixture *f)
{
  g_autoptr(KithConversationRecord) conversation = kith_test_store_conversation (f->store, f->account, JULIET);
  g_autoptr(GPtrArray) page = kith_test_store_page (f->store, conversation->id, 0, 1);
  const KithMessageRecord *last = g_ptr_array_index (page, 0);
  g_autoptr(GAsyncResult) result = NULL;

  KITH_TEST_CALL (mark_read, result, f->store, conversation->id, last->id);
  g_assert_cmpint (kith_store_mark_read_finish (f->store, result, NULL), ==, 0);
}

/* A page that was asked for by time reaches over the end of the gap: what is behind that is none of its business. */
static void
test_page_by_time (Fixture      *f,
                   gconstpointer data)
{
  KithGapRecord gap = { .account_id = f->account, .before_id = (char *)"a3", .before_time = 3000000 };
  const Entry newest[] = { { "a3", KITH_DIRECTION_IN, 3000000 }, { 0 } };
  const Entry over[] = {
    { "a2", KITH_DIRECTION_IN, 2000000 }, { "a3", KITH_DIRECTION_IN, 3000000 }, { "a5", KITH_DIRECTION_IN, 3200000 }, { 0 },
  };
  const char *const expected[] = { "a2", "a3", "a4", "a5", NULL };
  g_autoptr(KithArchiveRecord) known = NULL;

  take_page (f, newest, &(KithArrivals) { .newest_id = "a3", .newest_time = 3000000, .gap = &gap });
  take (f, make (f, JULIET, KITH_DIRECTION_IN, 3100000, "a4"), &(KithArrivals) { .live = TRUE, .newest_id = "a4" });
  take (f, make (f, JULIET, KITH_DIRECTION_IN, 3200000, "a5"), &(KithArrivals) { .live = TRUE, .newest_id = "a5" });
  known = load (f);
  gap.id = ((KithGapRecord *)g_ptr_array_index (known->gaps, 0))->id;
  gap.before_id = (char *)"a2";
  take_page (f, over, &(KithArrivals) { .gap = &gap, .gap_peer = JULIET, .by_time = TRUE });
  assert_order (f, expected);
}

/* On the first sign-in the archive's newest page is brought while our clock is fast, and what came live before is not in it: what
 * lies between them says who has to move. What was not read stays so. */
static void
test_clock_is_fast (Fixture      *f,
                    gconstpointer data)
{
  const KithArrivals live = { .live = TRUE };
  KithGapRecord gap = { .account_id = f->account, .before_id = (char *)"a5", .before_time = 5000000 };
  const Entry newest[] = { { "a5", KITH_DIRECTION_IN, 5000000 }, { "a6", KITH_DIRECTION_IN, 6000000 }, { 0 } };
  const Entry late[] = { { "a4", KITH_DIRECTION_IN, 90000000 }, { "a5", KITH_DIRECTION_IN, 90000000 }, { 0 } };
  const Entry older[] = {
    { "a1", KITH_DIRECTION_IN, 1000000 }, { "a2", KITH_DIRECTION_IN, 2000000 }, { "a3", KITH_DIRECTION_IN, 3000000 },
    { "a4", KITH_DIRECTION_IN, 4000000 }, { 0 },
  };
  const char *const expected[] = { "a1", "a2", "a3", "a4", "a5", "a6", NULL };
  g_autoptr(KithArchiveRecord) known = NULL;

  take (f, make (f, JULIET, KITH_DIRECTION_IN, 80000000, "a2"), &live);
  take (f, make (f, JULIET, KITH_DIRECTION_IN, 81000000, "a3"), &live);
  read_to_end (f);
  take_page (f, newest, &(KithArrivals) { .newest_id = "a6", .newest_time = 6000000, .gap = &gap });
  take_page (f, late, &live);
  known = load (f);
  gap.id = ((KithGapRecord *)g_ptr_array_index (known->gaps, 0))->id;
  gap.before_id = NULL;
  take_page (f, older, &(KithArrivals) { .gap = &gap, .gap_was = "a5" });
  assert_order (f, expected);
  g_assert_cmpuint (get_unread (f, JULIET), ==, 3);
}

/* The archive's copy of a message of ours: its row gets the id, and the server has it; one that came back stays failed. */
static void
test_copy_of_own (Fixture      *f,
                  gconstpointer data)
{
  g_autoptr(KithMessageRecord) waiting = NULL;
  g_autoptr(KithMessageRecord) failed = NULL;
  KithMessageRecord *record = kith_test_store_make_message (f->account, JULIET, KITH_DIRECTION_OUT, 5, "a\r\nb");
  KithMessageRecord *copy;
  g_autoptr(GPtrArray) page = NULL;
  g_autoptr(GAsyncResult) result = NULL;

  record->stanza_id = g_strdup ("m1");
  record->origin_id = g_strdup ("m1");
  waiting = kith_test_store_add_one (f->store, record);
  record = kith_test_store_make_message (f->account, JULIET, KITH_DIRECTION_OUT, 6, "two");
  record->stanza_id = g_strdup ("m2");
  record->origin_id = g_strdup ("m2");
  failed = kith_test_store_add_one (f->store, record);
  KITH_TEST_CALL (set_delivery, result, f->store, f->account, JULIET, "m2", KITH_DELIVERY_FAILED, "gone");

  copy = make (f, JULIET, KITH_DIRECTION_OUT, 7, "a1");
  g_free (copy->body);
  copy->body = g_strdup ("a\nb");
  copy->origin_id = g_strdup ("m1");
  g_assert_cmpint (take (f, copy, NULL), ==, -waiting->id);
  copy = make (f, JULIET, KITH_DIRECTION_OUT, 8, "a2");
  copy->origin_id = g_strdup ("m2");
  g_assert_cmpint (take (f, copy, NULL), ==, -failed->id);

  page = kith_test_store_page (f->store, waiting->conversation_id, 0, 10);
  g_assert_cmpuint (page->len, ==, 2);
  g_assert_cmpstr (((KithMessageRecord *)g_ptr_array_index (page, 0))->archive_id, ==, "a1");
  g_assert_cmpint (((KithMessageRecord *)g_ptr_array_index (page, 0))->delivery, ==, KITH_DELIVERY_SENT);
  g_assert_cmpint (((KithMessageRecord *)g_ptr_array_index (page, 1))->delivery, ==, KITH_DELIVERY_FAILED);
}

/* What a page says of messages that are here, and of some that are not. */
static void
test_notes (Fixture      *f,
            gconstpointer data)
{
  g_autoptr(GPtrArray) messages = g_ptr_array_new_with_free_func ((GDestroyNotify)kith_message_record_free);
  g_autoptr(GPtrArray) notes = g_ptr_array_new_with_free_func ((GDestroyNotify)kith_note_record_free);
  g_autoptr(GPtrArray) added = NULL;
  g_autoptr(GPtrArray) conversations = NULL;
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  KithArrivals arrivals = { .account_id = f->account, .messages = messages, .notes = notes };
  const char *const ids[] = { "m1", "m2", "m3" };

  for (int i = 0; i < 3; i++)
    {
      KithMessageRecord *record = make (f, JULIET, i < 2 ? KITH_DIRECTION_OUT : KITH_DIRECTION_IN, i + 1, ids[i]);

      record->stanza_id = g_strdup (ids[i]);
      g_ptr_array_add (messages, record);
    }
  g_ptr_array_add (notes, kith_note_record_new (KITH_NOTE_RECEIVED, JULIET, "m2"));
  g_ptr_array_add (notes, kith_note_record_new (KITH_NOTE_SEEN, JULIET, "m1"));
  g_ptr_array_add (notes, kith_note_record_new (KITH_NOTE_SEEN, ROMEO, "m2"));
  g_ptr_array_add (notes, kith_note_record_new (KITH_NOTE_READ, JULIET, "m3"));
  g_ptr_array_add (notes, kith_note_record_new (KITH_NOTE_RECEIVED, JULIET, "none"));
  KITH_TEST_CALL (take_arrivals, result, f->store, &arrivals);
  added = kith_store_take_arrivals_finish (f->store, result, &conversations, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (added->len, ==, 5);
  g_assert_cmpint (((KithMessageRecord *)g_ptr_array_index (added, 3))->id, <, 0);
  g_assert_cmpint (((KithMessageRecord *)g_ptr_array_index (added, 3))->delivery, ==, KITH_DELIVERY_DELIVERED);
  g_assert_cmpint (((KithMessageRecord *)g_ptr_array_index (added, 4))->delivery, ==, KITH_DELIVERY_READ);
  g_assert_cmpuint (conversations->len, ==, 1);
  g_assert_cmpuint (((KithConversationRecord *)g_ptr_array_index (conversations, 0))->unread, ==, 0);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add ("/store/archive/gap", Fixture, NULL, set_up, test_gap, tear_down);
  g_test_add ("/store/archive/parts", Fixture, NULL, set_up, test_parts, tear_down);
  g_test_add ("/store/archive/own-from-elsewhere", Fixture, NULL, set_up, test_own_from_elsewhere, tear_down);
  g_test_add ("/store/archive/first-look", Fixture, NULL, set_up, test_first_look, tear_down);
  g_test_add ("/store/archive/live-order", Fixture, NULL, set_up, test_live_order, tear_down);
  g_test_add ("/store/archive/live-order/behind-archive", Fixture, NULL, set_up, test_live_behind_archive, tear_down);
  g_test_add ("/store/archive/page-order", Fixture, NULL, set_up, test_page_order, tear_down);
  g_test_add ("/store/archive/page-order/behind-own", Fixture, NULL, set_up, test_page_behind_own, tear_down);
  g_test_add ("/store/archive/page-order/before-live", Fixture, NULL, set_up, test_page_before_live, tear_down);
  g_test_add ("/store/archive/gap-order", Fixture, NULL, set_up, test_gap_order, tear_down);
  g_test_add ("/store/archive/gap-order/by-time", Fixture, NULL, set_up, test_page_by_time, tear_down);
  g_test_add ("/store/archive/clock-is-fast", Fixture, NULL, set_up, test_clock_is_fast, tear_down);
  g_test_add ("/store/archive/copy-of-own", Fixture, NULL, set_up, test_copy_of_own, tear_down);

  g_test_add ("/store/archive/notes", Fixture, NULL, set_up, test_notes, tear_down);

  return g_test_run ();
}
