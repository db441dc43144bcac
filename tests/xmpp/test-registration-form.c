/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-registration-form.h"

#include "kith-ns.h"

#include <string.h>

#define QUERY(inside) \
  "<iq xmlns='jabber:client' type='result' id='1'><query xmlns='" KITH_NS_REGISTER "'>" inside "</query></iq>"
#define FORM(inside) "<x xmlns='" KITH_NS_DATA_FORMS "' type='form'>" inside "</x>"
#define OOB(url) "<x xmlns='" KITH_NS_OOB "'><url>" url "</url></x>"

typedef struct
{
  KithDataForm *form;
  gboolean      legacy;
  char         *url;
} Read;

static void
read_clear (Read *read)
{
  g_clear_object (&read->form);
  g_free (read->url);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Read, read_clear)

static Read
read_form (const char *text)
{
  g_autoptr(KithStanza) iq = kith_stanza_parse (text, NULL);
  Read read = { NULL, FALSE, NULL };

  g_assert_nonnull (iq);
  read.form = kith_registration_form_read (iq, &read.legacy, &read.url);

  return read;
}

static guint
count_fields (KithDataForm *form)
{
  return g_list_model_get_n_items (kith_data_form_get_fields (form));
}

/* XEP-0077, example 2 */
static void
test_legacy (void)
{
  g_auto(Read) read = read_form (QUERY ("<instructions>Choose a username</instructions><username/><password/>"
                                        "<email>ada@example.com</email>"));

  g_assert_true (read.legacy);
  g_assert_null (read.url);
  g_assert_cmpuint (count_fields (read.form), ==, 3);
  g_assert_cmpstr (kith_data_form_get_instructions (read.form), ==, "Choose a username");
  g_assert_cmpint (kith_form_field_get_kind (kith_data_form_get_field (read.form, "password")), ==,
                   KITH_FORM_FIELD_TEXT_PRIVATE);
  g_assert_cmpstr (kith_form_field_get_value (kith_data_form_get_field (read.form, "email")), ==, "ada@example.com");
}

/* Fields that nobody knows, twice the same, and of other namespaces are left out; a key comes back unseen. */
static void
test_strange_fields (void)
{
  g_auto(Read) read = read_form (QUERY ("<username/><username>second</username><shoe-size/><registered/><key>k1</key>"
                                        "<password xmlns='urn:other'/>text"));

  g_assert_cmpuint (count_fields (read.form), ==, 2);
  g_assert_null (kith_form_field_get_value (kith_data_form_get_field (read.form, "username")));
  g_assert_cmpint (kith_form_field_get_kind (kith_data_form_get_field (read.form, "key")), ==, KITH_FORM_FIELD_HIDDEN);
  g_assert_cmpstr (kith_form_field_get_value (kith_data_form_get_field (read.form, "key")), ==, "k1");
}

/* XEP-0077, 5: the data form counts, the fixed fields beside it are for old clients. */
static void
test_data_form (void)
{
  g_auto(Read) read = read_form (QUERY ("<instructions>Old</instructions><username/>"
                                        FORM ("<title>Join</title><field var='username' type='text-single'/>"
                                              "<field var='age' type='text-single'/>")));

  g_assert_false (read.legacy);
  g_assert_cmpstr (kith_data_form_get_title (read.form), ==, "Join");
  g_assert_cmpstr (kith_data_form_get_instructions (read.form), ==, "Old");
  g_assert_nonnull (kith_data_form_get_field (read.form, "age"));
}

static void
test_page (void)
{
  g_auto(Read) read = read_form (QUERY ("<instructions>See our site</instructions>" OOB ("https://example.com/join")));

  g_assert_cmpstr (read.url, ==, "https://example.com/join");
  g_assert_cmpuint (count_fields (read.form), ==, 0);
}

/* Only what a browser may be sent to. */
static void
test_bad_pages (void)
{
  static const char *const pages[] = {
    QUERY (OOB ("file:///etc/passwd")), QUERY (OOB ("javascript:alert(1)")), QUERY (OOB ("https:")), QUERY (OOB ("http:///x")),
    QUERY (OOB ("")), QUERY (OOB ("not a url")), QUERY ("<x xmlns='" KITH_NS_OOB "'/>"),
    QUERY ("<x xmlns='urn:other'><url>https://example.com</url></x>"),
  };

  for (guint i = 0; i < G_N_ELEMENTS (pages); i++)
    {
      g_auto(Read) read = read_form (pages[i]);

      g_test_message ("page %u", i);
      g_assert_null (read.url);
      g_assert_nonnull (read.form);
    }
}

static void
test_long_texts (void)
{
  g_autofree char *much = g_strnfill (100000, 'x');
  g_autofree char *text = g_strdup_printf (QUERY ("<instructions>%s</instructions><username>%s</username>" OOB ("https://e.com/%s")),
                                           much, much, much);
  g_auto(Read) read = read_form (text);
  const char *instructions = kith_data_form_get_instructions (read.form);

  g_assert_true (instructions == NULL || strlen (instructions) <= 10000);
  g_assert_null (read.url);
}

static void
test_no_answer (void)
{
  g_auto(Read) empty = read_form ("<iq xmlns='jabber:client' type='result' id='1'/>");
  g_auto(Read) other = read_form ("<iq xmlns='jabber:client' type='result' id='1'><query xmlns='urn:other'><username/></query></iq>");

  g_assert_null (empty.form);
  g_assert_null (other.form);
}

static void
test_write_legacy (void)
{
  g_auto(Read) read = read_form (QUERY ("<username/><password/><email/><key>k1</key>"));
  g_autoptr(KithStanza) query = kith_stanza_new ("query", KITH_NS_REGISTER);
  g_autofree char *username = NULL;
  g_autofree char *key = NULL;

  kith_form_field_set_value (kith_data_form_get_field (read.form, "username"), "ada <&>");
  kith_registration_form_write (read.form, TRUE, query);
  username = kith_stanza_dup_child_text (query, "username", KITH_NS_REGISTER);
  key = kith_stanza_dup_child_text (query, "key", KITH_NS_REGISTER);
  g_assert_cmpstr (username, ==, "ada <&>");
  g_assert_cmpstr (key, ==, "k1");
  g_assert_null (kith_stanza_find (query, "email", KITH_NS_REGISTER));
  g_assert_null (kith_stanza_find (query, "x", KITH_NS_DATA_FORMS));
}

static void
test_write_form (void)
{
  g_auto(Read) read = read_form (QUERY (FORM ("<field var='username' type='text-single'/>")));
  g_autoptr(KithStanza) query = kith_stanza_new ("query", KITH_NS_REGISTER);
  KithStanza *x = NULL;

  kith_form_field_set_value (kith_data_form_get_field (read.form, "username"), "ada");
  kith_registration_form_write (read.form, FALSE, query);
  x = kith_stanza_find (query, "x", KITH_NS_DATA_FORMS);
  g_assert_nonnull (x);
  g_assert_cmpstr (kith_stanza_get (x, "type"), ==, "submit");
  g_assert_null (kith_stanza_find (query, "username", KITH_NS_REGISTER));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/registration-form/legacy", test_legacy);
  g_test_add_func ("/registration-form/strange-fields", test_strange_fields);
  g_test_add_func ("/registration-form/data-form", test_data_form);
  g_test_add_func ("/registration-form/page", test_page);
  g_test_add_func ("/registration-form/bad-pages", test_bad_pages);
  g_test_add_func ("/registration-form/long-texts", test_long_texts);
  g_test_add_func ("/registration-form/no-answer", test_no_answer);
  g_test_add_func ("/registration-form/write-legacy", test_write_legacy);
  g_test_add_func ("/registration-form/write-form", test_write_form);

  return g_test_run ();
}
