/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-stream-queue.h"

#include "kith-ns.h"

#define LAST (G_GINT64_CONSTANT (4294967296) - 1)

typedef struct
{
  KithStreamQueue *queue;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->queue = kith_stream_queue_new ();
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_assert_finalize_object (fixture->queue);
}

static gint64
add (Fixture *fixture, const char *id, gboolean gated)
{
  g_autoptr(KithStanza) stanza = kith_stanza_new ("message", KITH_NS_CLIENT);

  kith_stanza_set (stanza, "id", id);

  return kith_stream_queue_add (fixture->queue, stanza, gated);
}

/* What is written now, in order. */
static void
assert_writes (Fixture *fixture, const char *ids)
{
  g_autoptr(GString) written = g_string_new (NULL);
  KithStanza *stanza = NULL;

  while ((stanza = kith_stream_queue_write_next (fixture->queue)) != NULL)
    g_string_append (written, kith_stanza_get (stanza, "id"));

  g_assert_cmpstr (written->str, ==, ids);
}

static void
test_in_order (Fixture *fixture, gconstpointer data)
{
  g_assert_cmpint (add (fixture, "a", FALSE), ==, 1);
  g_assert_cmpint (add (fixture, "b", FALSE), ==, 2);
  assert_writes (fixture, "ab");
  g_assert_cmpint (add (fixture, "c", FALSE), ==, 3);
  assert_writes (fixture, "c");
  assert_writes (fixture, "");
  g_assert_cmpint (kith_stream_queue_get_written (fixture->queue), ==, 3);
  g_assert_cmpint (kith_stream_queue_get_acknowledged (fixture->queue), ==, 0);
}

/* Neither what is gated nor anything behind it, released in whatever order. */
static void
test_gate (Fixture *fixture, gconstpointer data)
{
  add (fixture, "a", FALSE);
  g_assert_cmpint (add (fixture, "b", TRUE), ==, 2);
  add (fixture, "c", FALSE);
  g_assert_cmpint (add (fixture, "d", TRUE), ==, 4);
  add (fixture, "e", FALSE);
  assert_writes (fixture, "a");

  kith_stream_queue_release (fixture->queue, 4);
  assert_writes (fixture, "");
  kith_stream_queue_release (fixture->queue, 2);
  assert_writes (fixture, "bcde");

  /* What is out, what never was, and nothing. */
  kith_stream_queue_release (fixture->queue, 2);
  kith_stream_queue_release (fixture->queue, 99);
  kith_stream_queue_release (fixture->queue, 0);
  kith_stream_queue_release (fixture->queue, -1);
  assert_writes (fixture, "");
}

/* A new connection gets what is not acknowledged, but what is still gated waits as before. */
static void
test_rewind (Fixture *fixture, gconstpointer data)
{
  add (fixture, "a", FALSE);
  add (fixture, "b", FALSE);
  add (fixture, "c", FALSE);
  add (fixture, "d", TRUE);
  assert_writes (fixture, "abc");
  g_assert_cmpint (kith_stream_queue_acknowledge (fixture->queue, 1), ==, KITH_STREAM_ACK_NEWS);
  kith_stream_queue_rewind (fixture->queue);
  g_assert_cmpint (kith_stream_queue_get_written (fixture->queue), ==, 1);
  assert_writes (fixture, "bc");
  kith_stream_queue_release (fixture->queue, 4);
  assert_writes (fixture, "d");
  g_assert_cmpint (kith_stream_queue_acknowledge (fixture->queue, 4), ==, KITH_STREAM_ACK_NEWS);
  kith_stream_queue_rewind (fixture->queue);
  assert_writes (fixture, "");
  g_assert_cmpint (add (fixture, "e", FALSE), ==, 5);
  assert_writes (fixture, "e");
}

/* What a server may say when @acknowledged of @written stanzas are acknowledged, and ten wait behind a gate. */
static const struct
{
  gint64        acknowledged;
  gint64        written;
  guint32       h;
  KithStreamAck ack;
} rows[] = {
  { 0, 0, 0, KITH_STREAM_ACK_NO_NEWS },
  { 0, 0, 1, KITH_STREAM_ACK_TOO_HIGH },
  { 0, 0, G_MAXUINT32, KITH_STREAM_ACK_TOO_HIGH },
  { 0, 3, 0, KITH_STREAM_ACK_NO_NEWS },
  { 0, 3, 1, KITH_STREAM_ACK_NEWS },
  { 0, 3, 3, KITH_STREAM_ACK_NEWS },
  { 0, 3, 4, KITH_STREAM_ACK_TOO_HIGH },
  { 8, 8, 10, KITH_STREAM_ACK_TOO_HIGH },
  { 8, 8, 7, KITH_STREAM_ACK_BACK },
  { 8, 8, 0, KITH_STREAM_ACK_BACK },
  { 8, 8, G_MAXUINT32, KITH_STREAM_ACK_TOO_HIGH },
  { 8, 12, 9, KITH_STREAM_ACK_NEWS },
  { 8, 12, 12, KITH_STREAM_ACK_NEWS },
  { 8, 12, 13, KITH_STREAM_ACK_TOO_HIGH },
  { LAST - 1, LAST + 3, G_MAXUINT32 - 1, KITH_STREAM_ACK_NO_NEWS },
  { LAST - 1, LAST + 3, G_MAXUINT32, KITH_STREAM_ACK_NEWS },
  { LAST - 1, LAST + 3, 0, KITH_STREAM_ACK_NEWS },
  { LAST - 1, LAST + 3, 2, KITH_STREAM_ACK_NEWS },
  { LAST - 1, LAST + 3, 3, KITH_STREAM_ACK_TOO_HIGH },
  { LAST - 1, LAST + 3, G_MAXUINT32 - 2, KITH_STREAM_ACK_BACK },
  { LAST + 2, LAST + 2, 0, KITH_STREAM_ACK_BACK },
  { LAST + 2, LAST + 2, G_MAXUINT32, KITH_STREAM_ACK_BACK },
  { LAST + 2, LAST + 4, 3, KITH_STREAM_ACK_NEWS },
};

static void
test_arithmetic (Fixture *fixture, gconstpointer data)
{
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      gint64 acknowledged = rows[i].acknowledged;

      kith_stream_queue_reset (fixture->queue, acknowledged);
      for (gint64 n = rows[i].acknowledged; n < rows[i].written; n++)
        g_assert_cmpint (add (fixture, ".", FALSE), ==, n + 1);
      for (guint n = 0; n < 10; n++)
        add (fixture, ".", TRUE);
      while (kith_stream_queue_write_next (fixture->queue) != NULL)
        ;
      g_assert_cmpint (kith_stream_queue_get_written (fixture->queue), ==, rows[i].written);

      g_test_message ("row %u", i);
      g_assert_cmpint (kith_stream_queue_acknowledge (fixture->queue, rows[i].h), ==, rows[i].ack);
      if (rows[i].ack == KITH_STREAM_ACK_NEWS)
        acknowledged += (guint32)(rows[i].h - (guint32)acknowledged);
      g_assert_cmpint (kith_stream_queue_get_acknowledged (fixture->queue), ==, acknowledged);
      g_assert_cmpint (kith_stream_queue_get_written (fixture->queue), ==, rows[i].written);
    }
}

static void
test_reset (Fixture *fixture, gconstpointer data)
{
  add (fixture, "a", FALSE);
  add (fixture, "b", TRUE);
  assert_writes (fixture, "a");
  kith_stream_queue_reset (fixture->queue, 7);
  assert_writes (fixture, "");
  g_assert_cmpint (add (fixture, "c", FALSE), ==, 8);
  assert_writes (fixture, "c");
}

#define ADD(path, function) g_test_add ("/stream-queue/" path, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("in-order", test_in_order);
  ADD ("gate", test_gate);
  ADD ("rewind", test_rewind);
  ADD ("arithmetic", test_arithmetic);
  ADD ("reset", test_reset);

  return g_test_run ();
}
