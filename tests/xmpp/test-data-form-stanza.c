/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-data-form-stanza.h"

#include "kith-bob.h"

#include <string.h>

static KithDataForm *
read_form (const char *xml)
{
  g_autoptr(KithStanza) x = kith_stanza_parse (xml, NULL);

  g_assert_nonnull (x);
  return kith_data_form_new_from_stanza (x, x);
}

/* XEP-0004, example 3, shortened, with every type. */
static const char FORM[] =
  "<x xmlns='jabber:x:data' type='form'><title>Bot Configuration</title>"
  "<instructions>Fill out this form!</instructions>"
  "<field type='hidden' var='FORM_TYPE'><value>jabber:bot</value></field>"
  "<field type='fixed'><value>Section 1: Bot Info</value></field>"
  "<field type='text-single' label='The name' var='botname'><desc>As you like it</desc></field>"
  "<field type='text-multi' label='Description' var='description'><value>One</value><value>Two</value></field>"
  "<field type='boolean' label='Public bot?' var='public'><required/></field>"
  "<field type='text-private' label='Password' var='password'/>"
  "<field type='list-multi' label='Features' var='features'>"
  "<option label='Contests'><value>contests</value></option><option label='News'><value>news</value></option>"
  "<option><value>polls</value></option><option label='broken'/>"
  "<value>news</value><value>polls</value></field>"
  "<field type='list-single' label='Subscribers' var='maxsubs'><value>20</value>"
  "<option label='10'><value>10</value></option><option label='20'><value>20</value></option></field>"
  "<field type='jid-multi' label='People' var='invitelist'/><field type='jid-single' var='owner'/>"
  "<field var='untyped'/><field type='x-new' var='unknown'/><field label='no name'/></x>";

static void
test_form (void)
{
  KithDataForm *form = read_form (FORM);
  KithFormField *features = kith_data_form_get_field (form, "features");

  g_assert_cmpstr (kith_data_form_get_title (form), ==, "Bot Configuration");
  g_assert_cmpstr (kith_data_form_get_instructions (form), ==, "Fill out this form!");
  g_assert_cmpuint (g_list_model_get_n_items (kith_data_form_get_fields (form)), ==, 12);
  g_assert_cmpint (kith_form_field_get_kind (features), ==, KITH_FORM_FIELD_LIST_MULTI);
  g_assert_cmpuint (kith_form_field_get_n_options (features), ==, 3);
  g_assert_cmpstr (kith_form_field_get_option_label (features, 0), ==, "Contests");
  g_assert_cmpstr (kith_form_field_get_option_value (features, 2), ==, "polls");
  g_assert_cmpuint (g_strv_length ((char **)kith_form_field_get_values (features)), ==, 2);
  g_assert_true (kith_form_field_get_required (kith_data_form_get_field (form, "public")));
  g_assert_false (kith_form_field_get_required (kith_data_form_get_field (form, "botname")));
  g_assert_cmpstr (kith_form_field_get_description (kith_data_form_get_field (form, "botname")), ==, "As you like it");
  g_assert_cmpint (kith_form_field_get_kind (kith_data_form_get_field (form, "untyped")), ==,
                   KITH_FORM_FIELD_TEXT_SINGLE);
  g_assert_cmpint (kith_form_field_get_kind (kith_data_form_get_field (form, "unknown")), ==,
                   KITH_FORM_FIELD_TEXT_SINGLE);
  g_assert_finalize_object (form);
}

/* Answers go out with the hidden fields, without the fixed text and without what was left empty. */
static void
test_submission (void)
{
  g_autoptr(KithDataForm) form = read_form (FORM);
  g_autoptr(KithStanza) x = NULL;
  g_autoptr(GString) vars = g_string_new (NULL);

  kith_form_field_set_value (kith_data_form_get_field (form, "botname"), "Tom & <Jerry>");
  x = kith_data_form_to_submission (form);
  g_assert_cmpstr (kith_stanza_get (x, "type"), ==, "submit");
  g_assert_null (kith_stanza_find (x, "title", NULL));

  for (KithStanza *child = kith_stanza_first (x); child != NULL; child = kith_stanza_next (child))
    {
      guint n = 0;

      for (KithStanza *value = kith_stanza_first (child); value != NULL; value = kith_stanza_next (value))
        n += kith_stanza_is (value, "value", NULL);
      g_assert_null (kith_stanza_find (child, "option", NULL));
      g_string_append_printf (vars, "%s:%u ", kith_stanza_get (child, "var"), n);
    }

  /* A yes-or-no question always has an answer. */
  g_assert_nonnull (strstr (vars->str, "FORM_TYPE:1 "));
  g_assert_nonnull (strstr (vars->str, "botname:1 "));
  g_assert_nonnull (strstr (vars->str, "description:2 "));
  g_assert_nonnull (strstr (vars->str, "features:2 "));
  g_assert_nonnull (strstr (vars->str, "maxsubs:1 "));
  g_assert_null (strstr (vars->str, "password"));
  g_assert_null (strstr (vars->str, "(null)"));
}

/* What is no form to fill in. */
static void
test_no_form (void)
{
  static const char *const NONE[] = {
    "<x xmlns='jabber:x:data'/>",
    "<x xmlns='jabber:x:data' type='result'/>",
    "<x xmlns='jabber:x:data' type='submit'/>",
    "<x xmlns='jabber:x:data' type='cancel'/>",
    "<x xmlns='jabber:x:oob' type='form'/>",
    "<y xmlns='jabber:x:data' type='form'/>",
  };

  for (guint i = 0; i < G_N_ELEMENTS (NONE); i++)
    g_assert_null (read_form (NONE[i]));
}

/* Odd forms: each is read, none harms. */
static void
test_odd_forms (void)
{
  static const char *const ODD[] = {
    "<x xmlns='jabber:x:data' type='form'/>",
    "<x xmlns='jabber:x:data' type='form'><field/><field var=''/><field type='fixed'/></x>",
    "<x xmlns='jabber:x:data' type='form'><field var='a'/><field var='a' type='hidden'/></x>",
    "<x xmlns='jabber:x:data' type='form'><field var='a'><value/><value><b xmlns='c'/></value></field></x>",
    "<x xmlns='jabber:x:data' type='form'><title/><instructions/><reported/><item/></x>",
    "<x xmlns='jabber:x:data' type='form'><field var='l' type='list-single'/></x>",
    "<x xmlns='jabber:x:data' type='form'><field var='b' type='boolean'><value>maybe</value></field></x>",
    "<x xmlns='jabber:x:data' type='form'><field var='j' type='jid-single'><value>@@</value></field></x>",
    "<x xmlns='jabber:x:data' type='form'><field var='o'><media xmlns='urn:xmpp:media-element'/></field></x>",
    "<x xmlns='jabber:x:data' type='form'><field var='o'><media xmlns='urn:xmpp:media-element'>"
    "<uri/><uri type='image/png'/><uri type='text/html'>cid:x</uri><uri type='image/png'>cid:</uri></media></field></x>",
  };

  for (guint i = 0; i < G_N_ELEMENTS (ODD); i++)
    {
      KithDataForm *form = read_form (ODD[i]);
      g_autoptr(KithStanza) x = NULL;

      g_test_message ("form %u", i);
      g_assert_nonnull (form);
      x = kith_data_form_to_submission (form);
      g_assert_nonnull (x);
      g_assert_finalize_object (form);
    }
}

static void
test_flood (void)
{
  g_autoptr(GString) xml = g_string_new ("<x xmlns='jabber:x:data' type='form'>");
  g_autofree char *label = g_strnfill (10000, 'l');
  g_autoptr(KithDataForm) form = NULL;

  for (guint i = 0; i < 1000; i++)
    g_string_append_printf (xml, "<field var='v%u' label='%s'/>", i, i == 0 ? label : "");
  g_string_append (xml, "</x>");
  form = read_form (xml->str);
  g_assert_cmpuint (g_list_model_get_n_items (kith_data_form_get_fields (form)), ==, 200);
  g_assert_cmpuint (strlen (kith_form_field_get_label (kith_data_form_get_field (form, "v0"))), ==, 2000);
}

/* A form with its parts shaken up: still a form, or none; never a crash, and its submission can be written. */
static void
test_mutated_forms (void)
{
  static const char *const WORDS[] = {
    "field", "value", "option", "title", "required", "desc", "media", "uri", "x", "hidden", "fixed", "list-multi", "boolean",
    "jid-multi", "", "form", "submit", "urn:xmpp:media-element",
  };
  guint n_forms = 0;

  for (guint i = 0; i < 3000; i++)
    {
      g_autoptr(GString) xml = g_string_new (FORM);
      g_autoptr(KithStanza) x = NULL;
      g_autoptr(KithDataForm) form = NULL;
      g_autoptr(KithStanza) submission = NULL;
      const char *from = WORDS[g_test_rand_int_range (0, G_N_ELEMENTS (WORDS))];
      const char *to = WORDS[g_test_rand_int_range (0, G_N_ELEMENTS (WORDS))];

      if (*from != '\0')
        g_string_replace (xml, from, to, g_test_rand_int_range (0, 4));
      x = kith_stanza_parse (xml->str, NULL);
      form = x != NULL ? kith_data_form_new_from_stanza (x, x) : NULL;
      if (form == NULL)
        continue;

      n_forms++;
      submission = kith_data_form_to_submission (form);
      g_assert_cmpstr (kith_stanza_get (submission, "type"), ==, "submit");
    }

  g_assert_cmpuint (n_forms, >, 100);
}

#define HELLO_SHA1 "aaf4c61ddcc5e8a2dabede0f3b482cd9aea9434d"
#define HELLO "aGVsbG8="

static const struct
{
  const char *uri;
  const char *data;   /* inside <root/> */
  gboolean    found;
} BITS[] = {
  { "cid:sha1+" HELLO_SHA1 "@bob.xmpp.org",
    "<data xmlns='urn:xmpp:bob' cid='sha1+" HELLO_SHA1 "@bob.xmpp.org'>aGVs\n bG8=</data>", TRUE },
  { "cid:sha1+" HELLO_SHA1 "@bob.xmpp.org",
    "<a xmlns='b'><data xmlns='urn:xmpp:bob' cid='sha1+" HELLO_SHA1 "@bob.xmpp.org'>" HELLO "</data></a>", TRUE },
  /* not what its name says */
  { "cid:sha1+" HELLO_SHA1 "@bob.xmpp.org",
    "<data xmlns='urn:xmpp:bob' cid='sha1+" HELLO_SHA1 "@bob.xmpp.org'>aGVsbG9v</data>", FALSE },
  { "cid:md5+5d41402abc4b2a76b9719d911017c592@bob.xmpp.org",
    "<data xmlns='urn:xmpp:bob' cid='md5+5d41402abc4b2a76b9719d911017c592@bob.xmpp.org'>" HELLO "</data>", FALSE },
  { "cid:sha1+aa@bob.xmpp.org", "<data xmlns='urn:xmpp:bob' cid='sha1+aa@bob.xmpp.org'>" HELLO "</data>", FALSE },
  { "cid:sha1+" HELLO_SHA1 "@evil.example",
    "<data xmlns='urn:xmpp:bob' cid='sha1+" HELLO_SHA1 "@evil.example'>" HELLO "</data>", FALSE },
  /* not there, or not so */
  { "cid:sha1+" HELLO_SHA1 "@bob.xmpp.org", "", FALSE },
  { "cid:sha1+" HELLO_SHA1 "@bob.xmpp.org", "<data xmlns='urn:xmpp:bob'>" HELLO "</data>", FALSE },
  { "cid:sha1+" HELLO_SHA1 "@bob.xmpp.org",
    "<data xmlns='urn:x' cid='sha1+" HELLO_SHA1 "@bob.xmpp.org'>" HELLO "</data>", FALSE },
  { "cid:sha1+" HELLO_SHA1 "@bob.xmpp.org",
    "<data xmlns='urn:xmpp:bob' cid='sha1+" HELLO_SHA1 "@bob.xmpp.org'>!</data>", FALSE },
  { "cid:sha1+" HELLO_SHA1 "@bob.xmpp.org",
    "<data xmlns='urn:xmpp:bob' cid='sha1+" HELLO_SHA1 "@bob.xmpp.org'/>", FALSE },
  { "http://127.0.0.1/x", "<data xmlns='urn:xmpp:bob' cid='http://127.0.0.1/x'>" HELLO "</data>", FALSE },
  { "file:///etc/passwd", "", FALSE },
  { "cid:", "<data xmlns='urn:xmpp:bob' cid=''>" HELLO "</data>", FALSE },
};

static void
test_bits (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (BITS); i++)
    {
      g_autofree char *xml = g_strdup_printf ("<root xmlns='urn:x'>%s</root>", BITS[i].data);
      g_autoptr(KithStanza) root = kith_stanza_parse (xml, NULL);
      g_autoptr(GBytes) bytes = kith_bob_find (root, BITS[i].uri);

      g_test_message ("bits %u", i);
      if (BITS[i].found)
        g_assert_cmpmem (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), "hello", 5);
      else
        g_assert_null (bytes);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/data-form-stanza/form", test_form);
  g_test_add_func ("/data-form-stanza/submission", test_submission);
  g_test_add_func ("/data-form-stanza/no-form", test_no_form);
  g_test_add_func ("/data-form-stanza/odd-forms", test_odd_forms);
  g_test_add_func ("/data-form-stanza/flood", test_flood);
  g_test_add_func ("/data-form-stanza/mutated-forms", test_mutated_forms);
  g_test_add_func ("/bob/find", test_bits);

  return g_test_run ();
}
