/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-stream-management.h"

#include "kith-test-stream.h"
#include "kith-xmpp-error.h"

#define BOUND "ada@example.com/x"

typedef struct
{
  KithTestWire         *wire;
  KithStreamManagement *management;
  KithStreamTraffic    *traffic;  /* borrowed */
  GString              *log;
} Fixture;

static void
acknowledged_cb (Fixture *fixture, gint64 sequence)
{
  g_string_append_printf (fixture->log, "acknowledged:%d ", (int)sequence);
}

static void
state_changed_cb (Fixture *fixture, const KithStreamState *state)
{
  g_string_append_printf (fixture->log, "state:%s ", state != NULL ? state->id : "none");
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->wire = kith_test_wire_new ();
  fixture->management = kith_stream_management_new ();
  fixture->traffic = kith_stream_management_get_traffic (fixture->management);
  fixture->log = g_string_new (NULL);
  g_signal_connect_swapped (fixture->traffic, "acknowledged", G_CALLBACK (acknowledged_cb), fixture);
  g_signal_connect_swapped (fixture->management, "state-changed", G_CALLBACK (state_changed_cb), fixture);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_assert_finalize_object (fixture->management);
  g_assert_finalize_object (fixture->wire);
  g_string_free (fixture->log, TRUE);
}

static void
assert_log (Fixture *fixture, const char *expected)
{
  g_assert_cmpstr (fixture->log->str, ==, expected);
  g_string_truncate (fixture->log, 0);
}

static void
note (Fixture *fixture, const char *xml)
{
  g_autoptr(KithStanza) words = kith_test_stream_parse (xml);

  kith_stream_management_note (fixture->management, words);
}

static gboolean
conclude (Fixture *fixture, const char *bound)
{
  g_autoptr(KithJid) jid = kith_jid_new (bound, NULL);
  g_autoptr(GError) error = NULL;

  if (kith_stream_management_conclude (fixture->management, jid, &error))
    {
      kith_stream_traffic_attach (fixture->traffic, KITH_WIRE (fixture->wire));
      return TRUE;
    }

  g_assert_error (error, KITH_XMPP_ERROR, KITH_XMPP_ERROR_PROTOCOL);

  return FALSE;
}

static void
send (Fixture *fixture, const char *id)
{
  g_autoptr(KithStanza) stanza = kith_test_stream_create ("message", id);

  kith_stream_traffic_send (fixture->traffic, stanza, FALSE);
}

/* A stream on which three messages went out and two came in, and then was cut. */
static void
live (Fixture *fixture)
{
  note (fixture, ENABLED);
  g_assert_true (conclude (fixture, BOUND));
  assert_log (fixture, "state:some-long-sm-id ");
  send (fixture, "1");
  send (fixture, "2");
  send (fixture, "3");
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr(KithStanza) stanza = kith_test_stream_create ("message", i == 0 ? "m1" : "m2");

      g_assert_false (kith_stream_traffic_take (fixture->traffic, stanza));
      kith_stream_traffic_dispatched (fixture->traffic);
    }
  kith_test_stream_assert_sent (fixture->wire, "message:1 message:2 message:3 r");
  kith_stream_traffic_detach (fixture->traffic, KITH_WIRE (fixture->wire));
  kith_stream_management_suspend (fixture->management);
}

static void
expect_resume (Fixture *fixture, const char *id, const char *h)
{
  g_autoptr(KithStanza) resume = kith_stream_management_create_resume (fixture->management);

  g_assert_nonnull (resume);
  g_assert_cmpstr (kith_stanza_get (resume, "previd"), ==, id);
  g_assert_cmpstr (kith_stanza_get (resume, "h"), ==, h);
}

static void
assert_resumption (Fixture *fixture, KithSessionResumption resumption)
{
  g_assert_cmpint (kith_stream_management_get_resumption (fixture->management), ==, resumption);
}

static void
test_begin (Fixture *fixture, gconstpointer data)
{
  const KithStreamState *state = NULL;

  g_assert_null (kith_stream_management_create_resume (fixture->management));
  note (fixture, SM ("enabled", "id='a' resume='1' max='300' location='example.net:5269'"));
  g_assert_true (conclude (fixture, BOUND));
  state = kith_stream_management_get_state (fixture->management);
  g_assert_cmpstr (state->id, ==, "a");
  g_assert_cmpstr (state->location, ==, "example.net:5269");
  g_assert_cmpstr (kith_jid_get_text (state->bound), ==, BOUND);
  g_assert_cmpint (state->max, ==, 300);
  g_assert_cmpint (state->handled, ==, 0);
  g_assert_cmpint (state->time, >, 0);
  assert_log (fixture, "state:a ");
  assert_resumption (fixture, KITH_SESSION_RESUMPTION_NONE);
}

/* Managed, but not to be resumed: acknowledgements alone. */
static void
test_not_resumable (Fixture *fixture, gconstpointer data)
{
  g_autofree char *long_id = g_strnfill (5000, 'x');
  g_autofree char *oversized = g_strdup_printf (SM ("enabled", "resume='true' id='%s'"), long_id);
  const char *const words[] = { SM ("enabled", ""), SM ("enabled", "id='a'"), SM ("enabled", "id='a' resume='false'"),
                                SM ("enabled", "resume='true'"), SM ("enabled", "resume='true' id=''"), oversized };

  kith_stream_management_set_kept (fixture->management, TRUE);
  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    {
      note (fixture, words[i]);
      g_assert_true (conclude (fixture, BOUND));
      g_assert_null (kith_stream_management_get_state (fixture->management));
      g_assert_null (kith_stream_management_create_resume (fixture->management));
      send (fixture, "1");
      kith_test_stream_assert_sent (fixture->wire, "message:1 r");

      /* Nobody keeps the count of a stream without a state. */
      g_assert_false (kith_stream_management_can_continue (fixture->management));
    }
  assert_log (fixture, "");
}

static void
test_odd_max (Fixture *fixture, gconstpointer data)
{
  static const char *const words[] = { SM ("enabled", "id='a' resume='1' max='x'"), SM ("enabled", "id='a' resume='1' max='-5'"),
                                       SM ("enabled", "id='a' resume='1' max='99999999999999999999'") };

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    {
      note (fixture, words[i]);
      g_assert_true (conclude (fixture, BOUND));
      g_assert_cmpint (kith_stream_management_get_state (fixture->management)->max, ==, 0);
    }
}

static void
test_unwanted (Fixture *fixture, gconstpointer data)
{
  g_autoptr(KithStanza) enable = NULL;

  g_assert_true (kith_stream_management_is_to_enable (fixture->management));
  enable = kith_stream_management_create_enable (fixture->management);
  g_assert_nonnull (enable);
  g_assert_false (kith_stream_management_is_to_enable (fixture->management));
  kith_stream_management_give_up (fixture->management);
  g_assert_true (kith_stream_management_is_to_enable (fixture->management));
  kith_stream_management_set_wanted (fixture->management, FALSE);
  g_assert_null (kith_stream_management_create_enable (fixture->management));
  g_assert_false (kith_stream_management_is_to_enable (fixture->management));
}

static void
test_continued (Fixture *fixture, gconstpointer data)
{
  live (fixture);
  g_assert_true (kith_stream_management_can_continue (fixture->management));
  g_assert_cmpint (kith_stream_management_get_state (fixture->management)->handled, ==, 2);
  expect_resume (fixture, "some-long-sm-id", "2");
  note (fixture, SM ("resumed", "previd='some-long-sm-id' h='1'"));
  g_assert_true (kith_stream_management_was_resumed (fixture->management));
  assert_log (fixture, "");
  g_assert_true (conclude (fixture, BOUND));
  assert_resumption (fixture, KITH_SESSION_RESUMPTION_CONTINUED);
  assert_log (fixture, "acknowledged:1 ");
  kith_test_stream_assert_sent (fixture->wire, "message:2 message:3 r");
  send (fixture, "4");
  kith_test_stream_assert_sent (fixture->wire, "message:4");
}

/* What cannot be: the stream is over, and so is this attempt. */
static void
test_resumed_otherwise (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    const char *words;
    const char *bound;
  } rows[] = {
    { SM ("resumed", "previd='another' h='1'"), BOUND },
    { SM ("resumed", "h='1'"), BOUND },
    { SM ("resumed", "previd='some-long-sm-id'"), BOUND },
    { SM ("resumed", "previd='some-long-sm-id' h='x'"), BOUND },
    { SM ("resumed", "previd='some-long-sm-id' h='4'"), BOUND },
    { SM ("resumed", "previd='some-long-sm-id' h='4294967295'"), BOUND },
    { SM ("resumed", "previd='some-long-sm-id' h='1'"), "ada@example.com/other" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      live (fixture);
      expect_resume (fixture, "some-long-sm-id", "2");
      note (fixture, rows[i].words);
      g_assert_false (conclude (fixture, rows[i].bound));
      assert_log (fixture, "state:none ");
      g_assert_null (kith_stream_management_get_state (fixture->management));
    }
}

static void
test_refused (Fixture *fixture, gconstpointer data)
{
  live (fixture);
  expect_resume (fixture, "some-long-sm-id", "2");
  note (fixture, SM ("failed", "h='2'"));
  note (fixture, SM ("enabled", "id='new' resume='true'"));
  g_assert_true (conclude (fixture, "ada@example.com/y"));
  assert_log (fixture, "acknowledged:2 state:none state:new ");
  assert_resumption (fixture, KITH_SESSION_RESUMPTION_NONE);

  /* Nothing of the old one comes with the new one. */
  send (fixture, "1");
  kith_test_stream_assert_sent (fixture->wire, "message:1 r");
}

/* Without a count, or one that cannot be, nothing is known. */
static void
test_refused_without_count (Fixture *fixture, gconstpointer data)
{
  static const char *const words[] = { SM ("failed", ""), SM ("failed", "h='x'"), SM ("failed", "h='9'"), SM ("failed", "h='0'") };

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    {
      live (fixture);
      note (fixture, words[i]);
      g_assert_true (conclude (fixture, BOUND));
      assert_log (fixture, "state:none ");
    }
}

/* The server says no, and the connection breaks before a new stream is there. */
static void
test_given_up (Fixture *fixture, gconstpointer data)
{
  live (fixture);
  kith_stream_management_give_up (fixture->management);
  assert_log (fixture, "");
  expect_resume (fixture, "some-long-sm-id", "2");
  note (fixture, SM ("failed", "h='3'"));
  kith_stream_management_give_up (fixture->management);
  assert_log (fixture, "acknowledged:3 state:none ");
  g_assert_null (kith_stream_management_create_resume (fixture->management));
}

/* It was not even asked for: the server cannot, or no longer. */
static void
test_not_tried (Fixture *fixture, gconstpointer data)
{
  live (fixture);
  g_assert_true (conclude (fixture, BOUND));
  assert_log (fixture, "state:none ");
  send (fixture, "1");
  kith_test_stream_assert_sent (fixture->wire, "message:1");
}

static void
test_restored (Fixture *fixture, gconstpointer data)
{
  g_autoptr(KithJid) bound = kith_jid_new (BOUND, NULL);
  g_autoptr(KithStreamState) state = kith_stream_state_new ("old", bound);

  state->handled = 5;
  kith_stream_management_restore (fixture->management, state);
  g_assert_false (kith_stream_management_can_continue (fixture->management));
  expect_resume (fixture, "old", "5");
  note (fixture, SM ("resumed", "previd='old' h='17'"));
  g_assert_true (conclude (fixture, BOUND));
  assert_resumption (fixture, KITH_SESSION_RESUMPTION_RESTORED);
  assert_log (fixture, "acknowledged:17 ");
  send (fixture, "18");
  kith_test_stream_assert_sent (fixture->wire, "message:18 r");

  /* From here on it is as any other. */
  kith_stream_traffic_detach (fixture->traffic, KITH_WIRE (fixture->wire));
  expect_resume (fixture, "old", "5");
  note (fixture, SM ("resumed", "previd='old' h='17'"));
  g_assert_true (conclude (fixture, BOUND));
  assert_resumption (fixture, KITH_SESSION_RESUMPTION_CONTINUED);
  kith_test_stream_assert_sent (fixture->wire, "message:18 r");
  assert_log (fixture, "");
}

static void
test_restored_refused (Fixture *fixture, gconstpointer data)
{
  g_autoptr(KithJid) bound = kith_jid_new (BOUND, NULL);
  g_autoptr(KithStreamState) state = kith_stream_state_new ("old", bound);

  kith_stream_management_restore (fixture->management, state);
  note (fixture, SM ("failed", "h='17'"));
  g_assert_true (conclude (fixture, BOUND));
  assert_log (fixture, "acknowledged:17 state:none ");

  kith_stream_management_restore (fixture->management, state);
  note (fixture, SM ("failed", "h='0'"));
  g_assert_true (conclude (fixture, BOUND));
  assert_log (fixture, "state:none ");

  kith_stream_management_restore (fixture->management, NULL);
  g_assert_null (kith_stream_management_create_resume (fixture->management));
}

/* Nobody waited any longer: what was not acknowledged is left to others, as after a restart. */
static void
test_forgotten (Fixture *fixture, gconstpointer data)
{
  live (fixture);
  kith_stream_management_forget (fixture->management);
  g_assert_false (kith_stream_management_can_continue (fixture->management));
  expect_resume (fixture, "some-long-sm-id", "2");
  note (fixture, SM ("resumed", "previd='some-long-sm-id' h='1'"));
  g_assert_true (conclude (fixture, BOUND));
  assert_resumption (fixture, KITH_SESSION_RESUMPTION_RESTORED);
  assert_log (fixture, "acknowledged:1 ");
  kith_test_stream_assert_sent (fixture->wire, "");
  send (fixture, "new 2");
  kith_test_stream_assert_sent (fixture->wire, "message:new 2 r");
}

static void
test_broken (Fixture *fixture, gconstpointer data)
{
  g_autoptr(KithStanza) a = kith_test_stream_parse (SM ("a", "h='50'"));

  note (fixture, ENABLED);
  g_assert_true (conclude (fixture, BOUND));
  g_assert_true (kith_stream_traffic_take (fixture->traffic, a));
  assert_log (fixture, "state:some-long-sm-id state:none ");
  g_assert_null (kith_stream_management_create_resume (fixture->management));
  kith_test_stream_assert_sent (fixture->wire, "stream:error");
}

#define ADD(path, function) g_test_add ("/stream-management/" path, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("begin", test_begin);
  ADD ("not-resumable", test_not_resumable);
  ADD ("odd-max", test_odd_max);
  ADD ("unwanted", test_unwanted);
  ADD ("continued", test_continued);
  ADD ("resumed-otherwise", test_resumed_otherwise);
  ADD ("refused", test_refused);
  ADD ("refused-without-count", test_refused_without_count);
  ADD ("given-up", test_given_up);
  ADD ("not-tried", test_not_tried);
  ADD ("restored", test_restored);
  ADD ("restored-refused", test_restored_refused);
  ADD ("forgotten", test_forgotten);
  ADD ("broken", test_broken);

  return g_test_run ();
}
