/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-negotiation-tls.h"

#include "kith-test-step.h"

#define OFFER "<features xmlns='" KITH_NS_STREAMS "'><starttls xmlns='" KITH_NS_TLS "'/></features>"
#define PROCEED "<proceed xmlns='" KITH_NS_TLS "'/>"

static void
start (KithTestStep *fixture)
{
  g_autoptr(KithStanza) starttls = NULL;

  kith_test_step_run (fixture, KITH_TYPE_NEGOTIATION_TLS, OFFER);
  starttls = kith_test_step_expect (fixture, "starttls", KITH_NS_TLS);
  kith_test_step_assert_running (fixture);
}

static void
test_success (KithTestStep *fixture, gconstpointer data)
{
  start (fixture);
  g_assert_false (kith_wire_is_secure (KITH_WIRE (fixture->wire)));
  kith_test_step_receive (fixture, PROCEED);
  kith_test_step_assert_succeeded (fixture);
  g_assert_true (kith_wire_is_secure (KITH_WIRE (fixture->wire)));
}

/* Stripped on the way, never offered, or offered in a namespace that is not TLS's: not a word in clear text. */
static void
test_not_offered (KithTestStep *fixture, gconstpointer data)
{
  kith_test_step_run (fixture, KITH_TYPE_NEGOTIATION_TLS, data);
  kith_test_step_assert_failed (fixture, KITH_XMPP_ERROR_NO_TLS);
  g_assert_cmpuint (kith_test_wire_get_n_sent (fixture->wire), ==, 0);
}

static void
test_refused (KithTestStep *fixture, gconstpointer data)
{
  start (fixture);
  kith_test_step_receive (fixture, "<failure xmlns='" KITH_NS_TLS "'/>");
  kith_test_step_assert_failed (fixture, KITH_XMPP_ERROR_NO_TLS);
  g_assert_false (kith_wire_is_secure (KITH_WIRE (fixture->wire)));
}

static void
test_handshake_error (KithTestStep *fixture, gconstpointer data)
{
  g_autoptr(GError) error = g_error_new (KITH_XMPP_ERROR, KITH_XMPP_ERROR_CERTIFICATE, "Somebody else's");

  kith_test_wire_set_tls_error (fixture->wire, error);
  start (fixture);
  kith_test_step_receive (fixture, PROCEED);
  kith_test_step_assert_failed (fixture, KITH_XMPP_ERROR_CERTIFICATE);
}

/* Words of anybody, at a time when nobody should speak. */
static const char *const OTHERS[] = {
  "<message xmlns='jabber:client'/>",
  "<proceed xmlns='" KITH_NS_SASL "'/>",
  "<success xmlns='" KITH_NS_SASL "'/>",
  "<features xmlns='" KITH_NS_STREAMS "'/>",
  "<starttls xmlns='" KITH_NS_TLS "'/>",
};

static void
test_anything_else (KithTestStep *fixture, gconstpointer data)
{
  start (fixture);
  kith_test_step_receive (fixture, "%s", (const char *)data);
  kith_test_step_assert_failed (fixture, KITH_XMPP_ERROR_PROTOCOL);
  g_assert_false (kith_wire_is_secure (KITH_WIRE (fixture->wire)));
}

static void
test_twice (KithTestStep *fixture, gconstpointer data)
{
  start (fixture);
  kith_test_step_receive (fixture, PROCEED);
  kith_test_step_receive (fixture, PROCEED);
  kith_test_step_assert_failed (fixture, KITH_XMPP_ERROR_PROTOCOL);
}

static void
test_silence (KithTestStep *fixture, gconstpointer data)
{
  fixture->timeout = 20;
  kith_test_step_run (fixture, KITH_TYPE_NEGOTIATION_TLS, OFFER);
  kith_stanza_unref (kith_test_step_expect (fixture, "starttls", KITH_NS_TLS));
  kith_test_step_assert_failed (fixture, KITH_XMPP_ERROR_TIMEOUT);
}

#define ADD(path, data, function) \
  g_test_add ("/negotiation-tls/" path, KithTestStep, data, kith_test_step_set_up, function, kith_test_step_tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("success", NULL, test_success);
  ADD ("not-offered/no-features", NULL, test_not_offered);
  ADD ("not-offered/empty", "<features xmlns='" KITH_NS_STREAMS "'/>", test_not_offered);
  ADD ("not-offered/stripped", "<features xmlns='" KITH_NS_STREAMS "'><mechanisms xmlns='" KITH_NS_SASL "'>"
       "<mechanism>PLAIN</mechanism></mechanisms></features>", test_not_offered);
  ADD ("not-offered/other-namespace", "<features xmlns='" KITH_NS_STREAMS "'><starttls xmlns='urn:x'/></features>",
       test_not_offered);
  ADD ("refused", NULL, test_refused);
  ADD ("handshake-error", NULL, test_handshake_error);
  ADD ("twice", NULL, test_twice);
  ADD ("silence", NULL, test_silence);
  for (guint i = 0; i < G_N_ELEMENTS (OTHERS); i++)
    {
      g_autofree char *path = g_strdup_printf ("/negotiation-tls/anything-else/%u", i);

      g_test_add (path, KithTestStep, OTHERS[i], kith_test_step_set_up, test_anything_else, kith_test_step_tear_down);
    }

  return g_test_run ();
}
