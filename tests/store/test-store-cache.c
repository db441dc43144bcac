/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-test-store.h"

typedef struct
{
  KithStore *store;
  gint64     account;
} Fixture;

static void
set_up (Fixture      *f,
        gconstpointer data)
{
  f->store = kith_test_store_open (NULL);
  f->account = kith_test_store_add_account (f->store, "me@kith.example");
}

static void
tear_down (Fixture      *f,
           gconstpointer data)
{
  kith_test_store_end (f->store);
}

static GStrv
load_caps (Fixture    *f,
           const char *key)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GAsyncResult) result = NULL;
  GStrv features;

  KITH_TEST_CALL (load_caps, result, f->store, key);
  features = kith_store_load_caps_finish (f->store, result, &error);
  g_assert_no_error (error);
  return features;
}

static void
save_caps (Fixture           *f,
           const char        *key,
           const char *const *features)
{
  g_autoptr(GAsyncResult) result = NULL;

  KITH_TEST_CALL (save_caps, result, f->store, key, features);
  g_assert_true (kith_store_save_caps_finish (f->store, result, NULL));
}

static void
test_caps (Fixture      *f,
           gconstpointer data)
{
  const char *features[] = { "urn:xmpp:receipts", "urn:xmpp:ping", NULL };
  const char *none[] = { NULL };
  g_auto(GStrv) loaded = NULL;
  g_auto(GStrv) empty = NULL;

  g_assert_null (load_caps (f, "sha-1/abc="));
  save_caps (f, "sha-1/abc=", features);
  save_caps (f, "sha-1/none=", none);
  loaded = load_caps (f, "sha-1/abc=");
  g_assert_true (g_strv_equal ((const char *const *)loaded, features));
  empty = load_caps (f, "sha-1/none=");
  g_assert_nonnull (empty);
  g_assert_cmpuint (g_strv_length (empty), ==, 0);
}

/* A flood of them pushes out the oldest. */
static void
test_caps_flood (Fixture      *f,
                 gconstpointer data)
{
  const char *features[] = { "urn:xmpp:ping", NULL };
  g_auto(GStrv) last = NULL;

  for (guint i = 0; i < 5010; i++)
    {
      g_autofree char *key = g_strdup_printf ("sha-1/%u", i);

      save_caps (f, key, features);
    }
  g_assert_null (load_caps (f, "sha-1/0"));
  last = load_caps (f, "sha-1/5009");
  g_assert_nonnull (last);
}

static gboolean
save_profile (Fixture    *f,
              gint64      account,
              const char *jid,
              const char *nickname,
              const char *hash,
              GError    **error)
{
  g_autoptr(GAsyncResult) result = NULL;
  KithProfileRecord profile = { (char *)jid, (char *)nickname, (char *)hash };

  KITH_TEST_CALL (save_profile, result, f->store, account, &profile);
  return kith_store_save_profile_finish (f->store, result, error);
}

static void
test_profiles (Fixture      *f,
               gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GPtrArray) profiles = NULL;
  const KithProfileRecord *loaded;

  g_assert_true (save_profile (f, f->account, "b@kith.example", "B", "12", &error));
  g_assert_true (save_profile (f, f->account, "a@kith.example", NULL, "34", &error));
  g_assert_true (save_profile (f, f->account, "b@kith.example", "Bee", NULL, &error));
  g_assert_no_error (error);
  g_assert_false (save_profile (f, 4711, "b@kith.example", "B", NULL, &error));
  g_assert_error (error, KITH_STORE_ERROR, KITH_STORE_ERROR_NOT_FOUND);

  KITH_TEST_CALL (load_profiles, result, f->store, f->account);
  profiles = kith_store_load_profiles_finish (f->store, result, NULL);
  g_assert_cmpuint (profiles->len, ==, 2);
  loaded = g_ptr_array_index (profiles, 0);
  g_assert_cmpstr (loaded->jid, ==, "a@kith.example");
  g_assert_null (loaded->nickname);
  g_assert_cmpstr (loaded->avatar_hash, ==, "34");
  loaded = g_ptr_array_index (profiles, 1);
  g_assert_cmpstr (loaded->nickname, ==, "Bee");
  g_assert_null (loaded->avatar_hash);
}

static GBytes *
load_avatar (Fixture    *f,
             const char *hash)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GAsyncResult) result = NULL;
  GBytes *bytes;

  KITH_TEST_CALL (load_avatar, result, f->store, hash);
  bytes = kith_store_load_avatar_finish (f->store, result, &error);
  g_assert_no_error (error);
  return bytes;
}

static void
test_avatars (Fixture      *f,
              gconstpointer data)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GAsyncResult) other = NULL;
  g_autoptr(GBytes) image = g_bytes_new_static ("\x89PNG\0\xff", 6);
  g_autoptr(GBytes) nothing = g_bytes_new_static (NULL, 0);
  g_autoptr(GBytes) loaded = NULL;
  g_autoptr(GBytes) empty = NULL;

  g_assert_null (load_avatar (f, "aa"));
  KITH_TEST_CALL (save_avatar, result, f->store, "aa", image);
  g_assert_true (kith_store_save_avatar_finish (f->store, result, NULL));
  KITH_TEST_CALL (save_avatar, other, f->store, "bb", nothing);
  g_assert_true (kith_store_save_avatar_finish (f->store, other, NULL));
  loaded = load_avatar (f, "aa");
  g_assert_true (g_bytes_equal (loaded, image));
  empty = load_avatar (f, "bb");
  g_assert_cmpuint (g_bytes_get_size (empty), ==, 0);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add ("/store/cache/caps", Fixture, NULL, set_up, test_caps, tear_down);
  g_test_add ("/store/cache/caps-flood", Fixture, NULL, set_up, test_caps_flood, tear_down);
  g_test_add ("/store/cache/profiles", Fixture, NULL, set_up, test_profiles, tear_down);
  g_test_add ("/store/cache/avatars", Fixture, NULL, set_up, test_avatars, tear_down);

  return g_test_run ();
}
