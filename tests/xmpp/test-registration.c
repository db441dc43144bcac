/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-registration.h"

#include "kith-ns.h"
#include "kith-test-wire.h"
#include "kith-xmpp-error.h"

#include <string.h>

#define FEATURES(inside) "<features xmlns='" KITH_NS_STREAMS "'>" inside "</features>"
#define STARTTLS "<starttls xmlns='" KITH_NS_TLS "'/>"
#define REGISTER "<register xmlns='" KITH_NS_REGISTER_FEATURE "'/>"

typedef struct
{
  KithTestWire     *wire;
  KithRegistration *registration;
  GAsyncResult     *result;
  GError           *error;
} Fixture;

static void
set_up (Fixture      *fixture,
        gconstpointer data)
{
  fixture->wire = kith_test_wire_new ();
  fixture->registration = kith_registration_new_for_wire ("example.org", KITH_WIRE (fixture->wire));
}

static void
tear_down (Fixture      *fixture,
           gconstpointer data)
{
  g_clear_object (&fixture->result);
  g_assert_finalize_object (fixture->registration);
  g_assert_finalize_object (fixture->wire);
  g_clear_error (&fixture->error);
}

static void
result_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  Fixture *fixture = user_data;

  fixture->result = g_object_ref (result);
}

static KithStanza *
expect (Fixture    *fixture,
        const char *name)
{
  KithStanza *stanza;

  while (kith_test_wire_get_n_sent (fixture->wire) == 0 && fixture->result == NULL)
    g_main_context_iteration (NULL, TRUE);

  stanza = kith_test_wire_pop_sent (fixture->wire);
  g_assert_nonnull (stanza);
  g_assert_cmpstr (kith_stanza_get_name (stanza), ==, name);
  return stanza;
}

/* The server's answer to @iq, with what is inside it. */
static void
answer (Fixture    *fixture,
        KithStanza *iq,
        const char *type,
        const char *inside)
{
  g_autofree char *text = g_strdup_printf ("<iq xmlns='jabber:client' type='%s' id='%s'>%s</iq>", type,
                                           kith_stanza_get (iq, "id"), inside);

  kith_test_wire_receive (fixture->wire, text);
}

static void
start (Fixture *fixture)
{
  kith_test_wire_set_secure (fixture->wire, TRUE);
  kith_registration_fetch_form_async (fixture->registration, NULL, result_cb, fixture);
  g_assert_null (kith_test_wire_get_from (fixture->wire));
  kith_test_wire_receive_header (fixture->wire, "id", "example.org");
  kith_test_wire_receive (fixture->wire, FEATURES (REGISTER));
}

static KithDataForm *
finish_fetch (Fixture *fixture)
{
  g_autoptr(GAsyncResult) result = NULL;

  while (fixture->result == NULL)
    g_main_context_iteration (NULL, TRUE);

  result = g_steal_pointer (&fixture->result);
  return kith_registration_fetch_form_finish (fixture->registration, result, &fixture->error);
}

static KithDataForm *
fetch (Fixture    *fixture,
       const char *query)
{
  g_autoptr(KithStanza) iq = NULL;

  start (fixture);
  iq = expect (fixture, "iq");
  g_assert_cmpstr (kith_stanza_get (iq, "type"), ==, "get");
  g_assert_cmpstr (kith_stanza_get (iq, "to"), ==, "example.org");
  g_assert_nonnull (kith_stanza_find (iq, "query", KITH_NS_REGISTER));
  answer (fixture, iq, "result", query);

  return finish_fetch (fixture);
}

static gboolean
finish_submit (Fixture *fixture)
{
  g_autoptr(GAsyncResult) result = NULL;

  while (fixture->result == NULL)
    g_main_context_iteration (NULL, TRUE);

  result = g_steal_pointer (&fixture->result);
  g_clear_error (&fixture->error);
  return kith_registration_submit_finish (fixture->registration, result, &fixture->error);
}

#define LEGACY \
  "<query xmlns='" KITH_NS_REGISTER "'><instructions> Choose </instructions><username/><password/><email/>" \
  "<key>k1</key><unheard-of/><username/></query>"

/* XEP-0077, example 3 and on. */
static void
test_legacy (Fixture      *fixture,
             gconstpointer data)
{
  g_autoptr(KithDataForm) form = fetch (fixture, LEGACY);
  g_autoptr(KithStanza) iq = NULL;
  g_autoptr(KithStanza) again = NULL;
  g_autofree char *username = NULL;
  g_autofree char *key = NULL;
  KithStanza *query;

  g_assert_no_error (fixture->error);
  g_assert_cmpstr (kith_data_form_get_instructions (form), ==, "Choose");
  g_assert_cmpuint (g_list_model_get_n_items (kith_data_form_get_fields (form)), ==, 4);
  g_assert_cmpint (kith_form_field_get_kind (kith_data_form_get_field (form, "password")), ==,
                   KITH_FORM_FIELD_TEXT_PRIVATE);
  g_assert_cmpint (kith_form_field_get_kind (kith_data_form_get_field (form, "key")), ==, KITH_FORM_FIELD_HIDDEN);
  g_assert_true (kith_form_field_get_required (kith_data_form_get_field (form, "email")));
  g_assert_false (kith_data_form_is_complete (form));
  g_assert_null (kith_registration_get_url (fixture->registration));

  kith_form_field_set_value (kith_data_form_get_field (form, "username"), "bill");
  kith_form_field_set_value (kith_data_form_get_field (form, "password"), "Calliope");
  kith_form_field_set_value (kith_data_form_get_field (form, "email"), "bard@shakespeare.lit");
  g_assert_true (kith_data_form_is_complete (form));

  kith_registration_submit_async (fixture->registration, form, NULL, result_cb, fixture);
  iq = expect (fixture, "iq");
  g_assert_cmpstr (kith_stanza_get (iq, "type"), ==, "set");
  query = kith_stanza_find (iq, "query", KITH_NS_REGISTER);
  username = kith_stanza_dup_child_text (query, "username", KITH_NS_REGISTER);
  key = kith_stanza_dup_child_text (query, "key", KITH_NS_REGISTER);
  g_assert_cmpstr (username, ==, "bill");
  g_assert_cmpstr (key, ==, "k1");
  g_assert_null (kith_stanza_find (query, "x", KITH_NS_DATA_FORMS));

  /* The name is taken; the same form goes in again with another one. */
  answer (fixture, iq, "error", "<error type='cancel'><conflict xmlns='" KITH_NS_STANZA_ERRORS "'/></error>");
  g_assert_false (finish_submit (fixture));
  g_assert_error (fixture->error, KITH_STANZA_ERROR, KITH_STANZA_ERROR_CONFLICT);

  kith_form_field_set_value (kith_data_form_get_field (form, "username"), "will");
  kith_registration_submit_async (fixture->registration, form, NULL, result_cb, fixture);
  again = expect (fixture, "iq");
  answer (fixture, again, "result", "");
  g_assert_true (finish_submit (fixture));
  g_assert_no_error (fixture->error);
}

/* STARTTLS first: nothing is asked, and above all nothing handed in, in clear text. */
static void
test_starttls (Fixture      *fixture,
               gconstpointer data)
{
  g_autoptr(KithStanza) starttls = NULL;
  g_autoptr(KithStanza) iq = NULL;
  g_autoptr(KithDataForm) form = NULL;

  kith_registration_fetch_form_async (fixture->registration, NULL, result_cb, fixture);
  kith_test_wire_receive_header (fixture->wire, "id", "example.org");
  kith_test_wire_receive (fixture->wire, FEATURES (REGISTER STARTTLS));
  starttls = expect (fixture, "starttls");
  kith_test_wire_receive (fixture->wire, "<proceed xmlns='" KITH_NS_TLS "'/>");
  while (kith_test_wire_get_n_headers (fixture->wire) < 2)
    g_main_context_iteration (NULL, TRUE);
  kith_test_wire_receive_header (fixture->wire, "id", "example.org");
  kith_test_wire_receive (fixture->wire, FEATURES (REGISTER));
  iq = expect (fixture, "iq");
  answer (fixture, iq, "result", LEGACY);
  form = finish_fetch (fixture);
  g_assert_nonnull (form);
}

static void
test_no_starttls (Fixture      *fixture,
                  gconstpointer data)
{
  g_autoptr(KithDataForm) form = NULL;

  kith_registration_fetch_form_async (fixture->registration, NULL, result_cb, fixture);
  kith_test_wire_receive_header (fixture->wire, "id", "example.org");
  kith_test_wire_receive (fixture->wire, FEATURES (REGISTER));
  form = finish_fetch (fixture);
  g_assert_null (form);
  g_assert_error (fixture->error, KITH_XMPP_ERROR, KITH_XMPP_ERROR_NO_TLS);
  g_assert_cmpuint (kith_test_wire_get_n_sent (fixture->wire), ==, 0);
}

#define PIXEL "R0lGODlhAQABAAAAACwAAAAAAQABAAACAkQBADs="

/* XEP-0158, 3.2, with the picture inside the iq. */
static void
test_captcha (Fixture      *fixture,
              gconstpointer data)
{
  gsize size;
  g_autofree guint8 *pixel = g_base64_decode (PIXEL, &size);
  g_autofree char *hash = g_compute_checksum_for_data (G_CHECKSUM_SHA1, pixel, size);
  g_autofree char *query =
    g_strdup_printf ("<query xmlns='%s'><instructions>Or go to the page</instructions><username/>"
                     "<x xmlns='jabber:x:oob'><url>https://example.org/register</url></x>"
                     "<x xmlns='jabber:x:data' type='form'>"
                     "<field type='hidden' var='FORM_TYPE'><value>jabber:iq:register</value></field>"
                     "<field type='hidden' var='challenge'><value>F3A6292C</value></field>"
                     "<field var='ocr' label='Enter the text you see'><required/>"
                     "<media xmlns='urn:xmpp:media-element' height='80' width='290'>"
                     "<uri type='image/jpeg'>http://127.0.0.1/never-fetched</uri>"
                     "<uri type='image/gif'>cid:sha1+%s@bob.xmpp.org</uri></media></field>"
                     "<field label='93C7A' type='text-single' var='SHA-256'/>"
                     "<field type='text-single' var='username'><required/></field>"
                     "<field type='text-private' var='password'><required/></field></x></query>"
                     "<data xmlns='urn:xmpp:bob' cid='sha1+%s@bob.xmpp.org' type='image/gif'>\n%s\n</data>",
                     KITH_NS_REGISTER, hash, hash, PIXEL);
  g_autoptr(KithDataForm) form = fetch (fixture, query);
  g_autoptr(KithStanza) iq = NULL;
  g_autofree char *text = NULL;
  KithStanza *x;
  GBytes *media;

  g_assert_no_error (fixture->error);
  g_assert_cmpstr (kith_registration_get_url (fixture->registration), ==, "https://example.org/register");
  g_assert_cmpstr (kith_data_form_get_instructions (form), ==, "Or go to the page");
  media = kith_form_field_get_media (kith_data_form_get_field (form, "ocr"));
  g_assert_nonnull (media);
  g_assert_cmpmem (g_bytes_get_data (media, NULL), g_bytes_get_size (media), pixel, size);
  g_assert_null (kith_data_form_get_field (form, "SHA-256"));

  kith_form_field_set_value (kith_data_form_get_field (form, "ocr"), "7nHL3");
  kith_form_field_set_value (kith_data_form_get_field (form, "username"), "bill");
  kith_form_field_set_value (kith_data_form_get_field (form, "password"), "Calliope");
  kith_registration_submit_async (fixture->registration, form, NULL, result_cb, fixture);
  iq = expect (fixture, "iq");
  x = kith_stanza_find (kith_stanza_find (iq, "query", KITH_NS_REGISTER), "x", KITH_NS_DATA_FORMS);
  g_assert_cmpstr (kith_stanza_get (x, "type"), ==, "submit");
  text = kith_stanza_to_text (x);
  g_assert_nonnull (strstr (text, "F3A6292C"));
  g_assert_nonnull (strstr (text, "7nHL3"));
  g_assert_nonnull (strstr (text, "jabber:iq:register"));
  answer (fixture, iq, "error", "<error type='modify'><not-acceptable xmlns='" KITH_NS_STANZA_ERRORS "'/>"
          "<text xmlns='" KITH_NS_STANZA_ERRORS "'>Wrong letters</text></error>");
  g_assert_false (finish_submit (fixture));
  g_assert_error (fixture->error, KITH_STANZA_ERROR, KITH_STANZA_ERROR_NOT_ACCEPTABLE);
  g_assert_cmpstr (fixture->error->message, ==, "Wrong letters");
}

/* A page instead of a form; and what is no page. */
static void
test_page_only (Fixture      *fixture,
                gconstpointer data)
{
  g_autoptr(KithDataForm) form =
    fetch (fixture, "<query xmlns='" KITH_NS_REGISTER "'><instructions>Go there</instructions>"
           "<x xmlns='jabber:x:oob'><url>https://example.org/</url></x></query>");

  g_assert_cmpuint (g_list_model_get_n_items (kith_data_form_get_fields (form)), ==, 0);
  g_assert_cmpstr (kith_data_form_get_instructions (form), ==, "Go there");
  g_assert_cmpstr (kith_registration_get_url (fixture->registration), ==, "https://example.org/");
}

static void
test_bad_pages (void)
{
  static const char *const URLS[] = { "file:///etc/passwd", "javascript:alert(1)", "https:", "https://", "", "x" };

  for (guint i = 0; i < G_N_ELEMENTS (URLS); i++)
    {
      Fixture fixture = { 0 };
      g_autofree char *query = g_strdup_printf ("<query xmlns='%s'><username/><x xmlns='jabber:x:oob'><url>%s</url></x>"
                                                "</query>", KITH_NS_REGISTER, URLS[i]);
      g_autoptr(KithDataForm) form = NULL;

      set_up (&fixture, NULL);
      form = fetch (&fixture, query);
      g_assert_nonnull (form);
      g_assert_null (kith_registration_get_url (fixture.registration));
      tear_down (&fixture, NULL);
    }
}

static void
test_not_allowed (Fixture      *fixture,
                  gconstpointer data)
{
  g_autoptr(KithStanza) iq = NULL;
  g_autoptr(KithDataForm) form = NULL;

  start (fixture);
  iq = expect (fixture, "iq");
  answer (fixture, iq, "error",
          "<error type='cancel'><service-unavailable xmlns='" KITH_NS_STANZA_ERRORS "'/></error>");
  form = finish_fetch (fixture);
  g_assert_null (form);
  g_assert_error (fixture->error, KITH_STANZA_ERROR, KITH_STANZA_ERROR_SERVICE_UNAVAILABLE);
}

static void
test_malformed (void)
{
  static const char *const ANSWERS[] = {
    "<iq xmlns='jabber:client' type='result' id='ID'/>",
    "<iq xmlns='jabber:client' type='result' id='ID'><query xmlns='urn:x'/></iq>",
    "<iq xmlns='jabber:client' type='result' id='other'><query xmlns='jabber:iq:register'/></iq>",
    "<iq xmlns='jabber:client' type='set' id='ID'><query xmlns='jabber:iq:register'/></iq>",
    "<iq xmlns='jabber:client' id='ID'/>",
    "<success xmlns='" KITH_NS_SASL "'/>",
    "<features xmlns='" KITH_NS_STREAMS "'/>",
  };

  for (guint i = 0; i < G_N_ELEMENTS (ANSWERS); i++)
    {
      Fixture fixture = { 0 };
      g_autoptr(KithStanza) iq = NULL;
      g_autoptr(KithDataForm) form = NULL;
      g_autoptr(GString) text = g_string_new (ANSWERS[i]);

      g_test_message ("answer %u", i);
      set_up (&fixture, NULL);
      start (&fixture);
      iq = expect (&fixture, "iq");
      g_string_replace (text, "ID", kith_stanza_get (iq, "id"), 1);
      kith_test_wire_receive (fixture.wire, text->str);
      form = finish_fetch (&fixture);
      g_assert_null (form);
      g_assert_error (fixture.error, KITH_XMPP_ERROR, KITH_XMPP_ERROR_PROTOCOL);
      tear_down (&fixture, NULL);
    }
}

/* The server hangs up while the person is still typing. */
static void
test_gone (Fixture      *fixture,
           gconstpointer data)
{
  g_autoptr(KithDataForm) form = fetch (fixture, LEGACY);

  kith_test_wire_receive_end (fixture->wire, NULL);
  kith_registration_submit_async (fixture->registration, form, NULL, result_cb, fixture);
  g_assert_false (finish_submit (fixture));
  g_assert_error (fixture->error, KITH_XMPP_ERROR, KITH_XMPP_ERROR_LOST);
}

static void
test_silent (Fixture      *fixture,
             gconstpointer data)
{
  g_autoptr(KithStanza) iq = NULL;
  g_autoptr(KithDataForm) form = NULL;

  g_object_set (fixture->registration, "step-timeout", 20, NULL);
  start (fixture);
  iq = expect (fixture, "iq");
  form = finish_fetch (fixture);
  g_assert_null (form);
  g_assert_error (fixture->error, KITH_XMPP_ERROR, KITH_XMPP_ERROR_TIMEOUT);
}

static void
test_cancelled (Fixture      *fixture,
                gconstpointer data)
{
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(KithDataForm) form = NULL;

  kith_registration_fetch_form_async (fixture->registration, cancellable, result_cb, fixture);
  g_cancellable_cancel (cancellable);
  form = finish_fetch (fixture);
  g_assert_null (form);
  g_assert_error (fixture->error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
test_no_domain (void)
{
  static const char *const DOMAINS[] = { "", "a@b", "b/c", "@", "not a domain" };

  for (guint i = 0; i < G_N_ELEMENTS (DOMAINS); i++)
    {
      Fixture fixture = { 0 };
      g_autoptr(KithDataForm) form = NULL;

      fixture.registration = kith_registration_new (DOMAINS[i]);
      kith_registration_fetch_form_async (fixture.registration, NULL, result_cb, &fixture);
      form = finish_fetch (&fixture);
      g_assert_null (form);
      g_assert_error (fixture.error, KITH_XMPP_ERROR, KITH_XMPP_ERROR_HOST_NOT_FOUND);
      g_clear_error (&fixture.error);
      g_assert_finalize_object (fixture.registration);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, func) g_test_add ("/registration/" path, Fixture, NULL, set_up, func, tear_down)
  ADD ("legacy", test_legacy);
  ADD ("starttls", test_starttls);
  ADD ("no-starttls", test_no_starttls);
  ADD ("captcha", test_captcha);
  ADD ("page-only", test_page_only);
  ADD ("not-allowed", test_not_allowed);
  ADD ("gone", test_gone);
  ADD ("silent", test_silent);
  ADD ("cancelled", test_cancelled);
#undef ADD
  g_test_add_func ("/registration/bad-pages", test_bad_pages);
  g_test_add_func ("/registration/malformed", test_malformed);
  g_test_add_func ("/registration/no-domain", test_no_domain);

  return g_test_run ();
}
