/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-negotiation.h"

#include "kith-ns.h"
#include "kith-test-scram.h"
#include "kith-test-wire.h"
#include "kith-xmpp-error.h"

#include <string.h>

#define STREAMS "xmlns='" KITH_NS_STREAMS "'"
#define STARTTLS "<starttls xmlns='" KITH_NS_TLS "'><required/></starttls>"
#define SASL_FEATURES(mechanisms) \
  "<features " STREAMS "><mechanisms xmlns='" KITH_NS_SASL "'>" mechanisms "</mechanisms></features>"
#define M(name) "<mechanism>" name "</mechanism>"
#define BIND_FEATURES \
  "<features " STREAMS "><bind xmlns='" KITH_NS_BIND "'/>" \
  "<sub xmlns='" KITH_NS_PRE_APPROVAL "'/></features>"

typedef struct
{
  KithTestWire    *wire;
  KithCredentials *credentials;
  KithNegotiation *negotiation;
  GAsyncResult    *result;
  GError          *error;
  gboolean         ok;
} Fixture;

static void
result_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  Fixture *fixture = user_data;

  fixture->result = g_object_ref (result);
}

static void
fixture_set_up (Fixture      *fixture,
                gconstpointer data)
{
  fixture->wire = kith_test_wire_new ();
  fixture->credentials = kith_credentials_new ();
  kith_credentials_set_password (fixture->credentials, "pencil");
}

static void
fixture_tear_down (Fixture      *fixture,
                   gconstpointer data)
{
  g_clear_object (&fixture->result);
  if (fixture->negotiation != NULL)
    g_assert_finalize_object (fixture->negotiation);
  g_assert_finalize_object (fixture->wire);
  kith_credentials_free (fixture->credentials);
  g_clear_error (&fixture->error);
}

static void
fixture_run (Fixture      *fixture,
             GCancellable *cancellable)
{
  g_autoptr(KithJid) account = kith_jid_new ("user@example.org", NULL);

  fixture->negotiation = kith_negotiation_new (KITH_WIRE (fixture->wire), account, fixture->credentials);
  kith_negotiation_run_async (fixture->negotiation, cancellable, result_cb, fixture);
}

/* Spins until the end. */
static void
fixture_finish (Fixture *fixture)
{
  while (fixture->result == NULL)
    g_main_context_iteration (NULL, TRUE);

  fixture->ok = kith_negotiation_run_finish (fixture->negotiation, fixture->result, &fixture->error);
}

static void
fixture_assert_failed (Fixture      *fixture,
                       KithXmppError code)
{
  fixture_finish (fixture);
  g_assert_error (fixture->error, KITH_XMPP_ERROR, (int)code);
  g_assert_false (fixture->ok);
  g_assert_cmpint (kith_negotiation_get_stage (fixture->negotiation), ==, KITH_NEGOTIATION_FAILED);
  g_assert_null (kith_negotiation_get_bound (fixture->negotiation));
}

/* What the client sent next, which must be this element. */
static KithStanza *
fixture_expect (Fixture    *fixture,
                const char *name,
                const char *ns)
{
  KithStanza *stanza;

  while (kith_test_wire_get_n_sent (fixture->wire) == 0 && fixture->result == NULL)
    g_main_context_iteration (NULL, TRUE);

  stanza = kith_test_wire_pop_sent (fixture->wire);
  g_assert_nonnull (stanza);
  g_assert_cmpstr (kith_stanza_get_name (stanza), ==, name);
  g_assert_cmpstr (kith_stanza_get_ns (stanza), ==, ns);
  return stanza;
}

static void fixture_receive (Fixture    *fixture,
                             const char *format,
                             ...) G_GNUC_PRINTF (2, 3);

static void
fixture_receive (Fixture    *fixture,
                 const char *format,
                 ...)
{
  g_autofree char *text = NULL;
  va_list args;

  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);

  kith_test_wire_receive (fixture->wire, text);
}

/* The server answers the stream header number @n. */
static void
fixture_open (Fixture    *fixture,
              guint       n,
              const char *features)
{
  while (kith_test_wire_get_n_headers (fixture->wire) < n && fixture->result == NULL)
    g_main_context_iteration (NULL, TRUE);

  g_assert_cmpuint (kith_test_wire_get_n_headers (fixture->wire), ==, n);
  kith_test_wire_receive_header (fixture->wire, "id", "example.org");
  kith_test_wire_receive (fixture->wire, features);
}

static void
fixture_starttls (Fixture *fixture)
{
  g_autoptr(KithStanza) starttls = NULL;

  fixture_open (fixture, 1, "<features " STREAMS ">" STARTTLS "</features>");
  g_assert_null (kith_test_wire_get_from (fixture->wire));
  g_assert_cmpint (kith_negotiation_get_stage (fixture->negotiation), ==, KITH_NEGOTIATION_SECURING);
  starttls = fixture_expect (fixture, "starttls", KITH_NS_TLS);
  fixture_receive (fixture, "<proceed xmlns='%s'/>", KITH_NS_TLS);
}

static void
fixture_bind (Fixture *fixture,
              guint    n)
{
  g_autoptr(KithStanza) iq = NULL;

  fixture_open (fixture, n, BIND_FEATURES);
  g_assert_cmpint (kith_negotiation_get_stage (fixture->negotiation), ==, KITH_NEGOTIATION_BINDING);
  iq = fixture_expect (fixture, "iq", KITH_NS_CLIENT);
  g_assert_nonnull (kith_stanza_find (iq, "bind", KITH_NS_BIND));
  fixture_receive (fixture, "<iq xmlns='jabber:client' type='result' id='%s'><bind xmlns='%s'>"
                   "<jid>user@example.org/given</jid></bind></iq>", kith_stanza_get (iq, "id"), KITH_NS_BIND);
}

/* Plays the server's side of SCRAM over SASL 1 until the success, which is left to the caller. */
static char *
fixture_scram (Fixture       *fixture,
               const char    *mechanism,
               KithTestScram *server)
{
  g_autoptr(KithStanza) auth = fixture_expect (fixture, "auth", KITH_NS_SASL);
  g_autofree char *first = kith_stanza_dup_text (auth);
  g_autofree char *challenge = kith_test_scram_challenge (server, first);
  g_autoptr(KithStanza) response = NULL;
  g_autofree char *final = NULL;

  g_assert_cmpstr (kith_stanza_get (auth, "mechanism"), ==, mechanism);
  g_assert_cmpint (kith_negotiation_get_stage (fixture->negotiation), ==, KITH_NEGOTIATION_AUTHENTICATING);
  fixture_receive (fixture, "<challenge xmlns='%s'>%s</challenge>", KITH_NS_SASL, challenge);
  response = fixture_expect (fixture, "response", KITH_NS_SASL);
  final = kith_stanza_dup_text (response);

  return kith_test_scram_check (server, final);
}

static void
done_cb (KithNegotiation *negotiation,
         GParamSpec      *pspec,
         gboolean        *done)
{
  *done = kith_negotiation_get_stage (negotiation) == KITH_NEGOTIATION_DONE;
}

static void
test_sasl (Fixture      *fixture,
           gconstpointer data)
{
  g_autoptr(KithTestScram) server = kith_test_scram_new ("SCRAM-SHA-256", "pencil", 4096);
  g_autofree char *proof = NULL;
  gboolean done = FALSE;

  fixture_run (fixture, NULL);
  g_signal_connect (fixture->negotiation, "notify::stage", G_CALLBACK (done_cb), &done);
  fixture_starttls (fixture);
  fixture_open (fixture, 2, SASL_FEATURES (M ("PLAIN") M ("SCRAM-SHA-1") M ("SCRAM-SHA-256") M ("X-NEW")));
  g_assert_cmpstr (kith_test_wire_get_from (fixture->wire), ==, "user@example.org");
  g_assert_cmpstr (kith_test_wire_get_to (fixture->wire), ==, "example.org");
  proof = fixture_scram (fixture, "SCRAM-SHA-256", server);
  g_assert_cmpstr (kith_test_scram_get_header (server), ==, "n,,");
  g_assert_nonnull (proof);
  fixture_receive (fixture, "<success xmlns='%s'>%s</success>", KITH_NS_SASL, proof);
  g_assert_false (done);
  fixture_bind (fixture, 3);

  /* With the server's last word, before the callback. */
  g_assert_true (done);
  fixture_finish (fixture);
  g_assert_no_error (fixture->error);
  g_assert_true (fixture->ok);
  g_assert_cmpstr (kith_jid_get_text (kith_negotiation_get_bound (fixture->negotiation)), ==, "user@example.org/given");
  g_assert_cmpstr (kith_negotiation_get_mechanism (fixture->negotiation), ==, "SCRAM-SHA-256");
  g_assert_cmpstr (kith_negotiation_get_best_mechanism (fixture->negotiation), ==, "SCRAM-SHA-256");
  g_assert_nonnull (kith_stanza_find (kith_negotiation_get_features (fixture->negotiation), "sub", KITH_NS_PRE_APPROVAL));
  g_assert_false (kith_negotiation_get_fast_changed (fixture->negotiation));
  g_assert_cmpuint (kith_test_wire_get_n_sent (fixture->wire), ==, 0);
}

/* XMPP without STARTTLS on offer: not a byte more (facts: "strip <starttls/> from features → no login"). */
static void
test_no_starttls (Fixture      *fixture,
                  gconstpointer data)
{
  fixture->credentials->allow_plain = TRUE;
  fixture_run (fixture, NULL);
  fixture_open (fixture, 1, SASL_FEATURES (M ("PLAIN") M ("SCRAM-SHA-256")));
  fixture_assert_failed (fixture, KITH_XMPP_ERROR_NO_TLS);
  g_assert_cmpuint (kith_test_wire_get_n_sent (fixture->wire), ==, 0);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, func) g_test_add ("/negotiation/" path, Fixture, NULL, fixture_set_up, func, fixture_tear_down)
  ADD ("sasl", test_sasl);
  ADD ("no-starttls", test_no_starttls);
#undef ADD

  return g_test_run ();
}
