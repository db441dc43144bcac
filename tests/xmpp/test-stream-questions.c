/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-stream-questions.h"

#include "kith-test-stream.h"

typedef struct
{
  KithTestWire        *wire;
  KithStreamQuestions *questions;
  guint                n_asked;
} Fixture;

static void
asked_cb (Fixture *fixture)
{
  fixture->n_asked++;
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->wire = kith_test_wire_new ();
  fixture->questions = kith_stream_questions_new ();
  g_signal_connect_swapped (fixture->questions, "asked", G_CALLBACK (asked_cb), fixture);
  kith_stream_questions_attach (fixture->questions, KITH_WIRE (fixture->wire), 0);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_assert_finalize_object (fixture->questions);
  g_assert_finalize_object (fixture->wire);
}

/* Once for all that is written before the main loop comes round. */
static void
test_burst (Fixture *fixture, gconstpointer data)
{
  for (gint64 n = 1; n <= 5; n++)
    kith_stream_questions_note_written (fixture->questions, n);
  g_assert_cmpuint (kith_test_wire_get_n_sent (fixture->wire), ==, 0);
  kith_test_stream_assert_sent (fixture->wire, "r");
  g_assert_cmpuint (fixture->n_asked, ==, 1);
}

/* While an answer is waited for nothing more is asked; then, for what was written meanwhile. */
static void
test_one_at_a_time (Fixture *fixture, gconstpointer data)
{
  kith_stream_questions_note_written (fixture->questions, 1);
  kith_test_stream_assert_sent (fixture->wire, "r");
  kith_stream_questions_note_written (fixture->questions, 2);
  kith_test_stream_assert_sent (fixture->wire, "");
  kith_stream_questions_note_answer (fixture->questions, 1);
  kith_test_stream_assert_sent (fixture->wire, "r");
  kith_stream_questions_note_answer (fixture->questions, 2);
  kith_test_stream_assert_sent (fixture->wire, "");
}

static void
test_long_burst (Fixture *fixture, gconstpointer data)
{
  for (gint64 n = 1; n <= 25; n++)
    kith_stream_questions_note_written (fixture->questions, n);
  g_assert_cmpuint (kith_test_wire_get_n_sent (fixture->wire), ==, 2);
  kith_test_stream_assert_sent (fixture->wire, "r r");
  kith_stream_questions_note_answer (fixture->questions, 10);
  kith_test_stream_assert_sent (fixture->wire, "r");
}

/* Without anything written, because somebody wants to know whether the server is there. */
static void
test_ask (Fixture *fixture, gconstpointer data)
{
  kith_stream_questions_ask (fixture->questions);
  g_assert_cmpuint (fixture->n_asked, ==, 1);
  kith_test_stream_assert_sent (fixture->wire, "r");
}

static void
test_detached (Fixture *fixture, gconstpointer data)
{
  kith_stream_questions_note_written (fixture->questions, 1);
  kith_stream_questions_detach (fixture->questions);
  kith_stream_questions_ask (fixture->questions);
  kith_test_stream_assert_sent (fixture->wire, "");
  g_assert_cmpuint (fixture->n_asked, ==, 0);

  /* Another connection, on which it is written again. */
  kith_stream_questions_attach (fixture->questions, KITH_WIRE (fixture->wire), 0);
  kith_stream_questions_note_written (fixture->questions, 1);
  kith_test_stream_assert_sent (fixture->wire, "r");
}

#define ADD(path, function) g_test_add ("/stream-questions/" path, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("burst", test_burst);
  ADD ("one-at-a-time", test_one_at_a_time);
  ADD ("long-burst", test_long_burst);
  ADD ("ask", test_ask);
  ADD ("detached", test_detached);

  return g_test_run ();
}
