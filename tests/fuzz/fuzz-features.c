/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-fuzz.h"

#include <string.h>

#include "kith-ns.h"
#include "kith-registration-form.h"
#include "kith-sasl-offer.h"
#include "kith-scram-keys.h"
#include "kith-stanza-parser.h"
#include "kith-stream-error.h"
#include "kith-test-wire.h"

/*
 * What a server says before anybody has signed in: features with their mechanisms, stream errors, forms to register. The first
 * byte says what is known of the account. A choice never sends the password in clear text, nor is it weaker than the best so far.
 */

#define HEADER "<stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams' version='1.0'>"

static KithCredentials *
make_credentials (guint8 flags)
{
  static const char *const best[] = { NULL, "PLAIN", "SCRAM-SHA-1", "SCRAM-SHA-256-PLUS" };
  KithCredentials *credentials = kith_credentials_new ();

  kith_credentials_set_password (credentials, "pencil");
  credentials->best_mechanism = g_strdup (best[flags & 3]);
  credentials->allow_plain = (flags & 4) != 0;
  credentials->user_agent_id = (flags & 8) != 0 ? g_strdup ("d4565fa7-4d72-4749-b3d3-740edbf87770") : NULL;
  if (flags & 16)
    kith_credentials_set_fast (credentials, "HT-SHA-256-NONE", "token");

  return credentials;
}

static void
check_choice (KithSasl *choice, KithWire *wire, const KithCredentials *credentials)
{
  g_autoptr(GBytes) first = NULL;

  if (choice == NULL)
    return;

  if (g_str_equal (kith_sasl_get_name (choice), "PLAIN"))
    {
      g_assert_true (kith_wire_is_secure (wire));
      g_assert_true (credentials->allow_plain);
    }
  first = kith_sasl_start (choice, NULL);
}

static void
check_offer (KithSaslOffer *offer, KithWire *wire, const KithCredentials *credentials)
{
  g_autoptr(KithJid) account = kith_jid_new ("juliet@capulet.example", NULL);
  g_autoptr(GError) error = NULL;
  g_autoptr(KithSasl) choice = NULL;
  g_autoptr(KithSasl) fast = NULL;

  if (offer == NULL)
    return;

  kith_sasl_offer_can_bind (offer);
  kith_sasl_offer_get_best_fast (offer, wire);
  choice = kith_sasl_offer_choose (offer, wire, account, credentials, &error);
  g_assert_true ((choice == NULL) == (error != NULL));
  check_choice (choice, wire, credentials);
  fast = kith_sasl_offer_choose_fast (offer, wire, account, credentials);
  check_choice (fast, wire, credentials);
}

static void
check_registration (KithStanza *iq)
{
  g_autofree char *url = NULL;
  gboolean legacy = FALSE;
  g_autoptr(KithDataForm) form = kith_registration_form_read (iq, &legacy, &url);
  g_autoptr(KithStanza) query = kith_stanza_new ("query", KITH_NS_REGISTER);

  if (form != NULL)
    kith_registration_form_write (form, legacy, query);
}

static void
check (KithStanza *stanza, guint8 flags)
{
  g_autoptr(KithTestWire) wire = kith_test_wire_new ();
  g_autoptr(KithCredentials) credentials = make_credentials (flags);
  g_autoptr(KithSaslOffer) offer = kith_sasl_offer_parse (stanza);
  g_autoptr(KithSaslOffer) sasl2 = kith_sasl_offer_parse_sasl2 (stanza);
  g_autoptr(GBytes) binding = g_bytes_new_static ("binding", 7);

  kith_test_wire_set_secure (wire, (flags & 32) != 0);
  if (flags & 64)
    kith_test_wire_set_channel_binding (wire, G_TLS_CHANNEL_BINDING_TLS_EXPORTER, binding);
  check_offer (offer, KITH_WIRE (wire), credentials);
  check_offer (sasl2, KITH_WIRE (wire), credentials);
  check_registration (stanza);

  if (kith_stanza_is (stanza, "error", KITH_NS_STREAMS))
    {
      g_autoptr(GError) error = kith_stream_error_new (stanza);

      g_assert_nonnull (error);
    }
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr(KithStanzaParser) parser = kith_stanza_parser_new (NULL);
  KithParsedKind kind;
  KithStanza *stanza = NULL;

  if (size < 2)
    return 0;

  kith_stanza_parser_feed (parser, HEADER, strlen (HEADER), NULL);
  kith_stanza_parser_feed (parser, (const char *)data + 1, size - 1, NULL);
  while (kith_stanza_parser_pop (parser, &kind, &stanza))
    {
      if (kind == KITH_PARSED_STANZA)
        check (stanza, data[0]);
      g_clear_pointer (&stanza, kith_stanza_unref);
    }

  return 0;
}
