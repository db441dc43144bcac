/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-negotiation-outcome.h"

#include "kith-negotiation-bind.h"
#include "kith-negotiation-enable.h"
#include "kith-negotiation-open.h"
#include "kith-negotiation-resume.h"
#include "kith-negotiation-sasl.h"
#include "kith-negotiation-sasl2.h"
#include "kith-negotiation-tls.h"
#include "kith-test-step.h"
#include "kith-test-stream.h"

#define FEATURES(inside) "<features xmlns='" KITH_NS_STREAMS "'>" inside "</features>"
#define PLAIN "<mechanism>PLAIN</mechanism>"

typedef struct
{
  KithTestStep            base;
  KithNegotiationOutcome *outcome;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  kith_test_step_set_up (&fixture->base, data);
  kith_test_wire_set_secure (fixture->base.wire, TRUE);
  fixture->base.credentials->allow_plain = TRUE;
  fixture->outcome = kith_negotiation_outcome_new ();
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  kith_negotiation_outcome_free (fixture->outcome);
  kith_test_step_tear_down (&fixture->base, data);
}

static void
note (Fixture *fixture, KithStreamManagement *management)
{
  kith_test_step_assert_succeeded (&fixture->base);
  kith_negotiation_outcome_note_token (fixture->outcome, fixture->base.step);
  kith_negotiation_outcome_note_step (fixture->outcome, fixture->base.step, management);
}

/* As if the stream had been opened. */
static void
give_features (Fixture *fixture)
{
  fixture->outcome->features = kith_test_stream_parse (FEATURES (""));
}

static void
test_open (Fixture *fixture, gconstpointer data)
{
  give_features (fixture);
  kith_test_step_run (&fixture->base, KITH_TYPE_NEGOTIATION_OPEN, NULL);
  kith_test_step_receive (&fixture->base, FEATURES ("<bind xmlns='" KITH_NS_BIND "'/>"));
  note (fixture, NULL);
  g_assert_nonnull (kith_stanza_find (fixture->outcome->features, "bind", KITH_NS_BIND));
  g_assert_null (fixture->outcome->mechanism);
}

/* What a server said before the stream was encrypted is worth nothing behind that. */
static void
test_tls (Fixture *fixture, gconstpointer data)
{
  g_autoptr(KithStanza) starttls = NULL;

  give_features (fixture);
  kith_test_wire_set_secure (fixture->base.wire, FALSE);
  kith_test_step_run (&fixture->base, KITH_TYPE_NEGOTIATION_TLS, FEATURES ("<starttls xmlns='" KITH_NS_TLS "'/>"));
  starttls = kith_test_step_expect (&fixture->base, "starttls", KITH_NS_TLS);
  kith_test_step_receive (&fixture->base, "<proceed xmlns='" KITH_NS_TLS "'/>");
  note (fixture, NULL);
  g_assert_null (fixture->outcome->features);
  g_assert_null (fixture->outcome->mechanism);
}

static void
test_sasl (Fixture *fixture, gconstpointer data)
{
  g_autoptr(KithStanza) auth = NULL;

  give_features (fixture);
  kith_test_step_run (&fixture->base, KITH_TYPE_NEGOTIATION_SASL,
                      FEATURES ("<mechanisms xmlns='" KITH_NS_SASL "'>" PLAIN "</mechanisms>"));
  auth = kith_test_step_expect (&fixture->base, "auth", KITH_NS_SASL);
  kith_test_step_receive (&fixture->base, "<success xmlns='" KITH_NS_SASL "'/>");
  note (fixture, NULL);
  g_assert_cmpstr (fixture->outcome->mechanism, ==, "PLAIN");
  g_assert_null (fixture->outcome->features);
  g_assert_null (fixture->outcome->bound);
  g_assert_false (fixture->outcome->token_changed);
}

static void
authenticate (Fixture *fixture)
{
  g_autoptr(KithStanza) authenticate = NULL;

  fixture->base.credentials->user_agent_id = g_strdup ("6ad96b2c-bc0c-4b2e-a4a6-9a3d9e8fd0a3");
  kith_test_step_run (&fixture->base, KITH_TYPE_NEGOTIATION_SASL2,
                      FEATURES ("<authentication xmlns='" KITH_NS_SASL2 "'>" PLAIN "<inline>"
                                "<bind xmlns='" KITH_NS_BIND2 "'/><fast xmlns='" KITH_NS_FAST "'>"
                                "<mechanism>HT-SHA-256-NONE</mechanism></fast></inline></authentication>"));
  authenticate = kith_test_step_expect (&fixture->base, "authenticate", KITH_NS_SASL2);
}

/* All at once. */
static void
test_sasl2 (Fixture *fixture, gconstpointer data)
{
  authenticate (fixture);
  kith_test_step_receive (&fixture->base, "<success xmlns='" KITH_NS_SASL2 "'><authorization-identifier>user@example.org/x"
                          "</authorization-identifier><bound xmlns='" KITH_NS_BIND2 "'/><token xmlns='" KITH_NS_FAST "' "
                          "expiry='2030-01-01T00:00:00Z' token='secret'/></success>");
  kith_test_step_receive (&fixture->base, FEATURES ("<sm xmlns='" KITH_NS_SM "'/>"));
  note (fixture, NULL);
  g_assert_cmpstr (fixture->outcome->mechanism, ==, "PLAIN");
  g_assert_cmpstr (kith_jid_get_text (fixture->outcome->bound), ==, "user@example.org/x");
  g_assert_nonnull (kith_stanza_find (fixture->outcome->features, "sm", KITH_NS_SM));
  g_assert_true (fixture->outcome->token_changed);
  g_assert_cmpstr (fixture->outcome->token->mechanism, ==, "HT-SHA-256-NONE");
  g_assert_cmpstr (fixture->outcome->token->token, ==, "secret");
  g_assert_cmpint (fixture->outcome->token->expiry, ==, G_GINT64_CONSTANT (1893456000000000));
}

/* A step that fails tells that the token is worth nothing, and nothing else. */
static void
test_token_refused (Fixture *fixture, gconstpointer data)
{
  kith_credentials_set_password (fixture->base.credentials, NULL);
  kith_credentials_set_fast (fixture->base.credentials, "HT-SHA-256-NONE", "stale");
  authenticate (fixture);
  kith_test_step_receive (&fixture->base, "<failure xmlns='" KITH_NS_SASL2 "'><not-authorized xmlns='" KITH_NS_SASL "'/></failure>");
  kith_test_step_assert_failed (&fixture->base, KITH_XMPP_ERROR_PASSWORD_NEEDED);
  kith_negotiation_outcome_note_token (fixture->outcome, fixture->base.step);
  g_assert_true (fixture->outcome->token_changed);
  g_assert_null (fixture->outcome->token);
  g_assert_null (fixture->outcome->mechanism);
}

/* The features stay as they are. */
static void
test_bind (Fixture *fixture, gconstpointer data)
{
  g_autoptr(KithStanza) iq = NULL;

  give_features (fixture);
  kith_test_step_run (&fixture->base, KITH_TYPE_NEGOTIATION_BIND, FEATURES ("<bind xmlns='" KITH_NS_BIND "'/>"));
  iq = kith_test_step_expect (&fixture->base, "iq", KITH_NS_CLIENT);
  kith_test_step_receive (&fixture->base, "<iq xmlns='jabber:client' type='result' id='%s'><bind xmlns='" KITH_NS_BIND "'>"
                          "<jid>user@example.org/given</jid></bind></iq>", kith_stanza_get (iq, "id"));
  note (fixture, NULL);
  g_assert_cmpstr (kith_jid_get_text (fixture->outcome->bound), ==, "user@example.org/given");
  g_assert_nonnull (fixture->outcome->features);
}

static void
resume (Fixture *fixture, KithStreamManagement *management, const char *answer)
{
  g_autoptr(KithJid) bound = kith_jid_new ("user@example.org/before", NULL);
  g_autoptr(KithStreamState) state = kith_stream_state_new ("old", bound);
  g_autoptr(KithStanza) resume = NULL;

  give_features (fixture);
  kith_stream_management_restore (management, state);
  kith_test_step_make (&fixture->base, KITH_TYPE_NEGOTIATION_RESUME, "user@example.org");
  kith_negotiation_resume_set_management (fixture->base.step, management);
  kith_test_step_run (&fixture->base, KITH_TYPE_NEGOTIATION_RESUME, NULL);
  resume = kith_test_step_expect (&fixture->base, "resume", KITH_NS_SM);
  kith_test_step_receive (&fixture->base, "%s", answer);
  note (fixture, management);
}

/* The stream keeps its address. */
static void
test_resumed (Fixture *fixture, gconstpointer data)
{
  g_autoptr(KithStreamManagement) management = kith_stream_management_new ();

  resume (fixture, management, SM ("resumed", "previd='old' h='0'"));
  g_assert_cmpstr (kith_jid_get_text (fixture->outcome->bound), ==, "user@example.org/before");
  g_assert_nonnull (fixture->outcome->features);
}

static void
test_not_resumed (Fixture *fixture, gconstpointer data)
{
  g_autoptr(KithStreamManagement) management = kith_stream_management_new ();

  resume (fixture, management, SM ("failed", ""));
  g_assert_null (fixture->outcome->bound);
  g_assert_nonnull (fixture->outcome->features);
}

static void
test_enable (Fixture *fixture, gconstpointer data)
{
  g_autoptr(KithStreamManagement) management = kith_stream_management_new ();
  g_autoptr(KithStanza) enable = NULL;

  give_features (fixture);
  kith_test_step_make (&fixture->base, KITH_TYPE_NEGOTIATION_ENABLE, "user@example.org");
  kith_negotiation_enable_set_management (fixture->base.step, management);
  kith_test_step_run (&fixture->base, KITH_TYPE_NEGOTIATION_ENABLE, NULL);
  enable = kith_test_step_expect (&fixture->base, "enable", KITH_NS_SM);
  kith_test_step_receive (&fixture->base, "<message xmlns='jabber:client' id='welcome'/>");
  kith_test_step_receive (&fixture->base, ENABLED);
  note (fixture, management);
  g_assert_cmpuint (fixture->outcome->early->len, ==, 1);
  g_assert_nonnull (fixture->outcome->features);
}

#define ADD(path, function) g_test_add ("/negotiation-outcome/" path, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("open", test_open);
  ADD ("tls", test_tls);
  ADD ("sasl", test_sasl);
  ADD ("sasl2", test_sasl2);
  ADD ("token-refused", test_token_refused);
  ADD ("bind", test_bind);
  ADD ("resumed", test_resumed);
  ADD ("not-resumed", test_not_resumed);
  ADD ("enable", test_enable);

  return g_test_run ();
}
