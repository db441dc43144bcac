/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-memory-secrets.h"

/* Owns its secrets; made by whoever makes a KithClient without a keyring; main thread. */

struct _KithMemorySecrets
{
  GObject     parent_instance;

  GHashTable *secrets; /* "kind account" (owned) → secret (owned) */
  GError     *error;   /* owned */
};

static void kith_memory_secrets_iface_init (KithSecretsInterface *iface);

G_DEFINE_TYPE_WITH_CODE (KithMemorySecrets, kith_memory_secrets, G_TYPE_OBJECT,
                         G_IMPLEMENT_INTERFACE (KITH_TYPE_SECRETS, kith_memory_secrets_iface_init))

static void
secret_clear (gpointer secret)
{
  kith_secret_free (secret);
}

static char *
make_key (const char *account,
          const char *kind)
{
  return g_strconcat (kind, " ", account, NULL);
}

static void
lookup_async (KithSecrets        *secrets,
              const char         *account,
              const char         *kind,
              GCancellable       *cancellable,
              GAsyncReadyCallback callback,
              gpointer            user_data)
{
  KithMemorySecrets *self = KITH_MEMORY_SECRETS (secrets);
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);
  g_autofree char *key = make_key (account, kind);

  g_task_set_source_tag (task, lookup_async);

  if (self->error != NULL)
    g_task_return_error (task, g_error_copy (self->error));
  else
    g_task_return_pointer (task, g_strdup (g_hash_table_lookup (self->secrets, key)),
                           secret_clear);
}

static char *
lookup_finish (KithSecrets  *secrets,
               GAsyncResult *result,
               GError      **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
save_async (KithSecrets        *secrets,
            const char         *account,
            const char         *kind,
            const char         *secret,
            GCancellable       *cancellable,
            GAsyncReadyCallback callback,
            gpointer            user_data)
{
  KithMemorySecrets *self = KITH_MEMORY_SECRETS (secrets);
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);
  g_autofree char *key = make_key (account, kind);

  g_task_set_source_tag (task, save_async);

  if (self->error != NULL)
    {
      g_task_return_error (task, g_error_copy (self->error));
      return;
    }

  if (secret != NULL)
    g_hash_table_replace (self->secrets, g_steal_pointer (&key), g_strdup (secret));
  else
    g_hash_table_remove (self->secrets, key);

  g_task_return_boolean (task, TRUE);
}

static gboolean
save_finish (KithSecrets  *secrets,
             GAsyncResult *result,
             GError      **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
kith_memory_secrets_iface_init (KithSecretsInterface *iface)
{
  iface->lookup_async = lookup_async;
  iface->lookup_finish = lookup_finish;
  iface->save_async = save_async;
  iface->save_finish = save_finish;
}

static void
kith_memory_secrets_finalize (GObject *object)
{
  KithMemorySecrets *self = KITH_MEMORY_SECRETS (object);

  g_clear_pointer (&self->secrets, g_hash_table_unref);
  g_clear_error (&self->error);

  G_OBJECT_CLASS (kith_memory_secrets_parent_class)->finalize (object);
}

static void
kith_memory_secrets_class_init (KithMemorySecretsClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = kith_memory_secrets_finalize;
}

static void
kith_memory_secrets_init (KithMemorySecrets *self)
{
  self->secrets = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, secret_clear);
}

/**
 * kith_memory_secrets_new:
 *
 * Returns: (transfer full): an empty place for secrets
 */
KithSecrets *
kith_memory_secrets_new (void)
{
  return g_object_new (KITH_TYPE_MEMORY_SECRETS, NULL);
}

/**
 * kith_memory_secrets_set_error:
 * @error: (nullable): what every call answers from now on
 */
void
kith_memory_secrets_set_error (KithMemorySecrets *self,
                               const GError      *error)
{
  g_return_if_fail (KITH_IS_MEMORY_SECRETS (self));

  g_clear_error (&self->error);
  if (error != NULL)
    self->error = g_error_copy (error);
}

/**
 * kith_memory_secrets_peek:
 *
 * Returns: (transfer none) (nullable): the secret as it is now
 */
const char *
kith_memory_secrets_peek (KithMemorySecrets *self,
                          const char        *account,
                          const char        *kind)
{
  g_autofree char *key = make_key (account, kind);

  g_return_val_if_fail (KITH_IS_MEMORY_SECRETS (self), NULL);

  return g_hash_table_lookup (self->secrets, key);
}
