/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-negotiation-enable.h"

#include "kith-test-step.h"
#include "kith-test-stream.h"

static KithStreamManagement *
run (KithTestStep *fixture)
{
  KithStreamManagement *management = kith_stream_management_new ();
  g_autoptr(KithStanza) enable = NULL;

  kith_test_step_make (fixture, KITH_TYPE_NEGOTIATION_ENABLE, "user@example.org");
  kith_negotiation_enable_set_management (fixture->step, management);
  kith_test_step_run (fixture, KITH_TYPE_NEGOTIATION_ENABLE, NULL);
  enable = kith_test_step_expect (fixture, "enable", KITH_NS_SM);
  g_assert_cmpstr (kith_stanza_get (enable, "resume"), ==, "true");

  return management;
}

/* What the server said, once it counts. */
static const KithStreamState *
conclude (KithStreamManagement *management)
{
  g_autoptr(KithJid) bound = kith_jid_new ("user@example.org/given", NULL);

  g_assert_true (kith_stream_management_conclude (management, bound, NULL));

  return kith_stream_management_get_state (management);
}

static void
test_enabled (KithTestStep *fixture, gconstpointer data)
{
  g_autoptr(KithStreamManagement) management = run (fixture);

  kith_test_step_receive (fixture, ENABLED);
  kith_test_step_assert_succeeded (fixture);
  g_assert_cmpuint (kith_negotiation_enable_get_early (fixture->step)->len, ==, 0);
  g_assert_cmpstr (conclude (management)->id, ==, "some-long-sm-id");
}

/* XEP-0198, 6: it is no reason to stay outside, and is not tried again. */
static void
test_refused (KithTestStep *fixture, gconstpointer data)
{
  g_autoptr(KithStreamManagement) management = run (fixture);

  kith_test_step_receive (fixture, SM ("failed", ""));
  kith_test_step_assert_succeeded (fixture);
  g_assert_false (kith_stream_management_is_to_enable (management));
  g_assert_null (conclude (management));
}

/* What a server sends to whoever has just come. */
static void
test_early (KithTestStep *fixture, gconstpointer data)
{
  g_autoptr(KithStreamManagement) management = run (fixture);
  GPtrArray *early = NULL;

  kith_test_step_receive (fixture, "<message xmlns='jabber:client' id='welcome'/>");
  kith_test_step_receive (fixture, "<presence xmlns='jabber:client' id='p'/>");
  kith_test_step_assert_running (fixture);
  kith_test_step_receive (fixture, ENABLED);
  kith_test_step_assert_succeeded (fixture);
  early = kith_negotiation_enable_get_early (fixture->step);
  g_assert_cmpuint (early->len, ==, 2);
  g_assert_cmpstr (kith_stanza_get (early->pdata[0], "id"), ==, "welcome");
  g_assert_cmpstr (kith_stanza_get (early->pdata[1], "id"), ==, "p");
}

static void
test_flood (KithTestStep *fixture, gconstpointer data)
{
  g_autoptr(KithStreamManagement) management = run (fixture);

  for (guint i = 0; i < 1001; i++)
    kith_test_step_receive (fixture, "<message xmlns='jabber:client'/>");
  kith_test_step_assert_failed (fixture, KITH_XMPP_ERROR_PROTOCOL);
}

static void
test_other (KithTestStep *fixture, gconstpointer data)
{
  g_autoptr(KithStreamManagement) management = run (fixture);

  kith_test_step_receive (fixture, SM ("resumed", "previd='x' h='0'"));
  kith_test_step_assert_failed (fixture, KITH_XMPP_ERROR_PROTOCOL);
}

static void
test_silent (KithTestStep *fixture, gconstpointer data)
{
  g_autoptr(KithStreamManagement) management = NULL;

  fixture->timeout = 20;
  management = run (fixture);
  kith_test_step_assert_failed (fixture, KITH_XMPP_ERROR_TIMEOUT);
}

#define ADD(path, function) \
  g_test_add ("/negotiation-enable/" path, KithTestStep, NULL, kith_test_step_set_up, function, kith_test_step_tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("enabled", test_enabled);
  ADD ("refused", test_refused);
  ADD ("early", test_early);
  ADD ("flood", test_flood);
  ADD ("other", test_other);
  ADD ("silent", test_silent);

  return g_test_run ();
}
