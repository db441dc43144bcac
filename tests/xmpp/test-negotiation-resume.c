/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-negotiation-resume.h"

#include "kith-test-step.h"
#include "kith-test-stream.h"

/* Runs the step with a stream of an earlier process that has handled 7. */
static KithStreamManagement *
run (KithTestStep *fixture)
{
  KithStreamManagement *management = kith_stream_management_new ();
  g_autoptr(KithJid) bound = kith_jid_new ("user@example.org/given", NULL);
  g_autoptr(KithStreamState) state = kith_stream_state_new ("old", bound);
  g_autoptr(KithStanza) resume = NULL;

  state->handled = 7;
  kith_stream_management_restore (management, state);
  kith_test_step_make (fixture, KITH_TYPE_NEGOTIATION_RESUME, "user@example.org");
  kith_negotiation_resume_set_management (fixture->step, management);
  kith_test_step_run (fixture, KITH_TYPE_NEGOTIATION_RESUME, NULL);
  resume = kith_test_step_expect (fixture, "resume", KITH_NS_SM);
  g_assert_cmpstr (kith_stanza_get (resume, "previd"), ==, "old");
  g_assert_cmpstr (kith_stanza_get (resume, "h"), ==, "7");

  return management;
}

static void
test_resumed (KithTestStep *fixture, gconstpointer data)
{
  g_autoptr(KithStreamManagement) management = run (fixture);

  kith_test_step_assert_running (fixture);
  kith_test_step_receive (fixture, SM ("resumed", "previd='old' h='3'"));
  kith_test_step_assert_succeeded (fixture);
  g_assert_true (kith_stream_management_was_resumed (management));
}

static void
test_refused (KithTestStep *fixture, gconstpointer data)
{
  g_autoptr(KithStreamManagement) management = run (fixture);

  kith_test_step_receive (fixture, "<failed xmlns='" KITH_NS_SM "' h='3'><item-not-found xmlns='" KITH_NS_STANZA_ERRORS "'/></failed>");
  kith_test_step_assert_succeeded (fixture);
  g_assert_false (kith_stream_management_was_resumed (management));
}

/* Nothing else may come before the server has decided. */
static void
test_other (KithTestStep *fixture, gconstpointer data)
{
  g_autoptr(KithStreamManagement) management = run (fixture);

  kith_test_step_receive (fixture, "<message xmlns='jabber:client'/>");
  kith_test_step_assert_failed (fixture, KITH_XMPP_ERROR_PROTOCOL);
  g_assert_false (kith_stream_management_was_resumed (management));
}

static void
test_silent (KithTestStep *fixture, gconstpointer data)
{
  g_autoptr(KithStreamManagement) management = NULL;

  fixture->timeout = 20;
  management = run (fixture);
  kith_test_step_assert_failed (fixture, KITH_XMPP_ERROR_TIMEOUT);
}

static void
test_nothing (KithTestStep *fixture, gconstpointer data)
{
  g_autoptr(KithStreamManagement) management = kith_stream_management_new ();

  kith_test_step_make (fixture, KITH_TYPE_NEGOTIATION_RESUME, "user@example.org");
  kith_negotiation_resume_set_management (fixture->step, management);
  kith_test_step_run (fixture, KITH_TYPE_NEGOTIATION_RESUME, NULL);
  kith_test_step_assert_succeeded (fixture);
}

#define ADD(path, function) \
  g_test_add ("/negotiation-resume/" path, KithTestStep, NULL, kith_test_step_set_up, function, kith_test_step_tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("resumed", test_resumed);
  ADD ("refused", test_refused);
  ADD ("other", test_other);
  ADD ("silent", test_silent);
  ADD ("nothing", test_nothing);

  return g_test_run ();
}
