/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-keyring.h"

#include <libsecret/secret.h>

#include "kith-model-error.h"

/**
 * KithKeyring:
 *
 * The system's keyring, through libsecret: one item for each account and kind of secret. Made by the application.
 */
struct _KithKeyring
{
  GObject parent_instance;
};

static const SecretSchema schema = {
  .name = "im.kith.Kith.Account",
  .flags = SECRET_SCHEMA_NONE,
  .attributes = {
    { "account", SECRET_SCHEMA_ATTRIBUTE_STRING },
    { "kind", SECRET_SCHEMA_ATTRIBUTE_STRING },
    { NULL, 0 },
  },
};

/* gnome-keyring finds nothing by the schema's name in a keyring that has not been open yet, only by the attributes. */
static const SecretSchema any_schema = {
  .name = "im.kith.Kith.Account",
  .flags = SECRET_SCHEMA_DONT_MATCH_NAME,
  .attributes = {
    { "account", SECRET_SCHEMA_ATTRIBUTE_STRING },
    { "kind", SECRET_SCHEMA_ATTRIBUTE_STRING },
    { NULL, 0 },
  },
};

/* libsecret and the bus have many ways to say that there is no keyring; people need one. */
static GError *
translate (GError *error)
{
  GError *translated;
  KithModelError code = KITH_MODEL_ERROR_KEYRING_UNAVAILABLE;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return error;

  if (g_error_matches (error, SECRET_ERROR, SECRET_ERROR_IS_LOCKED))
    code = KITH_MODEL_ERROR_KEYRING_LOCKED;

  translated = g_error_new_literal (KITH_MODEL_ERROR, code, error->message);
  g_error_free (error);

  return translated;
}

static GHashTable *
new_attributes (const char *account,
                const char *kind)
{
  return secret_attributes_build (&schema, "account", account, "kind", kind, NULL);
}

static gboolean
answer_secret (GTask *task,
               char  *secret)
{
  if (secret == NULL)
    return FALSE;

  g_task_return_pointer (task, g_strdup (secret), (GDestroyNotify)kith_secret_free);
  secret_password_free (secret);

  return TRUE;
}

static void
looked_up_again_cb (GObject      *source,
                    GAsyncResult *result,
                    gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  GError *error = NULL;
  char *secret = secret_password_lookup_finish (result, &error);

  if (error != NULL)
    g_task_return_error (task, translate (error));
  else if (!answer_secret (task, secret))
    g_task_return_new_error (task, KITH_MODEL_ERROR, KITH_MODEL_ERROR_KEYRING_LOCKED, "The keyring stays locked");
}

/* The person was asked to open the keyring, and did or did not. */
static void
unlocked_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  GError *error = NULL;
  GList *items = secret_password_search_finish (result, &error);

  g_list_free_full (items, g_object_unref);
  if (error != NULL)
    {
      g_task_return_error (task, translate (error));
      return;
    }

  secret_password_lookupv (&schema, g_task_get_task_data (task), g_task_get_cancellable (task), looked_up_again_cb,
                           g_object_ref (task));
}

static gboolean
is_locked (gpointer item)
{
  return SECRET_IS_ITEM (item) && secret_item_get_locked (item);
}

/* A lookup in a locked keyring finds nothing and says nothing: an item that can be found but not read tells it. */
static void
searched_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  GError *error = NULL;
  GList *items = secret_password_search_finish (result, &error);

  if (error != NULL)
    g_task_return_error (task, translate (error));
  else if (items != NULL && is_locked (items->data))
    secret_password_searchv (&any_schema, g_task_get_task_data (task), SECRET_SEARCH_UNLOCK,
                             g_task_get_cancellable (task), unlocked_cb, g_object_ref (task));
  else
    g_task_return_pointer (task, NULL, NULL);

  g_list_free_full (items, g_object_unref);
}

static void
looked_up_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  GError *error = NULL;
  char *secret = secret_password_lookup_finish (result, &error);

  if (error != NULL)
    g_task_return_error (task, translate (error));
  else if (!answer_secret (task, secret))
    secret_password_searchv (&any_schema, g_task_get_task_data (task), SECRET_SEARCH_NONE,
                             g_task_get_cancellable (task), searched_cb, g_object_ref (task));
}

static void
keyring_lookup_async (KithSecrets        *secrets,
                      const char         *account,
                      const char         *kind,
                      GCancellable       *cancellable,
                      GAsyncReadyCallback callback,
                      gpointer            user_data)
{
  GTask *task = g_task_new (secrets, cancellable, callback, user_data);
  GHashTable *attributes = new_attributes (account, kind);

  g_task_set_source_tag (task, keyring_lookup_async);
  g_task_set_task_data (task, attributes, (GDestroyNotify)g_hash_table_unref);
  secret_password_lookupv (&schema, attributes, cancellable, looked_up_cb, task);
}

static char *
keyring_lookup_finish (KithSecrets  *secrets,
                       GAsyncResult *result,
                       GError      **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
saved_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  GError *error = NULL;

  if (secret_password_store_finish (result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, translate (error));
}

static void
cleared_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  GError *error = NULL;

  secret_password_clear_finish (result, &error);
  if (error != NULL)
    g_task_return_error (task, translate (error));
  else
    g_task_return_boolean (task, TRUE);
}

static void
keyring_save_async (KithSecrets        *secrets,
                    const char         *account,
                    const char         *kind,
                    const char         *secret,
                    GCancellable       *cancellable,
                    GAsyncReadyCallback callback,
                    gpointer            user_data)
{
  GTask *task = g_task_new (secrets, cancellable, callback, user_data);
  g_autoptr(GHashTable) attributes = new_attributes (account, kind);

  g_task_set_source_tag (task, keyring_save_async);

  if (secret != NULL)
    {
      g_autofree char *label = g_strdup_printf ("Kith: %s (%s)", account, kind);

      secret_password_storev (&schema, attributes, SECRET_COLLECTION_DEFAULT, label, secret, cancellable, saved_cb, task);
    }
  else
    {
      secret_password_clearv (&schema, attributes, cancellable, cleared_cb, task);
    }
}

static gboolean
keyring_save_finish (KithSecrets  *secrets,
                     GAsyncResult *result,
                     GError      **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
secrets_init (KithSecretsInterface *iface)
{
  iface->lookup_async = keyring_lookup_async;
  iface->lookup_finish = keyring_lookup_finish;
  iface->save_async = keyring_save_async;
  iface->save_finish = keyring_save_finish;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (KithKeyring, kith_keyring, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (KITH_TYPE_SECRETS, secrets_init))

static void
kith_keyring_class_init (KithKeyringClass *klass)
{
}

static void
kith_keyring_init (KithKeyring *self)
{
}

/**
 * kith_keyring_new:
 *
 * Returns: (transfer full): the way to the keyring; the service is only asked when a secret is
 */
KithKeyring *
kith_keyring_new (void)
{
  return g_object_new (KITH_TYPE_KEYRING, NULL);
}
