/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-gap-list-private.h"
#include "kith-history-model.h"
#include "kith-message-private.h"

#define MINUTE ((gint64)60 * G_USEC_PER_SEC)
#define DAY (24 * 60 * MINUTE)

typedef struct
{
  GListStore       *messages;
  KithGapList      *gaps;
  KithHistoryModel *history;
  GPtrArray        *mirror; /* what "items-changed" alone would make of the rows */
  guint             n_changes;
  guint             n_added;
  gint64            noon;
} Fixture;

static void
items_changed_cb (Fixture    *self,
                  guint       position,
                  guint       removed,
                  guint       added,
                  GListModel *model)
{
  self->n_changes++;
  self->n_added += added;

  if (removed > 0)
    g_ptr_array_remove_range (self->mirror, position, removed);
  for (guint i = 0; i < added; i++)
    g_ptr_array_insert (self->mirror, (int)(position + i), g_list_model_get_item (model, position + i));
}

static void
set_up (Fixture      *self,
        gconstpointer data)
{
  g_autoptr(GDateTime) noon = g_date_time_new_local (2026, 5, 6, 12, 0, 0);

  self->noon = g_date_time_to_unix (noon) * G_USEC_PER_SEC;
  self->messages = g_list_store_new (KITH_TYPE_MESSAGE);
  self->gaps = kith_gap_list_new ();
  kith_gap_list_set_floor (self->gaps, G_MININT64);
  self->history = kith_history_model_new (G_LIST_MODEL (self->messages), G_LIST_MODEL (self->gaps));
  self->mirror = g_ptr_array_new_with_free_func (g_object_unref);
  g_signal_connect_swapped (self->history, "items-changed", G_CALLBACK (items_changed_cb), self);
}

static void
tear_down (Fixture      *self,
           gconstpointer data)
{
  g_ptr_array_unref (self->mirror);
  g_assert_finalize_object (self->history);
  g_assert_finalize_object (self->messages);
  g_assert_finalize_object (self->gaps);
}

static KithMessage *
make (Fixture    *self,
      gint64      time,
      const char *sender)
{
  KithDirection direction = g_str_equal (sender, "me") ? KITH_DIRECTION_OUT : KITH_DIRECTION_IN;

  return kith_message_new (NULL, direction, sender, "text", self->noon + time, NULL);
}

static void
add (Fixture    *self,
     guint       position,
     gint64      time,
     const char *sender)
{
  g_autoptr(KithMessage) message = make (self, time, sender);

  g_list_store_insert (self->messages, position, message);
}

/* The rows in letters: "d" day, "u" unread, "g" gap, else the message's place: "(" first, ")" last, "o" both, "-" neither. */
static char *
describe (Fixture *self)
{
  GString *words = g_string_new (NULL);
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->history));

  g_assert_cmpuint (n, ==, self->mirror->len);

  for (guint i = 0; i < n; i++)
    {
      g_autoptr(KithHistoryItem) item = g_list_model_get_item (G_LIST_MODEL (self->history), i);
      gboolean first = kith_history_item_get_first (item);
      gboolean last = kith_history_item_get_last (item);

      g_assert_true (item == g_ptr_array_index (self->mirror, i));

      if (kith_history_item_get_kind (item) == KITH_HISTORY_DAY)
        g_string_append_c (words, 'd');
      else if (kith_history_item_get_kind (item) == KITH_HISTORY_UNREAD)
        g_string_append_c (words, 'u');
      else if (kith_history_item_get_kind (item) == KITH_HISTORY_GAP)
        g_string_append_c (words, 'g');
      else
        g_string_append_c (words, first ? last ? 'o' : '(' : last ? ')' : '-');
    }

  return g_string_free (words, FALSE);
}

static void
assert_rows (Fixture    *self,
             const char *expected)
{
  g_autofree char *rows = describe (self);

  g_assert_cmpstr (rows, ==, expected);
}

static void
test_groups (Fixture      *self,
             gconstpointer data)
{
  add (self, 0, 0, "ada");
  assert_rows (self, "do");
  add (self, 1, MINUTE, "ada");
  assert_rows (self, "d()");
  add (self, 2, 2 * MINUTE, "ada");
  assert_rows (self, "d(-)");
  add (self, 3, 3 * MINUTE, "me");
  assert_rows (self, "d(-)o");
  /* Five minutes are too many. */
  add (self, 4, 8 * MINUTE, "me");
  assert_rows (self, "d(-)oo");
  add (self, 5, 13 * MINUTE - 1, "me");
  assert_rows (self, "d(-)o()");
}

static void
test_days (Fixture      *self,
           gconstpointer data)
{
  add (self, 0, -DAY, "ada");
  add (self, 1, 0, "ada");
  assert_rows (self, "dodo");

  /* Another of an existing day needs no new pill, wherever it comes. */
  add (self, 1, -DAY + MINUTE, "ada");
  assert_rows (self, "d()do");
  add (self, 0, -DAY - MINUTE, "ada");
  assert_rows (self, "d(-)do");
  add (self, 0, -3 * DAY, "me");
  assert_rows (self, "dod(-)do");
  add (self, 5, DAY, "me");
  assert_rows (self, "dod(-)dodo");

  /* The last of a day takes its pill along. */
  g_list_store_remove (self->messages, 0);
  assert_rows (self, "d(-)dodo");
  g_list_store_remove (self->messages, 1);
  assert_rows (self, "d()dodo");
  g_list_store_remove (self->messages, 2);
  assert_rows (self, "d()do");
  g_list_store_remove (self->messages, 2);
  assert_rows (self, "d()");
  g_list_store_remove_all (self->messages);
  assert_rows (self, "");
}

static void
test_unread (Fixture      *self,
             gconstpointer data)
{
  g_autoptr(KithMessage) message = NULL;
  g_autoptr(KithMessage) coming = make (self, 2 * MINUTE, "ada");
  guint row;

  add (self, 0, 0, "ada");
  add (self, 1, MINUTE, "ada");
  message = g_list_model_get_item (G_LIST_MODEL (self->messages), 1);

  g_assert_false (kith_history_model_find_unread (self->history, &row));
  kith_history_model_set_first_unread (self->history, message);
  assert_rows (self, "douo");
  g_assert_true (kith_history_model_find_unread (self->history, &row));
  g_assert_cmpuint (row, ==, 2);

  /* One that is not here yet gets its line when it comes. */
  kith_history_model_set_first_unread (self->history, coming);
  assert_rows (self, "d()");
  g_list_store_append (self->messages, coming);
  assert_rows (self, "d()uo");

  kith_history_model_set_first_unread (self->history, NULL);
  assert_rows (self, "d(-)");

  kith_history_model_set_first_unread (self->history, message);
  assert_rows (self, "dou()");
  g_list_store_remove (self->messages, 1);
  assert_rows (self, "d()");
}

/* A page in front touches nothing that is there but the first pill and the first message's place. */
static void
test_page (Fixture      *self,
           gconstpointer data)
{
  g_autoptr(GPtrArray) page = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr(KithHistoryItem) before = NULL;
  g_autoptr(KithHistoryItem) after = NULL;

  for (int i = 0; i < 100; i++)
    add (self, (guint)i, i * 10 * MINUTE / 100, "ada");
  before = g_list_model_get_item (G_LIST_MODEL (self->history), 1);

  for (int i = 0; i < 80; i++)
    g_ptr_array_add (page, make (self, -DAY + i * MINUTE, i % 2 ? "ada" : "me"));
  self->n_changes = self->n_added = 0;
  g_list_store_splice (self->messages, 0, 0, page->pdata, page->len);

  g_assert_cmpuint (self->n_changes, ==, 1);
  g_assert_cmpuint (self->n_added, ==, 81);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (self->history)), ==, 1 + 80 + 1 + 100);
  after = g_list_model_get_item (G_LIST_MODEL (self->history), 82);
  g_assert_true (before == after);

  self->n_changes = self->n_added = 0;
  add (self, 180, 20 * MINUTE, "ada");
  g_assert_cmpuint (self->n_changes, ==, 1);
  g_assert_cmpuint (self->n_added, ==, 1);
}

static void
test_count_below (Fixture      *self,
                  gconstpointer data)
{
  g_autoptr(KithHistoryItem) item = NULL;
  g_autoptr(KithMessage) second = NULL;
  guint row;

  add (self, 0, 0, "ada");
  add (self, 1, MINUTE, "ada");
  add (self, 2, 2 * MINUTE, "me");
  add (self, 3, 3 * MINUTE, "ada");
  g_assert_cmpuint (kith_history_model_count_below (self->history, NULL), ==, 3);

  second = g_list_model_get_item (G_LIST_MODEL (self->messages), 1);
  kith_history_model_set_first_unread (self->history, second);
  g_assert_true (kith_history_model_find_unread (self->history, &row));
  item = g_list_model_get_item (G_LIST_MODEL (self->history), row);
  g_assert_cmpuint (kith_history_model_count_below (self->history, item), ==, 2);
}

/* At @times after noon, numbered from 1. */
static void
set_gaps (Fixture      *self,
          const gint64 *times,
          guint         n)
{
  g_autofree KithGapEnd *ends = g_new0 (KithGapEnd, n);

  for (guint i = 0; i < n; i++)
    {
      ends[i].id = i + 1;
      ends[i].time = self->noon + times[i];
    }
  kith_gap_list_set (self->gaps, ends, n);
}

static void
test_gaps (Fixture      *self,
           gconstpointer data)
{
  add (self, 0, 0, "ada");
  add (self, 1, 2 * MINUTE, "ada");
  assert_rows (self, "d()");

  /* In the middle, over the day of the first, behind the last. */
  set_gaps (self, (const gint64[]){ 2 * MINUTE }, 1);
  assert_rows (self, "dogo");
  set_gaps (self, (const gint64[]){ 0 }, 1);
  assert_rows (self, "gd()");
  set_gaps (self, (const gint64[]){ 3 * MINUTE }, 1);
  assert_rows (self, "d()g");
  set_gaps (self, (const gint64[]){ 0, 2 * MINUTE, 3 * MINUTE }, 3);
  assert_rows (self, "gdogog");

  /* Of two in one place there is one row. */
  set_gaps (self, (const gint64[]){ MINUTE, 2 * MINUTE }, 2);
  assert_rows (self, "dogo");
  kith_gap_list_remove (self->gaps, 2);
  assert_rows (self, "dogo");

  /* It is filled from its end, and what came stands below it. */
  set_gaps (self, (const gint64[]){ 2 * MINUTE }, 1);
  kith_gap_list_move (self->gaps, 1, self->noon + MINUTE);
  add (self, 1, MINUTE, "ada");
  assert_rows (self, "dog()");
  kith_gap_list_remove (self->gaps, 1);
  assert_rows (self, "d(-)");

  /* Nothing but a gap. */
  g_list_store_remove_all (self->messages);
  set_gaps (self, (const gint64[]){ 2 * MINUTE }, 1);
  assert_rows (self, "g");
  add (self, 0, 3 * MINUTE, "me");
  assert_rows (self, "gdo");
}

/* However it was changed, it comes to the same as if it were made anew. */
static void
test_random (Fixture      *self,
             gconstpointer data)
{
  for (int i = 0; i < 300; i++)
    {
      guint n = g_list_model_get_n_items (G_LIST_MODEL (self->messages));
      g_autoptr(GListStore) sorted = NULL;
      g_autofree char *incremental = NULL;
      g_autofree char *anew = NULL;
      g_autoptr(KithHistoryModel) whole = NULL;
      Fixture other = { 0 };

      if (g_test_rand_int_range (0, 5) == 0)
        set_gaps (self, (const gint64[]){ g_test_rand_int_range (-40, 40) * 60 * MINUTE,
                                          g_test_rand_int_range (-40, 40) * 60 * MINUTE }, 2);
      if (n > 0 && g_test_rand_int_range (0, 3) == 0)
        g_list_store_splice (self->messages, g_test_rand_int_range (0, (int)n), 1, NULL, 0);
      else
        add (self, g_test_rand_int_range (0, (int)n + 1), g_test_rand_int_range (-40, 40) * 60 * MINUTE,
             g_test_rand_bit () ? "ada" : "me");

      whole = kith_history_model_new (G_LIST_MODEL (self->messages), G_LIST_MODEL (self->gaps));
      other.history = whole;
      other.mirror = g_ptr_array_new_with_free_func (g_object_unref);
      items_changed_cb (&other, 0, 0, g_list_model_get_n_items (G_LIST_MODEL (whole)), G_LIST_MODEL (whole));
      incremental = describe (self);
      anew = describe (&other);
      g_ptr_array_unref (other.mirror);
      g_assert_cmpstr (incremental, ==, anew);
    }
}

static void
add_test (const char *path,
          void (     *function ) (Fixture      *self,
                                  gconstpointer data))
{
  g_test_add (path, Fixture, NULL, set_up, function, tear_down);
}

int
main (int    argc,
      char **argv)
{
  g_setenv ("TZ", "Europe/London", TRUE);
  g_test_init (&argc, &argv, NULL);

  add_test ("/history-model/groups", test_groups);
  add_test ("/history-model/days", test_days);
  add_test ("/history-model/gaps", test_gaps);
  add_test ("/history-model/unread", test_unread);
  add_test ("/history-model/page", test_page);
  add_test ("/history-model/count-below", test_count_below);
  add_test ("/history-model/random", test_random);

  return g_test_run ();
}
