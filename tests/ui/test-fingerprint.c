/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-fingerprint.h"

static void
test_groups (void)
{
  g_autofree char *text = kith_fingerprint_dup_text ("22e883500c");
  g_autofree char *odd = kith_fingerprint_dup_text ("abc");
  g_autofree char *none = kith_fingerprint_dup_text ("");

  g_assert_cmpstr (text, ==, "22:E8:83:50:0C");
  g_assert_cmpstr (odd, ==, "AB:C");
  g_assert_cmpstr (none, ==, "");
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ui/fingerprint/groups", test_groups);

  return g_test_run ();
}
