/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-negotiation-open.h"

#include "kith-test-step.h"

#define FEATURES "<features xmlns='" KITH_NS_STREAMS "'><bind xmlns='" KITH_NS_BIND "'/></features>"

static void
start (KithTestStep *fixture)
{
  kith_test_step_run (fixture, KITH_TYPE_NEGOTIATION_OPEN, NULL);
  g_assert_cmpuint (kith_test_wire_get_n_headers (fixture->wire), ==, 1);
  g_assert_cmpuint (kith_test_wire_get_n_sent (fixture->wire), ==, 0);
  g_assert_null (kith_negotiation_open_get_features (fixture->step));
}

/* In clear text nobody is told who we are. */
static void
test_clear_text (KithTestStep *fixture, gconstpointer data)
{
  KithStanza *features = NULL;

  start (fixture);
  g_assert_cmpstr (kith_test_wire_get_to (fixture->wire), ==, "example.org");
  g_assert_null (kith_test_wire_get_from (fixture->wire));
  kith_test_wire_receive_header (fixture->wire, "id", "example.org");
  kith_test_step_assert_running (fixture);
  kith_test_step_receive (fixture, FEATURES);
  kith_test_step_assert_succeeded (fixture);
  features = kith_negotiation_open_get_features (fixture->step);
  g_assert_nonnull (kith_stanza_find (features, "bind", KITH_NS_BIND));
}

static void
test_secure (KithTestStep *fixture, gconstpointer data)
{
  kith_test_wire_set_secure (fixture->wire, TRUE);
  start (fixture);
  g_assert_cmpstr (kith_test_wire_get_from (fixture->wire), ==, "user@example.org");
  kith_test_wire_receive_header (fixture->wire, NULL, NULL);
  kith_test_step_receive (fixture, FEATURES);
  kith_test_step_assert_succeeded (fixture);
}

/* Who registers has no name yet. */
static void
test_nobody (KithTestStep *fixture, gconstpointer data)
{
  kith_test_wire_set_secure (fixture->wire, TRUE);
  kith_test_step_make (fixture, KITH_TYPE_NEGOTIATION_OPEN, "example.org");
  start (fixture);
  g_assert_cmpstr (kith_test_wire_get_to (fixture->wire), ==, "example.org");
  g_assert_null (kith_test_wire_get_from (fixture->wire));
  kith_test_step_receive (fixture, FEATURES);
  kith_test_step_assert_succeeded (fixture);
}

static const char *const OTHERS[] = {
  "<message xmlns='jabber:client'/>",
  "<iq xmlns='jabber:client' type='result' id='1'/>",
  "<features xmlns='jabber:client'/>",
  "<features xmlns='urn:other'/>",
  "<proceed xmlns='" KITH_NS_TLS "'/>",
  "<success xmlns='" KITH_NS_SASL "'/>",
  "<stream xmlns='" KITH_NS_STREAMS "'/>",
};

static void
test_anything_else (KithTestStep *fixture, gconstpointer data)
{
  start (fixture);
  kith_test_wire_receive_header (fixture->wire, "id", "example.org");
  kith_test_step_receive (fixture, "%s", (const char *)data);
  kith_test_step_assert_failed (fixture, KITH_XMPP_ERROR_PROTOCOL);
  g_assert_null (kith_negotiation_open_get_features (fixture->step));
}

static void
test_stream_error (KithTestStep *fixture, gconstpointer data)
{
  start (fixture);
  kith_test_step_receive (fixture, "<error xmlns='" KITH_NS_STREAMS "'><host-unknown xmlns='" KITH_NS_STREAM_ERRORS "'/></error>");
  kith_test_step_assert_failed (fixture, KITH_XMPP_ERROR_SERVER_REFUSED);
}

static void
test_silence (KithTestStep *fixture, gconstpointer data)
{
  fixture->timeout = 20;
  start (fixture);

  /* A header alone is no answer. */
  kith_test_wire_receive_header (fixture->wire, "id", "example.org");
  kith_test_step_assert_failed (fixture, KITH_XMPP_ERROR_TIMEOUT);
}

#define ADD(path, data, function) \
  g_test_add ("/negotiation-open/" path, KithTestStep, data, kith_test_step_set_up, function, kith_test_step_tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("clear-text", NULL, test_clear_text);
  ADD ("secure", NULL, test_secure);
  ADD ("nobody", NULL, test_nobody);
  ADD ("stream-error", NULL, test_stream_error);
  ADD ("silence", NULL, test_silence);
  for (guint i = 0; i < G_N_ELEMENTS (OTHERS); i++)
    {
      g_autofree char *path = g_strdup_printf ("/negotiation-open/anything-else/%u", i);

      g_test_add (path, KithTestStep, OTHERS[i], kith_test_step_set_up, test_anything_else, kith_test_step_tear_down);
    }

  return g_test_run ();
}
