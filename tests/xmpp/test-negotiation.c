/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-test-negotiation.h"

static void
done_cb (KithNegotiation *negotiation,
         GParamSpec      *pspec,
         gboolean        *done)
{
  *done = kith_negotiation_get_stage (negotiation) == KITH_NEGOTIATION_DONE;
}

static void
test_sasl (KithTestNegotiation *fixture,
           gconstpointer        data)
{
  g_autoptr(KithTestScram) server = kith_test_scram_new ("SCRAM-SHA-256", "pencil", 4096);
  g_autofree char *proof = NULL;
  gboolean done = FALSE;
  const KithNegotiationOutcome *outcome = NULL;

  kith_test_negotiation_run (fixture, NULL);
  g_signal_connect (fixture->negotiation, "notify::stage", G_CALLBACK (done_cb), &done);
  kith_test_negotiation_starttls (fixture);
  kith_test_negotiation_open (fixture, 2, SASL_FEATURES (M ("PLAIN") M ("SCRAM-SHA-1") M ("SCRAM-SHA-256") M ("X-NEW")));
  g_assert_cmpstr (kith_test_wire_get_from (fixture->wire), ==, "user@example.org");
  g_assert_cmpstr (kith_test_wire_get_to (fixture->wire), ==, "example.org");
  proof = kith_test_negotiation_scram (fixture, "SCRAM-SHA-256", server);
  g_assert_cmpstr (kith_test_scram_get_header (server), ==, "n,,");
  g_assert_nonnull (proof);
  kith_test_negotiation_receive (fixture, "<success xmlns='%s'>%s</success>", KITH_NS_SASL, proof);
  g_assert_false (done);
  kith_test_negotiation_bind (fixture, 3);

  /* With the server's last word, before the callback. */
  g_assert_true (done);
  kith_test_negotiation_finish (fixture);
  g_assert_no_error (fixture->error);
  g_assert_true (fixture->ok);
  outcome = kith_negotiation_get_outcome (fixture->negotiation);
  g_assert_cmpstr (kith_jid_get_text (outcome->bound), ==, "user@example.org/given");
  g_assert_cmpstr (outcome->mechanism, ==, "SCRAM-SHA-256");
  g_assert_cmpstr (kith_negotiation_get_best_mechanism (fixture->negotiation), ==, "SCRAM-SHA-256");
  g_assert_nonnull (kith_stanza_find (outcome->features, "sub", KITH_NS_PRE_APPROVAL));
  g_assert_false (outcome->token_changed);
  g_assert_cmpuint (kith_test_wire_get_n_sent (fixture->wire), ==, 0);
}

/* XMPP without STARTTLS on offer: not a byte more (facts: "strip <starttls/> from features → no login"). */
static void
test_no_starttls (KithTestNegotiation *fixture,
                  gconstpointer        data)
{
  fixture->credentials->allow_plain = TRUE;
  kith_test_negotiation_run (fixture, NULL);
  kith_test_negotiation_open (fixture, 1, SASL_FEATURES (M ("PLAIN") M ("SCRAM-SHA-256")));
  kith_test_negotiation_assert_failed (fixture, KITH_XMPP_ERROR_NO_TLS);
  g_assert_cmpuint (kith_test_wire_get_n_sent (fixture->wire), ==, 0);
}

/* A server that does STARTTLS but says no. */
static void
test_starttls_failure (KithTestNegotiation *fixture,
                       gconstpointer        data)
{
  g_autoptr(KithStanza) starttls = NULL;

  kith_test_negotiation_run (fixture, NULL);
  kith_test_negotiation_open (fixture, 1, "<features " STREAMS ">" STARTTLS "</features>");
  starttls = kith_test_negotiation_expect (fixture, "starttls", KITH_NS_TLS);
  kith_test_negotiation_receive (fixture, "<failure xmlns='%s'/>", KITH_NS_TLS);
  kith_test_negotiation_assert_failed (fixture, KITH_XMPP_ERROR_NO_TLS);
}

/* The handshake's own error is the one that is told. */
static void
test_starttls_certificate (KithTestNegotiation *fixture,
                           gconstpointer        data)
{
  g_autoptr(GError) error = g_error_new (KITH_XMPP_ERROR, KITH_XMPP_ERROR_CERTIFICATE, "Expired");

  kith_test_wire_set_tls_error (fixture->wire, error);
  kith_test_negotiation_run (fixture, NULL);
  kith_test_negotiation_starttls (fixture);
  kith_test_negotiation_assert_failed (fixture, KITH_XMPP_ERROR_CERTIFICATE);
  g_assert_cmpuint (kith_test_wire_get_n_headers (fixture->wire), ==, 1);
}

/* Direct TLS: the first header says who we are. */
static void
test_bound_channel (KithTestNegotiation *fixture,
                    gconstpointer        data)
{
  g_autoptr(KithTestScram) server = kith_test_scram_new ("SCRAM-SHA-512-PLUS", "pencil", 5000);
  g_autoptr(GBytes) binding = g_bytes_new ("0123456789abcdef0123456789abcdef", 32);
  g_autofree char *proof = NULL;

  kith_test_wire_set_secure (fixture->wire, TRUE);
  kith_test_wire_set_channel_binding (fixture->wire, G_TLS_CHANNEL_BINDING_TLS_EXPORTER, binding);
  kith_test_scram_set_binding (server, binding);
  kith_test_negotiation_run (fixture, NULL);
  g_assert_cmpstr (kith_test_wire_get_from (fixture->wire), ==, "user@example.org");
  kith_test_negotiation_open (fixture, 1,
                              "<features " STREAMS "><mechanisms xmlns='" KITH_NS_SASL "'>"
                              M ("SCRAM-SHA-512") M ("SCRAM-SHA-512-PLUS") "</mechanisms>"
                              "<sasl-channel-binding xmlns='" KITH_NS_CHANNEL_BINDING "'>"
                              "<channel-binding type='tls-server-end-point'/><channel-binding type='tls-exporter'/>"
                              "</sasl-channel-binding></features>");
  proof = kith_test_negotiation_scram (fixture, "SCRAM-SHA-512-PLUS", server);
  g_assert_cmpstr (kith_test_scram_get_header (server), ==, "p=tls-exporter,,");
  g_assert_nonnull (proof);

  /* The signature as a challenge of its own, then a bare success. */
  kith_test_negotiation_receive (fixture, "<challenge xmlns='%s'>%s</challenge>", KITH_NS_SASL, proof);
  {
    g_autoptr(KithStanza) empty = kith_test_negotiation_expect (fixture, "response", KITH_NS_SASL);
    g_autofree char *text = kith_stanza_dup_text (empty);

    g_assert_true (text == NULL || *text == '\0');
  }
  kith_test_negotiation_receive (fixture, "<success xmlns='%s'/>", KITH_NS_SASL);
  kith_test_negotiation_bind (fixture, 2);
  kith_test_negotiation_finish (fixture);
  g_assert_no_error (fixture->error);
  g_assert_cmpstr (kith_negotiation_get_outcome (fixture->negotiation)->mechanism, ==, "SCRAM-SHA-512-PLUS");
}

static void
test_plain_allowed (KithTestNegotiation *fixture,
                    gconstpointer        data)
{
  g_autoptr(KithStanza) auth = NULL;
  g_autofree char *text = NULL;

  fixture->credentials->allow_plain = TRUE;
  kith_test_wire_set_secure (fixture->wire, TRUE);
  kith_test_negotiation_run (fixture, NULL);
  kith_test_negotiation_open (fixture, 1, SASL_FEATURES (M ("PLAIN")));
  auth = kith_test_negotiation_expect (fixture, "auth", KITH_NS_SASL);
  text = kith_stanza_dup_text (auth);
  g_assert_cmpstr (text, ==, "AHVzZXIAcGVuY2ls");
  kith_test_negotiation_receive (fixture, "<success xmlns='%s'/>", KITH_NS_SASL);
  kith_test_negotiation_bind (fixture, 2);
  kith_test_negotiation_finish (fixture);
  g_assert_true (fixture->ok);
  g_assert_cmpstr (kith_negotiation_get_best_mechanism (fixture->negotiation), ==, "PLAIN");
}

/* Not allowed: no byte of it leaves, whatever the server offers. */
static void
test_plain_never_sent (KithTestNegotiation *fixture,
                       gconstpointer        data)
{
  kith_test_wire_set_secure (fixture->wire, TRUE);
  kith_test_negotiation_run (fixture, NULL);
  kith_test_negotiation_open (fixture, 1, SASL_FEATURES (M ("PLAIN") M ("LOGIN") M ("DIGEST-MD5") M ("plain")));
  kith_test_negotiation_assert_failed (fixture, KITH_XMPP_ERROR_WEAK_MECHANISM);
  g_assert_cmpuint (kith_test_wire_get_n_sent (fixture->wire), ==, 0);
}

static void
test_weaker_than_before (KithTestNegotiation *fixture,
                         gconstpointer        data)
{
  fixture->credentials->allow_plain = TRUE;
  fixture->credentials->best_mechanism = g_strdup ("SCRAM-SHA-256");
  kith_test_wire_set_secure (fixture->wire, TRUE);
  kith_test_negotiation_run (fixture, NULL);
  kith_test_negotiation_open (fixture, 1, SASL_FEATURES (M ("PLAIN") M ("SCRAM-SHA-1")));
  kith_test_negotiation_assert_failed (fixture, KITH_XMPP_ERROR_WEAK_MECHANISM);
  g_assert_cmpuint (kith_test_wire_get_n_sent (fixture->wire), ==, 0);
}

static void
test_no_password (KithTestNegotiation *fixture,
                  gconstpointer        data)
{
  kith_credentials_set_password (fixture->credentials, NULL);
  kith_test_wire_set_secure (fixture->wire, TRUE);
  kith_test_negotiation_run (fixture, NULL);
  kith_test_negotiation_open (fixture, 1, SASL_FEATURES (M ("SCRAM-SHA-1")));
  kith_test_negotiation_assert_failed (fixture, KITH_XMPP_ERROR_PASSWORD_NEEDED);
}

static const struct
{
  const char   *condition;
  KithXmppError code;
} FAILURES[] = {
  { "<not-authorized/>", KITH_XMPP_ERROR_NOT_AUTHORIZED },
  { "<account-disabled/><text>Pay first</text>", KITH_XMPP_ERROR_ACCOUNT_DISABLED },
  { "<text>New one, please</text><credentials-expired/>", KITH_XMPP_ERROR_ACCOUNT_DISABLED },
  { "<temporary-auth-failure/>", KITH_XMPP_ERROR_SERVER_REFUSED },
  { "<mechanism-too-weak/>", KITH_XMPP_ERROR_SERVER_REFUSED },
  { "<encryption-required/>", KITH_XMPP_ERROR_NO_TLS },
  { "<something-else xmlns='urn:x'/>", KITH_XMPP_ERROR_SERVER_REFUSED },
  { "", KITH_XMPP_ERROR_SERVER_REFUSED },
};

static void
test_failures (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (FAILURES); i++)
    {
      KithTestNegotiation fixture = { 0 };
      g_autoptr(KithStanza) auth = NULL;

      kith_test_negotiation_set_up (&fixture, NULL);
      kith_test_wire_set_secure (fixture.wire, TRUE);
      kith_test_negotiation_run (&fixture, NULL);
      kith_test_negotiation_open (&fixture, 1, SASL_FEATURES (M ("SCRAM-SHA-1")));
      auth = kith_test_negotiation_expect (&fixture, "auth", KITH_NS_SASL);
      kith_test_negotiation_receive (&fixture, "<failure xmlns='%s'>%s</failure>", KITH_NS_SASL, FAILURES[i].condition);
      kith_test_negotiation_assert_failed (&fixture, FAILURES[i].code);
      kith_test_negotiation_tear_down (&fixture, NULL);
    }
}

/* What a server may say in the middle, and what comes of it. Everything after the first <auth/>. */
static const struct
{
  const char   *answer;
  KithXmppError code;
} ANSWERS[] = {
  { "<challenge xmlns='" KITH_NS_SASL "'/>", KITH_XMPP_ERROR_PROTOCOL },
  { "<challenge xmlns='" KITH_NS_SASL "'>=</challenge>", KITH_XMPP_ERROR_PROTOCOL },
  { "<challenge xmlns='" KITH_NS_SASL "'>%%%</challenge>", KITH_XMPP_ERROR_PROTOCOL },
  { "<challenge xmlns='" KITH_NS_SASL "'>AAAA</challenge>", KITH_XMPP_ERROR_PROTOCOL },
  { "<challenge xmlns='" KITH_NS_SASL "'><x xmlns='y'/></challenge>", KITH_XMPP_ERROR_PROTOCOL },
  { "<challenge xmlns='" KITH_NS_SASL2 "'>AAAA</challenge>", KITH_XMPP_ERROR_PROTOCOL },
  { "<challenge xmlns='" KITH_NS_SASL "'>cj1vdGhlcixzPVFVSkQsaT00MDk2</challenge>", KITH_XMPP_ERROR_PROTOCOL },
  { "<success xmlns='" KITH_NS_SASL "'/>", KITH_XMPP_ERROR_SERVER_FORGED },
  { "<success xmlns='" KITH_NS_SASL "'>=</success>", KITH_XMPP_ERROR_SERVER_FORGED },
  { "<success xmlns='" KITH_NS_SASL "'>!!</success>", KITH_XMPP_ERROR_PROTOCOL },
  { "<success xmlns='" KITH_NS_SASL "'>dj1ybUY5cHFWOFM3c3VBb1pXamE0ZEpSa0ZzS1E9</success>",
    KITH_XMPP_ERROR_SERVER_FORGED },
  { "<features " STREAMS "/>", KITH_XMPP_ERROR_PROTOCOL },
  { "<message xmlns='jabber:client'><body>early</body></message>", KITH_XMPP_ERROR_PROTOCOL },
  { "<error " STREAMS "><policy-violation xmlns='" KITH_NS_STREAM_ERRORS "'/></error>", KITH_XMPP_ERROR_POLICY },
  { "<error " STREAMS "><host-unknown xmlns='" KITH_NS_STREAM_ERRORS "'/></error>", KITH_XMPP_ERROR_SERVER_REFUSED },
  { "<error " STREAMS "><conflict xmlns='" KITH_NS_STREAM_ERRORS "'/></error>", KITH_XMPP_ERROR_CONFLICT },
  { "<error " STREAMS "/>", KITH_XMPP_ERROR_SERVER_REFUSED },
};

static void
test_bad_answers (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (ANSWERS); i++)
    {
      KithTestNegotiation fixture = { 0 };
      g_autoptr(KithStanza) auth = NULL;

      g_test_message ("answer %u", i);
      kith_test_negotiation_set_up (&fixture, NULL);
      kith_test_wire_set_secure (fixture.wire, TRUE);
      kith_test_negotiation_run (&fixture, NULL);
      kith_test_negotiation_open (&fixture, 1, SASL_FEATURES (M ("SCRAM-SHA-256")));
      auth = kith_test_negotiation_expect (&fixture, "auth", KITH_NS_SASL);
      kith_test_wire_receive (fixture.wire, ANSWERS[i].answer);
      kith_test_negotiation_assert_failed (&fixture, ANSWERS[i].code);
      g_assert_cmpuint (kith_test_wire_get_n_sent (fixture.wire), ==, 0);
      kith_test_negotiation_tear_down (&fixture, NULL);
    }
}

/* A second challenge while the first is being worked on. */
static void
test_hasty_server (KithTestNegotiation *fixture,
                   gconstpointer        data)
{
  g_autoptr(KithTestScram) server = kith_test_scram_new ("SCRAM-SHA-256", "pencil", 100000);
  g_autoptr(KithStanza) auth = NULL;
  g_autofree char *first = NULL;
  g_autofree char *challenge = NULL;

  kith_test_wire_set_secure (fixture->wire, TRUE);
  kith_test_negotiation_run (fixture, NULL);
  kith_test_negotiation_open (fixture, 1, SASL_FEATURES (M ("SCRAM-SHA-256")));
  auth = kith_test_negotiation_expect (fixture, "auth", KITH_NS_SASL);
  first = kith_stanza_dup_text (auth);
  challenge = kith_test_scram_challenge (server, first);
  kith_test_negotiation_receive (fixture, "<challenge xmlns='%s'>%s</challenge>", KITH_NS_SASL, challenge);
  kith_test_negotiation_receive (fixture, "<challenge xmlns='%s'>%s</challenge>", KITH_NS_SASL, challenge);
  kith_test_negotiation_assert_failed (fixture, KITH_XMPP_ERROR_PROTOCOL);

  /* The thread ends when it likes. */
  g_usleep (200000);
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

/* The wire breaks at each of the places where something is waited for. */
static void
test_closed (KithTestNegotiation *fixture,
             gconstpointer        data)
{
  g_autoptr(GError) error = g_error_new (KITH_XMPP_ERROR, KITH_XMPP_ERROR_LOST, "Reset");

  kith_test_negotiation_run (fixture, NULL);
  kith_test_wire_receive_end (fixture->wire, error);
  kith_test_negotiation_assert_failed (fixture, KITH_XMPP_ERROR_LOST);
}

static void
test_ended_in_order (KithTestNegotiation *fixture,
                     gconstpointer        data)
{
  kith_test_negotiation_run (fixture, NULL);
  kith_test_negotiation_starttls (fixture);
  kith_test_wire_receive_end (fixture->wire, NULL);
  kith_test_negotiation_assert_failed (fixture, KITH_XMPP_ERROR_LOST);
}

static void
test_silent_server (KithTestNegotiation *fixture,
                    gconstpointer        data)
{
  fixture->timeout = 20;
  kith_test_negotiation_run (fixture, NULL);
  kith_test_negotiation_assert_failed (fixture, KITH_XMPP_ERROR_TIMEOUT);
}

static void
test_cancelled (KithTestNegotiation *fixture,
                gconstpointer        data)
{
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();

  kith_test_negotiation_run (fixture, cancellable);
  kith_test_negotiation_starttls (fixture);
  g_cancellable_cancel (cancellable);
  kith_test_negotiation_finish (fixture);
  g_assert_error (fixture->error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
test_cancelled_before (KithTestNegotiation *fixture,
                       gconstpointer        data)
{
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();

  g_cancellable_cancel (cancellable);
  kith_test_negotiation_run (fixture, cancellable);
  kith_test_negotiation_finish (fixture);
  g_assert_error (fixture->error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpuint (kith_test_wire_get_n_headers (fixture->wire), ==, 0);
}

/* Signed in by PLAIN on a wire that is secure, up to the features for binding, which the caller gives. */
static void
fixture_sign_in (KithTestNegotiation *fixture,
                 const char          *features)
{
  g_autoptr(KithStanza) auth = NULL;

  fixture->credentials->allow_plain = TRUE;
  kith_test_wire_set_secure (fixture->wire, TRUE);
  kith_test_negotiation_run (fixture, NULL);
  kith_test_negotiation_open (fixture, 1, SASL_FEATURES (M ("PLAIN")));
  auth = kith_test_negotiation_expect (fixture, "auth", KITH_NS_SASL);
  kith_test_negotiation_receive (fixture, "<success xmlns='%s'/>", KITH_NS_SASL);
  kith_test_negotiation_open (fixture, 2, features);
}

/* A server of RFC 3921, and a name that is taken. */
static void
test_bind_session (KithTestNegotiation *fixture,
                   gconstpointer        data)
{
  g_autoptr(KithStanza) wish = NULL;
  g_autoptr(KithStanza) bind = NULL;
  g_autoptr(KithStanza) session = NULL;
  g_autofree char *resource = NULL;

  fixture->credentials->resource = g_strdup ("desk");
  fixture_sign_in (fixture, "<features " STREAMS "><bind xmlns='" KITH_NS_BIND "'/>"
                   "<session xmlns='" KITH_NS_SESSION "'/></features>");

  wish = kith_test_negotiation_expect (fixture, "iq", KITH_NS_CLIENT);
  resource = kith_stanza_dup_child_text (kith_stanza_find (wish, "bind", KITH_NS_BIND), "resource", KITH_NS_BIND);
  g_assert_cmpstr (resource, ==, "desk");
  kith_test_negotiation_receive (fixture, "<iq xmlns='jabber:client' type='error' id='%s'><error type='modify'>"
                                 "<conflict xmlns='%s'/></error></iq>", kith_stanza_get (wish, "id"), KITH_NS_STANZA_ERRORS);

  bind = kith_test_negotiation_expect (fixture, "iq", KITH_NS_CLIENT);
  g_assert_null (kith_stanza_find (kith_stanza_find (bind, "bind", KITH_NS_BIND), "resource", KITH_NS_BIND));
  kith_test_negotiation_receive (fixture, "<iq xmlns='jabber:client' type='result' id='%s'><bind xmlns='%s'>"
                                 "<jid>user@example.org/given</jid></bind></iq>", kith_stanza_get (bind, "id"), KITH_NS_BIND);

  session = kith_test_negotiation_expect (fixture, "iq", KITH_NS_CLIENT);
  g_assert_nonnull (kith_stanza_find (session, "session", KITH_NS_SESSION));
  kith_test_negotiation_receive (fixture, "<iq xmlns='jabber:client' type='result' id='%s'/>", kith_stanza_get (session, "id"));
  kith_test_negotiation_finish (fixture);
  g_assert_true (fixture->ok);
}

static const struct
{
  const char   *reply;
  KithXmppError code;
} BIND_REPLIES[] = {
  { "<iq xmlns='jabber:client' type='result' id='%s'/>", KITH_XMPP_ERROR_PROTOCOL },
  { "<iq xmlns='jabber:client' type='result' id='%s'><bind xmlns='" KITH_NS_BIND "'/></iq>", KITH_XMPP_ERROR_PROTOCOL },
  { "<iq xmlns='jabber:client' type='result' id='%s'><bind xmlns='" KITH_NS_BIND "'><jid>user@example.org</jid></bind>"
    "</iq>", KITH_XMPP_ERROR_PROTOCOL },
  { "<iq xmlns='jabber:client' type='result' id='%s'><bind xmlns='" KITH_NS_BIND "'><jid>@/</jid></bind></iq>",
    KITH_XMPP_ERROR_PROTOCOL },
  { "<iq xmlns='jabber:client' type='result' id='%s'><bind xmlns='" KITH_NS_BIND "'><jid>eve@example.org/x</jid></bind>"
    "</iq>", KITH_XMPP_ERROR_PROTOCOL },
  { "<iq xmlns='jabber:client' type='get' id='%s'/>", KITH_XMPP_ERROR_PROTOCOL },
  { "<iq xmlns='jabber:client' id='%s'/>", KITH_XMPP_ERROR_PROTOCOL },
  { "<iq xmlns='jabber:client' type='result' id='not-%s'/>", KITH_XMPP_ERROR_PROTOCOL },
  { "<iq xmlns='jabber:client' type='error' id='%s'/>", KITH_XMPP_ERROR_SERVER_REFUSED },
  { "<iq xmlns='jabber:client' type='error' id='%s'><error type='wait'><resource-constraint xmlns='"
    KITH_NS_STANZA_ERRORS "'/></error></iq>", KITH_XMPP_ERROR_SERVER_REFUSED },
};

static void
test_bad_binds (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (BIND_REPLIES); i++)
    {
      KithTestNegotiation fixture = { 0 };
      g_autoptr(KithStanza) bind = NULL;
      g_auto(GStrv) parts = g_strsplit (BIND_REPLIES[i].reply, "%s", 2);
      g_autofree char *reply = NULL;

      g_test_message ("reply %u", i);
      kith_test_negotiation_set_up (&fixture, NULL);
      fixture_sign_in (&fixture, BIND_FEATURES);
      bind = kith_test_negotiation_expect (&fixture, "iq", KITH_NS_CLIENT);
      reply = g_strconcat (parts[0], kith_stanza_get (bind, "id"), parts[1], NULL);
      kith_test_wire_receive (fixture.wire, reply);
      kith_test_negotiation_assert_failed (&fixture, BIND_REPLIES[i].code);
      kith_test_negotiation_tear_down (&fixture, NULL);
    }
}

/* A server that has nothing to offer, at each turn. */
static void
test_featureless (KithTestNegotiation *fixture,
                  gconstpointer        data)
{
  kith_test_wire_set_secure (fixture->wire, TRUE);
  kith_test_negotiation_run (fixture, NULL);
  kith_test_negotiation_open (fixture, 1, "<features " STREAMS "/>");
  kith_test_negotiation_assert_failed (fixture, KITH_XMPP_ERROR_SERVER_REFUSED);
}

static void
test_no_bind (KithTestNegotiation *fixture,
              gconstpointer        data)
{
  fixture_sign_in (fixture, "<features " STREAMS "/>");
  kith_test_negotiation_assert_failed (fixture, KITH_XMPP_ERROR_SERVER_REFUSED);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, func)                                                          \
  g_test_add ("/negotiation/" path, KithTestNegotiation, NULL,                  \
              kith_test_negotiation_set_up, func, kith_test_negotiation_tear_down)
  ADD ("sasl", test_sasl);
  ADD ("no-starttls", test_no_starttls);
  ADD ("starttls-failure", test_starttls_failure);
  ADD ("starttls-certificate", test_starttls_certificate);
  ADD ("bound-channel", test_bound_channel);
  ADD ("plain-allowed", test_plain_allowed);
  ADD ("plain-never-sent", test_plain_never_sent);
  ADD ("weaker-than-before", test_weaker_than_before);
  ADD ("no-password", test_no_password);
  ADD ("hasty-server", test_hasty_server);
  ADD ("closed", test_closed);
  ADD ("ended-in-order", test_ended_in_order);
  ADD ("silent-server", test_silent_server);
  ADD ("cancelled", test_cancelled);
  ADD ("cancelled-before", test_cancelled_before);
  ADD ("bind-session", test_bind_session);
  ADD ("featureless", test_featureless);
  ADD ("no-bind", test_no_bind);
#undef ADD
  g_test_add_func ("/negotiation/failures", test_failures);
  g_test_add_func ("/negotiation/bad-answers", test_bad_answers);
  g_test_add_func ("/negotiation/bad-binds", test_bad_binds);

  return g_test_run ();
}
