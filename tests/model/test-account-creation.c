/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-account-creation.h"

#include <string.h>

#include "kith-model-error.h"
#include "kith-secrets.h"
#include "kith-test-peer.h"

#define SOON (g_get_real_time () / 1000000 + 3600)
#define STANZAS "urn:ietf:params:xml:ns:xmpp-stanzas"
#define HEADER \
  "<?xml version='1.0'?><stream:stream id='1' from='example.org' version='1.0' xmlns='jabber:client' " \
  "xmlns:stream='http://etherx.jabber.org/streams'>"
#define FEATURES \
  "<stream:features><register xmlns='http://jabber.org/features/iq-register'/></stream:features>"
#define FORM(inside) "<query xmlns='jabber:iq:register'>" inside "</query>"
#define LEGACY FORM ("<instructions>Choose</instructions><username/><password/>")

/* A server on loopback that speaks TLS from the first byte, as one reads a transcript. */
typedef struct
{
  KithAccountCreation *creation;
  GTlsCertificate     *certificate;
  GSocketListener     *listener;
  KithTestPeer        *peer;
  KithAccountSettings *settings;
  GCancellable        *cancellable;
  GAsyncResult        *result;
  KithDataForm        *form;   /* borrowed, the last one */
  GError              *error;
  gboolean             done;
  guint                n_urls;
} Fixture;

static void
count_cb (Fixture *fixture)
{
  fixture->n_urls++;
}

static void
set_up (Fixture      *fixture,
        gconstpointer data)
{
  g_autoptr(GTlsDatabase) database = NULL;
  guint16 port;

  fixture->listener = kith_test_listen (&port);
  fixture->certificate = kith_test_certificate_new ("example.org", SOON);
  fixture->cancellable = g_cancellable_new ();
  fixture->settings = kith_account_settings_new ();
  fixture->settings->host = g_strdup ("127.0.0.1");
  fixture->settings->port = port;
  fixture->settings->direct_tls = TRUE;

  fixture->creation = kith_account_creation_new ("example.org", fixture->settings);
  database = kith_test_database_new (fixture->certificate);
  kith_account_creation_set_tls_database (fixture->creation, database);
  g_signal_connect_swapped (fixture->creation, "notify::url", G_CALLBACK (count_cb), fixture);
}

static void
tear_down (Fixture      *fixture,
           gconstpointer data)
{
  g_clear_object (&fixture->result);
  kith_test_spin_for (10);
  if (fixture->creation != NULL)
    g_assert_finalize_object (fixture->creation);
  g_clear_object (&fixture->peer);
  g_clear_object (&fixture->listener);
  g_clear_object (&fixture->certificate);
  g_clear_object (&fixture->cancellable);
  g_clear_error (&fixture->error);
  kith_account_settings_free (fixture->settings);
}

static void
done_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  Fixture *fixture = user_data;

  g_set_object (&fixture->result, result);
  fixture->done = TRUE;
}

static void
wait_done (Fixture *fixture)
{
  kith_test_spin_until (&fixture->done);
  fixture->done = FALSE;
  g_clear_error (&fixture->error);
}

typedef struct
{
  GBytes  *bytes;
  gboolean done;
} Read;

static void
read_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  Read *got = user_data;

  got->bytes = g_input_stream_read_bytes_finish (G_INPUT_STREAM (source), result, NULL);
  got->done = TRUE;
}

/* What the client asks next, whole. */
static char *
read_iq (Fixture *fixture)
{
  GInputStream *stream = g_io_stream_get_input_stream (kith_test_peer_get_stream (fixture->peer));
  g_autoptr(GString) text = g_string_new (NULL);

  while (strstr (text->str, "</iq>") == NULL)
    {
      Read got = { NULL, FALSE };
      g_autoptr(GBytes) bytes = NULL;

      g_input_stream_read_bytes_async (stream, 65536, G_PRIORITY_DEFAULT, NULL, read_cb, &got);
      kith_test_spin_until (&got.done);
      bytes = got.bytes;
      g_assert_nonnull (bytes);
      g_assert_cmpuint (g_bytes_get_size (bytes), >, 0);
      g_string_append_len (text, g_bytes_get_data (bytes, NULL), (gssize)g_bytes_get_size (bytes));
    }

  return g_string_free (g_steal_pointer (&text), FALSE);
}

/* Answers @iq with what is @inside, as the type that @result_type says. */
static void
answer (Fixture    *fixture,
        const char *iq,
        const char *result_type,
        const char *inside)
{
  g_autoptr(GMatchInfo) match = NULL;
  g_autoptr(GRegex) regex = g_regex_new (" id=['\"]([^'\"]+)['\"]", 0, 0, NULL);
  g_autofree char *id = NULL;
  g_autofree char *text = NULL;

  g_assert_true (g_regex_match (regex, iq, 0, &match));
  id = g_match_info_fetch (match, 1);
  text = g_strdup_printf ("<iq type='%s' id='%s'>%s</iq>", result_type, id, inside);
  kith_test_peer_send (fixture->peer, text);
}

static void
refuse (Fixture    *fixture,
        const char *iq,
        const char *condition)
{
  g_autofree char *inside = g_strdup_printf ("<error type='cancel'><%s xmlns='" STANZAS "'/></error>", condition);

  answer (fixture, iq, "error", inside);
}

/* Up to the question for the form, which is returned. */
static char *
begin (Fixture *fixture)
{
  kith_account_creation_fetch_async (fixture->creation, fixture->cancellable, done_cb, fixture);
  fixture->peer = kith_test_accept (fixture->listener);
  g_assert_true (kith_test_peer_start_tls (fixture->peer, fixture->certificate));
  kith_test_peer_expect (fixture->peer, "to='example.org'");
  kith_test_peer_send (fixture->peer, HEADER FEATURES);

  return read_iq (fixture);
}

static KithDataForm *
finish_fetch (Fixture *fixture)
{
  wait_done (fixture);
  fixture->form = kith_account_creation_fetch_finish (fixture->creation, fixture->result, &fixture->error);

  return fixture->form;
}

static KithDataForm *
fetch (Fixture    *fixture,
       const char *form)
{
  g_autofree char *iq = begin (fixture);

  answer (fixture, iq, "result", form);
  return finish_fetch (fixture);
}

static void
fill (Fixture    *fixture,
      const char *username,
      const char *password)
{
  kith_form_field_set_value (kith_data_form_get_field (fixture->form, "username"), username);
  kith_form_field_set_value (kith_data_form_get_field (fixture->form, "password"), password);
}

static KithJid *
finish_submit (Fixture *fixture,
               char   **password)
{
  wait_done (fixture);
  return kith_account_creation_submit_finish (fixture->creation, fixture->result, password, &fixture->error);
}

static void
test_account (Fixture      *fixture,
              gconstpointer data)
{
  KithDataForm *form = fetch (fixture, LEGACY);
  g_autofree char *iq = NULL;
  g_autofree char *domain = NULL;
  g_autoptr(KithJid) jid = NULL;
  char *password = NULL;

  g_assert_no_error (fixture->error);
  g_assert_cmpstr (kith_data_form_get_instructions (form), ==, "Choose");
  g_assert_null (kith_account_creation_get_url (fixture->creation));
  g_object_get (fixture->creation, "domain", &domain, NULL);
  g_assert_cmpstr (domain, ==, "example.org");

  kith_form_field_set_value (kith_data_form_get_field (form, "username"), "Ada");
  kith_form_field_set_value (kith_data_form_get_field (form, "password"), "a & b");
  kith_account_creation_submit_async (fixture->creation, NULL, done_cb, fixture);
  iq = read_iq (fixture);
  g_assert_nonnull (strstr (iq, "<password>a &amp; b</password>"));

  /* What is typed now is too late. */
  kith_form_field_set_value (kith_data_form_get_field (form, "password"), "other");
  answer (fixture, iq, "result", "");
  jid = finish_submit (fixture, &password);
  g_assert_no_error (fixture->error);
  g_assert_cmpstr (kith_jid_get_text (jid), ==, "ada@example.org");
  g_assert_cmpstr (password, ==, "a & b");
  kith_secret_free (password);
}

static void
test_taken (Fixture      *fixture,
            gconstpointer data)
{
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;
  g_autoptr(KithJid) jid = NULL;

  fetch (fixture, LEGACY);
  fill (fixture, "ada", "secret");
  kith_account_creation_submit_async (fixture->creation, NULL, done_cb, fixture);
  first = read_iq (fixture);
  refuse (fixture, first, "conflict");
  g_assert_null (finish_submit (fixture, NULL));
  g_assert_error (fixture->error, KITH_MODEL_ERROR, KITH_MODEL_ERROR_NAME_TAKEN);

  kith_account_creation_submit_async (fixture->creation, NULL, done_cb, fixture);
  second = read_iq (fixture);
  answer (fixture, second, "result", "");
  jid = finish_submit (fixture, NULL);
  g_assert_no_error (fixture->error);
  g_assert_nonnull (jid);
}

static void
test_refusals (Fixture      *fixture,
               gconstpointer data)
{
  static const struct
  {
    const char    *condition;
    KithModelError code;
  } CASES[] = {
    { "not-acceptable", KITH_MODEL_ERROR_NOT_ACCEPTABLE },
    { "bad-request", KITH_MODEL_ERROR_NOT_ACCEPTABLE },
    { "resource-constraint", KITH_MODEL_ERROR_QUOTA },
    { "not-allowed", KITH_MODEL_ERROR_NOT_SUPPORTED },
    { "internal-server-error", KITH_MODEL_ERROR_FAILED },
    { "never-heard-of", KITH_MODEL_ERROR_FAILED },
  };

  fetch (fixture, LEGACY);
  fill (fixture, "ada", "secret");

  for (guint i = 0; i < G_N_ELEMENTS (CASES); i++)
    {
      g_autofree char *iq = NULL;

      kith_account_creation_submit_async (fixture->creation, NULL, done_cb, fixture);
      iq = read_iq (fixture);
      refuse (fixture, iq, CASES[i].condition);
      g_assert_null (finish_submit (fixture, NULL));
      g_assert_error (fixture->error, KITH_MODEL_ERROR, (int)CASES[i].code);
    }
}

static void
test_no_accounts_here (Fixture      *fixture,
                       gconstpointer data)
{
  g_autofree char *iq = begin (fixture);

  refuse (fixture, iq, "service-unavailable");
  g_assert_null (finish_fetch (fixture));
  g_assert_error (fixture->error, KITH_MODEL_ERROR, KITH_MODEL_ERROR_NOT_SUPPORTED);
}

/* A page instead of a form: there is nothing to hand in. */
static void
test_page (Fixture      *fixture,
           gconstpointer data)
{
  KithDataForm *form = fetch (fixture, FORM ("<x xmlns='jabber:x:oob'><url>https://example.org/join</url></x>"));

  g_assert_nonnull (form);
  g_assert_cmpuint (g_list_model_get_n_items (kith_data_form_get_fields (form)), ==, 0);
  g_assert_cmpstr (kith_account_creation_get_url (fixture->creation), ==, "https://example.org/join");
  g_assert_cmpuint (fixture->n_urls, ==, 1);

  kith_account_creation_submit_async (fixture->creation, NULL, done_cb, fixture);
  g_assert_null (finish_submit (fixture, NULL));
  g_assert_error (fixture->error, KITH_MODEL_ERROR, KITH_MODEL_ERROR_NOT_SUPPORTED);
}

/* Names that make no address never leave this computer. */
static void
test_bad_names (Fixture      *fixture,
                gconstpointer data)
{
  static const char *const NAMES[] = { "", "a b", "a@b", "a/b", "<", "\xff" };

  fetch (fixture, LEGACY);
  for (guint i = 0; i < G_N_ELEMENTS (NAMES); i++)
    {
      fill (fixture, NAMES[i], "secret");
      kith_account_creation_submit_async (fixture->creation, NULL, done_cb, fixture);
      g_assert_null (finish_submit (fixture, NULL));
      g_assert_error (fixture->error, KITH_MODEL_ERROR, KITH_MODEL_ERROR_ADDRESS);
    }
}

static void
test_before_fetching (Fixture      *fixture,
                      gconstpointer data)
{
  kith_account_creation_submit_async (fixture->creation, NULL, done_cb, fixture);
  g_assert_null (finish_submit (fixture, NULL));
  g_assert_error (fixture->error, KITH_MODEL_ERROR, KITH_MODEL_ERROR_NOT_SUPPORTED);
}

static void
test_certificate (Fixture      *fixture,
                  gconstpointer data)
{
  g_autoptr(GTlsCertificate) other = kith_test_certificate_new ("elsewhere.example", SOON);

  kith_account_creation_fetch_async (fixture->creation, NULL, done_cb, fixture);
  fixture->peer = kith_test_accept (fixture->listener);
  kith_test_peer_start_tls (fixture->peer, other);
  g_assert_null (finish_fetch (fixture));
  g_assert_error (fixture->error, KITH_MODEL_ERROR, KITH_MODEL_ERROR_CERTIFICATE);
  g_assert_true (g_tls_certificate_is_same (kith_account_creation_get_certificate (fixture->creation), other));
  g_assert_cmpuint (kith_account_creation_get_certificate_flaws (fixture->creation) & G_TLS_CERTIFICATE_BAD_IDENTITY, !=,
                    0);
}

static void
test_nobody_there (Fixture      *fixture,
                   gconstpointer data)
{
  g_socket_listener_close (fixture->listener);
  kith_account_creation_fetch_async (fixture->creation, NULL, done_cb, fixture);
  g_assert_null (finish_fetch (fixture));
  g_assert_error (fixture->error, KITH_MODEL_ERROR, KITH_MODEL_ERROR_UNREACHABLE);
}

/* The server hangs up while the person is still typing; asking again connects anew. */
static void
test_gone (Fixture      *fixture,
           gconstpointer data)
{
  fetch (fixture, LEGACY);
  fill (fixture, "ada", "secret");
  kith_test_peer_drop (fixture->peer);
  kith_test_spin_for (50);
  kith_account_creation_submit_async (fixture->creation, NULL, done_cb, fixture);
  g_assert_null (finish_submit (fixture, NULL));
  g_assert_error (fixture->error, KITH_MODEL_ERROR, KITH_MODEL_ERROR_LOST);

  g_clear_object (&fixture->peer);
  g_assert_nonnull (fetch (fixture, LEGACY));
}

static void
test_cancelled (Fixture      *fixture,
                gconstpointer data)
{
  g_autofree char *iq = begin (fixture);

  g_cancellable_cancel (fixture->cancellable);
  g_assert_null (finish_fetch (fixture));
  g_assert_error (fixture->error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

/* Whoever thinks better of it leaves no connection behind. */
static void
test_abandoned (Fixture      *fixture,
                gconstpointer data)
{
  fetch (fixture, LEGACY);
  g_clear_object (&fixture->result);
  g_assert_finalize_object (g_steal_pointer (&fixture->creation));
  kith_test_peer_expect_end (fixture->peer);
}

#define ADD(path, function) g_test_add ("/account-creation/" path, Fixture, NULL, set_up, function, tear_down)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("account", test_account);
  ADD ("taken", test_taken);
  ADD ("refusals", test_refusals);
  ADD ("no-accounts-here", test_no_accounts_here);
  ADD ("page", test_page);
  ADD ("bad-names", test_bad_names);
  ADD ("before-fetching", test_before_fetching);
  ADD ("certificate", test_certificate);
  ADD ("nobody-there", test_nobody_there);
  ADD ("gone", test_gone);
  ADD ("cancelled", test_cancelled);
  ADD ("abandoned", test_abandoned);

  return g_test_run ();
}
