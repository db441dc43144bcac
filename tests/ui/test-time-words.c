/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <locale.h>

#include "kith-time-words.h"

#define SECOND ((gint64)G_USEC_PER_SEC)
#define DAY (86400 * SECOND)

/* Wednesday, 6 May 2026, 15:30 here. */
static gint64
get_now (void)
{
  g_autoptr(GDateTime) now = g_date_time_new_local (2026, 5, 6, 15, 30, 0);

  return g_date_time_to_unix (now) * SECOND;
}

#define assert_words(expression, expected) G_STMT_START { \
    g_autofree char *words_ = (expression); \
    g_assert_cmpstr (words_, ==, expected); \
} G_STMT_END

static void
test_short (void)
{
  gint64 now = get_now ();

  assert_words (kith_time_words_clock (now), "15:30");
  assert_words (kith_time_words_short (now - 60 * SECOND, now), "15:29");
  assert_words (kith_time_words_short (now - 16 * 3600 * SECOND, now), "Yesterday");
  assert_words (kith_time_words_short (now - 2 * DAY, now), "Mon");
  assert_words (kith_time_words_short (now - 6 * DAY, now), "Thu");
  assert_words (kith_time_words_short (now - 7 * DAY, now), "29 Apr");
  assert_words (kith_time_words_short (now - 365 * DAY, now), "6 May 2025");
  /* A clock that is ahead, as that of another computer may be, is no weekday of the past. */
  assert_words (kith_time_words_short (now + 2 * DAY, now), "8 May");
}

static void
test_day (void)
{
  gint64 now = get_now ();

  assert_words (kith_time_words_day (now, now), "Today");
  assert_words (kith_time_words_day (now - DAY, now), "Yesterday");
  assert_words (kith_time_words_day (now - 2 * DAY, now), "Monday");
  assert_words (kith_time_words_day (now - 7 * DAY, now), "29 April");
  assert_words (kith_time_words_day (now - 400 * DAY, now), "1 April 2025");
  assert_words (kith_time_words_full (now), "Wednesday, 6 May 2026, 15:30");
}

static void
test_last_seen (void)
{
  gint64 now = get_now ();

  assert_words (kith_time_words_last_seen (now - 10 * SECOND, now), "last seen just now");
  assert_words (kith_time_words_last_seen (now + 10 * SECOND, now), "last seen just now");
  assert_words (kith_time_words_last_seen (now - 61 * SECOND, now), "last seen 1 minute ago");
  assert_words (kith_time_words_last_seen (now - 300 * SECOND, now), "last seen 5 minutes ago");
  assert_words (kith_time_words_last_seen (now - 7200 * SECOND, now), "last seen at 13:30");
  assert_words (kith_time_words_last_seen (now - DAY, now), "last seen yesterday at 15:30");
  assert_words (kith_time_words_last_seen (now - 2 * DAY, now), "last seen on Monday");
}

static void
test_date (void)
{
  g_autoptr(GDateTime) when = g_date_time_new_local (2026, 5, 3, 14, 5, 0);

  assert_words (kith_time_words_date (g_date_time_to_unix (when) * SECOND), "3 May 2026");
  assert_words (kith_time_words_date (0), "1 January 1970");
}

static void
test_day_number (void)
{
  g_autoptr(GDateTime) late = g_date_time_new_local (2026, 5, 6, 23, 59, 59);
  g_autoptr(GDateTime) early = g_date_time_new_local (2026, 5, 7, 0, 0, 0);
  gint64 before = g_date_time_to_unix (late) * SECOND;
  gint64 after = g_date_time_to_unix (early) * SECOND;

  g_assert_cmpint (kith_time_words_day_number (after), ==, kith_time_words_day_number (before) + 1);
  g_assert_cmpint (kith_time_words_day_number (before), ==, kith_time_words_day_number (get_now ()));
  g_assert_cmpint (kith_time_words_until_tomorrow (before), ==, SECOND);
  g_assert_cmpint (kith_time_words_until_tomorrow (get_now ()), ==, (8 * 3600 + 1800) * SECOND);
}

/* What a hostile clock may say. */
static void
test_extremes (void)
{
  static const gint64 times[] = { G_MININT64, -1, 0, 1, G_MAXINT64 };

  for (guint i = 0; i < G_N_ELEMENTS (times); i++)
    {
      g_autofree char *words = kith_time_words_short (times[i], get_now ());
      g_autofree char *full = kith_time_words_full (times[i]);

      g_assert_nonnull (words);
      g_assert_nonnull (full);
      kith_time_words_day_number (times[i]);
    }
}

/* Whoever travels sees the time of the place, if not at once. */
static void
test_another_zone (void)
{
  gint64 now = get_now ();

  assert_words (kith_time_words_clock (now), "15:30");
  g_setenv ("TZ", "Asia/Tokyo", TRUE);
  for (;;)
    {
      g_autofree char *words = kith_time_words_clock (now);

      if (g_str_equal (words, "23:30"))
        break;

      g_assert_cmpstr (words, ==, "15:30");
      g_usleep (10000);
    }
}

int
main (int    argc,
      char **argv)
{
  g_setenv ("TZ", "Europe/London", TRUE);
  g_setenv ("LC_ALL", "C.UTF-8", TRUE);
  setlocale (LC_ALL, "");
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/time-words/short", test_short);
  g_test_add_func ("/time-words/day", test_day);
  g_test_add_func ("/time-words/last-seen", test_last_seen);
  g_test_add_func ("/time-words/date", test_date);
  g_test_add_func ("/time-words/day-number", test_day_number);
  g_test_add_func ("/time-words/extremes", test_extremes);

  g_test_add_func ("/time-words/another-zone", test_another_zone);

  return g_test_run ();
}
