/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-account-creation.h"

#include "kith-error-map-private.h"
#include "kith-registration.h"
#include "kith-secrets.h"
#include "kith-xmpp-error.h"

/* Owns the registration, which holds the connection between form and answer; made by whoever shows the form; main thread. */

struct _KithAccountCreation
{
  GObject              parent_instance;

  char                *domain;
  KithAccountSettings *settings;     /* NULL: as the domain says */
  GTlsDatabase        *tls_database;
  KithRegistration    *registration; /* NULL until the first fetch */
  KithDataForm        *form;
};

enum
{
  PROP_0,
  PROP_DOMAIN,
  PROP_URL,
  N_PROPS
};

G_DEFINE_FINAL_TYPE (KithAccountCreation, kith_account_creation, G_TYPE_OBJECT)

static GParamSpec *properties[N_PROPS];

/* What is handed in; the form may be filled otherwise by the time of the answer. */
typedef struct
{
  KithJid *jid;
  char    *password;   /* NULL: the form asks for none */
} NewAccount;

static void
new_account_free (NewAccount *account)
{
  kith_jid_unref (account->jid);
  kith_secret_free (account->password);
  g_free (account);
}

/* The same conditions mean something else here than between people. */
static void
return_error (GTask  *task,
              GError *error)
{
  g_autoptr(GError) own = error;

  if (own->domain == KITH_STANZA_ERROR)
    switch ((KithStanzaError)own->code)
      {
      case KITH_STANZA_ERROR_SERVICE_UNAVAILABLE:
      case KITH_STANZA_ERROR_FEATURE_NOT_IMPLEMENTED:
      case KITH_STANZA_ERROR_NOT_ALLOWED:
      case KITH_STANZA_ERROR_FORBIDDEN:
      case KITH_STANZA_ERROR_ITEM_NOT_FOUND:
        g_task_return_new_error (task, KITH_MODEL_ERROR, KITH_MODEL_ERROR_NOT_SUPPORTED, "%s",
                                 own->message);
        return;

      case KITH_STANZA_ERROR_CONFLICT:
        g_task_return_new_error (task, KITH_MODEL_ERROR, KITH_MODEL_ERROR_NAME_TAKEN, "%s",
                                 own->message);
        return;

      case KITH_STANZA_ERROR_BAD_REQUEST:
      case KITH_STANZA_ERROR_JID_MALFORMED:
      case KITH_STANZA_ERROR_NOT_ACCEPTABLE:
        g_task_return_new_error (task, KITH_MODEL_ERROR, KITH_MODEL_ERROR_NOT_ACCEPTABLE, "%s",
                                 own->message);
        return;

      case KITH_STANZA_ERROR_POLICY_VIOLATION:
      case KITH_STANZA_ERROR_RESOURCE_CONSTRAINT:
        g_task_return_new_error (task, KITH_MODEL_ERROR, KITH_MODEL_ERROR_QUOTA, "%s",
                                 own->message);
        return;

      case KITH_STANZA_ERROR_BLOCKED:
      case KITH_STANZA_ERROR_GONE:
      case KITH_STANZA_ERROR_INTERNAL_SERVER_ERROR:
      case KITH_STANZA_ERROR_NOT_AUTHORIZED:
      case KITH_STANZA_ERROR_RECIPIENT_UNAVAILABLE:
      case KITH_STANZA_ERROR_REDIRECT:
      case KITH_STANZA_ERROR_REGISTRATION_REQUIRED:
      case KITH_STANZA_ERROR_REMOTE_SERVER_NOT_FOUND:
      case KITH_STANZA_ERROR_REMOTE_SERVER_TIMEOUT:
      case KITH_STANZA_ERROR_SUBSCRIPTION_REQUIRED:
      case KITH_STANZA_ERROR_UNDEFINED_CONDITION:
      case KITH_STANZA_ERROR_UNEXPECTED_REQUEST:
        break;
      }

  g_task_return_error (task, kith_error_map (own));
}

static void
kith_account_creation_finalize (GObject *object)
{
  KithAccountCreation *self = KITH_ACCOUNT_CREATION (object);

  g_clear_pointer (&self->domain, g_free);
  g_clear_pointer (&self->settings, kith_account_settings_free);
  g_clear_object (&self->tls_database);
  g_clear_object (&self->registration);
  g_clear_object (&self->form);

  G_OBJECT_CLASS (kith_account_creation_parent_class)->finalize (object);
}

static void
kith_account_creation_get_property (GObject    *object,
                                    guint       prop_id,
                                    GValue     *value,
                                    GParamSpec *pspec)
{
  KithAccountCreation *self = KITH_ACCOUNT_CREATION (object);

  switch (prop_id)
    {
    case PROP_DOMAIN:
      g_value_set_string (value, self->domain);
      break;
    case PROP_URL:
      g_value_set_string (value, kith_account_creation_get_url (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
kith_account_creation_set_property (GObject      *object,
                                    guint         prop_id,
                                    const GValue *value,
                                    GParamSpec   *pspec)
{
  KithAccountCreation *self = KITH_ACCOUNT_CREATION (object);

  switch (prop_id)
    {
    case PROP_DOMAIN:
      self->domain = g_value_dup_string (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
kith_account_creation_class_init (KithAccountCreationClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = kith_account_creation_finalize;
  object_class->get_property = kith_account_creation_get_property;
  object_class->set_property = kith_account_creation_set_property;

  properties[PROP_DOMAIN] =
    g_param_spec_string ("domain", NULL, NULL, NULL,
                         G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  properties[PROP_URL] =
    g_param_spec_string ("url", NULL, NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);

  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
kith_account_creation_init (KithAccountCreation *self)
{
}

/**
 * kith_account_creation_new:
 * @domain: of the server
 * @settings: (nullable): how to reach it; copied
 *
 * Returns: (transfer full): nothing is asked of the server yet
 */
KithAccountCreation *
kith_account_creation_new (const char                *domain,
                           const KithAccountSettings *settings)
{
  KithAccountCreation *self = g_object_new (KITH_TYPE_ACCOUNT_CREATION, "domain", domain, NULL);

  self->settings = kith_account_settings_copy (settings);

  return self;
}

/**
 * kith_account_creation_set_tls_database:
 * @database: (nullable): against which certificates are checked instead of the system's; for tests, before the first fetch
 */
void
kith_account_creation_set_tls_database (KithAccountCreation *self,
                                        GTlsDatabase        *database)
{
  g_return_if_fail (KITH_IS_ACCOUNT_CREATION (self));

  g_set_object (&self->tls_database, database);
}

/**
 * kith_account_creation_get_url:
 *
 * Returns: (transfer none) (nullable): a page where the server wants people to register; known after a fetch
 */
const char *
kith_account_creation_get_url (KithAccountCreation *self)
{
  g_return_val_if_fail (KITH_IS_ACCOUNT_CREATION (self), NULL);

  return self->registration != NULL ? kith_registration_get_url (self->registration) : NULL;
}

/**
 * kith_account_creation_get_certificate:
 *
 * Returns: (transfer none) (nullable): the certificate that was refused
 */
GTlsCertificate *
kith_account_creation_get_certificate (KithAccountCreation *self)
{
  g_return_val_if_fail (KITH_IS_ACCOUNT_CREATION (self), NULL);

  return self->registration != NULL ? kith_registration_get_refused_certificate (self->registration)
                                    : NULL;
}

GTlsCertificateFlags
kith_account_creation_get_certificate_flaws (KithAccountCreation *self)
{
  g_return_val_if_fail (KITH_IS_ACCOUNT_CREATION (self), 0);

  return self->registration != NULL ? kith_registration_get_certificate_flaws (self->registration)
                                    : 0;
}

static void
fetched_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  KithAccountCreation *self = g_task_get_source_object (task);
  g_autoptr(KithDataForm) form = NULL;
  GError *error = NULL;

  form = kith_registration_fetch_form_finish (KITH_REGISTRATION (source), result, &error);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_URL]);

  if (form == NULL)
    {
      return_error (task, error);
      return;
    }

  g_set_object (&self->form, form);
  g_task_return_pointer (task, form, NULL);
}

/**
 * kith_account_creation_fetch_async:
 *
 * Asks the server what it wants to know; again, for another form (and another CAPTCHA).
 */
void
kith_account_creation_fetch_async (KithAccountCreation *self,
                                   GCancellable        *cancellable,
                                   GAsyncReadyCallback  callback,
                                   gpointer             user_data)
{
  GTask *task;

  g_return_if_fail (KITH_IS_ACCOUNT_CREATION (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, kith_account_creation_fetch_async);

  if (self->registration == NULL)
    {
      self->registration = kith_registration_new (self->domain);
      g_object_set (self->registration, "tls-database", self->tls_database, NULL);
      if (self->settings != NULL)
        g_object_set (self->registration,
                      "host", self->settings->host,
                      "port", self->settings->port,
                      "direct-tls", self->settings->direct_tls,
                      "pinned-certificate", self->settings->pinned_certificate,
                      NULL);
    }

  kith_registration_fetch_form_async (self->registration, cancellable, fetched_cb, task);
}

/**
 * kith_account_creation_fetch_finish:
 *
 * Returns: (transfer none): the form; fill its fields, then submit
 */
KithDataForm *
kith_account_creation_fetch_finish (KithAccountCreation *self,
                                    GAsyncResult        *result,
                                    GError             **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
submitted_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  GError *error = NULL;

  if (kith_registration_submit_finish (KITH_REGISTRATION (source), result, &error))
    g_task_return_boolean (task, TRUE);
  else
    return_error (task, error);
}

static const char *
get_value (KithAccountCreation *self,
           const char          *var)
{
  KithFormField *field = self->form != NULL ? kith_data_form_get_field (self->form, var) : NULL;

  return field != NULL ? kith_form_field_get_value (field) : NULL;
}

/**
 * kith_account_creation_submit_async:
 *
 * Hands the filled form in.
 */
void
kith_account_creation_submit_async (KithAccountCreation *self,
                                    GCancellable        *cancellable,
                                    GAsyncReadyCallback  callback,
                                    gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  g_autofree char *address = NULL;
  const char *username;
  NewAccount *account;
  KithJid *jid = NULL;

  g_return_if_fail (KITH_IS_ACCOUNT_CREATION (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, kith_account_creation_submit_async);

  if (self->form == NULL || kith_data_form_get_field (self->form, "username") == NULL)
    {
      g_task_return_new_error (task, KITH_MODEL_ERROR, KITH_MODEL_ERROR_NOT_SUPPORTED,
                               "there is no form that makes an account");
      return;
    }

  username = get_value (self, "username");
  if (username != NULL && *username != '\0')
    {
      address = g_strconcat (username, "@", self->domain, NULL);
      jid = kith_jid_new (address, NULL);
    }

  if (jid == NULL || kith_jid_get_localpart (jid) == NULL || !kith_jid_is_bare (jid))
    {
      g_clear_pointer (&jid, kith_jid_unref);
      g_task_return_new_error (task, KITH_MODEL_ERROR, KITH_MODEL_ERROR_ADDRESS,
                               "not a name for an address");
      return;
    }

  account = g_new0 (NewAccount, 1);
  account->jid = jid;
  account->password = g_strdup (get_value (self, "password"));
  g_task_set_task_data (task, account, (GDestroyNotify)new_account_free);
  kith_registration_submit_async (self->registration, self->form, cancellable, submitted_cb,
                                  g_steal_pointer (&task));
}

/**
 * kith_account_creation_submit_finish:
 * @password: (out) (optional) (nullable) (transfer full): what was chosen; to be freed with kith_secret_free ()
 *
 * Returns: (transfer full): the new address; %NULL with an error of %KITH_MODEL_ERROR
 */
KithJid *
kith_account_creation_submit_finish (KithAccountCreation *self,
                                     GAsyncResult        *result,
                                     char               **password,
                                     GError             **error)
{
  NewAccount *account;

  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  if (!g_task_propagate_boolean (G_TASK (result), error))
    return NULL;

  account = g_task_get_task_data (G_TASK (result));
  if (password != NULL)
    *password = g_strdup (account->password);

  return kith_jid_ref (account->jid);
}
