/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-gap-private.h"

#include "kith-model-error.h"

static void
count_cb (guint *n)
{
  (*n)++;
}

static void
test_state (void)
{
  KithGap *gap = kith_gap_new (3, 17);
  g_autoptr(GError) error = g_error_new_literal (KITH_MODEL_ERROR, KITH_MODEL_ERROR_TIMEOUT, "late");
  guint n = 0;

  g_signal_connect_swapped (gap, "notify::state", G_CALLBACK (count_cb), &n);
  g_assert_cmpint (kith_gap_get_id (gap), ==, 3);
  g_assert_cmpint (kith_gap_get_time (gap), ==, 17);
  g_assert_cmpint (kith_gap_get_state (gap), ==, KITH_GAP_WAITING);
  g_assert_false (kith_gap_get_wanted (gap));

  kith_gap_set_state (gap, KITH_GAP_WAITING, NULL);
  g_assert_cmpuint (n, ==, 0);
  kith_gap_set_state (gap, KITH_GAP_FAILED, error);
  g_assert_cmpuint (n, ==, 1);
  g_assert_error (kith_gap_get_error (gap), KITH_MODEL_ERROR, KITH_MODEL_ERROR_TIMEOUT);
  kith_gap_set_state (gap, KITH_GAP_LOADING, NULL);
  g_assert_cmpuint (n, ==, 2);
  g_assert_null (kith_gap_get_error (gap));

  g_assert_finalize_object (gap);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/gap/state", test_state);

  return g_test_run ();
}
