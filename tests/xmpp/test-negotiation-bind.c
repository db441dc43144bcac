/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-negotiation-bind.h"

#include "kith-test-step.h"

#define OFFER(more) "<features xmlns='" KITH_NS_STREAMS "'><bind xmlns='" KITH_NS_BIND "'/>" more "</features>"
#define SESSION(inside) "<session xmlns='" KITH_NS_SESSION "'>" inside "</session>"

/* The id of the request for a name, which asks for @resource. */
static char *
expect_wish (KithTestStep *fixture, const char *resource)
{
  g_autoptr(KithStanza) iq = kith_test_step_expect (fixture, "iq", KITH_NS_CLIENT);
  KithStanza *bind = kith_stanza_find (iq, "bind", KITH_NS_BIND);
  g_autofree char *text = NULL;

  g_assert_cmpstr (kith_stanza_get (iq, "type"), ==, "set");
  g_assert_nonnull (bind);
  text = kith_stanza_dup_child_text (bind, "resource", KITH_NS_BIND);
  g_assert_cmpstr (text, ==, resource);

  return g_strdup (kith_stanza_get (iq, "id"));
}

static void
answer_jid (KithTestStep *fixture, const char *id, const char *jid)
{
  kith_test_step_receive (fixture, "<iq xmlns='jabber:client' type='result' id='%s'><bind xmlns='" KITH_NS_BIND "'>"
                          "<jid>%s</jid></bind></iq>", id, jid);
}

static void
answer_error (KithTestStep *fixture, const char *id, const char *condition)
{
  kith_test_step_receive (fixture, "<iq xmlns='jabber:client' type='error' id='%s'><error type='cancel'>"
                          "<%s xmlns='" KITH_NS_STANZA_ERRORS "'/></error></iq>", id, condition);
}

static void
assert_bound (KithTestStep *fixture, const char *jid)
{
  kith_test_step_assert_succeeded (fixture);
  g_assert_cmpstr (kith_jid_get_text (kith_negotiation_bind_get_bound (fixture->step)), ==, jid);
}

static void
test_success (KithTestStep *fixture, gconstpointer data)
{
  g_autofree char *id = NULL;

  kith_test_step_run (fixture, KITH_TYPE_NEGOTIATION_BIND, OFFER (""));
  id = expect_wish (fixture, NULL);
  g_assert_null (kith_negotiation_bind_get_bound (fixture->step));
  answer_jid (fixture, id, "user@example.org/given");
  assert_bound (fixture, "user@example.org/given");
}

/* What the server gives counts, not what was wished for. */
static void
test_other_resource (KithTestStep *fixture, gconstpointer data)
{
  g_autofree char *id = NULL;

  fixture->credentials->resource = g_strdup ("desk");
  kith_test_step_run (fixture, KITH_TYPE_NEGOTIATION_BIND, OFFER (""));
  id = expect_wish (fixture, "desk");
  answer_jid (fixture, id, "USER@example.org/Desk 2");
  assert_bound (fixture, "user@example.org/Desk 2");
}

/* RFC 6120, 7.7.2.2: a name that is taken or not liked is asked for once. */
static void
test_name_refused (KithTestStep *fixture, gconstpointer data)
{
  g_autofree char *id = NULL;
  g_autofree char *second = NULL;

  fixture->credentials->resource = g_strdup ("desk");
  kith_test_step_run (fixture, KITH_TYPE_NEGOTIATION_BIND, OFFER (""));
  id = expect_wish (fixture, "desk");
  answer_error (fixture, id, data);
  second = expect_wish (fixture, NULL);
  g_assert_cmpstr (id, !=, second);
  answer_jid (fixture, second, "user@example.org/given");
  assert_bound (fixture, "user@example.org/given");
}

static void
test_twice_refused (KithTestStep *fixture, gconstpointer data)
{
  g_autofree char *id = NULL;
  g_autofree char *second = NULL;

  fixture->credentials->resource = g_strdup ("desk");
  kith_test_step_run (fixture, KITH_TYPE_NEGOTIATION_BIND, OFFER (""));
  id = expect_wish (fixture, "desk");
  answer_error (fixture, id, "conflict");
  second = expect_wish (fixture, NULL);
  answer_error (fixture, second, "conflict");
  kith_test_step_assert_failed (fixture, KITH_XMPP_ERROR_CONFLICT);
}

static void
test_refused (KithTestStep *fixture, gconstpointer data)
{
  g_autofree char *id = NULL;

  kith_test_step_run (fixture, KITH_TYPE_NEGOTIATION_BIND, OFFER (""));
  id = expect_wish (fixture, NULL);
  answer_error (fixture, id, "resource-constraint");
  kith_test_step_assert_failed (fixture, KITH_XMPP_ERROR_SERVER_REFUSED);
}

static void
test_not_offered (KithTestStep *fixture, gconstpointer data)
{
  kith_test_step_run (fixture, KITH_TYPE_NEGOTIATION_BIND, data);
  kith_test_step_assert_failed (fixture, KITH_XMPP_ERROR_SERVER_REFUSED);
}

/* RFC 3921's session, where it is not said to be optional. */
static void
test_session (KithTestStep *fixture, gconstpointer data)
{
  g_autofree char *id = NULL;
  g_autoptr(KithStanza) session = NULL;

  kith_test_step_run (fixture, KITH_TYPE_NEGOTIATION_BIND, OFFER (SESSION ("")));
  id = expect_wish (fixture, NULL);
  answer_jid (fixture, id, "user@example.org/given");
  session = kith_test_step_expect (fixture, "iq", KITH_NS_CLIENT);
  g_assert_nonnull (kith_stanza_find (session, "session", KITH_NS_SESSION));
  if (data == NULL)
    {
      kith_test_step_receive (fixture, "<iq xmlns='jabber:client' type='result' id='%s'/>", kith_stanza_get (session, "id"));
      assert_bound (fixture, "user@example.org/given");
    }
  else
    {
      answer_error (fixture, kith_stanza_get (session, "id"), data);
      kith_test_step_assert_failed (fixture, KITH_XMPP_ERROR_SERVER_REFUSED);
    }
}

static void
test_optional_session (KithTestStep *fixture, gconstpointer data)
{
  g_autofree char *id = NULL;

  kith_test_step_run (fixture, KITH_TYPE_NEGOTIATION_BIND, OFFER (SESSION ("<optional/>")));
  id = expect_wish (fixture, NULL);
  answer_jid (fixture, id, "user@example.org/given");
  assert_bound (fixture, "user@example.org/given");
}

/* Addresses that are none of ours, or none at all. */
static const char *const ADDRESSES[] = {
  "user@example.org", "eve@example.org/x", "user@example.net/x", "example.org/x", "@/", "", "user@example.org/",
};

static void
test_bad_address (KithTestStep *fixture, gconstpointer data)
{
  g_autofree char *id = NULL;

  kith_test_step_run (fixture, KITH_TYPE_NEGOTIATION_BIND, OFFER (""));
  id = expect_wish (fixture, NULL);
  answer_jid (fixture, id, data);
  kith_test_step_assert_failed (fixture, KITH_XMPP_ERROR_PROTOCOL);
  g_assert_null (kith_negotiation_bind_get_bound (fixture->step));
}

/* Replies whose %s is the request's id. */
static const char *const OTHERS[] = {
  "<iq xmlns='jabber:client' type='result' id='not-%s'/>",
  "<iq xmlns='jabber:client' type='get' id='%s'/>",
  "<iq xmlns='jabber:client' id='%s'/>",
  "<iq xmlns='jabber:client' type='result' id='%s'/>",
  "<iq xmlns='urn:other' type='result' id='%s'/>",
  "<message xmlns='jabber:client' id='%s'/>",
  "<presence xmlns='jabber:client' id='%s'/>",
};

static void
test_anything_else (KithTestStep *fixture, gconstpointer data)
{
  g_autofree char *id = NULL;
  g_auto(GStrv) parts = g_strsplit (data, "%s", 2);

  kith_test_step_run (fixture, KITH_TYPE_NEGOTIATION_BIND, OFFER (""));
  id = expect_wish (fixture, NULL);
  kith_test_step_receive (fixture, "%s%s%s", parts[0], id, parts[1]);
  kith_test_step_assert_failed (fixture, KITH_XMPP_ERROR_PROTOCOL);
}

#define ADD(path, data, function) \
  g_test_add ("/negotiation-bind/" path, KithTestStep, data, kith_test_step_set_up, function, kith_test_step_tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("success", NULL, test_success);
  ADD ("other-resource", NULL, test_other_resource);
  ADD ("name-taken", "conflict", test_name_refused);
  ADD ("name-not-liked", "bad-request", test_name_refused);
  ADD ("twice-refused", NULL, test_twice_refused);
  ADD ("refused", NULL, test_refused);
  ADD ("not-offered/no-features", NULL, test_not_offered);
  ADD ("not-offered/empty", "<features xmlns='" KITH_NS_STREAMS "'/>", test_not_offered);
  ADD ("session", NULL, test_session);
  ADD ("session-refused", "forbidden", test_session);
  ADD ("optional-session", NULL, test_optional_session);
  for (guint i = 0; i < G_N_ELEMENTS (ADDRESSES); i++)
    {
      g_autofree char *path = g_strdup_printf ("/negotiation-bind/bad-address/%u", i);

      g_test_add (path, KithTestStep, ADDRESSES[i], kith_test_step_set_up, test_bad_address, kith_test_step_tear_down);
    }
  for (guint i = 0; i < G_N_ELEMENTS (OTHERS); i++)
    {
      g_autofree char *path = g_strdup_printf ("/negotiation-bind/anything-else/%u", i);

      g_test_add (path, KithTestStep, OTHERS[i], kith_test_step_set_up, test_anything_else, kith_test_step_tear_down);
    }

  return g_test_run ();
}
