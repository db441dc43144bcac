/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-jid.h"

#include <string.h>

typedef struct
{
  const char *text;
  const char *localpart;
  const char *domainpart;
  const char *resource;
} Valid;

typedef struct
{
  const char  *text;
  KithJidError code;
} Invalid;

static const Valid valid[] = {
  /* RFC 7622, table 1 */
  { "juliet@example.com", "juliet", "example.com", NULL },
  { "juliet@example.com/foo", "juliet", "example.com", "foo" },
  { "juliet@example.com/foo bar", "juliet", "example.com", "foo bar" },
  { "juliet@example.com/foo@bar", "juliet", "example.com", "foo@bar" },
  { "foo\\20bar@example.com", "foo\\20bar", "example.com", NULL },
  { "fussball@example.com", "fussball", "example.com", NULL },
  { "fußball@example.com", "fußball", "example.com", NULL },
  { "π@example.com", "π", "example.com", NULL },
  { "Σ@example.com/foo", "σ", "example.com", "foo" },
  { "σ@example.com/foo", "σ", "example.com", "foo" },
  { "ς@example.com/foo", "ς", "example.com", "foo" },
  { "king@example.com/♚", "king", "example.com", "♚" },
  { "example.com", NULL, "example.com", NULL },
  { "example.com/foobar", NULL, "example.com", "foobar" },
  { "a.example.com/b@example.net", NULL, "a.example.com", "b@example.net" },
  /* preparation */
  { "Juliet@Example.COM./Balcony", "juliet", "example.com", "Balcony" },
  { "ｊｕｌｉｅｔ@example.com", "juliet", "example.com", NULL },
  { "İ@example.com", "i̇", "example.com", NULL },
  { "re\u0301mi@example.com", "rémi", "example.com", NULL },
  { "ॐ@example.com/\u00a0x\u3000", "ॐ", "example.com", " x " },
  { "用户@例子.测试/手机", "用户", "例子.测试", "手机" },
  { "a@XN--FSQU00A.xn--0zwm56d", "a", "例子.测试", NULL },
  { "a@BÜCHER。example", "a", "bücher.example", NULL },
  { "שלום@example.com", "שלום", "example.com", NULL },
  { "a@xn--strae-oqa.example", "a", "xn--strae-oqa.example", NULL },
  { "a@example.com/a/b//c", "a", "example.com", "a/b//c" },
  { "a@example.com//", "a", "example.com", "/" },
  { "localhost", NULL, "localhost", NULL },
  { "a@192.0.2.7", "a", "192.0.2.7", NULL },
  { "a@[2001:DB8:0::1]/r", "a", "[2001:db8::1]", "r" },
};

static const Invalid invalid[] = {
  { "", KITH_JID_ERROR_EMPTY },
  /* RFC 7622, table 2 */
  { "\"juliet\"@example.com", KITH_JID_ERROR_LOCALPART },
  { "foo bar@example.com", KITH_JID_ERROR_LOCALPART },
  { "juliet@example.com/", KITH_JID_ERROR_RESOURCEPART },
  { "@example.com/", KITH_JID_ERROR_LOCALPART },
  { "henryⅣ@example.com", KITH_JID_ERROR_LOCALPART },
  { "♚@example.com", KITH_JID_ERROR_LOCALPART },
  { "juliet@", KITH_JID_ERROR_DOMAINPART },
  { "/foobar", KITH_JID_ERROR_DOMAINPART },
  /* each character that RFC 7622, 3.3.1 excludes */
  { "a&b@example.com", KITH_JID_ERROR_LOCALPART },
  { "a'b@example.com", KITH_JID_ERROR_LOCALPART },
  { "a:b@example.com", KITH_JID_ERROR_LOCALPART },
  { "a<b@example.com", KITH_JID_ERROR_LOCALPART },
  { "a>b@example.com", KITH_JID_ERROR_LOCALPART },
  { "a@b@example.com", KITH_JID_ERROR_DOMAINPART },
  { "＠＠@example.com", KITH_JID_ERROR_LOCALPART },
  { "@", KITH_JID_ERROR_LOCALPART },
  { "/", KITH_JID_ERROR_DOMAINPART },
  { "a@.", KITH_JID_ERROR_DOMAINPART },
  { "a@..", KITH_JID_ERROR_DOMAINPART },
  { "\u3002", KITH_JID_ERROR_DOMAINPART },
  { "a@b..c", KITH_JID_ERROR_DOMAINPART },
  { "a@.b", KITH_JID_ERROR_DOMAINPART },
  { "a@b c", KITH_JID_ERROR_DOMAINPART },
  { "a@-b.example", KITH_JID_ERROR_DOMAINPART },
  { "a@b-.example", KITH_JID_ERROR_DOMAINPART },
  { "a@b_c.example", KITH_JID_ERROR_DOMAINPART },
  { "a@b:5222", KITH_JID_ERROR_DOMAINPART },
  { "a@♚.example", KITH_JID_ERROR_DOMAINPART },
  { "a@straße.example", KITH_JID_ERROR_DOMAINPART },
  { "a@xn--.example", KITH_JID_ERROR_DOMAINPART },
  { "a@xn--99999999.example", KITH_JID_ERROR_DOMAINPART },
  { "a@[::1", KITH_JID_ERROR_DOMAINPART },
  { "a@[]", KITH_JID_ERROR_DOMAINPART },
  { "a@[192.0.2.7]", KITH_JID_ERROR_DOMAINPART },
  { "a@[fe80::1%lo]", KITH_JID_ERROR_DOMAINPART },
  { "a@::1", KITH_JID_ERROR_DOMAINPART },
  { "a\u200bb@example.com", KITH_JID_ERROR_LOCALPART },
  { "a\u202eb@example.com", KITH_JID_ERROR_LOCALPART },
  { "אa@example.com", KITH_JID_ERROR_LOCALPART },
  { "aא@example.com", KITH_JID_ERROR_LOCALPART },
  { "a\tb@example.com", KITH_JID_ERROR_LOCALPART },
  { "a@example.com/a\nb", KITH_JID_ERROR_RESOURCEPART },
  { "a@example.com/\u202e", KITH_JID_ERROR_RESOURCEPART },
  { "a\xff@example.com", KITH_JID_ERROR_LOCALPART },
  { "a@exa\xc3mple.com", KITH_JID_ERROR_DOMAINPART },
  { "a@example.com/\xed\xa0\x80", KITH_JID_ERROR_RESOURCEPART },
};

static void
test_valid (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (valid); i++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(KithJid) jid = NULL;
      g_autoptr(KithJid) again = NULL;
      g_autoptr(KithJid) bare = NULL;

      g_test_message ("%" G_GSIZE_FORMAT, i);
      jid = kith_jid_new (valid[i].text, &error);
      g_assert_no_error (error);
      g_assert_cmpstr (kith_jid_get_localpart (jid), ==, valid[i].localpart);
      g_assert_cmpstr (kith_jid_get_short_text (jid), ==,
                       valid[i].localpart != NULL ? valid[i].localpart : valid[i].domainpart);
      g_assert_cmpstr (kith_jid_get_domainpart (jid), ==, valid[i].domainpart);
      g_assert_cmpstr (kith_jid_get_resourcepart (jid), ==, valid[i].resource);
      g_assert_cmpint (kith_jid_is_bare (jid), ==, valid[i].resource == NULL);

      again = kith_jid_new (kith_jid_get_text (jid), &error);
      g_assert_no_error (error);
      g_assert_cmpstr (kith_jid_get_text (again), ==, kith_jid_get_text (jid));
      g_assert_true (kith_jid_equal (jid, again));
      g_assert_cmpuint (kith_jid_hash (jid), ==, kith_jid_hash (again));

      bare = kith_jid_dup_bare (jid);
      g_assert_cmpstr (kith_jid_get_text (bare), ==, kith_jid_get_bare_text (jid));
      g_assert_true (kith_jid_bare_equal (bare, jid));
      g_assert_cmpint (kith_jid_equal (bare, jid), ==, kith_jid_is_bare (jid));
    }
}

static void
test_invalid (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (invalid); i++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(KithJid) jid = kith_jid_new (invalid[i].text, &error);

      g_test_message ("%" G_GSIZE_FORMAT, i);
      g_assert_error (error, KITH_JID_ERROR, (int)invalid[i].code);
      g_assert_null (jid);
    }
}

static void
test_null (void)
{
  g_autoptr(GError) error = NULL;

  g_assert_null (kith_jid_new (NULL, &error));
  g_assert_error (error, KITH_JID_ERROR, KITH_JID_ERROR_EMPTY);
  g_assert_null (kith_jid_new (NULL, NULL));
}

static char *
address_of_lengths (gsize localpart,
                    gsize resource)
{
  g_autofree char *local = g_strnfill (localpart, 'a');
  g_autofree char *rest = g_strnfill (resource, 'r');

  return g_strconcat (local, "@example.com/", rest, NULL);
}

static void
assert_length (gsize    localpart,
               gsize    resource,
               gboolean fits)
{
  g_autofree char *text = address_of_lengths (localpart, resource);
  g_autoptr(GError) error = NULL;
  g_autoptr(KithJid) jid = kith_jid_new (text, &error);

  if (fits)
    {
      g_assert_no_error (error);
      g_assert_cmpstr (kith_jid_get_text (jid), ==, text);
    }
  else
    {
      g_assert_null (jid);
      g_assert_error (error, KITH_JID_ERROR, KITH_JID_ERROR_TOO_LONG);
    }
}

static void
test_lengths (void)
{
  assert_length (1023, 1023, TRUE);
  assert_length (1024, 1, FALSE);
  assert_length (1, 1024, FALSE);
  assert_length (1, 9000, FALSE);
  assert_length (1, 1000000, FALSE);
  assert_length (1000000, 1, FALSE);
}

/* The limit is for the prepared text: full-width letters take three bytes on the way in. */
static void
test_length_after_preparation (void)
{
  GString *text = g_string_new (NULL);
  g_autoptr(GError) error = NULL;
  g_autoptr(KithJid) jid = NULL;

  for (int i = 0; i < 1023; i++)
    g_string_append (text, "ａ");
  g_string_append (text, "@example.com");
  jid = kith_jid_new (text->str, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (strlen (kith_jid_get_localpart (jid)), ==, 1023);
  g_string_free (text, TRUE);
}

static void
test_domain_lengths (void)
{
  g_autofree char *label = g_strnfill (63, 'd');
  g_autofree char *longer = g_strnfill (64, 'd');
  g_autofree char *name = g_strjoin (".", label, label, label, "ddddddddddddd", NULL);
  g_autofree char *many = g_strjoin (".", label, label, label, label, NULL);
  g_autoptr(KithJid) jid = kith_jid_new (name, NULL);
  g_autoptr(GError) error = NULL;

  g_assert_nonnull (jid);
  g_assert_null (kith_jid_new (longer, &error));
  g_assert_error (error, KITH_JID_ERROR, KITH_JID_ERROR_DOMAINPART);
  g_clear_error (&error);
  g_assert_null (kith_jid_new (many, &error));
  g_assert_error (error, KITH_JID_ERROR, KITH_JID_ERROR_DOMAINPART);
}

static void
test_with_resource (void)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(KithJid) jid = kith_jid_new ("juliet@example.com/balcony", NULL);
  g_autoptr(KithJid) other = kith_jid_with_resource (jid, "chamber", &error);
  g_autoptr(KithJid) bare = kith_jid_with_resource (jid, NULL, &error);
  g_autoptr(KithJid) same = kith_jid_dup_bare (bare);

  g_assert_no_error (error);
  g_assert_cmpstr (kith_jid_get_text (other), ==, "juliet@example.com/chamber");
  g_assert_cmpstr (kith_jid_get_bare_text (other), ==, "juliet@example.com");
  g_assert_cmpstr (kith_jid_get_text (bare), ==, "juliet@example.com");
  g_assert_true (same == bare);
  g_assert_false (kith_jid_equal (jid, other));
  g_assert_true (kith_jid_bare_equal (jid, other));

  g_assert_null (kith_jid_with_resource (jid, "", &error));
  g_assert_error (error, KITH_JID_ERROR, KITH_JID_ERROR_RESOURCEPART);
}

static void
test_boxed_key (void)
{
  g_autoptr(GHashTable) table = g_hash_table_new_full (kith_jid_hash, kith_jid_equal,
                                                       (GDestroyNotify)kith_jid_unref, NULL);
  g_autoptr(KithJid) jid = kith_jid_new ("Juliet@example.com", NULL);
  g_autoptr(KithJid) same = kith_jid_new ("juliet@EXAMPLE.com", NULL);
  g_autoptr(KithJid) other = kith_jid_new ("juliet@example.com/r", NULL);
  g_auto(GValue) value = G_VALUE_INIT;

  g_hash_table_add (table, kith_jid_ref (jid));
  g_assert_true (g_hash_table_contains (table, same));
  g_assert_false (g_hash_table_contains (table, other));

  g_value_init (&value, KITH_TYPE_JID);
  g_value_set_boxed (&value, jid);
  g_assert_true (g_value_get_boxed (&value) == jid);
}

/* Whatever bytes come, there is an address with a stable spelling or an error, and never both. */
static void
test_noise (void)
{
  static const char *const pieces[] = {
    "a", "@", "/", ".", "xn--", "[", "]", ":", " ", "é", "e\u0301", "ß", "א", "٣", "۳", "\u200d", "क्", "İ", "Ω",
    "Å", "ﬁ", "한", "ᄒ", "\xff", "\xc3", "♚", "・", "カ", "ｶﾞ", "\u3002", "·", "l", "\U000e0001", "\U0001f600",
  };
  GRand *rand = g_rand_new_with_seed (7622);

  for (int round = 0; round < 20000; round++)
    {
      g_autoptr(GString) text = g_string_new (NULL);
      g_autoptr(GError) error = NULL;
      g_autoptr(KithJid) jid = NULL;
      g_autoptr(KithJid) again = NULL;

      for (int i = g_rand_int_range (rand, 0, 9); i > 0; i--)
        g_string_append (text, pieces[g_rand_int_range (rand, 0, G_N_ELEMENTS (pieces))]);

      jid = kith_jid_new (text->str, &error);
      g_assert_true ((jid != NULL) == (error == NULL));
      if (jid == NULL)
        continue;

      again = kith_jid_new (kith_jid_get_text (jid), &error);
      g_assert_no_error (error);
      g_assert_cmpstr (kith_jid_get_text (jid), ==, kith_jid_get_text (again));
    }

  g_rand_free (rand);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/jid/valid", test_valid);
  g_test_add_func ("/jid/invalid", test_invalid);
  g_test_add_func ("/jid/null", test_null);
  g_test_add_func ("/jid/lengths", test_lengths);
  g_test_add_func ("/jid/length-after-preparation", test_length_after_preparation);
  g_test_add_func ("/jid/domain-lengths", test_domain_lengths);
  g_test_add_func ("/jid/with-resource", test_with_resource);
  g_test_add_func ("/jid/boxed-key", test_boxed_key);
  g_test_add_func ("/jid/noise", test_noise);

  return g_test_run ();
}
