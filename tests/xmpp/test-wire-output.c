/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-wire-output.h"

#include <string.h>

#include "kith-ns.h"
#include "kith-test-peer.h"

#define MUCH (16 * 1024 * 1024)

typedef struct
{
  GIOStream      *stream;
  KithTestPeer   *peer;
  KithWireOutput *output;
  guint           n_lost;
  gboolean        lost;
  gboolean        written;
} Fixture;

static void
written_cb (Fixture *fixture)
{
  fixture->written = TRUE;
}

static void
lost_cb (Fixture *fixture, const GError *error)
{
  g_assert_nonnull (error);
  fixture->n_lost++;
  fixture->lost = TRUE;
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr(GIOStream) other = NULL;

  kith_test_connection_pair (&fixture->stream, &other);
  fixture->peer = kith_test_peer_new (other);
  fixture->output = kith_wire_output_new (g_io_stream_get_output_stream (fixture->stream));
  g_signal_connect_swapped (fixture->output, "written", G_CALLBACK (written_cb), fixture);
  g_signal_connect_swapped (fixture->output, "lost", G_CALLBACK (lost_cb), fixture);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  if (fixture->output != NULL)
    g_assert_finalize_object (fixture->output);
  kith_test_spin_for (10);
  g_assert_finalize_object (fixture->stream);
  g_assert_finalize_object (fixture->peer);
}

static void
write_much (Fixture *fixture)
{
  g_autofree char *filling = g_strnfill (MUCH, 'x');

  kith_wire_output_write (fixture->output, filling);
  kith_test_spin_for (20);
  g_assert_true (kith_wire_output_is_busy (fixture->output));
}

static void
test_order (Fixture *fixture, gconstpointer data)
{
  g_autofree char *taken = NULL;

  write_much (fixture);
  kith_wire_output_write (fixture->output, "<one/>");
  kith_wire_output_write (fixture->output, "<two/>");
  g_assert_false (fixture->written);
  taken = kith_test_peer_take (fixture->peer, "<two/>");
  g_assert_cmpuint (strlen (taken), ==, MUCH + strlen ("<one/><two/>"));
  kith_test_spin_for (20);
  g_assert_true (fixture->written);
  g_assert_false (kith_wire_output_is_busy (fixture->output));
}

static void
test_characters (Fixture *fixture, gconstpointer data)
{
  g_autofree char *taken = NULL;

  kith_wire_output_write (fixture->output, "a\x01\t\n\x1f" "b\xff\xef\xbf\xbe\xef\xbf\xbf.");
  taken = kith_test_peer_take (fixture->peer, ".");
  g_assert_cmpstr (taken, ==, "a\t\nb\xef\xbf\xbd.");
}

static void
test_pause (Fixture *fixture, gconstpointer data)
{
  g_autoptr(GIOStream) one = NULL;
  g_autoptr(GIOStream) other = NULL;
  KithTestPeer *peer = NULL;

  kith_test_connection_pair (&one, &other);
  peer = kith_test_peer_new (other);
  kith_wire_output_pause (fixture->output);
  kith_wire_output_write (fixture->output, "<secret/>");
  kith_test_spin_for (20);
  g_assert_false (kith_wire_output_is_busy (fixture->output));

  /* What was queued goes where it is safe. */
  kith_wire_output_set_stream (fixture->output, g_io_stream_get_output_stream (one));
  kith_wire_output_resume (fixture->output);
  kith_test_peer_expect (peer, "<secret/>");
  kith_test_spin_for (10);
  g_assert_finalize_object (peer);
}

static void
test_last_words (Fixture *fixture, gconstpointer data)
{
  kith_wire_output_say_at_once (fixture->output, "</bye>");
  kith_test_peer_expect (fixture->peer, "</bye>");

  /* Not in the middle of another word. */
  write_much (fixture);
  kith_wire_output_say_at_once (fixture->output, "</bye>");
  kith_wire_output_write (fixture->output, "<end/>");
  {
    g_autofree char *taken = kith_test_peer_take (fixture->peer, "<end/>");

    g_assert_null (strstr (taken, "</bye>"));
  }
}

static void
test_cancel (Fixture *fixture, gconstpointer data)
{
  write_much (fixture);
  kith_wire_output_cancel (fixture->output);
  kith_test_spin_until (&fixture->written);
  g_assert_false (kith_wire_output_is_busy (fixture->output));
  kith_wire_output_write (fixture->output, "<late/>");
  g_assert_false (kith_wire_output_is_busy (fixture->output));
  g_assert_cmpuint (fixture->n_lost, ==, 0);
}

static void
test_lost (Fixture *fixture, gconstpointer data)
{
  write_much (fixture);
  kith_test_peer_drop (fixture->peer);
  kith_test_spin_until (&fixture->lost);
  g_assert_cmpuint (fixture->n_lost, ==, 1);
  g_assert_false (fixture->written);
}

static KithStanza *
new_stanza (const char *name, const char *type, guint size)
{
  g_autofree char *filling = g_strnfill (size, 'x');
  KithStanza *stanza = kith_stanza_new (name, KITH_NS_CLIENT);

  kith_stanza_set (stanza, "type", type);
  kith_stanza_add_text (stanza, "filling", NULL, filling);

  return stanza;
}

static void
count_cb (guint *n)
{
  *n += 1;
}

/* What others make us say is counted, and told once when it is too much and once when it is gone. */
static void
test_clogged (Fixture *fixture, gconstpointer data)
{
  g_autoptr(KithStanza) result = new_stanza ("iq", "result", 1024);
  g_autoptr(KithStanza) error = new_stanza ("iq", "error", 1024);
  guint n_changes = 0;

  g_signal_connect_swapped (fixture->output, "notify::clogged", G_CALLBACK (count_cb), &n_changes);
  write_much (fixture);
  g_assert_false (kith_wire_output_is_clogged (fixture->output));
  for (guint i = 0; i < 120; i++)
    {
      kith_wire_output_send (fixture->output, result);
      kith_wire_output_send (fixture->output, error);
    }
  g_assert_false (kith_wire_output_is_clogged (fixture->output));
  for (guint i = 0; i < 20; i++)
    kith_wire_output_send (fixture->output, result);
  g_assert_true (kith_wire_output_is_clogged (fixture->output));
  g_assert_cmpuint (n_changes, ==, 1);

  kith_wire_output_write (fixture->output, "<end/>");
  kith_test_peer_expect (fixture->peer, "<end/>");
  kith_test_spin_for (20);
  g_assert_false (kith_wire_output_is_clogged (fixture->output));
  g_assert_cmpuint (n_changes, ==, 2);
}

/* Receipts for what others send are answers, too: a server that brings messages and reads nothing fills no memory. */
static void
test_receipts (Fixture *fixture, gconstpointer data)
{
  g_autoptr(KithStanza) receipt = new_stanza ("message", "chat", 512);
  g_autoptr(KithStanza) refusal = new_stanza ("message", "error", 512);
  gint64 last = 0;

  kith_stanza_set (kith_stanza_add (receipt, "received", KITH_NS_RECEIPTS), "id", "m1");
  write_much (fixture);
  kith_wire_output_write (fixture->output, "<middle/>");
  write_much (fixture);
  g_assert_cmpint (kith_wire_output_get_last_relief (fixture->output), ==, 0);
  for (guint i = 0; i < 300; i++)
    {
      kith_wire_output_send (fixture->output, receipt);
      kith_wire_output_send (fixture->output, refusal);
    }
  g_assert_true (kith_wire_output_is_clogged (fixture->output));

  /* What the connection takes is seen, long before all of it is out. */
  last = kith_wire_output_get_last_relief (fixture->output);
  g_assert_cmpint (last, >, 0);
  kith_test_spin_for (20);
  g_assert_cmpint (kith_wire_output_get_last_relief (fixture->output), ==, last);
  kith_test_peer_expect (fixture->peer, "<middle/>");
  g_assert_true (kith_wire_output_is_clogged (fixture->output));
  g_assert_cmpint (kith_wire_output_get_last_relief (fixture->output), >, last);

  kith_wire_output_write (fixture->output, "<end/>");
  kith_test_peer_expect (fixture->peer, "<end/>");
  kith_test_spin_for (20);
  g_assert_false (kith_wire_output_is_clogged (fixture->output));
  g_assert_cmpint (kith_wire_output_get_last_relief (fixture->output), ==, 0);
}

/* A person's own words and questions may be as many as they are. */
static void
test_own_words (Fixture *fixture, gconstpointer data)
{
  g_autoptr(KithStanza) message = new_stanza ("message", "chat", 1024);
  g_autoptr(KithStanza) get = new_stanza ("iq", "get", 1024);

  write_much (fixture);
  for (guint i = 0; i < 2048; i++)
    {
      kith_wire_output_send (fixture->output, message);
      kith_wire_output_send (fixture->output, get);
    }
  g_assert_false (kith_wire_output_is_clogged (fixture->output));
  kith_wire_output_cancel (fixture->output);
  kith_test_spin_until (&fixture->written);
}

/* With a write in flight. */
static void
test_drop (Fixture *fixture, gconstpointer data)
{
  write_much (fixture);
  g_signal_handlers_disconnect_by_data (fixture->output, fixture);
  g_assert_finalize_object (fixture->output);
  fixture->output = NULL;
}

#define ADD(path, function) g_test_add ("/wire-output/" path, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("order", test_order);
  ADD ("characters", test_characters);
  ADD ("pause", test_pause);
  ADD ("last-words", test_last_words);
  ADD ("cancel", test_cancel);
  ADD ("lost", test_lost);
  ADD ("clogged", test_clogged);
  ADD ("receipts", test_receipts);
  ADD ("own-words", test_own_words);
  ADD ("drop", test_drop);

  return g_test_run ();
}
