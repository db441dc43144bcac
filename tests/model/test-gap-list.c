/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-gap-list-private.h"

static void
changed_cb (guint *n)
{
  (*n)++;
}

/* The ids of what is shown. */
static void
assert_shown (KithGapList *list,
              const char  *expected)
{
  g_autoptr(GString) shown = g_string_new (NULL);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (list)); i++)
    {
      g_autoptr(KithGap) gap = g_list_model_get_item (G_LIST_MODEL (list), i);

      g_string_append_printf (shown, "%" G_GINT64_FORMAT " ", kith_gap_get_id (gap));
    }
  g_assert_cmpstr (shown->str, ==, expected);
}

/* Nothing before there is a window; then what is in it, or all where the store has no more. */
static void
test_floor (void)
{
  KithGapList *list = kith_gap_list_new ();
  const KithGapEnd ends[] = { { 1, 300 }, { 2, 200 }, { 3, 100 } };
  guint n = 0;

  g_signal_connect_swapped (list, "items-changed", G_CALLBACK (changed_cb), &n);
  g_assert_cmpuint (g_list_model_get_item_type (G_LIST_MODEL (list)), ==, KITH_TYPE_GAP);
  kith_gap_list_set (list, ends, G_N_ELEMENTS (ends));
  assert_shown (list, "");
  g_assert_cmpuint (kith_gap_list_get_all (list)->len, ==, 3);
  g_assert_cmpuint (n, ==, 0);

  kith_gap_list_set_floor (list, 200);
  assert_shown (list, "1 ");
  kith_gap_list_set_floor (list, 199);
  assert_shown (list, "2 1 ");
  kith_gap_list_set_floor (list, 150);
  g_assert_cmpuint (n, ==, 2);
  kith_gap_list_set_floor (list, G_MININT64);
  assert_shown (list, "3 2 1 ");
  g_assert_null (g_list_model_get_item (G_LIST_MODEL (list), 3));

  g_assert_finalize_object (list);
}

/* The object stays while its gap does; each change is told. */
static void
test_change (void)
{
  KithGapList *list = kith_gap_list_new ();
  const KithGapEnd ends[] = { { 1, 300 }, { 2, 100 } };
  const KithGapEnd later[] = { { 4, 400 }, { 1, 250 } };
  g_autoptr(KithGap) first = NULL;
  guint n = 0;

  kith_gap_list_set_floor (list, G_MININT64);
  kith_gap_list_set (list, ends, 2);
  first = g_list_model_get_item (G_LIST_MODEL (list), 1);
  g_signal_connect_swapped (list, "items-changed", G_CALLBACK (changed_cb), &n);

  kith_gap_list_set (list, ends, 2);
  g_assert_cmpuint (n, ==, 0);
  kith_gap_list_move (list, 1, 300);
  kith_gap_list_move (list, 1, 350);
  kith_gap_list_move (list, 9, 50);
  g_assert_cmpuint (n, ==, 0);
  kith_gap_list_move (list, 1, 280);
  g_assert_cmpuint (n, ==, 1);
  g_assert_cmpint (kith_gap_get_time (first), ==, 280);

  kith_gap_list_set (list, later, 2);
  assert_shown (list, "1 4 ");
  g_assert_cmpint (kith_gap_get_time (first), ==, 250);
  g_assert_true (g_ptr_array_index (kith_gap_list_get_all (list), 0) == (gpointer)first);
  kith_gap_list_remove (list, 1);
  kith_gap_list_remove (list, 1);
  assert_shown (list, "4 ");
  g_assert_cmpuint (n, ==, 3);

  g_assert_finalize_object (list);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/gap-list/floor", test_floor);
  g_test_add_func ("/gap-list/change", test_change);

  return g_test_run ();
}
