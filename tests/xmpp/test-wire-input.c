/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-wire-input.h"

#include "kith-test-peer.h"
#include "kith-xmpp-error.h"

#define HEADER "<stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams' version='1.0'>"

typedef struct
{
  GIOStream     *stream;
  KithTestPeer  *peer;
  KithWireInput *input;
  GString       *heard;
  GError        *error;
  gboolean       over;
  gboolean       read;
} Fixture;

static void
parsed_cb (Fixture *fixture, int kind, KithStanza *stanza)
{
  g_string_append_printf (fixture->heard, " %d:%s", kind, stanza != NULL ? kith_stanza_get_name (stanza) : "");
}

static void
broken_cb (Fixture *fixture, const char *condition, const GError *error)
{
  g_string_append_printf (fixture->heard, " %s", condition);
  fixture->error = g_error_copy (error);
  fixture->over = TRUE;
}

static void
lost_cb (Fixture *fixture, const GError *error)
{
  fixture->error = g_error_copy (error);
  fixture->over = TRUE;
}

static void
read_cb (Fixture *fixture)
{
  fixture->read = TRUE;
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr(GIOStream) other = NULL;

  kith_test_connection_pair (&fixture->stream, &other);
  fixture->peer = kith_test_peer_new (other);
  fixture->heard = g_string_new (NULL);
  fixture->input = kith_wire_input_new (g_io_stream_get_input_stream (fixture->stream));
  g_signal_connect_swapped (fixture->input, "parsed", G_CALLBACK (parsed_cb), fixture);
  g_signal_connect_swapped (fixture->input, "broken", G_CALLBACK (broken_cb), fixture);
  g_signal_connect_swapped (fixture->input, "lost", G_CALLBACK (lost_cb), fixture);
  g_signal_connect_swapped (fixture->input, "read", G_CALLBACK (read_cb), fixture);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  if (fixture->input != NULL)
    g_assert_finalize_object (fixture->input);
  kith_test_spin_for (10);
  g_assert_finalize_object (fixture->stream);
  g_assert_finalize_object (fixture->peer);
  g_string_free (fixture->heard, TRUE);
  g_clear_error (&fixture->error);
}

static void
receive (Fixture *fixture, const char *text, const char *heard)
{
  kith_test_peer_send (fixture->peer, text);
  kith_test_spin_for (30);
  g_assert_cmpstr (fixture->heard->str, ==, heard);
}

static void
test_stream (Fixture *fixture, gconstpointer data)
{
  receive (fixture, HEADER, "");
  g_assert_false (kith_wire_input_is_busy (fixture->input));
  kith_wire_input_start (fixture->input);
  g_assert_true (kith_wire_input_is_busy (fixture->input));
  receive (fixture, "<message/><pres", " 0:stream 1:message");
  receive (fixture, "ence/> ", " 0:stream 1:message 1:presence");
  receive (fixture, "</stream:stream>", " 0:stream 1:message 1:presence 3:");
  g_assert_cmpint (g_get_monotonic_time () - kith_wire_input_get_last_read (fixture->input), <, G_TIME_SPAN_SECOND);
}

/* A second stream on the same connection; the rest of the first is nobody's. */
static void
test_restart (Fixture *fixture, gconstpointer data)
{
  kith_wire_input_start (fixture->input);
  receive (fixture, HEADER "<message/><half>", " 0:stream 1:message");
  kith_wire_input_start (fixture->input);
  receive (fixture, HEADER "<presence/>", " 0:stream 1:message 0:stream 1:presence");
}

static void
test_broken (Fixture *fixture, gconstpointer data)
{
  kith_wire_input_start (fixture->input);
  receive (fixture, HEADER "<message/><a></b><presence/>", " 0:stream 1:message not-well-formed");
  g_assert_error (fixture->error, KITH_XMPP_ERROR, KITH_XMPP_ERROR_PROTOCOL);
  receive (fixture, "<presence/>", " 0:stream 1:message not-well-formed");
}

static void
test_lost (Fixture *fixture, gconstpointer data)
{
  kith_wire_input_start (fixture->input);
  receive (fixture, HEADER "<message/>", " 0:stream 1:message");
  kith_test_peer_drop (fixture->peer);
  kith_test_spin_until (&fixture->over);
  g_assert_error (fixture->error, KITH_XMPP_ERROR, KITH_XMPP_ERROR_LOST);
}

/* Nothing that comes in clear text is heard after a pause, whenever it was read. */
static void
test_pause (Fixture *fixture, gconstpointer data)
{
  kith_wire_input_start (fixture->input);
  receive (fixture, HEADER, " 0:stream");
  kith_wire_input_pause (fixture->input);
  kith_test_peer_send (fixture->peer, "<message/>");
  kith_test_spin_until (&fixture->read);
  g_assert_false (kith_wire_input_is_busy (fixture->input));
  g_assert_cmpstr (fixture->heard->str, ==, " 0:stream");
  g_assert_false (fixture->over);
}

static void
pause_at_message_cb (Fixture *fixture, int kind, KithStanza *stanza)
{
  if (kind == KITH_PARSED_STANZA)
    kith_wire_input_pause (fixture->input);
}

static void
test_pause_in_handler (Fixture *fixture, gconstpointer data)
{
  g_signal_connect_swapped (fixture->input, "parsed", G_CALLBACK (pause_at_message_cb), fixture);
  kith_wire_input_start (fixture->input);
  receive (fixture, HEADER "<proceed/><forged/>", " 0:stream 1:proceed");
  g_assert_false (kith_wire_input_is_busy (fixture->input));
}

/* Nothing that comes is lost while it is held back. */
static void
test_held (Fixture *fixture, gconstpointer data)
{
  kith_wire_input_start (fixture->input);
  receive (fixture, HEADER "<one/>", " 0:stream 1:one");
  kith_wire_input_set_held (fixture->input, TRUE);
  kith_wire_input_set_held (fixture->input, TRUE);
  receive (fixture, "<two/><three/>", " 0:stream 1:one");
  receive (fixture, "<four/>", " 0:stream 1:one");
  kith_wire_input_set_held (fixture->input, FALSE);
  kith_test_spin_for (30);
  g_assert_cmpstr (fixture->heard->str, ==, " 0:stream 1:one 1:two 1:three 1:four");
  receive (fixture, "<five/>", " 0:stream 1:one 1:two 1:three 1:four 1:five");
}

static void
test_held_at_start (Fixture *fixture, gconstpointer data)
{
  kith_wire_input_set_held (fixture->input, TRUE);
  kith_wire_input_start (fixture->input);
  receive (fixture, HEADER, "");
  kith_wire_input_set_held (fixture->input, FALSE);
  receive (fixture, "<one/>", " 0:stream 1:one");
}

/* Held back is not kept: a pause throws it away, too. */
static void
test_held_and_paused (Fixture *fixture, gconstpointer data)
{
  kith_wire_input_start (fixture->input);
  receive (fixture, HEADER, " 0:stream");
  kith_wire_input_set_held (fixture->input, TRUE);
  receive (fixture, "<forged/>", " 0:stream");
  kith_wire_input_pause (fixture->input);
  kith_wire_input_set_held (fixture->input, FALSE);
  receive (fixture, "", " 0:stream");
}

static void
hold_at_message_cb (Fixture *fixture, int kind, KithStanza *stanza)
{
  if (kind == KITH_PARSED_STANZA)
    kith_wire_input_set_held (fixture->input, TRUE);
}

static void
test_hold_in_handler (Fixture *fixture, gconstpointer data)
{
  g_signal_connect_swapped (fixture->input, "parsed", G_CALLBACK (hold_at_message_cb), fixture);
  kith_wire_input_start (fixture->input);
  receive (fixture, HEADER "<one/><two/>", " 0:stream 1:one");
  kith_wire_input_set_held (fixture->input, FALSE);
  receive (fixture, "", " 0:stream 1:one 1:two");
  kith_wire_input_cancel (fixture->input);
  kith_wire_input_set_held (fixture->input, FALSE);
  receive (fixture, "<three/>", " 0:stream 1:one 1:two");
}

static void
cancel_at_message_cb (Fixture *fixture, int kind, KithStanza *stanza)
{
  if (kind == KITH_PARSED_STANZA)
    kith_wire_input_cancel (fixture->input);
}

static void
test_cancel_in_handler (Fixture *fixture, gconstpointer data)
{
  g_signal_connect_swapped (fixture->input, "parsed", G_CALLBACK (cancel_at_message_cb), fixture);
  kith_wire_input_start (fixture->input);
  receive (fixture, HEADER "<message/><presence/>", " 0:stream 1:message");
}

static void
drop_cb (Fixture *fixture)
{
  g_signal_handlers_disconnect_by_data (fixture->input, fixture);
  g_clear_object (&fixture->input);
}

static void
test_drop_in_handler (Fixture *fixture, gconstpointer data)
{
  g_signal_connect_swapped (fixture->input, "parsed", G_CALLBACK (drop_cb), fixture);
  kith_wire_input_start (fixture->input);
  receive (fixture, HEADER "<message/>", " 0:stream");
  g_assert_null (fixture->input);
}

#define ADD(path, function) g_test_add ("/wire-input/" path, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("stream", test_stream);
  ADD ("restart", test_restart);
  ADD ("broken", test_broken);
  ADD ("lost", test_lost);
  ADD ("pause", test_pause);
  ADD ("pause-in-handler", test_pause_in_handler);
  ADD ("held", test_held);
  ADD ("held-at-start", test_held_at_start);
  ADD ("held-and-paused", test_held_and_paused);
  ADD ("hold-in-handler", test_hold_in_handler);
  ADD ("cancel-in-handler", test_cancel_in_handler);
  ADD ("drop-in-handler", test_drop_in_handler);

  return g_test_run ();
}
