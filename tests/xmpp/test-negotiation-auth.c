/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-negotiation-auth.h"

#include "kith-sasl-plain.h"
#include "kith-scram.h"
#include "kith-scram-keys.h"
#include "kith-test-scram.h"
#include "kith-test-step.h"

#define NS "urn:test:auth"

/* What the two ways have in common, in a namespace of its own. It notes what it is told. */
#define TEST_TYPE_AUTH (test_auth_get_type ())
G_DECLARE_FINAL_TYPE (TestAuth, test_auth, TEST, AUTH, KithNegotiationAuth)

struct _TestAuth
{
  KithNegotiationAuth parent_instance;

  guint               plain : 1;
  guint               n_others;
  char               *refused; /* owned */
};

G_DEFINE_FINAL_TYPE (TestAuth, test_auth, KITH_TYPE_NEGOTIATION_AUTH)

static void
test_auth_start (KithNegotiationStep *step, KithStanza *features)
{
  KithNegotiationAuth *auth = KITH_NEGOTIATION_AUTH (step);
  KithCredentials *credentials = kith_negotiation_step_get_credentials (step);
  g_autoptr(KithSasl) sasl = NULL;
  g_autoptr(KithStanza) stanza = kith_stanza_new ("begin", NS);
  char *response = NULL;

  if (TEST_AUTH (step)->plain)
    sasl = kith_sasl_plain_new ("user", credentials->password);
  else
    sasl = kith_scram_new ("SCRAM-SHA-256", "user", credentials->password, credentials->keys);

  g_assert_null (kith_negotiation_auth_get_mechanism (auth));
  response = kith_negotiation_auth_begin (auth, sasl);
  if (response == NULL)
    return;

  kith_stanza_set_text (stanza, response);
  kith_secret_free (response);
  kith_negotiation_step_send (step, stanza);
}

static void
test_auth_accepted (KithNegotiationAuth *auth, KithStanza *success)
{
  g_autofree char *text = kith_stanza_dup_text (success);

  if (kith_negotiation_auth_verify (auth, text))
    kith_negotiation_step_expect (KITH_NEGOTIATION_STEP (auth));
}

static void
test_auth_refused (KithNegotiationAuth *auth, const char *condition, GError *error)
{
  TEST_AUTH (auth)->refused = g_strdup (condition != NULL ? condition : "unknown");
  KITH_NEGOTIATION_AUTH_CLASS (test_auth_parent_class)->refused (auth, condition, error);
}

static void
test_auth_other (KithNegotiationAuth *auth, KithStanza *stanza)
{
  TEST_AUTH (auth)->n_others++;
  if (kith_stanza_is (stanza, "done", NS))
    kith_negotiation_step_succeed (KITH_NEGOTIATION_STEP (auth));
  else if (!kith_stanza_is (stanza, "aside", "urn:other"))
    KITH_NEGOTIATION_AUTH_CLASS (test_auth_parent_class)->other (auth, stanza);
}

static void
test_auth_finalize (GObject *object)
{
  g_free (TEST_AUTH (object)->refused);

  G_OBJECT_CLASS (test_auth_parent_class)->finalize (object);
}

static void
test_auth_class_init (TestAuthClass *klass)
{
  KithNegotiationAuthClass *auth_class = KITH_NEGOTIATION_AUTH_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = test_auth_finalize;
  KITH_NEGOTIATION_STEP_CLASS (klass)->start = test_auth_start;
  auth_class->ns = NS;
  auth_class->accepted = test_auth_accepted;
  auth_class->refused = test_auth_refused;
  auth_class->other = test_auth_other;
}

static void
test_auth_init (TestAuth *self)
{
}

static char *
start (KithTestStep *fixture)
{
  g_autoptr(KithStanza) stanza = NULL;

  kith_test_step_run (fixture, TEST_TYPE_AUTH, NULL);
  stanza = kith_test_step_expect (fixture, "begin", NS);

  return kith_stanza_dup_text (stanza);
}

static void
start_plain (KithTestStep *fixture)
{
  g_autofree char *text = NULL;

  kith_test_step_make (fixture, TEST_TYPE_AUTH, "user@example.org");
  TEST_AUTH (fixture->step)->plain = TRUE;
  text = start (fixture);
  g_assert_cmpstr (text, ==, "AHVzZXIAcGVuY2ls");
}

/* The messages of a mechanism both ways, and what comes after it is for the subclass. */
static void
test_scram (KithTestStep *fixture, gconstpointer data)
{
  g_autoptr(KithTestScram) server = kith_test_scram_new ("SCRAM-SHA-256", "pencil", 4096);
  g_autofree char *first = start (fixture);
  g_autofree char *challenge = kith_test_scram_challenge (server, first);
  g_autofree char *final = NULL;
  g_autofree char *signature = NULL;
  g_autoptr(KithStanza) response = NULL;

  g_assert_cmpstr (kith_negotiation_auth_get_mechanism (fixture->step), ==, "SCRAM-SHA-256");
  kith_test_step_receive (fixture, "<challenge xmlns='" NS "'>%s</challenge>", challenge);
  response = kith_test_step_expect (fixture, "response", NS);
  final = kith_stanza_dup_text (response);
  signature = kith_test_scram_check (server, final);
  kith_test_step_receive (fixture, "<success xmlns='" NS "'>%s</success>", signature);
  kith_test_step_assert_running (fixture);
  g_assert_cmpuint (TEST_AUTH (fixture->step)->n_others, ==, 0);

  /* From now on nothing is a word of the mechanism. */
  kith_test_step_receive (fixture, "<done xmlns='" NS "'/>");
  kith_test_step_assert_succeeded (fixture);
  g_assert_cmpuint (TEST_AUTH (fixture->step)->n_others, ==, 1);
}

static void
test_other_namespace (KithTestStep *fixture, gconstpointer data)
{
  start_plain (fixture);
  kith_test_step_receive (fixture, "<aside xmlns='urn:other'/>");
  kith_test_step_assert_running (fixture);
  kith_test_step_receive (fixture, "<success xmlns='urn:else'/>");
  kith_test_step_assert_failed (fixture, KITH_XMPP_ERROR_PROTOCOL);
  g_assert_cmpuint (TEST_AUTH (fixture->step)->n_others, ==, 2);
}

typedef struct
{
  const char   *inside;
  const char   *condition;
  KithXmppError code;
} Failure;

static const Failure FAILURES[] = {
  { "<aborted/>", "aborted", KITH_XMPP_ERROR_SERVER_REFUSED },
  { "<not-authorized/>", "not-authorized", KITH_XMPP_ERROR_NOT_AUTHORIZED },
  { "<text>Later</text><temporary-auth-failure/>", "temporary-auth-failure", KITH_XMPP_ERROR_SERVER_REFUSED },
  { "<credentials-expired xmlns='urn:forgotten'/>", "credentials-expired", KITH_XMPP_ERROR_ACCOUNT_DISABLED },
  { "<encryption-required/>", "encryption-required", KITH_XMPP_ERROR_NO_TLS },
  { "<mood-swing/>", "unknown", KITH_XMPP_ERROR_SERVER_REFUSED },
  { "", "unknown", KITH_XMPP_ERROR_SERVER_REFUSED },
};

static void
test_failure (KithTestStep *fixture, gconstpointer data)
{
  const Failure *failure = data;

  start_plain (fixture);
  kith_test_step_receive (fixture, "<failure xmlns='" NS "'>%s</failure>", failure->inside);
  kith_test_step_assert_failed (fixture, failure->code);
  g_assert_cmpstr (TEST_AUTH (fixture->step)->refused, ==, failure->condition);
}

/* A password that was refused leaves no keys behind, or the right one would be refused next. */
static void
test_keys_forgotten (KithTestStep *fixture, gconstpointer data)
{
  g_autoptr(GBytes) bytes = g_bytes_new_static ("salt", 4);
  g_autofree char *text = NULL;

  kith_scram_keys_add (fixture->credentials->keys, "SHA-256", bytes, 4096, bytes, bytes);
  text = start (fixture);
  kith_test_step_receive (fixture, "<failure xmlns='" NS "'><not-authorized/></failure>");
  kith_test_step_assert_failed (fixture, KITH_XMPP_ERROR_NOT_AUTHORIZED);
  g_assert_false (kith_scram_keys_find (fixture->credentials->keys, "SHA-256", bytes, 4096, NULL, NULL));
}

static const char *const BAD[] = {
  "<challenge xmlns='" NS "'/>",
  "<challenge xmlns='" NS "'>%%%</challenge>",
  "<challenge xmlns='" NS "'>AAAA</challenge>",
  "<challenge xmlns='" NS "'>====</challenge>",
  "<success xmlns='" NS "'>!</success>",
  "<begin xmlns='" NS "'/>",
  "<message xmlns='jabber:client'/>",
};

static void
test_bad (KithTestStep *fixture, gconstpointer data)
{
  g_autofree char *first = start (fixture);

  kith_test_step_receive (fixture, "%s", (const char *)data);
  kith_test_step_assert_failed (fixture, KITH_XMPP_ERROR_PROTOCOL);
}

/* While an answer is worked out, the server has to wait; but it may say no. */
static void
test_hasty (KithTestStep *fixture, gconstpointer data)
{
  const char *haste = data;
  g_autoptr(KithTestScram) server = kith_test_scram_new ("SCRAM-SHA-256", "pencil", 100000);
  g_autofree char *first = start (fixture);
  g_autofree char *challenge = kith_test_scram_challenge (server, first);

  kith_test_step_receive (fixture, "<challenge xmlns='" NS "'>%s</challenge>", challenge);
  kith_test_step_receive (fixture, "<%s xmlns='" NS "'/>", haste);
  kith_test_step_assert_failed (fixture, g_str_equal (haste, "failure") ? KITH_XMPP_ERROR_SERVER_REFUSED
                                                                        : KITH_XMPP_ERROR_PROTOCOL);
}

#define ADD(path, data, function) \
  g_test_add ("/negotiation-auth/" path, KithTestStep, data, kith_test_step_set_up, function, kith_test_step_tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("scram", NULL, test_scram);
  ADD ("other-namespace", NULL, test_other_namespace);
  ADD ("keys-forgotten", NULL, test_keys_forgotten);
  ADD ("hasty/success", "success", test_hasty);
  ADD ("hasty/challenge", "challenge", test_hasty);
  ADD ("hasty/failure", "failure", test_hasty);
  for (guint i = 0; i < G_N_ELEMENTS (FAILURES); i++)
    {
      g_autofree char *path = g_strdup_printf ("/negotiation-auth/failure/%u", i);

      g_test_add (path, KithTestStep, &FAILURES[i], kith_test_step_set_up, test_failure, kith_test_step_tear_down);
    }
  for (guint i = 0; i < G_N_ELEMENTS (BAD); i++)
    {
      g_autofree char *path = g_strdup_printf ("/negotiation-auth/bad/%u", i);

      g_test_add (path, KithTestStep, BAD[i], kith_test_step_set_up, test_bad, kith_test_step_tear_down);
    }

  return g_test_run ();
}
