/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-midnight.h"

#include "kith-time-words.h"

static void
count_cb (guint *n)
{
  (*n)++;
}

/* The day, and how often it has been another one. */
typedef struct
{
  KithMidnight *midnight;
  gint64        tomorrow;
  guint         n;
} Fixture;

static void
set_up (Fixture      *fixture,
        gconstpointer data)
{
  gint64 now = g_get_real_time ();

  fixture->midnight = kith_midnight_new ();
  fixture->tomorrow = now + kith_time_words_until_tomorrow (now);
  g_signal_connect_swapped (fixture->midnight, "passed", G_CALLBACK (count_cb), &fixture->n);
}

static void
tear_down (Fixture      *fixture,
           gconstpointer data)
{
  g_assert_finalize_object (fixture->midnight);
}

/* Once for each day, however often somebody looks. */
static void
test_once_a_day (Fixture      *fixture,
                 gconstpointer data)
{
  kith_midnight_check (fixture->midnight, fixture->tomorrow + G_USEC_PER_SEC);
  g_assert_cmpuint (fixture->n, ==, 1);
  kith_midnight_check (fixture->midnight, fixture->tomorrow + 2 * G_TIME_SPAN_HOUR);
  g_assert_cmpuint (fixture->n, ==, 1);
  kith_midnight_check (fixture->midnight, fixture->tomorrow + 26 * G_TIME_SPAN_HOUR);
  g_assert_cmpuint (fixture->n, ==, 2);
}

/* The computer slept for a month, or its clock was put right. */
static void
test_far (Fixture      *fixture,
          gconstpointer data)
{
  kith_midnight_check (fixture->midnight, fixture->tomorrow + 30 * G_TIME_SPAN_DAY);
  g_assert_cmpuint (fixture->n, ==, 1);
  kith_midnight_check (fixture->midnight, fixture->tomorrow - G_USEC_PER_SEC);
  g_assert_cmpuint (fixture->n, ==, 2);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/ui/midnight/once-a-day", Fixture, NULL, set_up, test_once_a_day, tear_down);
  g_test_add ("/ui/midnight/far", Fixture, NULL, set_up, test_far, tear_down);

  return g_test_run ();
}
