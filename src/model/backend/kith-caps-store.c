/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-caps-store-private.h"

#include "kith-store-cache.h"

/* Joins the interface of the layer of stanzas to the store. Made by each account's backend; main thread. */

struct _KithCapsStore
{
  GObject    parent_instance;

  KithStore *store; /* owned */
};

static void kith_caps_store_iface_init (KithCapsCacheInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (KithCapsStore, kith_caps_store, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (KITH_TYPE_CAPS_CACHE,
                                                      kith_caps_store_iface_init))

static void
loaded_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  GError *error = NULL;
  GStrv features = kith_store_load_caps_finish (KITH_STORE (source), result, &error);

  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, features, (GDestroyNotify)g_strfreev);
}

static void
load_async (KithCapsCache      *cache,
            const char         *key,
            GCancellable       *cancellable,
            GAsyncReadyCallback callback,
            gpointer            user_data)
{
  KithCapsStore *self = KITH_CAPS_STORE (cache);
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, load_async);
  kith_store_load_caps_async (self->store, key, cancellable, loaded_cb, task);
}

static GStrv
load_finish (KithCapsCache *cache,
             GAsyncResult  *result,
             GError       **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
saved_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(GError) error = NULL;

  if (!kith_store_save_caps_finish (KITH_STORE (source), result, &error))
    g_debug ("capabilities not stored: %s", error->message);
}

static void
save (KithCapsCache     *cache,
      const char        *key,
      const char *const *features)
{
  kith_store_save_caps_async (KITH_CAPS_STORE (cache)->store, key, features, NULL, saved_cb, NULL);
}

static void
kith_caps_store_iface_init (KithCapsCacheInterface *iface)
{
  iface->load_async = load_async;
  iface->load_finish = load_finish;
  iface->save = save;
}

static void
kith_caps_store_finalize (GObject *object)
{
  KithCapsStore *self = KITH_CAPS_STORE (object);

  g_clear_object (&self->store);

  G_OBJECT_CLASS (kith_caps_store_parent_class)->finalize (object);
}

static void
kith_caps_store_class_init (KithCapsStoreClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = kith_caps_store_finalize;
}

static void
kith_caps_store_init (KithCapsStore *self)
{
}

/**
 * kith_caps_store_new:
 *
 * Returns: (transfer full): what is known of capabilities in @store
 */
KithCapsCache *
kith_caps_store_new (KithStore *store)
{
  KithCapsStore *self = g_object_new (KITH_TYPE_CAPS_STORE, NULL);

  self->store = g_object_ref (store);

  return KITH_CAPS_CACHE (self);
}
