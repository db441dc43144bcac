/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-message-list-private.h"

#include "kith-message-private.h"

/* @n messages, oldest first, the newest of them at @end seconds; each other is an own one if @mixed. */
static void
prepend (KithMessageList *list,
         guint            n,
         guint            end,
         gboolean         mixed)
{
  g_autoptr(GPtrArray) page = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < n; i++)
    g_ptr_array_add (page, kith_message_new (NULL, mixed && i % 2 == 0 ? KITH_DIRECTION_OUT : KITH_DIRECTION_IN,
                                             "ben@kith.example", "hello",
                                             (gint64)(end - n + 1 + i) * G_USEC_PER_SEC, NULL));

  kith_message_list_prepend (list, page, TRUE);
}

static guint
count (KithMessageList *list)
{
  return g_list_model_get_n_items (G_LIST_MODEL (list));
}

/* What is new goes back over more than one page: the line over it is looked for first. */
static void
test_seek (void)
{
  KithMessageList *list = kith_message_list_new (NULL);

  g_assert_false (kith_message_list_is_seeking (list));
  kith_message_list_mark_unread (list, 50);
  g_assert_true (kith_message_list_is_seeking (list));
  prepend (list, 50, 1000, TRUE);
  g_assert_true (kith_message_list_is_seeking (list));
  g_assert_null (kith_message_list_get_first_unread (list));
  prepend (list, 50, 900, FALSE);
  g_assert_false (kith_message_list_is_seeking (list));
  g_assert_cmpint (kith_message_get_time (kith_message_list_get_first_unread (list)), ==,
                   (gint64)(900 - 24) * G_USEC_PER_SEC);

  g_assert_finalize_object (list);
}

/* Nobody waits for the whole of a history. */
static void
test_seek_is_bounded (void)
{
  KithMessageList *list = kith_message_list_new (NULL);

  kith_message_list_mark_unread (list, 100000);
  g_assert_false (kith_message_list_is_seeking (list));

  /* Few came in among all that was written here. */
  kith_message_list_mark_unread (list, 500);
  prepend (list, 500, 10000, TRUE);
  g_assert_true (kith_message_list_is_seeking (list));
  prepend (list, 200, 9000, TRUE);
  g_assert_false (kith_message_list_is_seeking (list));

  g_assert_finalize_object (list);
}

/* What was written before the first page was asked for, and is stored by now, stands behind what comes with the second. */
static void
test_written_before_the_first_page (void)
{
  KithMessageList *list = kith_message_list_new (NULL);
  g_autoptr(KithMessage) early = kith_message_new (NULL, KITH_DIRECTION_OUT, "ada@kith.example", "early",
                                                   (gint64)900 * G_USEC_PER_SEC, NULL);
  g_autoptr(KithMessage) late = kith_message_new (NULL, KITH_DIRECTION_OUT, "ada@kith.example", "late",
                                                  (gint64)2000 * G_USEC_PER_SEC, NULL);
  g_autoptr(KithMessage) first = NULL;
  g_autoptr(KithMessage) last = NULL;

  kith_message_list_add (list, early);
  kith_message_list_add (list, late);
  kith_message_set_id (early, 1);
  prepend (list, 50, 1000, FALSE);
  g_assert_cmpuint (count (list), ==, 51);
  first = g_list_model_get_item (G_LIST_MODEL (list), 0);
  last = g_list_model_get_item (G_LIST_MODEL (list), 50);
  g_assert_cmpint (kith_message_get_time (first), ==, (gint64)951 * G_USEC_PER_SEC);
  g_assert_true (last == late);

  g_assert_finalize_object (list);
}

static KithMessage *
make (gint64 id,
      guint  second)
{
  KithMessage *message = kith_message_new (NULL, KITH_DIRECTION_IN, "ben@kith.example", "hello",
                                           (gint64)second * G_USEC_PER_SEC, NULL);

  kith_message_set_id (message, id);

  return message;
}

static void
assert_order (KithMessageList *list,
              guint            n)
{
  g_assert_cmpuint (count (list), ==, n);
  for (guint i = 1; i < n; i++)
    {
      g_autoptr(KithMessage) before = g_list_model_get_item (G_LIST_MODEL (list), i - 1);
      g_autoptr(KithMessage) message = g_list_model_get_item (G_LIST_MODEL (list), i);

      g_assert_cmpint (kith_message_compare (before, message), <, 0);
    }
}

/* The page was to end before the first message of the window; that moved behind others of the window before it was read. */
static void
test_page_over_the_window (void)
{
  KithMessageList *list = kith_message_list_new (NULL);
  g_autoptr(GPtrArray) all = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr(GPtrArray) newest = g_ptr_array_new ();
  g_autoptr(GPtrArray) page = g_ptr_array_new ();
  KithMessage *first;

  for (guint i = 0; i < 30; i++)
    g_ptr_array_add (all, make (i + 1, 100 + 10 * i));
  for (guint i = 20; i < 30; i++)
    g_ptr_array_add (newest, g_ptr_array_index (all, i));
  kith_message_list_prepend (list, newest, TRUE);

  /* Behind the three that follow. */
  first = g_ptr_array_index (all, 20);
  kith_message_list_remove (list, first);
  kith_message_set_time (first, (gint64)335 * G_USEC_PER_SEC);
  kith_message_list_add (list, first);
  for (guint i = 10; i < 24; i++)
    {
      if (i != 20)
        g_ptr_array_add (page, g_ptr_array_index (all, i));
    }
  kith_message_list_prepend (list, page, TRUE);
  assert_order (list, 20);

  g_assert_finalize_object (list);
}

/* What came in before the page, and is in it, is in the window once; what is older than all of the page comes with the next. */
static void
test_page_of_what_is_here (void)
{
  KithMessageList *list = kith_message_list_new (NULL);
  g_autoptr(GPtrArray) newest = g_ptr_array_new ();
  g_autoptr(GPtrArray) page = g_ptr_array_new ();
  g_autoptr(GPtrArray) last = g_ptr_array_new ();
  g_autoptr(KithMessage) one = make (1, 100);
  g_autoptr(KithMessage) two = make (2, 200);
  g_autoptr(KithMessage) three = make (3, 300);
  g_autoptr(KithMessage) unstored = make (0, 150);
  g_autoptr(KithMessage) first = NULL;

  g_ptr_array_add (newest, one);
  g_ptr_array_add (newest, unstored);
  g_ptr_array_add (newest, three);
  kith_message_list_prepend (list, newest, TRUE);
  g_ptr_array_add (page, two);
  g_ptr_array_add (page, three);
  kith_message_list_prepend (list, page, TRUE);
  assert_order (list, 3);
  first = g_list_model_get_item (G_LIST_MODEL (list), 0);
  g_assert_true (first == unstored);
  g_ptr_array_add (last, one);
  kith_message_list_prepend (list, last, FALSE);
  assert_order (list, 4);

  g_assert_finalize_object (list);
}

/* A conversation that is left keeps what a window shows of it, and can get the rest again. */
static void
test_trim (void)
{
  KithMessageList *list = kith_message_list_new (NULL);
  g_autoptr(KithMessage) newest = NULL;

  prepend (list, 100, 1000, FALSE);
  kith_message_list_trim (list);
  g_assert_cmpuint (count (list), >, 0);
  g_assert_cmpuint (count (list), <=, 20);
  g_assert_true (kith_message_list_get_has_older (list));
  newest = g_list_model_get_item (G_LIST_MODEL (list), count (list) - 1);
  g_assert_cmpint (kith_message_get_time (newest), ==, (gint64)1000 * G_USEC_PER_SEC);

  g_assert_finalize_object (list);
}

/* What is missing before the window concerns the pages that are yet to come, as long as the store has more of them. */
static void
test_gaps (void)
{
  KithMessageList *list = kith_message_list_new (NULL);
  GListModel *gaps = kith_message_list_get_gaps (list);
  const KithGapEnd ends[] = { { 1, (gint64)990 * G_USEC_PER_SEC }, { 2, (gint64)950 * G_USEC_PER_SEC },
                              { 3, (gint64)500 * G_USEC_PER_SEC } };
  g_autoptr(GPtrArray) last = g_ptr_array_new ();

  kith_gap_list_set (KITH_GAP_LIST (gaps), ends, G_N_ELEMENTS (ends));
  g_assert_cmpuint (g_list_model_get_n_items (gaps), ==, 0);
  prepend (list, 20, 1000, FALSE);
  g_assert_cmpuint (g_list_model_get_n_items (gaps), ==, 1);
  prepend (list, 80, 980, FALSE);
  g_assert_cmpuint (g_list_model_get_n_items (gaps), ==, 2);
  kith_message_list_prepend (list, last, FALSE);
  g_assert_cmpuint (g_list_model_get_n_items (gaps), ==, 3);

  /* What came in behind the window takes nothing away that somebody may be looking at. */
  kith_message_list_set_has_older (list, TRUE);
  g_assert_cmpuint (g_list_model_get_n_items (gaps), ==, 3);
  kith_message_list_trim (list);
  g_assert_cmpuint (g_list_model_get_n_items (gaps), ==, 1);

  g_assert_finalize_object (list);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/message-list/seek", test_seek);
  g_test_add_func ("/message-list/seek-is-bounded", test_seek_is_bounded);
  g_test_add_func ("/message-list/gaps", test_gaps);
  g_test_add_func ("/message-list/trim", test_trim);
  g_test_add_func ("/message-list/page-over-the-window", test_page_over_the_window);
  g_test_add_func ("/message-list/page-of-what-is-here", test_page_of_what_is_here);
  g_test_add_func ("/message-list/written-before-the-first-page", test_written_before_the_first_page);

  return g_test_run ();
}
