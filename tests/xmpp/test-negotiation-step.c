/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-negotiation-step.h"

#include "kith-test-step.h"

/* A step that asks <ask/>, ends well with <yes/>, badly with <no/>, and goes on with <more/>. */
#define TEST_TYPE_QUESTION (test_question_get_type ())
G_DECLARE_FINAL_TYPE (TestQuestion, test_question, TEST, QUESTION, KithNegotiationStep)

struct _TestQuestion
{
  KithNegotiationStep parent_instance;

  guint               n_received;
  guint               had_features : 1;
};

G_DEFINE_FINAL_TYPE (TestQuestion, test_question, KITH_TYPE_NEGOTIATION_STEP)

static void
test_question_start (KithNegotiationStep *step, KithStanza *features)
{
  g_autoptr(KithStanza) ask = kith_stanza_new ("ask", "urn:test");

  TEST_QUESTION (step)->had_features = features != NULL;
  kith_negotiation_step_send (step, ask);
}

static void
test_question_receive (KithNegotiationStep *step, KithStanza *stanza)
{
  TEST_QUESTION (step)->n_received++;
  if (kith_stanza_is (stanza, "yes", "urn:test"))
    kith_negotiation_step_succeed (step);
  else if (kith_stanza_is (stanza, "no", "urn:test"))
    kith_negotiation_step_fail (step, g_error_new (KITH_XMPP_ERROR, KITH_XMPP_ERROR_POLICY, "No"));
  else if (kith_stanza_is (stanza, "think", "urn:test"))
    kith_negotiation_step_pause (step);
  else if (!kith_stanza_is (stanza, "more", "urn:test"))
    kith_negotiation_step_fail_protocol (step, stanza);
}

static void
test_question_class_init (TestQuestionClass *klass)
{
  KITH_NEGOTIATION_STEP_CLASS (klass)->start = test_question_start;
  KITH_NEGOTIATION_STEP_CLASS (klass)->receive = test_question_receive;
}

static void
test_question_init (TestQuestion *self)
{
}

static void
start (KithTestStep *fixture, const char *features)
{
  g_autoptr(KithStanza) ask = NULL;

  kith_test_step_run (fixture, TEST_TYPE_QUESTION, features);
  ask = kith_test_step_expect (fixture, "ask", "urn:test");
  kith_test_step_assert_running (fixture);
}

static void
test_success (KithTestStep *fixture, gconstpointer data)
{
  g_autoptr(GCancellable) cancellable = NULL;

  start (fixture, "<features xmlns='" KITH_NS_STREAMS "'/>");
  g_assert_true (TEST_QUESTION (fixture->step)->had_features);
  cancellable = g_object_ref (kith_negotiation_step_get_cancellable (fixture->step));
  kith_test_step_receive (fixture, "<more xmlns='urn:test'/>");
  kith_test_step_assert_running (fixture);
  g_assert_false (g_cancellable_is_cancelled (cancellable));

  /* In the emission that ends it. */
  kith_test_step_receive (fixture, "<yes xmlns='urn:test'/>");
  g_assert_cmpuint (fixture->n_finished, ==, 1);
  kith_test_step_assert_succeeded (fixture);
  g_assert_true (g_cancellable_is_cancelled (cancellable));
}

static void
test_getters (KithTestStep *fixture, gconstpointer data)
{
  fixture->credentials->allow_plain = TRUE;
  kith_test_step_make (fixture, TEST_TYPE_QUESTION, "ada@example.com");
  g_assert_false (kith_negotiation_step_is_running (fixture->step));
  g_assert_true (kith_negotiation_step_get_wire (fixture->step) == KITH_WIRE (fixture->wire));
  g_assert_cmpstr (kith_jid_get_text (kith_negotiation_step_get_account (fixture->step)), ==, "ada@example.com");

  /* A copy, so that its owner may change its own. */
  g_assert_true (kith_negotiation_step_get_credentials (fixture->step) != fixture->credentials);
  g_assert_true (kith_negotiation_step_get_credentials (fixture->step)->allow_plain);
}

/* What ended is deaf: neither words nor the end of the wire reach it. */
static void
test_once (KithTestStep *fixture, gconstpointer data)
{
  start (fixture, NULL);
  g_assert_false (TEST_QUESTION (fixture->step)->had_features);
  kith_test_step_receive (fixture, "<no xmlns='urn:test'/>");
  kith_test_step_assert_failed (fixture, KITH_XMPP_ERROR_POLICY);
  kith_test_step_receive (fixture, "<yes xmlns='urn:test'/>");
  kith_test_wire_receive_end (fixture->wire, NULL);
  kith_negotiation_step_succeed (fixture->step);
  kith_negotiation_step_fail (fixture->step, g_error_new (KITH_XMPP_ERROR, KITH_XMPP_ERROR_LOST, "Late"));
  g_assert_cmpuint (fixture->n_finished, ==, 1);
  g_assert_cmpuint (TEST_QUESTION (fixture->step)->n_received, ==, 1);
}

static void
test_protocol (KithTestStep *fixture, gconstpointer data)
{
  start (fixture, NULL);
  kith_test_step_receive (fixture, "<message xmlns='jabber:client'><body>early</body></message>");
  kith_test_step_assert_failed (fixture, KITH_XMPP_ERROR_PROTOCOL);
  g_assert_null (g_strstr_len (fixture->error->message, -1, "early"));
}

/* No step sees a stream error: it is one for all of them. */
static void
test_stream_error (KithTestStep *fixture, gconstpointer data)
{
  start (fixture, NULL);
  kith_test_step_receive (fixture, "<error xmlns='" KITH_NS_STREAMS "'><conflict xmlns='" KITH_NS_STREAM_ERRORS "'/></error>");
  kith_test_step_assert_failed (fixture, KITH_XMPP_ERROR_CONFLICT);
  g_assert_cmpuint (TEST_QUESTION (fixture->step)->n_received, ==, 0);
}

static void
test_closed (KithTestStep *fixture, gconstpointer data)
{
  g_autoptr(GError) error = g_error_new (KITH_XMPP_ERROR, KITH_XMPP_ERROR_POLICY, "Out");

  start (fixture, NULL);
  kith_test_wire_receive_end (fixture->wire, error);
  kith_test_step_assert_failed (fixture, KITH_XMPP_ERROR_POLICY);
}

static void
test_ended_in_order (KithTestStep *fixture, gconstpointer data)
{
  start (fixture, NULL);
  kith_test_wire_receive_end (fixture->wire, NULL);
  kith_test_step_assert_failed (fixture, KITH_XMPP_ERROR_LOST);
}

static void
test_silence (KithTestStep *fixture, gconstpointer data)
{
  fixture->timeout = 20;
  kith_test_step_run (fixture, TEST_TYPE_QUESTION, NULL);
  kith_stanza_unref (kith_test_step_expect (fixture, "ask", "urn:test"));
  kith_test_step_assert_failed (fixture, KITH_XMPP_ERROR_TIMEOUT);
}

/* While it is our turn the server owes nothing. */
static void
test_pause (KithTestStep *fixture, gconstpointer data)
{
  gint64 end = 0;

  fixture->timeout = 20;
  kith_test_step_run (fixture, TEST_TYPE_QUESTION, NULL);
  kith_stanza_unref (kith_test_step_expect (fixture, "ask", "urn:test"));
  kith_test_step_receive (fixture, "<think xmlns='urn:test'/>");
  end = g_get_monotonic_time () + 100 * G_TIME_SPAN_MILLISECOND;
  while (g_get_monotonic_time () < end)
    kith_test_step_assert_running (fixture);
  kith_negotiation_step_expect (fixture->step);
  kith_test_step_assert_failed (fixture, KITH_XMPP_ERROR_TIMEOUT);
}

static void
test_cancel (KithTestStep *fixture, gconstpointer data)
{
  start (fixture, NULL);
  kith_negotiation_step_cancel (fixture->step);
  g_assert_false (kith_negotiation_step_is_running (fixture->step));
  g_assert_true (g_cancellable_is_cancelled (kith_negotiation_step_get_cancellable (fixture->step)));
  kith_test_step_receive (fixture, "<yes xmlns='urn:test'/>");
  g_assert_cmpuint (fixture->n_finished, ==, 0);
}

static void
drop_cb (KithTestStep *fixture)
{
  g_clear_object (&fixture->step);
}

/* Who hears of the end may let go of the step at once. */
static void
test_drop_in_handler (KithTestStep *fixture, gconstpointer data)
{
  start (fixture, NULL);
  g_signal_connect_swapped (fixture->step, "finished", G_CALLBACK (drop_cb), fixture);
  kith_test_step_receive (fixture, "<yes xmlns='urn:test'/>");
  g_assert_cmpuint (fixture->n_finished, ==, 1);
  g_assert_null (fixture->step);
}

static void
test_drop_while_running (KithTestStep *fixture, gconstpointer data)
{
  start (fixture, NULL);
  g_assert_finalize_object (G_OBJECT (fixture->step));
  fixture->step = NULL;
  kith_test_step_receive (fixture, "<yes xmlns='urn:test'/>");
  g_assert_cmpuint (fixture->n_finished, ==, 0);
}

#define ADD(path, function) \
  g_test_add ("/negotiation-step/" path, KithTestStep, NULL, kith_test_step_set_up, function, kith_test_step_tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("success", test_success);
  ADD ("getters", test_getters);
  ADD ("once", test_once);
  ADD ("protocol", test_protocol);
  ADD ("stream-error", test_stream_error);
  ADD ("closed", test_closed);
  ADD ("ended-in-order", test_ended_in_order);
  ADD ("silence", test_silence);
  ADD ("pause", test_pause);
  ADD ("cancel", test_cancel);
  ADD ("drop-in-handler", test_drop_in_handler);
  ADD ("drop-while-running", test_drop_while_running);

  return g_test_run ();
}
