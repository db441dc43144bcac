/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Signs in at a real server, or makes an account there, with the xmpp layer alone, and says on standard output what came of it,
 * one line of "key=value" words for each attempt. Passwords and tokens are not said. */

#include "kith-connector.h"
#include "kith-negotiation.h"
#include "kith-registration.h"
#include "kith-scram-keys.h"

#include <stdio.h>
#include <stdlib.h>

static char *host;
static char *ca_file;
static char *best;
static char *user_agent;
static char *answer;
static int port;
static int rounds = 1;
static gboolean direct_tls;
static gboolean allow_plain;
static gboolean create;
static gboolean ask;

static const GOptionEntry OPTIONS[] = {
  { "host", 0, 0, G_OPTION_ARG_STRING, &host, NULL, NULL },
  { "port", 0, 0, G_OPTION_ARG_INT, &port, NULL, NULL },
  { "ca-file", 0, 0, G_OPTION_ARG_FILENAME, &ca_file, NULL, NULL },
  { "best", 0, 0, G_OPTION_ARG_STRING, &best, "refuse weaker", NULL },
  { "user-agent", 0, 0, G_OPTION_ARG_STRING, &user_agent, "ask for FAST tokens under this UUID", NULL },
  { "answer", 0, 0, G_OPTION_ARG_STRING, &answer, "what to say to whatever else a form asks", NULL },
  { "rounds", 0, 0, G_OPTION_ARG_INT, &rounds, "sign in so often, with what came of the last", NULL },
  { "direct-tls", 0, 0, G_OPTION_ARG_NONE, &direct_tls, NULL, NULL },
  { "allow-plain", 0, 0, G_OPTION_ARG_NONE, &allow_plain, NULL, NULL },
  { "ask", 0, 0, G_OPTION_ARG_NONE, &ask, "read another password from standard input before each further round", NULL },
  { "create", 0, 0, G_OPTION_ARG_NONE, &create, "make the account first", NULL },
  { NULL }
};

static void
result_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  GAsyncResult **slot = user_data;

  *slot = g_object_ref (result);
}

static GAsyncResult *
wait_for (GAsyncResult **slot)
{
  while (*slot == NULL)
    g_main_context_iteration (NULL, TRUE);

  return *slot;
}

static int
report (const char   *what,
        const GError *error)
{
  g_print ("%s error=%s:%d message=%s\n", what, g_quark_to_string (error->domain), error->code, error->message);
  return EXIT_SUCCESS;
}

static void
configure (gpointer object)
{
  g_autoptr(GTlsDatabase) database = NULL;
  g_autoptr(GProxyResolver) direct = g_simple_proxy_resolver_new (NULL, NULL);

  g_object_set (object, "host", host, "port", port, "direct-tls", direct_tls, "proxy-resolver", direct, NULL);
  if (ca_file == NULL)
    return;

  database = g_tls_file_database_new (ca_file, NULL);
  g_assert_nonnull (database);
  g_object_set (object, "tls-database", database, NULL);
}

static void
remember (KithNegotiation *negotiation,
          KithCredentials *credentials)
{
  const KithNegotiationOutcome *outcome = kith_negotiation_get_outcome (negotiation);
  const KithFastToken *token = outcome->token;

  g_free (credentials->best_mechanism);
  credentials->best_mechanism = g_strdup (kith_negotiation_get_best_mechanism (negotiation));
  if (outcome->token_changed)
    kith_credentials_set_fast (credentials, token != NULL ? token->mechanism : NULL, token != NULL ? token->token : NULL);
}

static int
sign_in (KithJid         *account,
         KithCredentials *credentials)
{
  g_autoptr(KithConnector) connector = kith_connector_new (kith_jid_get_domainpart (account));
  g_autoptr(GAsyncResult) connected = NULL;
  g_autoptr(GAsyncResult) negotiated = NULL;
  g_autoptr(KithStreamWire) wire = NULL;
  g_autoptr(KithNegotiation) negotiation = NULL;
  const KithNegotiationOutcome *outcome = NULL;
  g_autoptr(GError) error = NULL;

  configure (connector);
  kith_connector_run_async (connector, NULL, result_cb, &connected);
  wire = kith_connector_run_finish (connector, wait_for (&connected), &error);
  if (wire == NULL)
    return report ("connect", error);

  negotiation = kith_negotiation_new (KITH_WIRE (wire), account, credentials);
  kith_negotiation_run_async (negotiation, NULL, result_cb, &negotiated);
  if (!kith_negotiation_run_finish (negotiation, wait_for (&negotiated), &error))
    {
      remember (negotiation, credentials);
      kith_wire_close (KITH_WIRE (wire));
      return report ("sign-in", error);
    }

  remember (negotiation, credentials);
  outcome = kith_negotiation_get_outcome (negotiation);
  g_print ("sign-in bound=%s mechanism=%s best=%s", kith_jid_get_text (outcome->bound), outcome->mechanism,
           credentials->best_mechanism);
  if (outcome->token != NULL)
    g_print (" token=%s days=%d", credentials->fast_mechanism,
             (int)((outcome->token->expiry - g_get_real_time ()) / G_TIME_SPAN_DAY));
  g_print ("\n");
  kith_wire_close (KITH_WIRE (wire));
  return EXIT_SUCCESS;
}

static gboolean
create_account (KithJid    *account,
                const char *password)
{
  g_autoptr(KithRegistration) registration = kith_registration_new (kith_jid_get_domainpart (account));
  g_autoptr(GAsyncResult) fetched = NULL;
  g_autoptr(GAsyncResult) submitted = NULL;
  g_autoptr(KithDataForm) form = NULL;
  g_autoptr(GError) error = NULL;
  KithFormField *captcha;
  GListModel *fields;

  configure (registration);
  kith_registration_fetch_form_async (registration, NULL, result_cb, &fetched);
  form = kith_registration_fetch_form_finish (registration, wait_for (&fetched), &error);
  if (form == NULL)
    {
      report ("fetch", error);
      return FALSE;
    }

  fields = kith_data_form_get_fields (form);
  g_print ("form fields=%u complete=%d", g_list_model_get_n_items (fields), kith_data_form_is_complete (form));
  captcha = kith_data_form_get_field (form, "ocr");
  if (captcha != NULL)
    g_print (" picture=%d", kith_form_field_get_media (captcha) != NULL);
  if (kith_registration_get_url (registration) != NULL)
    g_print (" url=%s", kith_registration_get_url (registration));
  g_print ("\n");

  for (guint i = 0; i < g_list_model_get_n_items (fields); i++)
    {
      g_autoptr(KithFormField) field = g_list_model_get_item (fields, i);
      const char *var = kith_form_field_get_var (field);

      if (g_strcmp0 (var, "username") == 0)
        kith_form_field_set_value (field, kith_jid_get_localpart (account));
      else if (g_strcmp0 (var, "password") == 0)
        kith_form_field_set_value (field, password);
      else if (kith_form_field_get_required (field) && !kith_form_field_is_filled (field))
        kith_form_field_set_value (field, answer != NULL ? answer : "kith");
    }

  kith_registration_submit_async (registration, form, NULL, result_cb, &submitted);
  if (!kith_registration_submit_finish (registration, wait_for (&submitted), &error))
    {
      report ("submit", error);
      return FALSE;
    }

  g_print ("submit done\n");
  return TRUE;
}

static void
read_password (KithCredentials *credentials)
{
  char line[256];

  if (fgets (line, sizeof (line), stdin) != NULL)
    kith_credentials_set_password (credentials, g_strchomp (line));
}

int
main (int   argc,
      char *argv[])
{
  g_autoptr(GOptionContext) context = g_option_context_new ("JID PASSWORD");
  g_autoptr(KithCredentials) credentials = kith_credentials_new ();
  g_autoptr(KithJid) account = NULL;
  g_autoptr(GError) error = NULL;

  g_option_context_add_main_entries (context, OPTIONS, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error) || argc != 3)
    {
      g_printerr ("%s\n", error != NULL ? error->message : "JID and password, please");
      return EXIT_FAILURE;
    }

  account = kith_jid_new (argv[1], &error);
  g_assert_no_error (error);
  kith_credentials_set_password (credentials, argv[2]);
  credentials->allow_plain = allow_plain;
  credentials->best_mechanism = g_strdup (best);
  credentials->user_agent_id = g_strdup (user_agent);
  credentials->software = g_strdup ("Kith");
  credentials->device = g_strdup ("Test");

  if (create && !create_account (account, argv[2]))
    return EXIT_SUCCESS;

  for (int i = 0; i < rounds; i++)
    {
      if (i > 0 && ask)
        read_password (credentials);
      if (sign_in (account, credentials) != EXIT_SUCCESS)
        return EXIT_FAILURE;
    }

  return EXIT_SUCCESS;
}
