/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-store-cache.h"

#include "kith-connection.h"
#include "kith-row.h"
#include "kith-store-private.h"

/* Capabilities, profiles and avatars. */

/* So many sets of capabilities are kept, the newest: whoever invents new ones every day fills no disk with them. */
#define MAX_CAPS "5000"

typedef struct
{
  gint64             account_id;
  char              *key;      /* owned */
  GBytes            *bytes;    /* owned */
  KithProfileRecord *profile;  /* owned */
} KithCacheCall;

static KithCacheCall *
cache_call_new (const char *key,
                GBytes     *bytes)
{
  KithCacheCall *call = g_new0 (KithCacheCall, 1);

  call->key = g_strdup (key);
  call->bytes = bytes != NULL ? g_bytes_ref (bytes) : NULL;
  return call;
}

static KithCacheCall *
profile_call_new (gint64                   account_id,
                  const KithProfileRecord *profile)
{
  KithCacheCall *call = cache_call_new (NULL, NULL);

  call->account_id = account_id;
  if (profile != NULL)
    {
      call->profile = g_new0 (KithProfileRecord, 1);
      call->profile->jid = g_strdup (profile->jid);
      call->profile->nickname = g_strdup (profile->nickname);
      call->profile->avatar_hash = g_strdup (profile->avatar_hash);
    }
  return call;
}

static void
cache_call_free (KithCacheCall *call)
{
  g_free (call->key);
  g_clear_pointer (&call->bytes, g_bytes_unref);
  g_clear_pointer (&call->profile, kith_profile_record_free);
  g_free (call);
}

void
kith_profile_record_free (KithProfileRecord *self)
{
  g_return_if_fail (self != NULL);

  g_free (self->jid);
  g_free (self->nickname);
  g_free (self->avatar_hash);
  g_free (self);
}

static gpointer
load_caps (KithConnection *connection,
           gpointer        data,
           GError        **error)
{
  const KithCacheCall *call = data;
  g_autoptr(GBytes) features = NULL;
  g_autoptr(KithStatement) statement = kith_connection_prepare (
    connection, "SELECT features FROM caps WHERE key = ?");

  kith_statement_bind_text (statement, call->key);
  if (kith_statement_step (statement))
    {
      features = kith_statement_dup_bytes (statement, 0);
    }
  if (!kith_statement_check (statement, error))
    {
      return NULL;
    }
  return features != NULL ? kith_strv_from_bytes (features) : NULL;
}

static const KithStoreCall LOAD_CAPS = {
  .name = "[kith] load caps",
  .access = KITH_DATABASE_READ,
  .func = load_caps,
  .data_free = (GDestroyNotify)cache_call_free,
  .result_free = (GDestroyNotify)g_strfreev,
};

void
kith_store_load_caps_async (KithStore          *self,
                            const char         *key,
                            GCancellable       *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer            user_data)
{
  g_return_if_fail (KITH_IS_STORE (self));
  g_return_if_fail (key != NULL);

  kith_store_call (self, &LOAD_CAPS, cache_call_new (key, NULL), cancellable, callback,
                   user_data);
}

/* Returns: (transfer full) (nullable): the features, or NULL without an error if they are not known */
GStrv
kith_store_load_caps_finish (KithStore    *self,
                             GAsyncResult *result,
                             GError      **error)
{
  return kith_store_call_finish (self, &LOAD_CAPS, result, error);
}

static gpointer
save_caps (KithConnection *connection,
           gpointer        data,
           GError        **error)
{
  const KithCacheCall *call = data;
  g_autoptr(KithStatement) replace = kith_connection_prepare (
    connection, "REPLACE INTO caps (key, features) VALUES (?, ?)");
  g_autoptr(KithStatement) trim = kith_connection_prepare (
    connection, "DELETE FROM caps WHERE id <= (SELECT max (id) FROM caps) - " MAX_CAPS);

  kith_statement_bind_text (replace, call->key);
  kith_statement_bind_bytes (replace, call->bytes);
  return GINT_TO_POINTER (kith_statement_run (replace, error) && kith_statement_run (trim, error));
}

static const KithStoreCall SAVE_CAPS = {
  .name = "[kith] save caps",
  .access = KITH_DATABASE_WRITE,
  .func = save_caps,
  .data_free = (GDestroyNotify)cache_call_free,
};

void
kith_store_save_caps_async (KithStore          *self,
                            const char         *key,
                            const char *const  *features,
                            GCancellable       *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer            user_data)
{
  g_autoptr(GBytes) bytes = NULL;

  g_return_if_fail (KITH_IS_STORE (self));
  g_return_if_fail (key != NULL);

  bytes = kith_strv_to_bytes (features);
  kith_store_call (self, &SAVE_CAPS, cache_call_new (key, bytes), cancellable, callback, user_data);
}

/* Returns: whether they are kept */
gboolean
kith_store_save_caps_finish (KithStore    *self,
                             GAsyncResult *result,
                             GError      **error)
{
  return kith_store_call_finish (self, &SAVE_CAPS, result, error) != NULL;
}

static gpointer
load_profiles (KithConnection *connection,
               gpointer        data,
               GError        **error)
{
  const KithCacheCall *call = data;
  g_autoptr(KithStatement) statement = kith_connection_prepare (
    connection, "SELECT " KITH_ROW_PROFILE " FROM profiles WHERE account_id = ? ORDER BY jid");

  kith_statement_bind_int (statement, call->account_id);
  return kith_row_collect (statement, kith_row_to_profile,
                           (GDestroyNotify)kith_profile_record_free, error);
}

static const KithStoreCall LOAD_PROFILES = {
  .name = "[kith] load profiles",
  .access = KITH_DATABASE_READ,
  .func = load_profiles,
  .data_free = (GDestroyNotify)cache_call_free,
  .result_free = (GDestroyNotify)g_ptr_array_unref,
};

void
kith_store_load_profiles_async (KithStore          *self,
                                gint64              account_id,
                                GCancellable       *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer            user_data)
{
  g_return_if_fail (KITH_IS_STORE (self));

  kith_store_call (self, &LOAD_PROFILES, profile_call_new (account_id, NULL), cancellable, callback,
                   user_data);
}

/* Returns: (transfer full) (element-type KithProfileRecord): all that are known, by address */
GPtrArray *
kith_store_load_profiles_finish (KithStore    *self,
                                 GAsyncResult *result,
                                 GError      **error)
{
  return kith_store_call_finish (self, &LOAD_PROFILES, result, error);
}

static gpointer
save_profile (KithConnection *connection,
              gpointer        data,
              GError        **error)
{
  const KithCacheCall *call = data;
  g_autoptr(KithStatement) statement = kith_connection_prepare (
    connection,
    "REPLACE INTO profiles (account_id, jid, nickname, avatar_hash) VALUES (?, ?, ?, ?)");

  kith_statement_bind_int (statement, call->account_id);
  kith_statement_bind_text (statement, call->profile->jid);
  kith_statement_bind_text (statement, call->profile->nickname);
  kith_statement_bind_text (statement, call->profile->avatar_hash);
  return GINT_TO_POINTER (kith_statement_run (statement, error));
}

static const KithStoreCall SAVE_PROFILE = {
  .name = "[kith] save profile",
  .access = KITH_DATABASE_WRITE,
  .func = save_profile,
  .data_free = (GDestroyNotify)cache_call_free,
};

void
kith_store_save_profile_async (KithStore               *self,
                               gint64                   account_id,
                               const KithProfileRecord *profile,
                               GCancellable            *cancellable,
                               GAsyncReadyCallback      callback,
                               gpointer                 user_data)
{
  g_return_if_fail (KITH_IS_STORE (self));
  g_return_if_fail (profile != NULL && profile->jid != NULL);

  kith_store_call (self, &SAVE_PROFILE, profile_call_new (account_id, profile), cancellable, callback,
                   user_data);
}

/* Returns: whether it is kept, in place of the older one */
gboolean
kith_store_save_profile_finish (KithStore    *self,
                                GAsyncResult *result,
                                GError      **error)
{
  return kith_store_call_finish (self, &SAVE_PROFILE, result, error) != NULL;
}

static gpointer
load_avatar (KithConnection *connection,
             gpointer        data,
             GError        **error)
{
  const KithCacheCall *call = data;
  g_autoptr(GBytes) bytes = NULL;
  g_autoptr(KithStatement) statement = kith_connection_prepare (
    connection, "SELECT data FROM avatars WHERE hash = ?");

  kith_statement_bind_text (statement, call->key);
  if (kith_statement_step (statement))
    {
      bytes = kith_statement_dup_bytes (statement, 0);
    }
  return kith_statement_check (statement, error) ? g_steal_pointer (&bytes) : NULL;
}

static const KithStoreCall LOAD_AVATAR = {
  .name = "[kith] load avatar",
  .access = KITH_DATABASE_READ,
  .func = load_avatar,
  .data_free = (GDestroyNotify)cache_call_free,
  .result_free = (GDestroyNotify)g_bytes_unref,
};

void
kith_store_load_avatar_async (KithStore          *self,
                              const char         *hash,
                              GCancellable       *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer            user_data)
{
  g_return_if_fail (KITH_IS_STORE (self));
  g_return_if_fail (hash != NULL);

  kith_store_call (self, &LOAD_AVATAR, cache_call_new (hash, NULL), cancellable, callback,
                   user_data);
}

/* Returns: (transfer full) (nullable): the bytes, or NULL without an error if there are none */
GBytes *
kith_store_load_avatar_finish (KithStore    *self,
                               GAsyncResult *result,
                               GError      **error)
{
  return kith_store_call_finish (self, &LOAD_AVATAR, result, error);
}

static gpointer
save_avatar (KithConnection *connection,
             gpointer        data,
             GError        **error)
{
  const KithCacheCall *call = data;
  g_autoptr(KithStatement) statement = kith_connection_prepare (
    connection, "REPLACE INTO avatars (hash, data) VALUES (?, ?)");

  kith_statement_bind_text (statement, call->key);
  kith_statement_bind_bytes (statement, call->bytes);
  return GINT_TO_POINTER (kith_statement_run (statement, error));
}

static const KithStoreCall SAVE_AVATAR = {
  .name = "[kith] save avatar",
  .access = KITH_DATABASE_WRITE,
  .func = save_avatar,
  .data_free = (GDestroyNotify)cache_call_free,
};

void
kith_store_save_avatar_async (KithStore          *self,
                              const char         *hash,
                              GBytes             *data,
                              GCancellable       *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer            user_data)
{
  g_return_if_fail (KITH_IS_STORE (self));
  g_return_if_fail (hash != NULL && data != NULL);

  kith_store_call (self, &SAVE_AVATAR, cache_call_new (hash, data), cancellable, callback,
                   user_data);
}

/* Returns: whether it is kept */
gboolean
kith_store_save_avatar_finish (KithStore    *self,
                               GAsyncResult *result,
                               GError      **error)
{
  return kith_store_call_finish (self, &SAVE_AVATAR, result, error) != NULL;
}
