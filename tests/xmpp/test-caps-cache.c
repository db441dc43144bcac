/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-caps-cache.h"

/* A cache in memory, which fails for the key "broken". */
#define TEST_TYPE_CACHE (test_cache_get_type ())
G_DECLARE_FINAL_TYPE (TestCache, test_cache, TEST, CACHE, GObject)

struct _TestCache
{
  GObject     parent_instance;

  GHashTable *entries;   /* key (owned) → features (owned) */
};

static void
load_async (KithCapsCache *cache, const char *key, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr(GTask) task = g_task_new (cache, cancellable, callback, user_data);
  GStrv features = g_hash_table_lookup (TEST_CACHE (cache)->entries, key);

  if (g_str_equal (key, "broken"))
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_FAILED, "Broken");
  else
    g_task_return_pointer (task, g_strdupv (features), (GDestroyNotify)g_strfreev);
}

static GStrv
load_finish (KithCapsCache *cache, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
save (KithCapsCache *cache, const char *key, const char *const *features)
{
  g_hash_table_insert (TEST_CACHE (cache)->entries, g_strdup (key), g_strdupv ((GStrv)features));
}

static void
test_cache_iface_init (KithCapsCacheInterface *iface)
{
  iface->load_async = load_async;
  iface->load_finish = load_finish;
  iface->save = save;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (TestCache, test_cache, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (KITH_TYPE_CAPS_CACHE, test_cache_iface_init))

static void
test_cache_finalize (GObject *object)
{
  g_hash_table_unref (TEST_CACHE (object)->entries);

  G_OBJECT_CLASS (test_cache_parent_class)->finalize (object);
}

static void
test_cache_class_init (TestCacheClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = test_cache_finalize;
}

static void
test_cache_init (TestCache *self)
{
  self->entries = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_strfreev);
}

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  *(GAsyncResult **)user_data = g_object_ref (result);
}

static GStrv
load (KithCapsCache *cache, const char *key, GCancellable *cancellable, GError **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  kith_caps_cache_load_async (cache, key, cancellable, loaded_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);

  return kith_caps_cache_load_finish (cache, result, error);
}

static void
test_kept (void)
{
  static const char *const features[] = { "urn:a", "urn:b", NULL };
  static const char *const none[] = { NULL };
  KithCapsCache *cache = g_object_new (TEST_TYPE_CACHE, NULL);
  g_autoptr(GError) error = NULL;

  kith_caps_cache_save (cache, "sha-1/QgayPKawpkPSDYmwT/WM94uAlu0=", features);
  kith_caps_cache_save (cache, "sha-256/none", none);
  {
    g_auto(GStrv) kept = load (cache, "sha-1/QgayPKawpkPSDYmwT/WM94uAlu0=", NULL, &error);
    g_auto(GStrv) nothing = load (cache, "sha-256/none", NULL, &error);

    g_assert_no_error (error);
    g_assert_true (g_strv_equal ((const char *const *)kept, features));
    g_assert_nonnull (nothing);
    g_assert_cmpuint (g_strv_length (nothing), ==, 0);
  }
  g_assert_finalize_object (G_OBJECT (cache));
}

/* Not there is no error: somebody has to be asked. */
static void
test_unknown (void)
{
  KithCapsCache *cache = g_object_new (TEST_TYPE_CACHE, NULL);
  g_autoptr(GError) error = NULL;
  g_auto(GStrv) features = load (cache, "sha-1/unknown", NULL, &error);

  g_assert_no_error (error);
  g_assert_null (features);
  g_assert_finalize_object (G_OBJECT (cache));
}

static void
test_errors (void)
{
  KithCapsCache *cache = g_object_new (TEST_TYPE_CACHE, NULL);
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GError) broken = NULL;
  g_autoptr(GError) cancelled = NULL;

  g_assert_null (load (cache, "broken", NULL, &broken));
  g_assert_error (broken, G_IO_ERROR, G_IO_ERROR_FAILED);
  g_cancellable_cancel (cancellable);
  g_assert_null (load (cache, "sha-1/unknown", cancellable, &cancelled));
  g_assert_error (cancelled, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_finalize_object (G_OBJECT (cache));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/caps-cache/kept", test_kept);
  g_test_add_func ("/caps-cache/unknown", test_unknown);
  g_test_add_func ("/caps-cache/errors", test_errors);

  return g_test_run ();
}
