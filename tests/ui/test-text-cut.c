/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-text-cut.h"

#include <string.h>

/* So many times @piece. */
static char *
repeat (const char *piece,
        guint       n)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < n; i++)
    g_string_append (text, piece);

  return g_string_free (text, FALSE);
}

static void
test_short (void)
{
  g_assert_cmpuint (kith_text_cut_find ("", FALSE), ==, 0);
  g_assert_cmpuint (kith_text_cut_find ("a few words", FALSE), ==, strlen ("a few words"));
  g_assert_cmpuint (kith_text_cut_find ("a few words", TRUE), ==, strlen ("a few words"));
}

/* Never within a letter. */
static void
test_long (void)
{
  g_autofree char *text = repeat ("ä", 50000);
  g_autofree char *words = repeat ("€ ", 50000);
  gsize cut = kith_text_cut_find (words, FALSE);

  g_assert_cmpuint (kith_text_cut_find (text, FALSE), ==, 6000);
  g_assert_cmpuint (cut, <=, 6000);
  g_assert_cmpuint (cut, >, 5990);
  g_assert_true (g_utf8_validate (words, (gssize)cut, NULL));
  g_assert_cmpuint (kith_text_cut_find (words, TRUE), >, 65000);
  g_assert_cmpuint (kith_text_cut_find (words, TRUE), <=, 65536);
}

static void
test_lines (void)
{
  g_autofree char *text = repeat ("a\n", 2000);

  g_assert_cmpuint (kith_text_cut_find (text, FALSE), ==, 2 * 60 - 1);
  g_assert_cmpuint (kith_text_cut_find (text, TRUE), ==, 2 * 1000 - 1);
}

/* A word without an end is cut also when all was asked for; where letters are words there is none. */
static void
test_word (void)
{
  g_autofree char *word = repeat ("a", 60000);
  g_autofree char *wide = repeat ("字", 20000);

  g_assert_cmpuint (kith_text_cut_find (word, TRUE), ==, 12000);
  g_assert_cmpuint (kith_text_cut_find (wide, TRUE), ==, strlen (wide));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/text-cut/short", test_short);
  g_test_add_func ("/text-cut/long", test_long);
  g_test_add_func ("/text-cut/lines", test_lines);
  g_test_add_func ("/text-cut/word", test_word);

  return g_test_run ();
}
