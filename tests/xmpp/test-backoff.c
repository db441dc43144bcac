/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-backoff.h"

static void
test_windows (void)
{
  g_autoptr(GRand) rand = g_rand_new_with_seed (7);
  KithBackoff *backoff = kith_backoff_new (1000, 60000, rand);
  const guint windows[] = { 1000, 2000, 4000, 8000, 16000, 32000, 60000, 60000, 60000 };

  for (guint i = 0; i < G_N_ELEMENTS (windows); i++)
    {
      guint wait = kith_backoff_next (backoff);

      g_assert_cmpuint (wait, >=, windows[i] / 2);
      g_assert_cmpuint (wait, <=, windows[i]);
    }

  kith_backoff_reset (backoff);
  g_assert_cmpuint (kith_backoff_next (backoff), <=, 1000);
  g_assert_cmpuint (kith_backoff_next (backoff), <=, 2000);

  g_assert_finalize_object (backoff);
}

/* The same draws for the same seed, others for another. */
static void
test_jitter (void)
{
  g_autoptr(GRand) rand = g_rand_new_with_seed (1);
  g_autoptr(GRand) other_rand = g_rand_new_with_seed (2);
  KithBackoff *one = kith_backoff_new (60000, 60000, rand);
  KithBackoff *same = kith_backoff_new (60000, 60000, rand);
  KithBackoff *other = kith_backoff_new (60000, 60000, other_rand);
  guint n_different = 0;

  for (guint i = 0; i < 10; i++)
    {
      guint wait = kith_backoff_next (one);

      g_assert_cmpuint (kith_backoff_next (same), ==, wait);
      n_different += kith_backoff_next (other) != wait;
    }
  g_assert_cmpuint (n_different, >, 5);

  g_assert_finalize_object (one);
  g_assert_finalize_object (same);
  g_assert_finalize_object (other);
}

static void
test_extremes (void)
{
  KithBackoff *backoff = kith_backoff_new (0, 0, NULL);

  for (guint i = 0; i < 100; i++)
    g_assert_cmpuint (kith_backoff_next (backoff), <=, 1);
  g_assert_finalize_object (backoff);

  backoff = kith_backoff_new (G_MAXUINT, G_MAXUINT, NULL);
  for (guint i = 0; i < 100; i++)
    g_assert_cmpuint (kith_backoff_next (backoff), >=, G_MAXINT / 4);
  g_assert_finalize_object (backoff);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/backoff/windows", test_windows);
  g_test_add_func ("/backoff/jitter", test_jitter);
  g_test_add_func ("/backoff/extremes", test_extremes);

  return g_test_run ();
}
