/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-emoji.h"

static void
test_lone (void)
{
  g_assert_cmpuint (kith_emoji_count_lone ("😀", 3), ==, 1);
  g_assert_cmpuint (kith_emoji_count_lone (" 😀 \n", 3), ==, 1);
  g_assert_cmpuint (kith_emoji_count_lone ("😀😀", 3), ==, 2);
  g_assert_cmpuint (kith_emoji_count_lone ("😀 😀 😀", 3), ==, 3);
  g_assert_cmpuint (kith_emoji_count_lone ("😀😀😀😀", 3), ==, 0);
  g_assert_cmpuint (kith_emoji_count_lone ("⭐", 3), ==, 1);
}

static void
test_sequences (void)
{
  g_assert_cmpuint (kith_emoji_count_lone ("👍🏽", 3), ==, 1);
  g_assert_cmpuint (kith_emoji_count_lone ("👩‍🚀", 3), ==, 1);
  g_assert_cmpuint (kith_emoji_count_lone ("👨‍👩‍👧‍👦", 3), ==, 1);
  g_assert_cmpuint (kith_emoji_count_lone ("🏳️‍🌈", 3), ==, 1);
  g_assert_cmpuint (kith_emoji_count_lone ("❤️", 3), ==, 1);
  g_assert_cmpuint (kith_emoji_count_lone ("❤️‍🔥", 3), ==, 1);
  g_assert_cmpuint (kith_emoji_count_lone ("1️⃣", 3), ==, 1);
  g_assert_cmpuint (kith_emoji_count_lone ("🇫🇷", 3), ==, 1);
  g_assert_cmpuint (kith_emoji_count_lone ("🇫🇷🇩🇪", 3), ==, 2);
  g_assert_cmpuint (kith_emoji_count_lone ("🏴\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f", 3), ==, 1);
}

static void
test_text (void)
{
  static const char *const texts[] = {
    "", " ", "a", "1", "12", "#", "😀a", "a 😀", ":-)", "今", "مرحبا", "❤", "™", "❤\ufe0e", "🇫", "👩‍", "\u200d", "😀\u200da",
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    g_assert_cmpuint (kith_emoji_count_lone (texts[i], 3), ==, 0);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/emoji/lone", test_lone);
  g_test_add_func ("/emoji/sequences", test_sequences);
  g_test_add_func ("/emoji/text", test_text);

  return g_test_run ();
}
