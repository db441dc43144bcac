/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-stream-count.h"

#include "kith-ns.h"

typedef struct
{
  KithStreamCount *count;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->count = kith_stream_count_new ();
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_assert_finalize_object (fixture->count);
}

static gboolean
receive (Fixture *fixture, const char *id)
{
  g_autoptr(KithStanza) stanza = kith_stanza_new ("message", KITH_NS_CLIENT);

  kith_stanza_set (stanza, "id", id);

  return kith_stream_count_receive (fixture->count, stanza);
}

/* Receives a stanza that is dispatched, and held if @hold. */
static gint64
take (Fixture *fixture, const char *id, gboolean hold)
{
  gint64 number = 0;

  g_assert_true (receive (fixture, id));
  if (hold)
    number = kith_stream_count_hold (fixture->count);
  kith_stream_count_dispatched (fixture->count);

  return number;
}

static void
assert_counts (Fixture *fixture, gint64 handled, gint64 told)
{
  g_assert_cmpint (kith_stream_count_get_handled (fixture->count), ==, handled);
  g_assert_cmpint (kith_stream_count_get_told (fixture->count), ==, told);
}

static void
test_plain (Fixture *fixture, gconstpointer data)
{
  assert_counts (fixture, 0, 0);
  g_assert_cmpint (kith_stream_count_hold (fixture->count), ==, 0);
  take (fixture, "a", FALSE);
  take (fixture, "b", FALSE);
  assert_counts (fixture, 2, 2);

  /* It is not handled while it is being dispatched. */
  g_assert_true (receive (fixture, "c"));
  assert_counts (fixture, 2, 2);
  kith_stream_count_dispatched (fixture->count);
  assert_counts (fixture, 3, 3);
}

/* Up to the lowest that is held, in whatever order they are let go. */
static void
test_hold (Fixture *fixture, gconstpointer data)
{
  take (fixture, "a", FALSE);
  g_assert_cmpint (take (fixture, "b", TRUE), ==, 2);
  take (fixture, "c", FALSE);
  g_assert_cmpint (take (fixture, "d", TRUE), ==, 4);
  take (fixture, "e", FALSE);
  assert_counts (fixture, 1, 1);
  kith_stream_count_handled (fixture->count, 4);
  assert_counts (fixture, 1, 1);
  kith_stream_count_handled (fixture->count, 2);
  assert_counts (fixture, 5, 5);
  kith_stream_count_handled (fixture->count, 2);
  kith_stream_count_handled (fixture->count, 77);
  assert_counts (fixture, 5, 5);
}

static void
test_hold_twice (Fixture *fixture, gconstpointer data)
{
  g_assert_true (receive (fixture, "a"));
  g_assert_cmpint (kith_stream_count_hold (fixture->count), ==, 1);
  g_assert_cmpint (kith_stream_count_hold (fixture->count), ==, 1);
  kith_stream_count_handled (fixture->count, 1);
  kith_stream_count_dispatched (fixture->count);
  assert_counts (fixture, 0, 0);
  kith_stream_count_handled (fixture->count, 1);
  assert_counts (fixture, 1, 1);
}

/* Where the count is kept, the server is told what is committed and no more. */
static void
test_kept (Fixture *fixture, gconstpointer data)
{
  kith_stream_count_set_kept (fixture->count, TRUE);
  take (fixture, "a", FALSE);
  take (fixture, "b", TRUE);
  take (fixture, "c", FALSE);
  assert_counts (fixture, 1, 0);
  kith_stream_count_committed (fixture->count, 1);
  assert_counts (fixture, 1, 1);
  kith_stream_count_handled (fixture->count, 2);
  assert_counts (fixture, 3, 1);
  kith_stream_count_committed (fixture->count, 2);
  assert_counts (fixture, 3, 2);
  kith_stream_count_committed (fixture->count, 1);
  assert_counts (fixture, 3, 2);

  /* Nobody can have committed what has not come. */
  kith_stream_count_committed (fixture->count, 50);
  take (fixture, "d", FALSE);
  assert_counts (fixture, 4, 3);
}

/* What the server sends again after a resumption was dispatched before. */
static void
test_rewind (Fixture *fixture, gconstpointer data)
{
  take (fixture, "a", FALSE);
  take (fixture, "b", TRUE);
  take (fixture, "c", FALSE);
  kith_stream_count_rewind (fixture->count, 1);
  assert_counts (fixture, 1, 1);
  g_assert_false (receive (fixture, "b"));
  g_assert_cmpint (kith_stream_count_hold (fixture->count), ==, 0);
  assert_counts (fixture, 1, 1);
  kith_stream_count_handled (fixture->count, 2);
  assert_counts (fixture, 2, 2);
  g_assert_false (receive (fixture, "c"));
  take (fixture, "d", FALSE);
  assert_counts (fixture, 4, 4);
}

/* A server that counts otherwise than we do: rather twice than never. */
static void
test_rewind_otherwise (Fixture *fixture, gconstpointer data)
{
  take (fixture, "a", TRUE);
  take (fixture, "b", FALSE);
  kith_stream_count_rewind (fixture->count, 0);
  g_assert_false (receive (fixture, "a"));
  g_assert_true (receive (fixture, "other"));
  g_assert_cmpint (kith_stream_count_hold (fixture->count), ==, 2);
  kith_stream_count_dispatched (fixture->count);
  kith_stream_count_handled (fixture->count, 1);
  assert_counts (fixture, 1, 1);
  kith_stream_count_handled (fixture->count, 2);
  assert_counts (fixture, 2, 2);
}

/* Long enough to forget what stanzas looked like that are not sent again. */
static void
test_long (Fixture *fixture, gconstpointer data)
{
  for (guint i = 0; i < 1000; i++)
    take (fixture, "a", FALSE);
  take (fixture, "b", TRUE);
  take (fixture, "c", FALSE);
  kith_stream_count_rewind (fixture->count, 1000);
  g_assert_false (receive (fixture, "b"));
  g_assert_false (receive (fixture, "c"));
  g_assert_true (receive (fixture, "d"));
}

static void
test_reset (Fixture *fixture, gconstpointer data)
{
  take (fixture, "a", TRUE);
  kith_stream_count_reset (fixture->count, 41);
  assert_counts (fixture, 41, 41);
  g_assert_cmpint (take (fixture, "a", TRUE), ==, 42);
  assert_counts (fixture, 41, 41);
}

#define ADD(path, function) g_test_add ("/stream-count/" path, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("plain", test_plain);
  ADD ("hold", test_hold);
  ADD ("hold-twice", test_hold_twice);
  ADD ("kept", test_kept);
  ADD ("rewind", test_rewind);
  ADD ("rewind-otherwise", test_rewind_otherwise);
  ADD ("long", test_long);
  ADD ("reset", test_reset);

  return g_test_run ();
}
