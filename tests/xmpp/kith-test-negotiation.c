/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-test-negotiation.h"


static void
result_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  KithTestNegotiation *fixture = user_data;

  fixture->result = g_object_ref (result);
}

void
kith_test_negotiation_set_up (KithTestNegotiation *fixture,
                              gconstpointer        data)
{
  fixture->wire = kith_test_wire_new ();
  fixture->credentials = kith_credentials_new ();
  kith_credentials_set_password (fixture->credentials, "pencil");
}

void
kith_test_negotiation_tear_down (KithTestNegotiation *fixture,
                                 gconstpointer        data)
{
  g_clear_object (&fixture->result);
  if (fixture->negotiation != NULL)
    g_assert_finalize_object (fixture->negotiation);
  g_assert_finalize_object (fixture->wire);
  kith_credentials_free (fixture->credentials);
  g_clear_error (&fixture->error);
}

void
kith_test_negotiation_run (KithTestNegotiation *fixture,
                           GCancellable        *cancellable)
{
  g_autoptr(KithJid) account = kith_jid_new ("user@example.org", NULL);

  fixture->negotiation = kith_negotiation_new (KITH_WIRE (fixture->wire), account, fixture->credentials);
  if (fixture->timeout > 0)
    g_object_set (fixture->negotiation, "step-timeout", fixture->timeout, NULL);
  kith_negotiation_run_async (fixture->negotiation, cancellable, result_cb, fixture);
}

/* Spins until the end. */
void
kith_test_negotiation_finish (KithTestNegotiation *fixture)
{
  while (fixture->result == NULL)
    g_main_context_iteration (NULL, TRUE);

  fixture->ok = kith_negotiation_run_finish (fixture->negotiation, fixture->result, &fixture->error);
}

void
kith_test_negotiation_assert_failed (KithTestNegotiation *fixture,
                                     KithXmppError        code)
{
  kith_test_negotiation_finish (fixture);
  g_assert_error (fixture->error, KITH_XMPP_ERROR, (int)code);
  g_assert_false (fixture->ok);
  g_assert_cmpint (kith_negotiation_get_stage (fixture->negotiation), ==, KITH_NEGOTIATION_FAILED);
  g_assert_null (kith_negotiation_get_outcome (fixture->negotiation)->bound);
}

/* What the client sent next, which must be this element. */
KithStanza *
kith_test_negotiation_expect (KithTestNegotiation *fixture,
                              const char          *name,
                              const char          *ns)
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

void kith_test_negotiation_receive (KithTestNegotiation *fixture,
                                    const char          *format,
                                    ...) G_GNUC_PRINTF (2, 3);

void
kith_test_negotiation_receive (KithTestNegotiation *fixture,
                               const char          *format,
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
void
kith_test_negotiation_open (KithTestNegotiation *fixture,
                            guint                n,
                            const char          *features)
{
  while (kith_test_wire_get_n_headers (fixture->wire) < n && fixture->result == NULL)
    g_main_context_iteration (NULL, TRUE);

  g_assert_cmpuint (kith_test_wire_get_n_headers (fixture->wire), ==, n);
  kith_test_wire_receive_header (fixture->wire, "id", "example.org");
  kith_test_wire_receive (fixture->wire, features);
}

void
kith_test_negotiation_starttls (KithTestNegotiation *fixture)
{
  g_autoptr(KithStanza) starttls = NULL;

  kith_test_negotiation_open (fixture, 1, "<features " STREAMS ">" STARTTLS "</features>");
  g_assert_null (kith_test_wire_get_from (fixture->wire));
  g_assert_cmpint (kith_negotiation_get_stage (fixture->negotiation), ==, KITH_NEGOTIATION_SECURING);
  starttls = kith_test_negotiation_expect (fixture, "starttls", KITH_NS_TLS);
  kith_test_negotiation_receive (fixture, "<proceed xmlns='%s'/>", KITH_NS_TLS);
}

void
kith_test_negotiation_bind (KithTestNegotiation *fixture,
                            guint                n)
{
  g_autoptr(KithStanza) iq = NULL;

  kith_test_negotiation_open (fixture, n, BIND_FEATURES);
  g_assert_cmpint (kith_negotiation_get_stage (fixture->negotiation), ==, KITH_NEGOTIATION_BINDING);
  iq = kith_test_negotiation_expect (fixture, "iq", KITH_NS_CLIENT);
  g_assert_nonnull (kith_stanza_find (iq, "bind", KITH_NS_BIND));
  kith_test_negotiation_receive (fixture, "<iq xmlns='jabber:client' type='result' id='%s'><bind xmlns='%s'>"
                                 "<jid>user@example.org/given</jid></bind></iq>", kith_stanza_get (iq, "id"), KITH_NS_BIND);
}

/* Plays the server's side of SCRAM over SASL 1 until the success, which is left to the caller. */
char *
kith_test_negotiation_scram (KithTestNegotiation *fixture,
                             const char          *mechanism,
                             KithTestScram       *server)
{
  g_autoptr(KithStanza) auth = kith_test_negotiation_expect (fixture, "auth", KITH_NS_SASL);
  g_autofree char *first = kith_stanza_dup_text (auth);
  g_autofree char *challenge = kith_test_scram_challenge (server, first);
  g_autoptr(KithStanza) response = NULL;
  g_autofree char *final = NULL;

  g_assert_cmpstr (kith_stanza_get (auth, "mechanism"), ==, mechanism);
  g_assert_cmpint (kith_negotiation_get_stage (fixture->negotiation), ==, KITH_NEGOTIATION_AUTHENTICATING);
  kith_test_negotiation_receive (fixture, "<challenge xmlns='%s'>%s</challenge>", KITH_NS_SASL, challenge);
  response = kith_test_negotiation_expect (fixture, "response", KITH_NS_SASL);
  final = kith_stanza_dup_text (response);

  return kith_test_scram_check (server, final);
}
