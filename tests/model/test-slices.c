/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-slices-private.h"

static guint n_done;

static guint n_ends;

static void
count_cb (gpointer thing,
          gpointer user_data)
{
  g_assert_cmpstr (user_data, ==, "data");
  g_assert_cmpuint (GPOINTER_TO_UINT (thing), ==, ++n_done);
  g_usleep (20);
}

static void
end_cb (gpointer user_data)
{
  n_ends++;
}

static void
test_slices (void)
{
  KithSlices *slices = kith_slices_new (count_cb, end_cb, "data");
  GPtrArray *things = g_ptr_array_new ();
  GPtrArray *more = g_ptr_array_new ();
  gint64 longest = 0;
  guint n_turns = 0;

  for (guint i = 1; i <= 1000; i++)
    g_ptr_array_add (i <= 900 ? things : more, GUINT_TO_POINTER (i));

  kith_slices_take (slices, things);
  kith_slices_take (slices, more);
  g_assert_true (kith_slices_is_busy (slices));
  while (kith_slices_is_busy (slices))
    {
      gint64 start = g_get_monotonic_time ();

      g_main_context_iteration (NULL, TRUE);
      longest = MAX (longest, g_get_monotonic_time () - start);
      n_turns++;
    }
  g_assert_cmpuint (n_done, ==, 1000);
  g_assert_cmpuint (n_ends, ==, 1);
  g_assert_cmpuint (n_turns, >, 2);

  n_done = 0;
  things = g_ptr_array_new ();
  g_ptr_array_add (things, GUINT_TO_POINTER (1));
  kith_slices_take (slices, things);
  kith_slices_finish (slices);
  g_assert_cmpuint (n_done, ==, 1);
  g_assert_cmpuint (n_ends, ==, 2);
  kith_slices_finish (slices);
  g_assert_cmpuint (n_ends, ==, 2);

  things = g_ptr_array_new ();
  g_ptr_array_add (things, NULL);
  kith_slices_take (slices, things);
  kith_slices_free (slices);
  g_test_message ("longest slice: %" G_GINT64_FORMAT " µs", longest);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/slices/order", test_slices);

  return g_test_run ();
}
