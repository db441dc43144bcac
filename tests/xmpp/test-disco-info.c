/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-disco-info.h"

#include "kith-xmpp-error.h"

#define QUERY "<query xmlns='http://jabber.org/protocol/disco#info'>%s</query>"

static KithDiscoInfo *
parse (const char *content, GError **error)
{
  g_autofree char *xml = g_strdup_printf (QUERY, content);
  g_autoptr(KithStanza) query = kith_stanza_parse (xml, NULL);

  g_assert_nonnull (query);

  return kith_disco_info_new_from_query (query, error);
}

/* XEP-0115, 5.2. */
static void
test_the_specifications_examples (void)
{
  g_autoptr(KithDiscoInfo) simple = parse (
    "<identity category='client' name='Exodus 0.9.1' type='pc'/>"
    "<feature var='http://jabber.org/protocol/disco#info'/><feature var='http://jabber.org/protocol/disco#items'/>"
    "<feature var='http://jabber.org/protocol/muc'/><feature var='http://jabber.org/protocol/caps'/>", NULL);
  g_autofree char *ver = kith_disco_info_dup_ver (simple, G_CHECKSUM_SHA1);

  g_assert_cmpstr (ver, ==, "QgayPKawpkPSDYmwT/WM94uAlu0=");
  g_assert_true (kith_disco_info_has_identity (simple, "client", "pc"));
  g_assert_true (kith_disco_info_has_identity (simple, "client", NULL));
  g_assert_false (kith_disco_info_has_identity (simple, "client", "phone"));
  g_assert_true (kith_disco_info_has_feature (simple, "http://jabber.org/protocol/muc"));
}

static void
add (KithStanza *query, const char *lang, const char *name)
{
  KithStanza *identity = kith_stanza_add (query, "identity", NULL);

  kith_stanza_set (identity, "category", "client");
  kith_stanza_set (identity, "type", "pc");
  kith_stanza_set (identity, "xml:lang", lang);
  kith_stanza_set (identity, "name", name);
}

/* XEP-0115, 5.3. */
static void
test_forms_and_languages (void)
{
  g_autofree char *xml = g_strdup_printf (
    QUERY,
    "<feature var='http://jabber.org/protocol/caps'/><feature var='http://jabber.org/protocol/disco#info'/>"
    "<feature var='http://jabber.org/protocol/disco#items'/><feature var='http://jabber.org/protocol/muc'/>"
    "<x xmlns='jabber:x:data' type='result'>"
    "<field var='FORM_TYPE' type='hidden'><value>urn:xmpp:dataforms:softwareinfo</value></field>"
    "<field var='ip_version'><value>ipv4</value><value>ipv6</value></field><field var='os'><value>Mac</value></field>"
    "<field var='os_version'><value>10.5.1</value></field><field var='software'><value>Psi</value></field>"
    "<field var='software_version'><value>0.11</value></field></x>");
  g_autoptr(KithStanza) query = kith_stanza_parse (xml, NULL);
  g_autoptr(KithDiscoInfo) info = NULL;
  g_autofree char *ver = NULL;

  add (query, "en", "Psi 0.11");
  add (query, "el", "Ψ 0.11");
  info = kith_disco_info_new_from_query (query, NULL);
  ver = kith_disco_info_dup_ver (info, G_CHECKSUM_SHA1);
  g_assert_cmpstr (ver, ==, "q07IKJEyjvHSyhy//CH0CxmKi8w=");
}

/* XEP-0115, 5.4, 3.3 to 3.6. */
static void
test_what_is_ill_formed_has_no_hash (void)
{
  static const char *const contents[] = {
    "<identity category='a' type='b'/><identity category='a' type='b'/>",
    "<feature var='a'/><feature var='a'/>",
    "<x xmlns='jabber:x:data'><field var='FORM_TYPE'><value>a</value></field></x>"
    "<x xmlns='jabber:x:data'><field var='FORM_TYPE'><value>a</value></field><field var='b'><value>c</value></field></x>",
  };

  for (guint i = 0; i < G_N_ELEMENTS (contents); i++)
    {
      g_autoptr(KithDiscoInfo) info = parse (contents[i], NULL);

      g_assert_nonnull (info);
      g_assert_null (kith_disco_info_dup_ver (info, G_CHECKSUM_SHA1));
    }
}

static void
test_what_could_be_read_in_two_ways_is_refused (void)
{
  static const char *const contents[] = {
    "<identity category='a'/>",
    "<identity category='a' type='b' name='c&lt;d'/>",
    "<feature/>",
    "<feature var='a&lt;b'/>",
    "<x xmlns='jabber:x:data'><field><value>a</value></field></x>",
    "<x xmlns='jabber:x:data'><field var='FORM_TYPE'><value>a</value><value>b</value></field></x>",
    "<x xmlns='jabber:x:data'><field var='FORM_TYPE'><value>a&lt;</value></field></x>",
  };

  for (guint i = 0; i < G_N_ELEMENTS (contents); i++)
    {
      g_autoptr(GError) error = NULL;

      g_assert_null (parse (contents[i], &error));
      g_assert_error (error, KITH_XMPP_ERROR, KITH_XMPP_ERROR_PROTOCOL);
    }
}

static void
test_ten_thousand_features (void)
{
  g_autoptr(GString) content = g_string_new (NULL);
  g_autoptr(GError) error = NULL;

  for (guint i = 0; i < 10000; i++)
    g_string_append (content, "<feature var='a'/>");

  g_assert_null (parse (content->str, &error));
  g_assert_error (error, KITH_XMPP_ERROR, KITH_XMPP_ERROR_PROTOCOL);
}

static void
test_fill_query (void)
{
  g_autoptr(KithDiscoInfo) info = kith_disco_info_new ();
  g_autoptr(KithDiscoInfo) again = NULL;
  g_autoptr(KithStanza) query = kith_stanza_new ("query", "http://jabber.org/protocol/disco#info");
  g_autofree char *ver = NULL;
  g_autofree char *ver_again = NULL;

  kith_disco_info_add_identity (info, "client", "pc", "Kith");
  kith_disco_info_add_feature (info, "urn:b");
  kith_disco_info_add_feature (info, "urn:a");
  kith_disco_info_fill_query (info, query);
  again = kith_disco_info_new_from_query (query, NULL);
  ver = kith_disco_info_dup_ver (info, G_CHECKSUM_SHA256);
  ver_again = kith_disco_info_dup_ver (again, G_CHECKSUM_SHA256);

  g_assert_nonnull (ver);
  g_assert_cmpstr (ver, ==, ver_again);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/disco-info/the-specifications-examples", test_the_specifications_examples);
  g_test_add_func ("/disco-info/forms-and-languages", test_forms_and_languages);
  g_test_add_func ("/disco-info/what-is-ill-formed-has-no-hash", test_what_is_ill_formed_has_no_hash);
  g_test_add_func ("/disco-info/what-could-be-read-in-two-ways-is-refused", test_what_could_be_read_in_two_ways_is_refused);
  g_test_add_func ("/disco-info/ten-thousand-features", test_ten_thousand_features);
  g_test_add_func ("/disco-info/fill-query", test_fill_query);

  return g_test_run ();
}
