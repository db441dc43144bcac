/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-precis.h"

typedef struct
{
  const char *text;
  const char *prepared; /* NULL where it is refused */
} Case;

static const Case usernames[] = {
  /* RFC 8265, tables 1 and 2 */
  { "juliet@example.com", "juliet@example.com" },
  { "fussball", "fussball" },
  { "fußball", "fußball" },
  { "π", "π" },
  { "Σ", "σ" },
  { "σ", "σ" },
  { "ς", "ς" },
  { "foo bar", NULL },
  { "", NULL },
  { "henryⅣ", NULL },
  { "∞", NULL },
  /* the contextual rules of RFC 5892, appendix A */
  { "col·legi", "col·legi" },
  { "co·legi", NULL },
  { "·l", NULL },
  { "l·", NULL },
  { "͵α", "͵α" },
  { "͵a", NULL },
  { "א׳", "א׳" },
  { "׳א", NULL },
  { "カ・ナ", "カ・ナ" },
  { "a・b", NULL },
  { "ا٣", "ا٣" },
  { "ا۳", "ا۳" },
  { "ا٣۳", NULL },
  { "क्\u200dष", "क्\u200dष" },
  { "क\u200dष", NULL },
  { "\u200d", NULL },
  /* the Bidi Rule of RFC 5893 */
  { "٣", NULL },
  { "אב1", "אב1" },
  { "אב-", NULL },
  { "1אב", NULL },
  { "אaב", NULL },
  /* classes */
  { "ﬁ", NULL },
  { "ᄒ", NULL },
  { "ー", "ー" },
  { "ﾊﾞ", "バ" },
  { "\u0640", NULL },
  { "\ufeff", NULL },
  { "\ue000", NULL },
  { "\ufdd0", NULL },
  { "\uffff", NULL },
  { "\u0378", NULL },
  { "a\x7f", NULL },
  { "\xc0\x80", NULL },
};

static const Case opaques[] = {
  /* RFC 8265, table 3 */
  { "correct horse battery staple", "correct horse battery staple" },
  { "Correct Horse Battery Staple", "Correct Horse Battery Staple" },
  { "πßå", "πßå" },
  { "Jack of ♦s", "Jack of ♦s" },
  { "foo\u1680bar", "foo bar" },
  { "", NULL },
  { "my cat is a \tby", NULL },
  { "Ⅳ", "Ⅳ" },
  { "ｆｕｌｌ", "ｆｕｌｌ" },
  { "a\u2028b", NULL },
  { "a\u00adb", NULL },
  { "\xff", NULL },
};

static void
check (const Case *cases,
       gsize n_cases,
       char *(*prepare)(const char *, gssize))
{
  for (gsize i = 0; i < n_cases; i++)
    {
      g_autofree char *prepared = prepare (cases[i].text, -1);

      g_test_message ("%" G_GSIZE_FORMAT, i);
      g_assert_cmpstr (prepared, ==, cases[i].prepared);
      if (prepared != NULL)
        {
          g_autofree char *again = prepare (prepared, -1);

          g_assert_cmpstr (again, ==, prepared);
        }
    }
}

static void
test_username (void)
{
  check (usernames, G_N_ELEMENTS (usernames), kith_precis_username);
}

static void
test_opaque (void)
{
  check (opaques, G_N_ELEMENTS (opaques), kith_precis_opaque);
}

static void
test_length (void)
{
  g_autofree char *part = kith_precis_username ("ROMEO@orchard", 5);
  g_autofree char *cut = kith_precis_opaque ("é", 1);
  g_autofree char *none = kith_precis_opaque ("é", 0);

  g_assert_cmpstr (part, ==, "romeo");
  g_assert_null (cut);
  g_assert_null (none);
}

static void
test_identifier (void)
{
  g_assert_true (kith_precis_is_identifier ("Bücher"));
  g_assert_false (kith_precis_is_identifier (""));
  g_assert_false (kith_precis_is_identifier ("a b"));
  g_assert_false (kith_precis_is_identifier ("☕"));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/precis/username", test_username);
  g_test_add_func ("/precis/opaque", test_opaque);
  g_test_add_func ("/precis/length", test_length);
  g_test_add_func ("/precis/identifier", test_identifier);

  return g_test_run ();
}
