/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-model-fixture.h"
#include "kith-stream-numbers-private.h"

static gint64
get_number (KithModelFixture *fixture,
            guint             i)
{
  g_autoptr(GPtrArray) pending = kith_model_fixture_load_pending (fixture);

  return ((KithMessageRecord *)pending->pdata[i])->sequence;
}

static void
test_way (void)
{
  g_autoptr(KithModelFixture) fixture = kith_model_fixture_new ();
  KithStreamNumbers *numbers = kith_stream_numbers_new (fixture->store, fixture->session);
  gint64 first = kith_message_get_id (kith_model_fixture_write (fixture, "ben@kith.example", "m1"));
  gint64 second = kith_message_get_id (kith_model_fixture_write (fixture, "ben@kith.example", "m2"));

  kith_stream_numbers_add (numbers, first, 4);
  kith_stream_numbers_add (numbers, second, 5);
  kith_stream_numbers_add (numbers, first, KITH_SEQUENCE_UNCERTAIN);
  kith_model_fixture_settle (fixture);
  g_assert_cmpint (get_number (fixture, 0), ==, KITH_SEQUENCE_UNCERTAIN);
  g_assert_cmpint (get_number (fixture, 1), ==, 5);

  /* What was not committed before the stream was over never is. */
  kith_stream_numbers_add (numbers, first, 9);
  kith_stream_numbers_forget (numbers);
  kith_stream_numbers_add (numbers, second, 0);
  kith_model_fixture_settle (fixture);
  g_assert_cmpint (get_number (fixture, 0), ==, KITH_SEQUENCE_UNCERTAIN);
  g_assert_cmpint (get_number (fixture, 1), ==, 0);
  g_assert_finalize_object (numbers);
}

static void
test_full (void)
{
  g_autoptr(KithModelFixture) fixture = kith_model_fixture_new_on_disk ();
  KithStreamNumbers *numbers = kith_stream_numbers_new (fixture->store, fixture->session);
  gint64 first = kith_message_get_id (kith_model_fixture_write (fixture, "ben@kith.example", "m1"));
  gint64 second = kith_message_get_id (kith_model_fixture_write (fixture, "ben@kith.example", "m2"));

  kith_stream_numbers_set_retry_delay (numbers, 20);
  kith_model_test_set_room (FALSE);
  kith_stream_numbers_add (numbers, first, 4);
  kith_model_fixture_settle (fixture);
  kith_stream_numbers_add (numbers, second, 5);
  kith_model_test_run (30);
  kith_model_fixture_settle (fixture);
  g_assert_cmpint (get_number (fixture, 0), ==, 0);

  kith_model_test_set_room (TRUE);
  kith_model_test_wait (get_number (fixture, 1) == 5);
  g_assert_cmpint (get_number (fixture, 0), ==, 4);
  kith_model_fixture_settle (fixture);
  g_assert_finalize_object (numbers);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/stream-numbers/way", test_way);
  g_test_add_func ("/stream-numbers/full", test_full);

  return g_test_run ();
}
