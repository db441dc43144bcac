/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * KithCapsCache:
 *
 * Where verified entity capabilities are kept over restarts: implemented above this layer, asked by #KithCapsModule.
 * A key is "HASH/VER", such as "sha-1/QgayPKawpkPSDYmwT/WM94uAlu0=".
 */
#define KITH_TYPE_CAPS_CACHE (kith_caps_cache_get_type ())
G_DECLARE_INTERFACE (KithCapsCache, kith_caps_cache, KITH, CAPS_CACHE, GObject)

struct _KithCapsCacheInterface
{
  GTypeInterface parent_iface;

  void (*load_async) (KithCapsCache *self, const char *key, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
  GStrv (*load_finish) (KithCapsCache *self, GAsyncResult *result, GError **error);
  void (*save) (KithCapsCache *self, const char *key, const char *const *features);
};

void kith_caps_cache_load_async (KithCapsCache      *self,
                                 const char         *key,
                                 GCancellable       *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer            user_data);

/* The features (transfer full); NULL without an error: not in the cache. */
GStrv kith_caps_cache_load_finish (KithCapsCache *self, GAsyncResult *result, GError **error);
void kith_caps_cache_save (KithCapsCache *self, const char *key, const char *const *features);

G_END_DECLS
