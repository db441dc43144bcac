/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-stream-traffic.h"

#include "kith-test-stream.h"
#include "kith-xmpp-error.h"

typedef struct
{
  KithTestWire      *wire;
  KithStreamTraffic *traffic;
  GString           *acknowledged;
  GError            *broken;
} Fixture;

static void
broken_cb (Fixture *fixture, const GError *error)
{
  g_assert_no_error (fixture->broken);
  fixture->broken = g_error_copy (error);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->wire = kith_test_wire_new ();
  fixture->traffic = kith_stream_traffic_new ();
  fixture->acknowledged = g_string_new (NULL);
  g_signal_connect_swapped (fixture->traffic, "acknowledged", G_CALLBACK (kith_test_stream_note_cb), fixture->acknowledged);
  g_signal_connect_swapped (fixture->traffic, "broken", G_CALLBACK (broken_cb), fixture);
  kith_stream_traffic_begin (fixture->traffic, data == NULL, FALSE);
  kith_stream_traffic_attach (fixture->traffic, KITH_WIRE (fixture->wire));
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_assert_finalize_object (fixture->traffic);
  g_assert_finalize_object (fixture->wire);
  g_string_free (fixture->acknowledged, TRUE);
  g_clear_error (&fixture->broken);
}

static gint64
send (Fixture *fixture, const char *name, const char *id, gboolean gated)
{
  g_autoptr(KithStanza) stanza = kith_test_stream_create (name, id);

  return kith_stream_traffic_send (fixture->traffic, stanza, gated);
}

static gboolean
take (Fixture *fixture, const char *xml)
{
  g_autoptr(KithStanza) stanza = kith_test_stream_parse (xml);

  return kith_stream_traffic_take (fixture->traffic, stanza);
}

/* XEP-0198, 4 and 8.1. */
static void
test_happy (Fixture *fixture, gconstpointer data)
{
  g_assert_cmpint (send (fixture, "iq", "1", FALSE), ==, 1);
  g_assert_cmpint (send (fixture, "presence", "2", FALSE), ==, 2);
  g_assert_cmpint (send (fixture, "message", "3", FALSE), ==, 3);
  kith_test_stream_assert_sent (fixture->wire, "iq:1 presence:2 message:3 r");
  g_assert_true (take (fixture, SM ("a", "h='2'")));
  g_assert_cmpstr (fixture->acknowledged->str, ==, "2 ");
  g_assert_true (take (fixture, SM ("a", "h='2'")));
  g_assert_true (take (fixture, SM ("a", "h='1'")));
  g_assert_true (take (fixture, SM ("a", "h='3'")));
  g_assert_cmpstr (fixture->acknowledged->str, ==, "2 3 ");

  g_assert_false (take (fixture, "<message xmlns='jabber:client' id='m1'/>"));
  g_assert_cmpint (kith_stream_traffic_hold (fixture->traffic), ==, 1);
  kith_stream_traffic_dispatched (fixture->traffic);
  g_assert_true (take (fixture, SM ("r", "")));
  kith_test_stream_assert_sent (fixture->wire, "a:0");
  kith_stream_traffic_handled (fixture->traffic, 1);
  kith_stream_traffic_handled (fixture->traffic, 0);
  kith_test_stream_assert_sent (fixture->wire, "a:1");
  g_assert_no_error (fixture->broken);
}

/* What is gated, and all that was sent after it, waits; the answer to a question and the like do not. */
static void
test_gated (Fixture *fixture, gconstpointer data)
{
  g_assert_cmpint (send (fixture, "message", "1", TRUE), ==, 1);
  g_assert_cmpint (send (fixture, "presence", "2", FALSE), ==, 2);
  g_assert_cmpint (send (fixture, "message", "3", TRUE), ==, 3);
  g_assert_true (take (fixture, SM ("r", "")));
  kith_test_stream_assert_sent (fixture->wire, "a:0");
  kith_stream_traffic_release (fixture->traffic, 1);
  kith_test_stream_assert_sent (fixture->wire, "message:1 presence:2 r");
  kith_stream_traffic_release (fixture->traffic, 3);
  g_assert_true (take (fixture, SM ("a", "h='2'")));
  kith_test_stream_assert_sent (fixture->wire, "message:3 r");
}

/* What nobody counts is written and not numbered. */
static void
test_not_a_stanza (Fixture *fixture, gconstpointer data)
{
  g_autoptr(KithStanza) other = kith_stanza_new ("active", KITH_NS_CLIENT_STATE);

  g_assert_cmpint (kith_stream_traffic_send (fixture->traffic, other, FALSE), ==, 0);
  kith_test_stream_assert_sent (fixture->wire, "active");
  g_assert_false (take (fixture, "<unknown xmlns='urn:example:unknown'/>"));
  g_assert_false (take (fixture, SM ("unknown", "")));
  g_assert_true (take (fixture, SM ("r", "")));
  kith_test_stream_assert_sent (fixture->wire, "a:0");
}

static void
test_unmanaged (Fixture *fixture, gconstpointer data)
{
  g_assert_cmpint (send (fixture, "message", "1", FALSE), ==, 0);
  g_assert_cmpint (send (fixture, "message", "2", TRUE), ==, 0);
  g_assert_false (kith_stream_traffic_ask (fixture->traffic));
  kith_stream_traffic_say_goodbye (fixture->traffic);
  g_assert_false (take (fixture, SM ("r", "")));
  g_assert_false (take (fixture, SM ("a", "h='7'")));
  g_assert_false (take (fixture, "<message xmlns='jabber:client'/>"));
  g_assert_cmpint (kith_stream_traffic_hold (fixture->traffic), ==, 0);
  kith_stream_traffic_dispatched (fixture->traffic);
  kith_test_stream_assert_sent (fixture->wire, "message:1");
  g_assert_no_error (fixture->broken);
}

/* The server counts the leave-taking, which is none of ours: nothing that was held back is taken for sent by it. */
static void
test_leave (Fixture *fixture, gconstpointer data)
{
  g_assert_cmpint (send (fixture, "message", "1", FALSE), ==, 1);
  g_assert_cmpint (send (fixture, "message", "2", TRUE), ==, 2);
  kith_stream_traffic_say_goodbye (fixture->traffic);
  kith_stream_traffic_release (fixture->traffic, 2);
  g_assert_true (take (fixture, SM ("a", "h='2'")));
  g_assert_no_error (fixture->broken);
  g_assert_cmpstr (fixture->acknowledged->str, ==, "1 ");
}

/* XEP-0198, 6. */
static void
test_too_high (Fixture *fixture, gconstpointer data)
{
  g_autoptr(KithStanza) error = NULL;
  KithStanza *condition = NULL;

  send (fixture, "message", "1", FALSE);
  send (fixture, "message", "2", TRUE);
  kith_test_stream_assert_sent (fixture->wire, "message:1 r");
  g_assert_true (take (fixture, SM ("a", "h='2'")));
  g_assert_error (fixture->broken, KITH_XMPP_ERROR, KITH_XMPP_ERROR_PROTOCOL);
  g_assert_cmpstr (fixture->acknowledged->str, ==, "");
  error = kith_test_wire_pop_sent (fixture->wire);
  g_assert_cmpstr (kith_stanza_get_name (error), ==, "stream:error");
  g_assert_nonnull (kith_stanza_find (error, "undefined-condition", KITH_NS_STREAM_ERRORS));
  condition = kith_stanza_find (error, "handled-count-too-high", KITH_NS_SM);
  g_assert_cmpstr (kith_stanza_get (condition, "h"), ==, "2");
  g_assert_cmpstr (kith_stanza_get (condition, "send-count"), ==, "1");

  /* And nothing more. */
  g_assert_cmpint (send (fixture, "message", "3", FALSE), ==, 0);
  kith_stream_traffic_release (fixture->traffic, 2);
  kith_test_stream_assert_sent (fixture->wire, "");
}

static void
test_malformed (Fixture *fixture, gconstpointer data)
{
  static const char *const counts[] = { "", "h=''", "h='x'", "h='-1'", "h='+1'", "h=' 1'", "h='1.0'", "h='4294967296'",
                                        "h='99999999999999999999999999'" };

  for (guint i = 0; i < G_N_ELEMENTS (counts); i++)
    {
      g_autofree char *xml = g_strdup_printf (SM ("a", "%s"), counts[i]);

      kith_stream_traffic_begin (fixture->traffic, TRUE, FALSE);
      kith_stream_traffic_attach (fixture->traffic, KITH_WIRE (fixture->wire));
      send (fixture, "message", "1", FALSE);
      g_assert_true (take (fixture, xml));
      g_assert_error (fixture->broken, KITH_XMPP_ERROR, KITH_XMPP_ERROR_PROTOCOL);
      g_clear_error (&fixture->broken);
      kith_test_stream_assert_sent (fixture->wire, "message:1 stream:error");
    }

  g_assert_cmpstr (fixture->acknowledged->str, ==, "");
}

/* Another connection gets what is not acknowledged, in order, and takes what comes again for what it is. */
static void
test_resume (Fixture *fixture, gconstpointer data)
{
  g_autoptr(KithTestWire) next = kith_test_wire_new ();

  send (fixture, "message", "1", FALSE);
  send (fixture, "iq", "2", FALSE);
  send (fixture, "message", "3", TRUE);
  send (fixture, "message", "4", FALSE);
  kith_test_stream_assert_sent (fixture->wire, "message:1 iq:2 r");
  g_assert_false (take (fixture, "<message xmlns='jabber:client' id='m1'/>"));
  kith_stream_traffic_dispatched (fixture->traffic);
  g_assert_false (take (fixture, "<message xmlns='jabber:client' id='m2'/>"));
  kith_stream_traffic_hold (fixture->traffic);
  kith_stream_traffic_dispatched (fixture->traffic);
  g_assert_cmpint (kith_stream_traffic_get_told (fixture->traffic), ==, 1);

  kith_stream_traffic_detach (fixture->traffic, KITH_WIRE (next));
  g_assert_cmpint (send (fixture, "message", "5", FALSE), ==, 5);
  kith_stream_traffic_detach (fixture->traffic, KITH_WIRE (fixture->wire));
  g_assert_cmpint (send (fixture, "message", "lost", FALSE), ==, 0);
  g_assert_cmpint (kith_stream_traffic_acknowledge (fixture->traffic, 1), ==, KITH_STREAM_ACK_NEWS);
  g_assert_cmpstr (fixture->acknowledged->str, ==, "1 ");
  kith_stream_traffic_resume (fixture->traffic, 1, FALSE);
  kith_stream_traffic_attach (fixture->traffic, KITH_WIRE (next));
  kith_test_stream_assert_sent (next, "iq:2 r");
  g_assert_true (take (fixture, "<message xmlns='jabber:client' id='m2'/>"));
  g_assert_false (take (fixture, "<message xmlns='jabber:client' id='m3'/>"));
  kith_stream_traffic_dispatched (fixture->traffic);
  kith_stream_traffic_release (fixture->traffic, 3);
  g_assert_true (take (fixture, SM ("a", "h='2'")));
  kith_test_stream_assert_sent (next, "message:3 message:4 message:5 r");
  g_assert_true (take (fixture, SM ("r", "")));
  kith_test_stream_assert_sent (next, "a:1");
  kith_stream_traffic_handled (fixture->traffic, 2);
  kith_test_stream_assert_sent (next, "a:3");
  kith_stream_traffic_detach (fixture->traffic, KITH_WIRE (next));
}

/* A stream of another process: nothing is known of what was sent. */
static void
test_restore (Fixture *fixture, gconstpointer data)
{
  kith_stream_traffic_end (fixture->traffic);
  kith_stream_traffic_restore (fixture->traffic, 40, TRUE);
  g_assert_cmpint (kith_stream_traffic_get_told (fixture->traffic), ==, 40);
  g_assert_cmpint (kith_stream_traffic_acknowledge (fixture->traffic, 12), ==, KITH_STREAM_ACK_NEWS);
  g_assert_cmpstr (fixture->acknowledged->str, ==, "12 ");
  kith_stream_traffic_resume (fixture->traffic, 40, TRUE);
  kith_stream_traffic_attach (fixture->traffic, KITH_WIRE (fixture->wire));
  g_assert_cmpint (send (fixture, "message", "13", FALSE), ==, 13);
  g_assert_false (take (fixture, "<message xmlns='jabber:client' id='m41'/>"));
  g_assert_cmpint (kith_stream_traffic_hold (fixture->traffic), ==, 41);
  kith_stream_traffic_dispatched (fixture->traffic);
  kith_stream_traffic_committed (fixture->traffic, 41);
  kith_stream_traffic_say_goodbye (fixture->traffic);
  kith_test_stream_assert_sent (fixture->wire, "message:13 a:40 r");
}

#define ADD(path, data, function) g_test_add ("/stream-traffic/" path, Fixture, data, set_up, function, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("happy", NULL, test_happy);
  ADD ("gated", NULL, test_gated);
  ADD ("leave", NULL, test_leave);
  ADD ("not-a-stanza", NULL, test_not_a_stanza);
  ADD ("unmanaged", "unmanaged", test_unmanaged);
  ADD ("too-high", NULL, test_too_high);
  ADD ("malformed", NULL, test_malformed);
  ADD ("resume", NULL, test_resume);
  ADD ("restore", NULL, test_restore);

  return g_test_run ();
}
