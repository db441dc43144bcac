/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-text.h"

static void
check (const char *text,
       guint       n,
       const char *expected)
{
  g_autofree char *own = g_strdup (text);     /* on the heap, where a sanitizer sees its end */
  g_autofree char *start = kith_text_dup_start (own, n);

  g_assert_cmpstr (start, ==, expected);
}

static void
test_start (void)
{
  check (NULL, 5, "");
  check ("", 5, "");
  check ("abc", 0, "");
  check ("abc", 2, "ab");
  check ("abc", 3, "abc");
  check ("abc", 2000, "abc");
  check ("abc", G_MAXUINT, "abc");
  check ("é你😀!", 2, "é你");
  check ("é你😀!", 3, "é你😀");
  check ("é你😀!", 100, "é你😀!");
  check ("\xf0\x9f", 1, "\xf0\x9f");          /* not UTF-8: nothing behind the end is read */
  check ("\xf0", 7, "\xf0");
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/text/start", test_start);

  return g_test_run ();
}
