/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-picture-private.h"

static void
test_wanted (void)
{
  KithPicture self = { NULL };
  g_autoptr(GBytes) bytes = g_bytes_new_static ("x", 1);

  g_assert_false (kith_picture_want (&self));
  g_assert_true (kith_picture_set_hash (&self, "abc"));
  g_assert_false (kith_picture_set_hash (&self, "abc"));
  g_assert_true (kith_picture_want (&self));
  g_assert_false (kith_picture_want (&self));

  g_assert_true (kith_picture_set_bytes (&self, bytes));
  g_assert_false (kith_picture_set_bytes (&self, bytes));
  g_assert_true (kith_picture_set_hash (&self, "def"));
  g_assert_null (self.bytes);
  g_assert_true (kith_picture_want (&self));
  kith_picture_set_bytes (&self, bytes);
  g_assert_false (kith_picture_want (&self));
  kith_picture_clear (&self);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/picture/wanted", test_wanted);

  return g_test_run ();
}
