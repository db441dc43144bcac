/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-caps-store-private.h"
#include "kith-model-fixture.h"

static void
features_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(GError) error = NULL;
  GStrv features = kith_caps_cache_load_finish (KITH_CAPS_CACHE (source), result, &error);

  g_assert_no_error (error);
  *(GStrv *)user_data = features != NULL ? features : g_new0 (char *, 1);
}

static void
test_caps (void)
{
  g_autoptr(KithModelFixture) fixture = kith_model_fixture_new ();
  KithCapsCache *cache = kith_caps_store_new (fixture->store);
  const char *const features[] = { "urn:one", "urn:two", NULL };
  g_auto(GStrv) none = NULL;
  g_auto(GStrv) known = NULL;

  kith_caps_cache_load_async (cache, "sha-1/abc", NULL, features_cb, &none);
  kith_model_test_wait (none != NULL);
  g_assert_null (none[0]);
  kith_caps_cache_save (cache, "sha-1/abc", features);
  kith_caps_cache_load_async (cache, "sha-1/abc", NULL, features_cb, &known);
  kith_model_test_wait (known != NULL);
  g_assert_cmpuint (g_strv_length (known), ==, 2);
  kith_model_fixture_settle (fixture);
  g_assert_finalize_object (cache);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/caps-store/all", test_caps);

  return g_test_run ();
}
