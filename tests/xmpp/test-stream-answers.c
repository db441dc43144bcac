/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-stream-answers.h"

#include "kith-test-peer.h"
#include "kith-test-stream.h"

typedef struct
{
  KithTestWire      *wire;
  KithStreamCount   *count;
  KithStreamAnswers *answers;
  GString           *checkpoints;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->wire = kith_test_wire_new ();
  fixture->count = kith_stream_count_new ();
  fixture->answers = kith_stream_answers_new (fixture->count);
  fixture->checkpoints = g_string_new (NULL);
  g_signal_connect_swapped (fixture->answers, "checkpoint", G_CALLBACK (kith_test_stream_note_cb), fixture->checkpoints);
  kith_stream_answers_attach (fixture->answers, KITH_WIRE (fixture->wire));
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_assert_finalize_object (fixture->answers);
  g_assert_finalize_object (fixture->count);
  g_assert_finalize_object (fixture->wire);
  g_string_free (fixture->checkpoints, TRUE);
}

static void
take (Fixture *fixture, const char *id, gboolean hold)
{
  g_autoptr(KithStanza) stanza = kith_test_stream_create ("message", id);

  g_assert_true (kith_stream_count_receive (fixture->count, stanza));
  if (hold)
    kith_stream_count_hold (fixture->count);
  kith_stream_count_dispatched (fixture->count);
  kith_stream_answers_note_handled (fixture->answers);
}

/* At once when it is asked for, and not unasked. */
static void
test_asked (Fixture *fixture, gconstpointer data)
{
  take (fixture, "a", FALSE);
  kith_test_stream_assert_sent (fixture->wire, "");
  kith_stream_answers_answer (fixture->answers);
  g_assert_cmpuint (kith_test_wire_get_n_sent (fixture->wire), ==, 1);
  kith_test_stream_assert_sent (fixture->wire, "a:1");
  take (fixture, "b", FALSE);
  kith_test_stream_assert_sent (fixture->wire, "");
}

/* What was held when the server asked is told when it is handled; what came after the question is not. */
static void
test_held (Fixture *fixture, gconstpointer data)
{
  take (fixture, "a", FALSE);
  take (fixture, "b", TRUE);
  take (fixture, "c", TRUE);
  kith_stream_answers_answer (fixture->answers);
  kith_test_stream_assert_sent (fixture->wire, "a:1");
  take (fixture, "d", FALSE);
  kith_test_stream_assert_sent (fixture->wire, "");
  kith_stream_count_handled (fixture->count, 2);
  kith_stream_answers_note_handled (fixture->answers);
  kith_stream_count_handled (fixture->count, 3);
  kith_stream_answers_note_handled (fixture->answers);
  kith_test_stream_assert_sent (fixture->wire, "a:4");
  take (fixture, "e", FALSE);
  kith_test_stream_assert_sent (fixture->wire, "");
}

/* What nobody else commits is to be committed now and then. */
static void
test_checkpoint (Fixture *fixture, gconstpointer data)
{
  kith_stream_count_set_kept (fixture->count, TRUE);
  take (fixture, "a", FALSE);
  take (fixture, "b", FALSE);
  kith_stream_answers_answer (fixture->answers);
  kith_test_stream_assert_sent (fixture->wire, "a:0");
  g_assert_cmpstr (fixture->checkpoints->str, ==, "");
  while (fixture->checkpoints->len == 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpstr (fixture->checkpoints->str, ==, "2 ");
  kith_test_stream_assert_sent (fixture->wire, "");
  kith_stream_count_committed (fixture->count, 2);
  kith_stream_answers_note_handled (fixture->answers);
  kith_test_stream_assert_sent (fixture->wire, "a:2");
}

/* Whatever the server asked on a connection that is gone, it asks again on the next. */
static void
test_detached (Fixture *fixture, gconstpointer data)
{
  take (fixture, "a", TRUE);
  kith_stream_answers_answer (fixture->answers);
  kith_test_stream_assert_sent (fixture->wire, "a:0");
  kith_stream_answers_detach (fixture->answers);
  kith_stream_count_handled (fixture->count, 1);
  kith_stream_answers_note_handled (fixture->answers);
  kith_stream_answers_answer (fixture->answers);
  kith_test_stream_assert_sent (fixture->wire, "");
  kith_stream_answers_attach (fixture->answers, KITH_WIRE (fixture->wire));
  kith_stream_answers_answer (fixture->answers);
  kith_test_stream_assert_sent (fixture->wire, "a:1");
}

static void
test_wrap (Fixture *fixture, gconstpointer data)
{
  kith_stream_count_reset (fixture->count, (gint64)G_MAXUINT32);
  kith_stream_answers_answer (fixture->answers);
  take (fixture, "a", FALSE);
  kith_stream_answers_answer (fixture->answers);
  take (fixture, "b", FALSE);
  kith_stream_answers_answer (fixture->answers);
  kith_test_stream_assert_sent (fixture->wire, "a:4294967295 a:0 a:1");
}

#define ADD(path, function) g_test_add ("/stream-answers/" path, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("asked", test_asked);
  ADD ("held", test_held);
  ADD ("checkpoint", test_checkpoint);
  ADD ("detached", test_detached);
  ADD ("wrap", test_wrap);

  return g_test_run ();
}
