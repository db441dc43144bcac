/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-credentials.h"

#include "kith-scram-keys.h"

static void
add_key (KithScramKeys *keys,
         const char    *hash,
         const char    *salt,
         guint          iterations)
{
  g_autoptr(GBytes) salt_bytes = g_bytes_new_static (salt, 4);
  g_autoptr(GBytes) client_key = g_bytes_new_static ("client", 6);
  g_autoptr(GBytes) server_key = g_bytes_new_static ("server", 6);

  kith_scram_keys_add (keys, hash, salt_bytes, iterations, client_key, server_key);
}

static gboolean
has_key (KithScramKeys *keys,
         const char    *hash,
         const char    *salt,
         guint          iterations)
{
  g_autoptr(GBytes) salt_bytes = g_bytes_new_static (salt, 4);

  return kith_scram_keys_find (keys, hash, salt_bytes, iterations, NULL, NULL);
}

static void
test_copy (void)
{
  g_autoptr(KithCredentials) one = kith_credentials_new ();
  g_autoptr(KithCredentials) two = NULL;

  kith_credentials_set_password (one, "pencil");
  kith_credentials_set_fast (one, "HT-SHA-256-NONE", "token");
  one->resource = g_strdup ("desk");
  one->allow_plain = TRUE;
  two = kith_credentials_copy (one);

  g_assert_cmpstr (two->password, ==, "pencil");
  g_assert_cmpstr (two->fast_mechanism, ==, "HT-SHA-256-NONE");
  g_assert_cmpstr (two->fast_token, ==, "token");
  g_assert_cmpstr (two->resource, ==, "desk");
  g_assert_true (two->allow_plain);
  g_assert_true (two->keys == one->keys);

  kith_credentials_set_fast (two, NULL, NULL);
  g_assert_null (two->fast_token);
  g_assert_cmpstr (one->fast_token, ==, "token");

  /* Setting what is set already, from the very same memory. */
  kith_credentials_set_password (one, one->password);
  kith_credentials_set_fast (one, one->fast_mechanism, one->fast_token);
  g_assert_cmpstr (one->password, ==, "pencil");
  g_assert_cmpstr (one->fast_token, ==, "token");
}

/* Another password has other keys; the copy goes on with the old ones. */
static void
test_keys_go_with_password (void)
{
  g_autoptr(KithCredentials) one = kith_credentials_new ();
  g_autoptr(KithCredentials) two = NULL;

  kith_credentials_set_password (one, "pencil");
  add_key (one->keys, "SHA-256", "salt", 4096);
  two = kith_credentials_copy (one);

  kith_credentials_set_password (one, "pencil");
  g_assert_true (has_key (one->keys, "SHA-256", "salt", 4096));
  kith_credentials_set_password (one, "brush");
  g_assert_false (has_key (one->keys, "SHA-256", "salt", 4096));
  g_assert_true (has_key (two->keys, "SHA-256", "salt", 4096));
}

static void
test_keys_are_exact (void)
{
  g_autoptr(KithScramKeys) keys = kith_scram_keys_new ();

  add_key (keys, "SHA-256", "salt", 4096);
  g_assert_true (has_key (keys, "SHA-256", "salt", 4096));
  g_assert_false (has_key (keys, "SHA-1", "salt", 4096));
  g_assert_false (has_key (keys, "SHA-256", "sale", 4096));
  g_assert_false (has_key (keys, "SHA-256", "salt", 4097));

  kith_scram_keys_clear (keys);
  g_assert_false (has_key (keys, "SHA-256", "salt", 4096));
}

/* A server that changes its salt all the time fills nothing. */
static void
test_keys_are_few (void)
{
  g_autoptr(KithScramKeys) keys = kith_scram_keys_new ();

  for (guint i = 0; i < 100; i++)
    add_key (keys, "SHA-256", "salt", 5000 + i);

  g_assert_true (has_key (keys, "SHA-256", "salt", 5099));
  g_assert_true (has_key (keys, "SHA-256", "salt", 5096));
  g_assert_false (has_key (keys, "SHA-256", "salt", 5095));
}

static void
test_secret_bytes (void)
{
  g_autoptr(GBytes) bytes = kith_secret_bytes_new ("abc", 3);
  g_autoptr(GBytes) none = kith_secret_bytes_new (NULL, 0);

  g_assert_cmpmem (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), "abc", 3);
  g_assert_cmpuint (g_bytes_get_size (none), ==, 0);
  kith_secret_free (NULL);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/credentials/copy", test_copy);
  g_test_add_func ("/credentials/keys-go-with-password", test_keys_go_with_password);
  g_test_add_func ("/credentials/keys-are-exact", test_keys_are_exact);
  g_test_add_func ("/credentials/keys-are-few", test_keys_are_few);
  g_test_add_func ("/credentials/secret-bytes", test_secret_bytes);

  return g_test_run ();
}
