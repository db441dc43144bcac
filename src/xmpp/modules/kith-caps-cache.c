/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-caps-cache.h"

G_DEFINE_INTERFACE (KithCapsCache, kith_caps_cache, G_TYPE_OBJECT)

static void
kith_caps_cache_default_init (KithCapsCacheInterface *iface)
{
}

/**
 * kith_caps_cache_load_async:
 * @key: "HASH/VER"
 */
void
kith_caps_cache_load_async (KithCapsCache      *self,
                            const char         *key,
                            GCancellable       *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer            user_data)
{
  g_return_if_fail (KITH_IS_CAPS_CACHE (self));

  KITH_CAPS_CACHE_GET_IFACE (self)->load_async (self, key, cancellable, callback, user_data);
}

/**
 * kith_caps_cache_load_finish:
 *
 * Returns: (transfer full) (nullable): the features; %NULL without an error if they are not there
 */
GStrv
kith_caps_cache_load_finish (KithCapsCache *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (KITH_IS_CAPS_CACHE (self), NULL);

  return KITH_CAPS_CACHE_GET_IFACE (self)->load_finish (self, result, error);
}

/**
 * kith_caps_cache_save:
 * @key: "HASH/VER", verified
 *
 * Keeps @features. A cache that cannot do so does without.
 */
void
kith_caps_cache_save (KithCapsCache *self, const char *key, const char *const *features)
{
  g_return_if_fail (KITH_IS_CAPS_CACHE (self));

  KITH_CAPS_CACHE_GET_IFACE (self)->save (self, key, features);
}
