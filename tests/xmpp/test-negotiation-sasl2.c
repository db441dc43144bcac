/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-test-negotiation.h"

#include <string.h>

#define BINDINGS(...) "<sasl-channel-binding xmlns='" KITH_NS_CHANNEL_BINDING "'>" __VA_ARGS__ "</sasl-channel-binding>"
#define B(type) "<channel-binding type='" type "'/>"
#define BIND2 "<bind xmlns='" KITH_NS_BIND2 "'/>"
#define FAST(mechanisms) "<fast xmlns='" KITH_NS_FAST "'>" mechanisms "</fast>"
#define SASL2_FEATURES(mechanisms, inlines, others) \
  "<features " STREAMS "><authentication xmlns='" KITH_NS_SASL2 "'>" mechanisms \
  "<inline>" inlines "</inline></authentication>" others "</features>"
#define AGENT "6ad96b2c-bc0c-4b2e-a4a6-9a3d9e8fd0a3"

/* HMAC of a token as HT-SHA-256 has it, by GLib */
static char *
ht_hash (const char *token,
         const char *role,
         const char *binding)
{
  g_autoptr(GHmac) hmac = g_hmac_new (G_CHECKSUM_SHA256, (const guint8 *)token, strlen (token));
  guint8 digest[32];
  gsize size = sizeof (digest);

  g_hmac_update (hmac, (const guint8 *)role, strlen (role));
  g_hmac_update (hmac, (const guint8 *)binding, strlen (binding));
  g_hmac_get_digest (hmac, digest, &size);

  return g_base64_encode (digest, size);
}

static void
run_secure (KithTestNegotiation *fixture)
{
  g_autoptr(GBytes) binding = g_bytes_new_static ("binding", 7);

  kith_test_wire_set_secure (fixture->wire, TRUE);
  kith_test_wire_set_channel_binding (fixture->wire, G_TLS_CHANNEL_BINDING_TLS_EXPORTER, binding);
  fixture->credentials->user_agent_id = g_strdup (AGENT);
  fixture->credentials->software = g_strdup ("Kith");
  kith_test_negotiation_run (fixture, NULL);
}

/* Plays SCRAM over SASL 2 from <authenticate/> to the server's proof. */
static char *
answer_scram (KithTestNegotiation *fixture,
              KithStanza          *authenticate,
              KithTestScram       *server)
{
  g_autofree char *first = kith_stanza_dup_child_text (authenticate, "initial-response", KITH_NS_SASL2);
  g_autofree char *challenge = kith_test_scram_challenge (server, first);
  g_autoptr(KithStanza) response = NULL;
  g_autofree char *final = NULL;

  kith_test_negotiation_receive (fixture, "<challenge xmlns='%s'>%s</challenge>", KITH_NS_SASL2, challenge);
  response = kith_test_negotiation_expect (fixture, "response", KITH_NS_SASL2);
  final = kith_stanza_dup_text (response);

  return kith_test_scram_check (server, final);
}

static void
receive_success (KithTestNegotiation *fixture,
                 const char          *data,
                 const char          *more)
{
  kith_test_negotiation_receive (fixture, "<success xmlns='%s'><additional-data>\n  %s\n</additional-data>"
                                 "<authorization-identifier>user@example.org/Kith~1</authorization-identifier>"
                                 "<bound xmlns='%s'/>%s</success>", KITH_NS_SASL2, data, KITH_NS_BIND2, more);
}

/* One stream, one resource, one token. */
static void
test_all_at_once (KithTestNegotiation *fixture,
                  gconstpointer        data)
{
  g_autoptr(KithTestScram) server = kith_test_scram_new ("SCRAM-SHA-256-PLUS", "pencil", 4096);
  g_autoptr(GBytes) binding = g_bytes_new_static ("binding", 7);
  g_autoptr(KithStanza) authenticate = NULL;
  g_autofree char *proof = NULL;
  g_autofree char *tag = NULL;
  const KithNegotiationOutcome *outcome = NULL;

  run_secure (fixture);
  kith_test_scram_set_binding (server, binding);
  kith_test_negotiation_open (fixture, 1,
                              SASL2_FEATURES (M ("SCRAM-SHA-1-PLUS") M ("SCRAM-SHA-256-PLUS") M ("SCRAM-SHA-256"),
                                              BIND2 FAST (M ("HT-SHA-256-NONE") M ("HT-SHA-256-EXPR")),
                                              "<mechanisms xmlns='" KITH_NS_SASL "'>" M ("SCRAM-SHA-1") "</mechanisms>"
                                              BINDINGS (B ("tls-exporter"))));

  authenticate = kith_test_negotiation_expect (fixture, "authenticate", KITH_NS_SASL2);
  g_assert_cmpstr (kith_stanza_get (authenticate, "mechanism"), ==, "SCRAM-SHA-256-PLUS");
  g_assert_cmpstr (kith_stanza_get (kith_stanza_find (authenticate, "user-agent", KITH_NS_SASL2), "id"), ==, AGENT);
  g_assert_cmpstr (kith_stanza_get (kith_stanza_find (authenticate, "request-token", KITH_NS_FAST), "mechanism"), ==,
                   "HT-SHA-256-EXPR");
  tag = kith_stanza_dup_child_text (kith_stanza_find (authenticate, "bind", KITH_NS_BIND2), "tag", KITH_NS_BIND2);
  g_assert_cmpstr (tag, ==, "Kith");

  proof = answer_scram (fixture, authenticate, server);
  g_assert_nonnull (proof);
  receive_success (fixture, proof, "<token xmlns='" KITH_NS_FAST "' expiry='2030-01-01T00:00:00Z' token='secret'/>");
  g_assert_cmpint (kith_negotiation_get_stage (fixture->negotiation), ==, KITH_NEGOTIATION_AUTHENTICATING);
  kith_test_negotiation_receive (fixture, "<features " STREAMS "><ver xmlns='%s'/></features>", KITH_NS_ROSTER_VERSIONING);
  g_assert_cmpint (kith_negotiation_get_stage (fixture->negotiation), ==, KITH_NEGOTIATION_DONE);

  kith_test_negotiation_finish (fixture);
  g_assert_no_error (fixture->error);
  g_assert_cmpuint (kith_test_wire_get_n_headers (fixture->wire), ==, 1);
  outcome = kith_negotiation_get_outcome (fixture->negotiation);
  g_assert_cmpstr (kith_jid_get_text (outcome->bound), ==, "user@example.org/Kith~1");
  g_assert_cmpstr (kith_negotiation_get_best_mechanism (fixture->negotiation), ==, "SCRAM-SHA-256-PLUS");
  g_assert_true (outcome->token_changed);
  g_assert_cmpstr (outcome->token->token, ==, "secret");
  g_assert_cmpstr (outcome->token->mechanism, ==, "HT-SHA-256-EXPR");
  g_assert_cmpint (outcome->token->expiry, ==, G_GINT64_CONSTANT (1893456000000000));
  g_assert_nonnull (kith_stanza_find (outcome->features, "ver",
                                      KITH_NS_ROSTER_VERSIONING));
}

/* Copies of messages are asked for where that can be done with the binding, and only there. */
static void
test_carbons_with_the_binding (KithTestNegotiation *fixture,
                               gconstpointer        data)
{
  gboolean offered = data != NULL;
  g_autoptr(KithStanza) authenticate = NULL;
  KithStanza *bind = NULL;

  run_secure (fixture);
  kith_test_negotiation_open (fixture, 1, offered
                              ? SASL2_FEATURES (M ("SCRAM-SHA-1"), "<bind xmlns='" KITH_NS_BIND2 "'><inline>"
                                                "<feature var='" KITH_NS_CARBONS "'/></inline></bind>", "")
                              : SASL2_FEATURES (M ("SCRAM-SHA-1"), "<bind xmlns='" KITH_NS_BIND2 "'><inline>"
                                                "<feature var='" KITH_NS_CLIENT_STATE "'/></inline></bind>", ""));
  authenticate = kith_test_negotiation_expect (fixture, "authenticate", KITH_NS_SASL2);
  bind = kith_stanza_find (authenticate, "bind", KITH_NS_BIND2);
  g_assert_nonnull (bind);
  g_assert_cmpint (kith_stanza_find (bind, "enable", KITH_NS_CARBONS) != NULL, ==, offered);

  kith_test_negotiation_receive (fixture, "<failure xmlns='%s'><not-authorized xmlns='%s'/></failure>", KITH_NS_SASL2,
                                 KITH_NS_SASL);
  kith_test_negotiation_finish (fixture);
}

/* SASL 2 without Bind 2: the resource is bound on the same stream as ever. */
static void
test_without_bind2 (KithTestNegotiation *fixture,
                    gconstpointer        data)
{
  g_autoptr(KithTestScram) server = kith_test_scram_new ("SCRAM-SHA-1", "pencil", 4096);
  g_autoptr(KithStanza) authenticate = NULL;
  g_autoptr(KithStanza) iq = NULL;
  g_autofree char *proof = NULL;

  run_secure (fixture);
  kith_test_negotiation_open (fixture, 1, SASL2_FEATURES (M ("SCRAM-SHA-1"), "", ""));
  authenticate = kith_test_negotiation_expect (fixture, "authenticate", KITH_NS_SASL2);
  g_assert_null (kith_stanza_find (authenticate, "bind", KITH_NS_BIND2));
  g_assert_null (kith_stanza_find (authenticate, "request-token", KITH_NS_FAST));
  proof = answer_scram (fixture, authenticate, server);
  g_assert_cmpstr (kith_test_scram_get_header (server), ==, "y,,");
  kith_test_negotiation_receive (fixture, "<success xmlns='%s'><additional-data>%s</additional-data>"
                                 "<authorization-identifier>user@example.org</authorization-identifier></success>",
                                 KITH_NS_SASL2, proof);
  kith_test_wire_receive (fixture->wire, BIND_FEATURES);

  g_assert_cmpint (kith_negotiation_get_stage (fixture->negotiation), ==, KITH_NEGOTIATION_BINDING);
  iq = kith_test_negotiation_expect (fixture, "iq", KITH_NS_CLIENT);
  kith_test_negotiation_receive (fixture, "<iq xmlns='jabber:client' type='result' id='%s'><bind xmlns='%s'>"
                                 "<jid>user@example.org/given</jid></bind></iq>",
                                 kith_stanza_get (iq, "id"), KITH_NS_BIND);
  kith_test_negotiation_finish (fixture);
  g_assert_true (fixture->ok);
  g_assert_cmpuint (kith_test_wire_get_n_headers (fixture->wire), ==, 1);
}

#define FAST_FEATURES \
  SASL2_FEATURES (M ("SCRAM-SHA-256-PLUS"), BIND2 FAST (M ("HT-SHA-256-EXPR")), BINDINGS (B ("tls-exporter")))

static void
test_fast (KithTestNegotiation *fixture,
           gconstpointer        data)
{
  g_autoptr(KithStanza) authenticate = NULL;
  g_autofree char *initiator = ht_hash ("token", "Initiator", "binding");
  g_autofree char *responder = ht_hash ("token", "Responder", "binding");
  g_autofree char *response = NULL;
  g_autofree guint8 *message = NULL;
  g_autofree char *hash = NULL;
  gsize size;
  const KithNegotiationOutcome *outcome = NULL;

  kith_credentials_set_password (fixture->credentials, NULL);
  kith_credentials_set_fast (fixture->credentials, "HT-SHA-256-EXPR", "token");
  fixture->credentials->best_mechanism = g_strdup ("SCRAM-SHA-256-PLUS");
  run_secure (fixture);
  kith_test_negotiation_open (fixture, 1, FAST_FEATURES);
  authenticate = kith_test_negotiation_expect (fixture, "authenticate", KITH_NS_SASL2);
  g_assert_cmpstr (kith_stanza_get (authenticate, "mechanism"), ==, "HT-SHA-256-EXPR");
  g_assert_nonnull (kith_stanza_find (authenticate, "fast", KITH_NS_FAST));
  g_assert_null (kith_stanza_find (authenticate, "request-token", KITH_NS_FAST));

  response = kith_stanza_dup_child_text (authenticate, "initial-response", KITH_NS_SASL2);
  message = g_base64_decode (response, &size);
  g_assert_cmpuint (size, ==, 5 + 32);
  g_assert_cmpstr ((const char *)message, ==, "user");
  hash = g_base64_encode (message + 5, 32);
  g_assert_cmpstr (hash, ==, initiator);

  /* The server rotates the token. */
  receive_success (fixture, responder, "<token xmlns='" KITH_NS_FAST "' expiry='2030-01-01T00:00:00Z' token='next'/>");
  kith_test_wire_receive (fixture->wire, "<features " STREAMS "/>");
  kith_test_negotiation_finish (fixture);
  g_assert_no_error (fixture->error);
  outcome = kith_negotiation_get_outcome (fixture->negotiation);
  g_assert_true (outcome->token_changed);
  g_assert_cmpstr (outcome->token->token, ==, "next");
  g_assert_cmpstr (outcome->token->mechanism, ==, "HT-SHA-256-EXPR");
  g_assert_cmpstr (outcome->mechanism, ==, "HT-SHA-256-EXPR");
  g_assert_cmpstr (kith_negotiation_get_best_mechanism (fixture->negotiation), ==, "SCRAM-SHA-256-PLUS");
}

/* A server that does not know the token cannot pass for one that does. */
static void
test_fast_forged (KithTestNegotiation *fixture,
                  gconstpointer        data)
{
  g_autoptr(KithStanza) authenticate = NULL;
  g_autofree char *wrong = ht_hash ("token", "Responder", "other binding");

  kith_credentials_set_fast (fixture->credentials, "HT-SHA-256-EXPR", "token");
  run_secure (fixture);
  kith_test_negotiation_open (fixture, 1, FAST_FEATURES);
  authenticate = kith_test_negotiation_expect (fixture, "authenticate", KITH_NS_SASL2);
  receive_success (fixture, wrong, "");
  kith_test_negotiation_assert_failed (fixture, KITH_XMPP_ERROR_SERVER_FORGED);
}

static void
test_fast_silent (KithTestNegotiation *fixture,
                  gconstpointer        data)
{
  g_autoptr(KithStanza) authenticate = NULL;

  kith_credentials_set_fast (fixture->credentials, "HT-SHA-256-EXPR", "token");
  run_secure (fixture);
  kith_test_negotiation_open (fixture, 1, FAST_FEATURES);
  authenticate = kith_test_negotiation_expect (fixture, "authenticate", KITH_NS_SASL2);
  kith_test_negotiation_receive (fixture, "<success xmlns='%s'><authorization-identifier>user@example.org/x"
                                 "</authorization-identifier><bound xmlns='%s'/></success>",
                                 KITH_NS_SASL2, KITH_NS_BIND2);
  kith_test_negotiation_assert_failed (fixture, KITH_XMPP_ERROR_SERVER_FORGED);
}

/* A token that is refused is given up, and the password is tried, once. */
static void
test_fast_refused (KithTestNegotiation *fixture,
                   gconstpointer        data)
{
  g_autoptr(KithTestScram) server = kith_test_scram_new ("SCRAM-SHA-256-PLUS", "pencil", 4096);
  g_autoptr(GBytes) binding = g_bytes_new_static ("binding", 7);
  g_autoptr(KithStanza) fast = NULL;
  g_autoptr(KithStanza) authenticate = NULL;
  g_autofree char *proof = NULL;

  kith_credentials_set_fast (fixture->credentials, "HT-SHA-256-EXPR", "stale");
  kith_test_scram_set_binding (server, binding);
  run_secure (fixture);
  kith_test_negotiation_open (fixture, 1, FAST_FEATURES);
  fast = kith_test_negotiation_expect (fixture, "authenticate", KITH_NS_SASL2);
  kith_test_negotiation_receive (fixture, "<failure xmlns='%s'><credentials-expired xmlns='%s'/></failure>",
                                 KITH_NS_SASL2, KITH_NS_SASL);

  authenticate = kith_test_negotiation_expect (fixture, "authenticate", KITH_NS_SASL2);
  g_assert_cmpstr (kith_stanza_get (authenticate, "mechanism"), ==, "SCRAM-SHA-256-PLUS");
  g_assert_null (kith_stanza_find (authenticate, "fast", KITH_NS_FAST));
  g_assert_nonnull (kith_stanza_find (authenticate, "request-token", KITH_NS_FAST));
  proof = answer_scram (fixture, authenticate, server);
  receive_success (fixture, proof, "");
  kith_test_wire_receive (fixture->wire, "<features " STREAMS "/>");
  kith_test_negotiation_finish (fixture);
  g_assert_true (fixture->ok);
  g_assert_true (kith_negotiation_get_outcome (fixture->negotiation)->token_changed);
  g_assert_null (kith_negotiation_get_outcome (fixture->negotiation)->token);
}

static void
test_fast_refused_twice (KithTestNegotiation *fixture,
                         gconstpointer        data)
{
  g_autoptr(KithStanza) fast = NULL;
  g_autoptr(KithStanza) authenticate = NULL;

  kith_credentials_set_fast (fixture->credentials, "HT-SHA-256-EXPR", "stale");
  run_secure (fixture);
  kith_test_negotiation_open (fixture, 1, FAST_FEATURES);
  fast = kith_test_negotiation_expect (fixture, "authenticate", KITH_NS_SASL2);
  kith_test_negotiation_receive (fixture, "<failure xmlns='%s'><not-authorized/></failure>", KITH_NS_SASL2);
  authenticate = kith_test_negotiation_expect (fixture, "authenticate", KITH_NS_SASL2);
  kith_test_negotiation_receive (fixture, "<failure xmlns='%s'><not-authorized/></failure>", KITH_NS_SASL2);
  kith_test_negotiation_assert_failed (fixture, KITH_XMPP_ERROR_NOT_AUTHORIZED);
  g_assert_true (kith_negotiation_get_outcome (fixture->negotiation)->token_changed);
  g_assert_null (kith_negotiation_get_outcome (fixture->negotiation)->token);
  g_assert_cmpuint (kith_test_wire_get_n_sent (fixture->wire), ==, 0);
}

/* A server in trouble has not refused the token; without a password there is nothing else to try. */
static void
test_fast_temporary (KithTestNegotiation *fixture,
                     gconstpointer        data)
{
  g_autoptr(KithStanza) fast = NULL;

  kith_credentials_set_password (fixture->credentials, NULL);
  kith_credentials_set_fast (fixture->credentials, "HT-SHA-256-EXPR", "good");
  run_secure (fixture);
  kith_test_negotiation_open (fixture, 1, FAST_FEATURES);
  fast = kith_test_negotiation_expect (fixture, "authenticate", KITH_NS_SASL2);
  kith_test_negotiation_receive (fixture, "<failure xmlns='%s'><temporary-auth-failure/></failure>", KITH_NS_SASL2);
  kith_test_negotiation_assert_failed (fixture, KITH_XMPP_ERROR_PASSWORD_NEEDED);
  g_assert_false (kith_negotiation_get_outcome (fixture->negotiation)->token_changed);
}

/* A token for a mechanism that is not offered, or whose binding this connection lacks, is kept for another day. */
static void
test_fast_not_offered (KithTestNegotiation *fixture,
                       gconstpointer        data)
{
  g_autoptr(KithStanza) authenticate = NULL;

  kith_credentials_set_fast (fixture->credentials, "HT-SHA-256-ENDP", "token");
  run_secure (fixture);
  kith_test_negotiation_open (fixture, 1,
                              SASL2_FEATURES (M ("SCRAM-SHA-256-PLUS"), FAST (M ("HT-SHA-256-ENDP")),
                                              BINDINGS (B ("tls-exporter"))));
  authenticate = kith_test_negotiation_expect (fixture, "authenticate", KITH_NS_SASL2);
  g_assert_cmpstr (kith_stanza_get (authenticate, "mechanism"), ==, "SCRAM-SHA-256-PLUS");
  g_assert_null (kith_stanza_find (authenticate, "request-token", KITH_NS_FAST));
  kith_test_wire_receive_end (fixture->wire, NULL);
  kith_test_negotiation_assert_failed (fixture, KITH_XMPP_ERROR_LOST);
  g_assert_false (kith_negotiation_get_outcome (fixture->negotiation)->token_changed);
}

/* A second factor and its like: said so, and left. */
static void
test_continue (KithTestNegotiation *fixture,
               gconstpointer        data)
{
  g_autoptr(KithTestScram) server = kith_test_scram_new ("SCRAM-SHA-1", "pencil", 4096);
  g_autoptr(KithStanza) authenticate = NULL;
  g_autoptr(KithStanza) abort = NULL;
  g_autofree char *proof = NULL;

  run_secure (fixture);
  kith_test_negotiation_open (fixture, 1, SASL2_FEATURES (M ("SCRAM-SHA-1"), BIND2, ""));
  authenticate = kith_test_negotiation_expect (fixture, "authenticate", KITH_NS_SASL2);
  proof = answer_scram (fixture, authenticate, server);
  kith_test_negotiation_receive (fixture, "<continue xmlns='%s'><additional-data>%s</additional-data><tasks>"
                                 "<task>TOTP</task></tasks></continue>", KITH_NS_SASL2, proof);
  abort = kith_test_negotiation_expect (fixture, "abort", KITH_NS_SASL2);
  kith_test_negotiation_assert_failed (fixture, KITH_XMPP_ERROR_SERVER_REFUSED);
}

#define SUCCESS(inside) "<success xmlns='" KITH_NS_SASL2 "'>" inside "</success>"
#define ID(jid) "<authorization-identifier>" jid "</authorization-identifier>"
#define BOUND "<bound xmlns='" KITH_NS_BIND2 "'/>"

/* What can be wrong with a success, behind PLAIN, which proves nothing. */
static const struct
{
  const char   *success;
  KithXmppError code;
} SUCCESSES[] = {
  { SUCCESS (""), KITH_XMPP_ERROR_PROTOCOL },
  { SUCCESS (ID ("")), KITH_XMPP_ERROR_PROTOCOL },
  { SUCCESS (ID ("@@")), KITH_XMPP_ERROR_PROTOCOL },
  { SUCCESS (ID ("eve@example.org")), KITH_XMPP_ERROR_PROTOCOL },
  { SUCCESS (ID ("user@example.com/x") BOUND), KITH_XMPP_ERROR_PROTOCOL },
  { SUCCESS (ID ("user@example.org") BOUND), KITH_XMPP_ERROR_PROTOCOL },
  { SUCCESS ("<additional-data>?</additional-data>" ID ("user@example.org/x") BOUND), KITH_XMPP_ERROR_PROTOCOL },
  { "<challenge xmlns='" KITH_NS_SASL2 "'>AAAA</challenge>", KITH_XMPP_ERROR_PROTOCOL },
  { "<proceed xmlns='" KITH_NS_SASL2 "'/>", KITH_XMPP_ERROR_PROTOCOL },
  { "<success xmlns='" KITH_NS_SASL "'/>", KITH_XMPP_ERROR_PROTOCOL },
  { "<features " STREAMS "/>", KITH_XMPP_ERROR_PROTOCOL },
};

static void
test_bad_successes (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (SUCCESSES); i++)
    {
      KithTestNegotiation fixture = { 0 };
      g_autoptr(KithStanza) authenticate = NULL;

      g_test_message ("success %u", i);
      kith_test_negotiation_set_up (&fixture, NULL);
      fixture.credentials->allow_plain = TRUE;
      run_secure (&fixture);
      kith_test_negotiation_open (&fixture, 1, SASL2_FEATURES (M ("PLAIN"), BIND2, ""));
      authenticate = kith_test_negotiation_expect (&fixture, "authenticate", KITH_NS_SASL2);
      kith_test_wire_receive (fixture.wire, SUCCESSES[i].success);
      kith_test_negotiation_assert_failed (&fixture, SUCCESSES[i].code);
      kith_test_negotiation_tear_down (&fixture, NULL);
    }
}

/* After the success only features may come, and only once. */
static void
test_after_success (void)
{
  static const char *const AFTER[] = {
    "<failure xmlns='" KITH_NS_SASL2 "'><not-authorized/></failure>",
    "<challenge xmlns='" KITH_NS_SASL2 "'>AAAA</challenge>",
    SUCCESS (ID ("user@example.org/y") BOUND),
    "<message xmlns='jabber:client'/>",
  };

  for (guint i = 0; i < G_N_ELEMENTS (AFTER); i++)
    {
      KithTestNegotiation fixture = { 0 };
      g_autoptr(KithStanza) authenticate = NULL;

      kith_test_negotiation_set_up (&fixture, NULL);
      fixture.credentials->allow_plain = TRUE;
      run_secure (&fixture);
      kith_test_negotiation_open (&fixture, 1, SASL2_FEATURES (M ("PLAIN"), BIND2, ""));
      authenticate = kith_test_negotiation_expect (&fixture, "authenticate", KITH_NS_SASL2);
      kith_test_wire_receive (fixture.wire, SUCCESS (ID ("user@example.org/x") BOUND));
      kith_test_wire_receive (fixture.wire, AFTER[i]);
      kith_test_negotiation_assert_failed (&fixture, KITH_XMPP_ERROR_PROTOCOL);
      kith_test_negotiation_tear_down (&fixture, NULL);
    }
}

static const char *const BAD_TOKENS[] = {
  "<token xmlns='" KITH_NS_FAST "'/>",
  "<token xmlns='" KITH_NS_FAST "' token='x'/>",
  "<token xmlns='" KITH_NS_FAST "' token='' expiry='2030-01-01T00:00:00Z'/>",
  "<token xmlns='" KITH_NS_FAST "' token='x' expiry='soon'/>",
  "<token xmlns='urn:x' token='x' expiry='2030-01-01T00:00:00Z'/>",
};

/* A token that is none is no reason to stay outside. */
static void
test_bad_tokens (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (BAD_TOKENS); i++)
    {
      KithTestNegotiation fixture = { 0 };
      g_autoptr(KithStanza) authenticate = NULL;
      g_autofree char *success = g_strdup_printf ("<success xmlns='%s'>%s%s%s</success>", KITH_NS_SASL2,
                                                  ID ("user@example.org/x"), BOUND, BAD_TOKENS[i]);

      kith_test_negotiation_set_up (&fixture, NULL);
      fixture.credentials->allow_plain = TRUE;
      run_secure (&fixture);
      kith_test_negotiation_open (&fixture, 1, SASL2_FEATURES (M ("PLAIN"), BIND2 FAST (M ("HT-SHA-256-NONE")), ""));
      authenticate = kith_test_negotiation_expect (&fixture, "authenticate", KITH_NS_SASL2);
      kith_test_wire_receive (fixture.wire, success);
      kith_test_wire_receive (fixture.wire, "<features " STREAMS "/>");
      kith_test_negotiation_finish (&fixture);
      g_assert_true (fixture.ok);
      g_assert_false (kith_negotiation_get_outcome (fixture.negotiation)->token_changed);
      kith_test_negotiation_tear_down (&fixture, NULL);
    }
}

/* Reconnecting does not derive the keys again: the second sign-in answers within the same turn of the loop. */
static void
test_keys_are_kept (KithTestNegotiation *fixture,
                    gconstpointer        data)
{
  g_autoptr(KithTestScram) server = kith_test_scram_new ("SCRAM-SHA-256", "pencil", 4096);

  for (guint round = 0; round < 2; round++)
    {
      KithTestNegotiation again = { 0 };
      g_autoptr(KithStanza) authenticate = NULL;
      g_autofree char *proof = NULL;

      kith_test_negotiation_set_up (&again, NULL);
      kith_credentials_free (again.credentials);
      again.credentials = kith_credentials_copy (fixture->credentials);
      run_secure (&again);
      kith_test_negotiation_open (&again, 1, SASL2_FEATURES (M ("SCRAM-SHA-256"), BIND2, ""));
      authenticate = kith_test_negotiation_expect (&again, "authenticate", KITH_NS_SASL2);
      if (round == 1)
        {
          g_autofree char *first = kith_stanza_dup_child_text (authenticate, "initial-response", KITH_NS_SASL2);
          g_autofree char *challenge = kith_test_scram_challenge (server, first);

          kith_test_negotiation_receive (&again, "<challenge xmlns='%s'>%s</challenge>", KITH_NS_SASL2, challenge);
          while (g_main_context_iteration (NULL, FALSE))
            ;
          g_assert_cmpuint (kith_test_wire_get_n_sent (again.wire), ==, 1);
        }
      else
        {
          proof = answer_scram (&again, authenticate, server);
          g_assert_nonnull (proof);
        }
      kith_test_wire_receive_end (again.wire, NULL);
      kith_test_negotiation_finish (&again);
      kith_test_negotiation_tear_down (&again, NULL);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, func) \
  g_test_add ("/negotiation-sasl2/" path, KithTestNegotiation, NULL, \
              kith_test_negotiation_set_up, func, kith_test_negotiation_tear_down)
  ADD ("all-at-once", test_all_at_once);
  ADD ("without-bind2", test_without_bind2);
  ADD ("fast", test_fast);
  ADD ("fast-forged", test_fast_forged);
  ADD ("fast-silent", test_fast_silent);
  ADD ("fast-refused", test_fast_refused);
  ADD ("fast-refused-twice", test_fast_refused_twice);
  ADD ("fast-temporary", test_fast_temporary);
  ADD ("fast-not-offered", test_fast_not_offered);
  ADD ("continue", test_continue);
  ADD ("keys-are-kept", test_keys_are_kept);
#undef ADD
  g_test_add ("/negotiation-sasl2/carbons-with-the-binding", KithTestNegotiation, "offered", kith_test_negotiation_set_up,
              test_carbons_with_the_binding, kith_test_negotiation_tear_down);
  g_test_add ("/negotiation-sasl2/no-carbons-with-the-binding", KithTestNegotiation, NULL, kith_test_negotiation_set_up,
              test_carbons_with_the_binding, kith_test_negotiation_tear_down);
  g_test_add_func ("/negotiation-sasl2/bad-successes", test_bad_successes);
  g_test_add_func ("/negotiation-sasl2/after-success", test_after_success);
  g_test_add_func ("/negotiation-sasl2/bad-tokens", test_bad_tokens);

  return g_test_run ();
}
