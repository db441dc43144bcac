/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-scram-keys.h"

#include <string.h>

static void
add (KithScramKeys *keys, const char *hash, const char *salt, guint iterations, const char *key)
{
  g_autoptr(GBytes) salt_bytes = g_bytes_new (salt, strlen (salt));
  g_autoptr(GBytes) client_key = kith_secret_bytes_new (key, strlen (key));
  g_autoptr(GBytes) server_key = kith_secret_bytes_new ("server", 6);

  kith_scram_keys_add (keys, hash, salt_bytes, iterations, client_key, server_key);
}

static GBytes *
find (KithScramKeys *keys, const char *hash, const char *salt, guint iterations)
{
  g_autoptr(GBytes) salt_bytes = g_bytes_new (salt, strlen (salt));
  g_autoptr(GBytes) server_key = NULL;
  GBytes *client_key = NULL;

  if (!kith_scram_keys_find (keys, hash, salt_bytes, iterations, &client_key, &server_key))
    return NULL;

  g_assert_cmpmem (g_bytes_get_data (server_key, NULL), g_bytes_get_size (server_key), "server", 6);

  return client_key;
}

static void
assert_key (KithScramKeys *keys, const char *hash, const char *salt, guint iterations, const char *key)
{
  g_autoptr(GBytes) found = find (keys, hash, salt, iterations);

  if (key == NULL)
    g_assert_null (found);
  else
    g_assert_cmpmem (g_bytes_get_data (found, NULL), g_bytes_get_size (found), key, strlen (key));
}

/* Exactly this hash, this salt and this count, or nothing. */
static void
test_find (void)
{
  g_autoptr(KithScramKeys) keys = kith_scram_keys_new ();

  assert_key (keys, "SHA-256", "salt", 4096, NULL);
  add (keys, "SHA-256", "salt", 4096, "one");
  add (keys, "SHA-1", "salt", 4096, "two");
  assert_key (keys, "SHA-256", "salt", 4096, "one");
  assert_key (keys, "SHA-1", "salt", 4096, "two");
  assert_key (keys, "SHA-512", "salt", 4096, NULL);
  assert_key (keys, "SHA-256", "salt", 4097, NULL);
  assert_key (keys, "SHA-256", "sal", 4096, NULL);
  assert_key (keys, "SHA-256", "", 4096, NULL);
}

/* A server that makes salts up cannot fill the memory. */
static void
test_bounded (void)
{
  g_autoptr(KithScramKeys) keys = kith_scram_keys_new ();

  for (guint i = 0; i < 100; i++)
    {
      g_autofree char *salt = g_strdup_printf ("salt %u", i);

      add (keys, "SHA-256", salt, 4096, salt);
    }
  assert_key (keys, "SHA-256", "salt 0", 4096, NULL);
  assert_key (keys, "SHA-256", "salt 95", 4096, NULL);
  assert_key (keys, "SHA-256", "salt 96", 4096, "salt 96");
  assert_key (keys, "SHA-256", "salt 99", 4096, "salt 99");
}

static void
test_first_stays (void)
{
  g_autoptr(KithScramKeys) keys = kith_scram_keys_new ();

  add (keys, "SHA-256", "salt", 4096, "one");
  add (keys, "SHA-256", "salt", 4096, "other");
  assert_key (keys, "SHA-256", "salt", 4096, "one");
}

static void
test_clear (void)
{
  g_autoptr(KithScramKeys) keys = kith_scram_keys_new ();
  g_autoptr(KithScramKeys) same = kith_scram_keys_ref (keys);

  add (keys, "SHA-256", "salt", 4096, "one");
  assert_key (same, "SHA-256", "salt", 4096, "one");
  kith_scram_keys_clear (same);
  assert_key (keys, "SHA-256", "salt", 4096, NULL);
  kith_scram_keys_clear (keys);
}

static void
test_secret_bytes (void)
{
  g_autoptr(GBytes) some = kith_secret_bytes_new ("a\0b", 3);
  g_autoptr(GBytes) none = kith_secret_bytes_new (NULL, 0);

  g_assert_cmpmem (g_bytes_get_data (some, NULL), g_bytes_get_size (some), "a\0b", 3);
  g_assert_cmpuint (g_bytes_get_size (none), ==, 0);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/scram-keys/find", test_find);
  g_test_add_func ("/scram-keys/bounded", test_bounded);
  g_test_add_func ("/scram-keys/first-stays", test_first_stays);
  g_test_add_func ("/scram-keys/clear", test_clear);
  g_test_add_func ("/scram-keys/secret-bytes", test_secret_bytes);

  return g_test_run ();
}
