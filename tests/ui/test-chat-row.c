/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-chat-row.h"

/* Room for both: both have what they want. */
static void
test_time_has_room (void)
{
  g_assert_cmpint (kith_chat_row_get_time_width (200, 120, 40), ==, 40);
  g_assert_cmpint (kith_chat_row_get_time_width (200, 120, 80), ==, 80);
}

/* A long name is cut rather than the time. */
static void
test_name_is_long (void)
{
  g_assert_cmpint (kith_chat_row_get_time_width (200, 900, 40), ==, 40);
  g_assert_cmpint (kith_chat_row_get_time_width (200, 900, 100), ==, 100);
}

/* Letters are large: the name keeps half, or all it wants. */
static void
test_name_keeps_half (void)
{
  g_assert_cmpint (kith_chat_row_get_time_width (200, 900, 150), ==, 100);
  g_assert_cmpint (kith_chat_row_get_time_width (200, 90, 150), ==, 110);
  g_assert_cmpint (kith_chat_row_get_time_width (-5, 90, 150), ==, 0);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ui/chat-row/time-has-room", test_time_has_room);
  g_test_add_func ("/ui/chat-row/name-is-long", test_name_is_long);
  g_test_add_func ("/ui/chat-row/name-keeps-half", test_name_keeps_half);

  return g_test_run ();
}
