/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-text-selection.h"

#define TEXT "Grüße, Ada7!"

static void
assert_selected (const KithTextSelection *selection,
                 const char              *expected)
{
  g_autofree char *text = kith_text_selection_dup_text (selection, TEXT);

  g_assert_cmpstr (text, ==, expected);
  g_assert_cmpint (kith_text_selection_is_empty (selection), ==, expected == NULL);
}

/* Dragged backwards it is the same. */
static void
test_range (void)
{
  KithTextSelection selection = { 0 };
  int start, end;

  assert_selected (&selection, NULL);
  selection = (KithTextSelection) { 2, 7 };
  assert_selected (&selection, "üße");
  selection = (KithTextSelection) { 7, 2 };
  assert_selected (&selection, "üße");
  kith_text_selection_get_range (&selection, &start, &end);
  g_assert_cmpint (start, ==, 2);
  g_assert_cmpint (end, ==, 7);
}

static void
test_word (void)
{
  KithTextSelection selection = { 0 };

  kith_text_selection_select_word (&selection, TEXT, 0);
  assert_selected (&selection, "Grüße");
  kith_text_selection_select_word (&selection, TEXT, 4);
  assert_selected (&selection, "Grüße");
  kith_text_selection_select_word (&selection, TEXT, 9);
  assert_selected (&selection, "Ada7");
  kith_text_selection_select_word (&selection, TEXT, 8);
  assert_selected (&selection, NULL);
  kith_text_selection_select_word (&selection, "", 0);
  g_assert_true (kith_text_selection_is_empty (&selection));
}

static void
test_all (void)
{
  KithTextSelection selection = { 3, 4 };

  kith_text_selection_select_all (&selection, TEXT);
  assert_selected (&selection, TEXT);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/text-selection/range", test_range);
  g_test_add_func ("/text-selection/word", test_word);
  g_test_add_func ("/text-selection/all", test_all);

  return g_test_run ();
}
