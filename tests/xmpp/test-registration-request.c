/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-registration-request.h"

#include "kith-test-step.h"

/* Asks, and gives the id of the question. */
static char *
ask (KithTestStep *fixture)
{
  g_autoptr(KithStanza) iq = kith_stanza_new_iq ("get", NULL);
  g_autoptr(KithStanza) sent = NULL;

  kith_stanza_add (iq, "query", KITH_NS_REGISTER);
  kith_test_step_make (fixture, KITH_TYPE_REGISTRATION_REQUEST, "example.org");
  kith_registration_request_set_iq (fixture->step, iq);
  kith_test_step_run (fixture, KITH_TYPE_REGISTRATION_REQUEST, NULL);
  sent = kith_test_step_expect (fixture, "iq", KITH_NS_CLIENT);
  g_assert_nonnull (kith_stanza_find (sent, "query", KITH_NS_REGISTER));
  g_assert_null (kith_registration_request_get_reply (fixture->step));

  return g_strdup (kith_stanza_get (sent, "id"));
}

static void
test_result (KithTestStep *fixture, gconstpointer data)
{
  g_autofree char *id = ask (fixture);
  KithStanza *reply = NULL;

  kith_test_step_receive (fixture, "<iq xmlns='jabber:client' type='result' id='%s'><query xmlns='" KITH_NS_REGISTER "'>"
                          "<username/></query></iq>", id);
  kith_test_step_assert_succeeded (fixture);
  reply = kith_registration_request_get_reply (fixture->step);
  g_assert_nonnull (kith_stanza_find (kith_stanza_find (reply, "query", KITH_NS_REGISTER), "username", KITH_NS_REGISTER));
}

static void
test_error (KithTestStep *fixture, gconstpointer data)
{
  g_autofree char *id = ask (fixture);

  kith_test_step_receive (fixture, "<iq xmlns='jabber:client' type='error' id='%s'><error type='cancel'>"
                          "<conflict xmlns='" KITH_NS_STANZA_ERRORS "'/></error></iq>", id);
  kith_test_step_wait (fixture);
  g_assert_nonnull (fixture->error);
  g_assert_null (kith_registration_request_get_reply (fixture->step));
}

static void
test_empty_error (KithTestStep *fixture, gconstpointer data)
{
  g_autofree char *id = ask (fixture);

  kith_test_step_receive (fixture, "<iq xmlns='jabber:client' type='error' id='%s'/>", id);
  kith_test_step_wait (fixture);
  g_assert_nonnull (fixture->error);
}

/* Answers whose %s is the id that was asked with. */
static const char *const OTHERS[] = {
  "<iq xmlns='jabber:client' type='result' id='not-%s'/>",
  "<iq xmlns='jabber:client' type='result'/>",
  "<iq xmlns='jabber:client' type='set' id='%s'/>",
  "<iq xmlns='jabber:client' id='%s'/>",
  "<iq xmlns='urn:other' type='result' id='%s'/>",
  "<message xmlns='jabber:client' type='result' id='%s'/>",
  "<features xmlns='" KITH_NS_STREAMS "'/>",
};

static void
test_anything_else (KithTestStep *fixture, gconstpointer data)
{
  g_autofree char *id = ask (fixture);
  g_auto(GStrv) parts = g_strsplit (data, "%s", 2);

  kith_test_step_receive (fixture, "%s%s%s", parts[0], parts[1] != NULL ? id : "", parts[1] != NULL ? parts[1] : "");
  kith_test_step_assert_failed (fixture, KITH_XMPP_ERROR_PROTOCOL);
  g_assert_null (kith_registration_request_get_reply (fixture->step));
}

/* What is set before the run and never asked costs nothing. */
static void
test_never_run (KithTestStep *fixture, gconstpointer data)
{
  g_autoptr(KithStanza) one = kith_stanza_new_iq ("get", NULL);
  g_autoptr(KithStanza) other = kith_stanza_new_iq ("get", NULL);

  kith_test_step_make (fixture, KITH_TYPE_REGISTRATION_REQUEST, "example.org");
  kith_registration_request_set_iq (fixture->step, one);
  kith_registration_request_set_iq (fixture->step, other);
  g_assert_cmpuint (fixture->n_finished, ==, 0);
}

#define ADD(path, function) \
  g_test_add ("/registration-request/" path, KithTestStep, NULL, kith_test_step_set_up, function, kith_test_step_tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("result", test_result);
  ADD ("error", test_error);
  ADD ("empty-error", test_empty_error);
  ADD ("never-run", test_never_run);
  for (guint i = 0; i < G_N_ELEMENTS (OTHERS); i++)
    {
      g_autofree char *path = g_strdup_printf ("/registration-request/anything-else/%u", i);

      g_test_add (path, KithTestStep, OTHERS[i], kith_test_step_set_up, test_anything_else, kith_test_step_tear_down);
    }

  return g_test_run ();
}
