/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-sasl-offer.h"

#include "kith-ns.h"
#include "kith-test-wire.h"
#include "kith-xmpp-error.h"

#include <string.h>

/* One row of the matrix: what is offered and what there is, and what comes of it. */
typedef struct
{
  const char *mechanisms;   /* by spaces */
  const char *bindings;     /* by spaces; NULL: no list */
  const char *have;         /* bindings of the connection: e(xporter), u(nique), p(oint) */
  const char *best;         /* remembered */
  gboolean    allow_plain;
  gboolean    sasl2;
  const char *chosen;       /* NULL: none, but */
  int         code;
  const char *header;       /* of SCRAM's first message */
} Row;

#define ALL "PLAIN SCRAM-SHA-1 SCRAM-SHA-1-PLUS SCRAM-SHA-256 SCRAM-SHA-256-PLUS SCRAM-SHA-512 SCRAM-SHA-512-PLUS"
#define WEAK KITH_XMPP_ERROR_WEAK_MECHANISM
#define REFUSED KITH_XMPP_ERROR_SERVER_REFUSED

static const Row ROWS[] = {
  /* the strongest, in whatever order, tied to the channel where that is possible */
  { ALL, "tls-exporter", "e", NULL, FALSE, FALSE, "SCRAM-SHA-512-PLUS", 0, "p=tls-exporter,," },
  { ALL, "tls-exporter", "e", NULL, TRUE, TRUE, "SCRAM-SHA-512-PLUS", 0, "p=tls-exporter,," },
  { "SCRAM-SHA-256-PLUS SCRAM-SHA-512", "tls-exporter", "e", NULL, FALSE, FALSE, "SCRAM-SHA-256-PLUS", 0, "p=tls-exporter,," },
  { "SCRAM-SHA-1 SCRAM-SHA-256", NULL, "", NULL, FALSE, FALSE, "SCRAM-SHA-256", 0, "n,," },
  { "SCRAM-SHA-512 SCRAM-SHA-256", NULL, "", NULL, FALSE, TRUE, "SCRAM-SHA-512", 0, "n,," },
  { "SCRAM-SHA-1", NULL, "", NULL, FALSE, FALSE, "SCRAM-SHA-1", 0, "n,," },
  { "X-FOO PLAIN SCRAM-SHA-1 EXTERNAL", NULL, "", NULL, TRUE, FALSE, "SCRAM-SHA-1", 0, "n,," },
  /* which binding */
  { ALL, "tls-server-end-point tls-unique tls-exporter", "eup", NULL, FALSE, TRUE, "SCRAM-SHA-512-PLUS", 0, "p=tls-exporter,," },
  { ALL, "tls-server-end-point tls-unique tls-exporter", "up", NULL, FALSE, TRUE, "SCRAM-SHA-512-PLUS", 0, "p=tls-unique,," },
  { ALL, "tls-server-end-point", "eup", NULL, FALSE, TRUE, "SCRAM-SHA-512-PLUS", 0, "p=tls-server-end-point,," },
  { ALL, NULL, "up", NULL, FALSE, FALSE, "SCRAM-SHA-512-PLUS", 0, "p=tls-unique,," },
  /* it says -PLUS, but not with what: TLS 1.3 has nothing that every such server knows */
  { ALL, NULL, "ep", NULL, FALSE, FALSE, "SCRAM-SHA-512", 0, "n,," },
  /* we could, the server seems not to: "y" lets it notice that somebody took it away */
  { "SCRAM-SHA-256", NULL, "e", NULL, FALSE, FALSE, "SCRAM-SHA-256", 0, "y,," },
  { "SCRAM-SHA-256", NULL, "p", NULL, FALSE, TRUE, "SCRAM-SHA-256", 0, "y,," },
  /* the server could, we cannot */
  { ALL, "tls-exporter tls-server-end-point", "", NULL, FALSE, TRUE, "SCRAM-SHA-512", 0, "n,," },
  { ALL, "tls-telepathy", "e", NULL, FALSE, TRUE, "SCRAM-SHA-512", 0, "n,," },
  { "SCRAM-SHA-256-PLUS", "tls-exporter", "", NULL, FALSE, FALSE, NULL, WEAK, NULL },
  /* half an offer: XEP-0440, 3 */
  { ALL, NULL, "e", NULL, FALSE, TRUE, NULL, WEAK, NULL },
  { "SCRAM-SHA-256", "tls-exporter", "e", NULL, FALSE, TRUE, NULL, WEAK, NULL },
  { "SCRAM-SHA-256", "tls-exporter", "e", NULL, FALSE, FALSE, NULL, WEAK, NULL },
  { "PLAIN", "tls-exporter", "e", NULL, TRUE, FALSE, "PLAIN", 0, NULL },
  /* PLAIN */
  { "PLAIN", NULL, "e", NULL, FALSE, FALSE, NULL, WEAK, NULL },
  { "PLAIN", NULL, "e", NULL, FALSE, TRUE, NULL, WEAK, NULL },
  { "PLAIN", NULL, "e", NULL, TRUE, FALSE, "PLAIN", 0, NULL },
  { "PLAIN", NULL, "e", NULL, TRUE, TRUE, "PLAIN", 0, NULL },
  { "PLAIN", NULL, "e", "PLAIN", TRUE, FALSE, "PLAIN", 0, NULL },
  { "PLAIN", NULL, "e", "PLAIN", FALSE, FALSE, NULL, WEAK, NULL },
  { "PLAIN", NULL, "e", "SCRAM-SHA-1", TRUE, FALSE, NULL, WEAK, NULL },
  { "PLAIN X-FOO", NULL, "e", "X-BAR", TRUE, FALSE, "PLAIN", 0, NULL },
  /* weaker than before */
  { "SCRAM-SHA-1", NULL, "", "SCRAM-SHA-256", FALSE, FALSE, NULL, WEAK, NULL },
  { "SCRAM-SHA-256", NULL, "", "SCRAM-SHA-256", FALSE, FALSE, "SCRAM-SHA-256", 0, "n,," },
  { "SCRAM-SHA-512", NULL, "", "SCRAM-SHA-256", FALSE, FALSE, "SCRAM-SHA-512", 0, "n,," },
  { "SCRAM-SHA-512", NULL, "e", "SCRAM-SHA-1-PLUS", FALSE, FALSE, NULL, WEAK, NULL },
  /* nothing in common */
  { "", NULL, "e", NULL, TRUE, FALSE, NULL, REFUSED, NULL },
  { "EXTERNAL GSSAPI DIGEST-MD5 CRAM-MD5 LOGIN ANONYMOUS", NULL, "e", NULL, TRUE, FALSE, NULL, REFUSED, NULL },
  { "scram-sha-256 plain", NULL, "e", NULL, TRUE, FALSE, NULL, REFUSED, NULL },
  { "SCRAM-SHA-256X XSCRAM-SHA-256", NULL, "", NULL, TRUE, FALSE, NULL, REFUSED, NULL },
};

static void
append_words (GString    *xml,
              const char *format,
              const char *words)
{
  g_auto(GStrv) list = g_strsplit (words, " ", -1);

  for (guint i = 0; list[i] != NULL; i++)
    if (*list[i] != '\0')
      {
        g_auto(GStrv) parts = g_strsplit (format, "@", 2);

        g_string_append_printf (xml, "%s%s%s", parts[0], list[i], parts[1]);
      }
}

static KithSaslOffer *
make_offer (const Row *row)
{
  g_autoptr(GString) xml = g_string_new ("<features xmlns='" KITH_NS_STREAMS "'>");
  g_autoptr(KithStanza) features = NULL;

  g_string_append (xml, row->sasl2 ? "<authentication xmlns='" KITH_NS_SASL2 "'>" : "<mechanisms xmlns='" KITH_NS_SASL "'>");
  append_words (xml, "<mechanism>@</mechanism>", row->mechanisms);
  g_string_append (xml, row->sasl2 ? "</authentication>" : "</mechanisms>");
  if (row->bindings != NULL)
    {
      g_string_append (xml, "<sasl-channel-binding xmlns='" KITH_NS_CHANNEL_BINDING "'>");
      append_words (xml, "<channel-binding type='@'/>", row->bindings);
      g_string_append (xml, "</sasl-channel-binding>");
    }
  g_string_append (xml, "</features>");

  features = kith_stanza_parse (xml->str, NULL);
  return row->sasl2 ? kith_sasl_offer_parse_sasl2 (features) : kith_sasl_offer_parse (features);
}

static KithTestWire *
make_wire (const char *have)
{
  KithTestWire *wire = kith_test_wire_new ();
  g_autoptr(GBytes) data = g_bytes_new_static ("data", 4);

  kith_test_wire_set_secure (wire, TRUE);
  if (strchr (have, 'e') != NULL)
    kith_test_wire_set_channel_binding (wire, G_TLS_CHANNEL_BINDING_TLS_EXPORTER, data);
  if (strchr (have, 'u') != NULL)
    kith_test_wire_set_channel_binding (wire, G_TLS_CHANNEL_BINDING_TLS_UNIQUE, data);
  if (strchr (have, 'p') != NULL)
    kith_test_wire_set_channel_binding (wire, G_TLS_CHANNEL_BINDING_TLS_SERVER_END_POINT, data);

  return wire;
}

static void
check_header (KithSasl   *sasl,
              const char *header)
{
  g_autoptr(GBytes) first = kith_sasl_start (sasl, NULL);
  g_autofree char *text = g_strndup (g_bytes_get_data (first, NULL), g_bytes_get_size (first));

  if (header != NULL)
    g_assert_true (g_str_has_prefix (text, header));
}

static void
test_matrix (void)
{
  g_autoptr(KithJid) account = kith_jid_new ("user@example.org", NULL);

  for (guint i = 0; i < G_N_ELEMENTS (ROWS); i++)
    {
      const Row *row = &ROWS[i];
      g_autoptr(KithSaslOffer) offer = make_offer (row);
      KithTestWire *wire = make_wire (row->have);
      g_autoptr(KithCredentials) credentials = kith_credentials_new ();
      g_autoptr(KithSasl) sasl = NULL;
      g_autoptr(GError) error = NULL;

      g_test_message ("row %u: %s", i, row->mechanisms);
      kith_credentials_set_password (credentials, "pencil");
      credentials->allow_plain = row->allow_plain;
      credentials->best_mechanism = g_strdup (row->best);

      sasl = kith_sasl_offer_choose (offer, KITH_WIRE (wire), account, credentials, &error);
      if (row->chosen == NULL)
        {
          g_assert_null (sasl);
          g_assert_error (error, KITH_XMPP_ERROR, row->code);
        }
      else
        {
          g_assert_no_error (error);
          g_assert_cmpstr (kith_sasl_get_name (sasl), ==, row->chosen);
          check_header (sasl, row->header);
        }

      g_assert_finalize_object (wire);
    }
}

/* Whatever is offered, over a wire that is not secure nothing is chosen. */
static void
test_insecure (void)
{
  g_autoptr(KithJid) account = kith_jid_new ("user@example.org", NULL);

  for (guint i = 0; i < G_N_ELEMENTS (ROWS); i++)
    {
      g_autoptr(KithSaslOffer) offer = make_offer (&ROWS[i]);
      KithTestWire *wire = make_wire (ROWS[i].have);
      g_autoptr(KithCredentials) credentials = kith_credentials_new ();
      g_autoptr(KithSasl) sasl = NULL;
      g_autoptr(KithSasl) fast = NULL;
      g_autoptr(GError) error = NULL;

      kith_credentials_set_password (credentials, "pencil");
      kith_credentials_set_fast (credentials, "HT-SHA-256-NONE", "token");
      credentials->allow_plain = TRUE;
      kith_test_wire_set_secure (wire, FALSE);
      sasl = kith_sasl_offer_choose (offer, KITH_WIRE (wire), account, credentials, &error);
      fast = kith_sasl_offer_choose_fast (offer, KITH_WIRE (wire), account, credentials);
      g_assert_null (sasl);
      g_assert_null (fast);
      g_assert_error (error, KITH_XMPP_ERROR, KITH_XMPP_ERROR_NO_TLS);
      g_assert_finalize_object (wire);
    }
}

/* A server that offers ten thousand mechanisms. */
static void
test_flood (void)
{
  g_autoptr(GString) words = g_string_new ("SCRAM-SHA-1");
  g_autoptr(KithSaslOffer) offer = NULL;
  g_autoptr(KithJid) account = kith_jid_new ("user@example.org", NULL);
  g_autoptr(KithCredentials) credentials = kith_credentials_new ();
  g_autoptr(KithSasl) sasl = NULL;
  KithTestWire *wire = make_wire ("");
  Row row = { NULL, NULL, "", NULL, FALSE, FALSE, NULL, 0, NULL };

  for (guint i = 0; i < 2000; i++)
    g_string_append_printf (words, " X-%u", i);

  row.mechanisms = words->str;
  offer = make_offer (&row);
  kith_credentials_set_password (credentials, "pencil");
  sasl = kith_sasl_offer_choose (offer, KITH_WIRE (wire), account, credentials, NULL);
  g_assert_cmpstr (kith_sasl_get_name (sasl), ==, "SCRAM-SHA-1");
  g_assert_finalize_object (wire);
}

static void
test_not_offered (void)
{
  g_autoptr(KithStanza) features = kith_stanza_parse ("<features xmlns='" KITH_NS_STREAMS "'/>", NULL);

  g_assert_null (kith_sasl_offer_parse (features));
  g_assert_null (kith_sasl_offer_parse_sasl2 (features));
}

static void
test_stronger (void)
{
  g_assert_cmpstr (kith_sasl_stronger (NULL, NULL), ==, NULL);
  g_assert_cmpstr (kith_sasl_stronger ("PLAIN", NULL), ==, "PLAIN");
  g_assert_cmpstr (kith_sasl_stronger ("PLAIN", "SCRAM-SHA-1"), ==, "SCRAM-SHA-1");
  g_assert_cmpstr (kith_sasl_stronger ("SCRAM-SHA-1-PLUS", "SCRAM-SHA-512"), ==, "SCRAM-SHA-1-PLUS");
  g_assert_cmpstr (kith_sasl_stronger ("HT-SHA-256-NONE", "SCRAM-SHA-1"), ==, "SCRAM-SHA-1");
  g_assert_cmpstr (kith_sasl_stronger ("HT-SHA-256-NONE", NULL), ==, NULL);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/sasl-offer/matrix", test_matrix);
  g_test_add_func ("/sasl-offer/insecure", test_insecure);
  g_test_add_func ("/sasl-offer/flood", test_flood);
  g_test_add_func ("/sasl-offer/not-offered", test_not_offered);
  g_test_add_func ("/sasl-offer/stronger", test_stronger);

  return g_test_run ();
}
