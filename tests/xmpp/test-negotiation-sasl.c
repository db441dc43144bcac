/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-negotiation-sasl.h"

#include "kith-test-scram.h"
#include "kith-test-step.h"

#define OFFER(mechanisms) \
  "<features xmlns='" KITH_NS_STREAMS "'><mechanisms xmlns='" KITH_NS_SASL "'>" mechanisms "</mechanisms></features>"
#define M(name) "<mechanism>" name "</mechanism>"

/* What the step says first, by this mechanism. */
static char *
expect_auth (KithTestStep *fixture, const char *mechanism)
{
  g_autoptr(KithStanza) auth = kith_test_step_expect (fixture, "auth", KITH_NS_SASL);

  g_assert_cmpstr (kith_stanza_get (auth, "mechanism"), ==, mechanism);
  g_assert_cmpstr (kith_negotiation_auth_get_mechanism (fixture->step), ==, mechanism);

  return kith_stanza_dup_text (auth);
}

static void
run (KithTestStep *fixture, const char *features)
{
  kith_test_wire_set_secure (fixture->wire, TRUE);
  kith_test_step_run (fixture, KITH_TYPE_NEGOTIATION_SASL, features);
}

/* Up to the server's signature, which is left to the caller. */
static char *
run_scram (KithTestStep *fixture)
{
  g_autoptr(KithTestScram) server = kith_test_scram_new ("SCRAM-SHA-256", "pencil", 4096);
  g_autofree char *first = NULL;
  g_autofree char *challenge = NULL;
  g_autofree char *final = NULL;
  g_autoptr(KithStanza) response = NULL;

  run (fixture, OFFER (M ("SCRAM-SHA-1") M ("SCRAM-SHA-256") M ("PLAIN")));
  first = expect_auth (fixture, "SCRAM-SHA-256");
  challenge = kith_test_scram_challenge (server, first);
  kith_test_step_receive (fixture, "<challenge xmlns='" KITH_NS_SASL "'>%s</challenge>", challenge);
  response = kith_test_step_expect (fixture, "response", KITH_NS_SASL);
  final = kith_stanza_dup_text (response);

  return kith_test_scram_check (server, final);
}

static void
test_scram (KithTestStep *fixture, gconstpointer data)
{
  g_autofree char *signature = run_scram (fixture);

  g_assert_nonnull (signature);
  kith_test_step_assert_running (fixture);
  kith_test_step_receive (fixture, "<success xmlns='" KITH_NS_SASL "'>%s</success>", signature);
  kith_test_step_assert_succeeded (fixture);
}

/* A server that knows the password's hash could say so; one that only says "welcome" knows nothing. */
static void
test_no_signature (KithTestStep *fixture, gconstpointer data)
{
  g_autofree char *signature = run_scram (fixture);

  kith_test_step_receive (fixture, "<success xmlns='" KITH_NS_SASL "'/>");
  kith_test_step_assert_failed (fixture, KITH_XMPP_ERROR_SERVER_FORGED);
}

static void
test_wrong_signature (KithTestStep *fixture, gconstpointer data)
{
  g_autofree char *signature = run_scram (fixture);

  kith_test_step_receive (fixture, "<success xmlns='" KITH_NS_SASL "'>dj1ybUY5cHFWOFM3c3VBb1pXamE0ZEpSa0ZzS1E9</success>");
  kith_test_step_assert_failed (fixture, KITH_XMPP_ERROR_SERVER_FORGED);
}

/* Let in before anything was proved. */
static void
test_early_success (KithTestStep *fixture, gconstpointer data)
{
  g_autofree char *first = NULL;

  run (fixture, OFFER (M ("SCRAM-SHA-256")));
  first = expect_auth (fixture, "SCRAM-SHA-256");
  kith_test_step_receive (fixture, "<success xmlns='" KITH_NS_SASL "'/>");
  kith_test_step_assert_failed (fixture, KITH_XMPP_ERROR_SERVER_FORGED);
}

static void
test_wrong_password (KithTestStep *fixture, gconstpointer data)
{
  g_autofree char *signature = NULL;

  kith_credentials_set_password (fixture->credentials, "brush");
  signature = run_scram (fixture);
  g_assert_null (signature);
  kith_test_step_receive (fixture, "<failure xmlns='" KITH_NS_SASL "'><not-authorized/></failure>");
  kith_test_step_assert_failed (fixture, KITH_XMPP_ERROR_NOT_AUTHORIZED);
}

static void
test_plain (KithTestStep *fixture, gconstpointer data)
{
  g_autofree char *text = NULL;

  fixture->credentials->allow_plain = TRUE;
  run (fixture, OFFER (M ("PLAIN")));
  text = expect_auth (fixture, "PLAIN");
  g_assert_cmpstr (text, ==, "AHVzZXIAcGVuY2ls");
  kith_test_step_receive (fixture, "<success xmlns='" KITH_NS_SASL "'/>");
  kith_test_step_assert_succeeded (fixture);
}

typedef struct
{
  const char   *path;
  const char   *features;
  const char   *best;
  gboolean      allow_plain;
  gboolean      no_password;
  KithXmppError code;
} Case;

/* What ends it before a word is said. */
static const Case CASES[] = {
  { "no-features", NULL, NULL, FALSE, FALSE, KITH_XMPP_ERROR_SERVER_REFUSED },
  { "nothing-offered", "<features xmlns='" KITH_NS_STREAMS "'/>", NULL, FALSE, FALSE, KITH_XMPP_ERROR_SERVER_REFUSED },
  { "plain-not-allowed", OFFER (M ("PLAIN")), NULL, FALSE, FALSE, KITH_XMPP_ERROR_WEAK_MECHANISM },
  { "weaker-than-before", OFFER (M ("SCRAM-SHA-1") M ("PLAIN")), "SCRAM-SHA-256", TRUE, FALSE, KITH_XMPP_ERROR_WEAK_MECHANISM },
  { "no-password", OFFER (M ("SCRAM-SHA-256")), NULL, FALSE, TRUE, KITH_XMPP_ERROR_PASSWORD_NEEDED },
};

static void
test_nothing_said (KithTestStep *fixture, gconstpointer data)
{
  const Case *one = data;

  fixture->credentials->allow_plain = !!one->allow_plain;
  fixture->credentials->best_mechanism = g_strdup (one->best);
  if (one->no_password)
    kith_credentials_set_password (fixture->credentials, NULL);
  run (fixture, one->features);
  kith_test_step_assert_failed (fixture, one->code);
  g_assert_cmpuint (kith_test_wire_get_n_sent (fixture->wire), ==, 0);
}

#define ADD(path, function) \
  g_test_add ("/negotiation-sasl/" path, KithTestStep, NULL, kith_test_step_set_up, function, kith_test_step_tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("scram", test_scram);
  ADD ("no-signature", test_no_signature);
  ADD ("wrong-signature", test_wrong_signature);
  ADD ("early-success", test_early_success);
  ADD ("wrong-password", test_wrong_password);
  ADD ("plain", test_plain);
  for (guint i = 0; i < G_N_ELEMENTS (CASES); i++)
    {
      g_autofree char *path = g_strdup_printf ("/negotiation-sasl/nothing-said/%s", CASES[i].path);

      g_test_add (path, KithTestStep, &CASES[i], kith_test_step_set_up, test_nothing_said, kith_test_step_tear_down);
    }

  return g_test_run ();
}
