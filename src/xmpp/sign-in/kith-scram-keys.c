/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-scram-keys.h"

#include <string.h>

/* A server has one salt for an account and a hash; more than a few means that it makes them up. */
#define MAX_ENTRIES 4

typedef struct
{
  char   *hash;
  GBytes *salt;
  GBytes *client_key;
  GBytes *server_key;
  guint   iterations;
} Entry;

struct _KithScramKeys
{
  GPtrArray *entries;   /* of Entry (owned), oldest first */
};

typedef struct
{
  gsize  size;
  guint8 data[];
} SecretBlock;

static void
secret_block_free (gpointer data)
{
  SecretBlock *block = data;

  explicit_bzero (block->data, block->size);
  g_free (block);
}

/**
 * kith_secret_bytes_new:
 *
 * Returns: (transfer full): a copy of @data that is overwritten when it is freed
 */
GBytes *
kith_secret_bytes_new (gconstpointer data,
                       gsize         size)
{
  SecretBlock *block = g_malloc (sizeof (SecretBlock) + size);

  block->size = size;
  if (size > 0)
    memcpy (block->data, data, size);

  return g_bytes_new_with_free_func (block->data, size, secret_block_free, block);
}

static void
entry_free (gpointer data)
{
  Entry *entry = data;

  g_free (entry->hash);
  g_bytes_unref (entry->salt);
  g_bytes_unref (entry->client_key);
  g_bytes_unref (entry->server_key);
  g_free (entry);
}

/**
 * kith_scram_keys_new:
 *
 * Returns: (transfer full): an empty memory
 */
KithScramKeys *
kith_scram_keys_new (void)
{
  KithScramKeys *self = g_rc_box_new0 (KithScramKeys);

  self->entries = g_ptr_array_new_with_free_func (entry_free);
  return self;
}

KithScramKeys *
kith_scram_keys_ref (KithScramKeys *self)
{
  return g_rc_box_acquire (self);
}

static void
scram_keys_free (gpointer data)
{
  KithScramKeys *self = data;

  g_ptr_array_unref (self->entries);
}

void
kith_scram_keys_unref (KithScramKeys *self)
{
  g_rc_box_release_full (self, scram_keys_free);
}

/**
 * kith_scram_keys_add:
 * @hash: "SHA-256" and the like
 *
 * Remembers both keys; the oldest are forgotten when they become many.
 */
void
kith_scram_keys_add (KithScramKeys *self,
                     const char    *hash,
                     GBytes        *salt,
                     guint          iterations,
                     GBytes        *client_key,
                     GBytes        *server_key)
{
  Entry *entry;

  g_return_if_fail (self != NULL);

  if (kith_scram_keys_find (self, hash, salt, iterations, NULL, NULL))
    return;

  if (self->entries->len == MAX_ENTRIES)
    g_ptr_array_remove_index (self->entries, 0);

  entry = g_new0 (Entry, 1);
  entry->hash = g_strdup (hash);
  entry->salt = g_bytes_ref (salt);
  entry->iterations = iterations;
  entry->client_key = g_bytes_ref (client_key);
  entry->server_key = g_bytes_ref (server_key);
  g_ptr_array_add (self->entries, entry);
}

/**
 * kith_scram_keys_find:
 * @client_key: (out) (optional) (transfer full): ClientKey of RFC 5802
 * @server_key: (out) (optional) (transfer full): ServerKey of RFC 5802
 *
 * Returns: whether keys for exactly this hash, salt and count are known
 */
gboolean
kith_scram_keys_find (KithScramKeys *self,
                      const char    *hash,
                      GBytes        *salt,
                      guint          iterations,
                      GBytes       **client_key,
                      GBytes       **server_key)
{
  g_return_val_if_fail (self != NULL, FALSE);

  for (guint i = 0; i < self->entries->len; i++)
    {
      Entry *entry = g_ptr_array_index (self->entries, i);

      if (entry->iterations != iterations ||
          !g_str_equal (entry->hash, hash) ||
          !g_bytes_equal (entry->salt, salt))
        continue;

      if (client_key != NULL)
        *client_key = g_bytes_ref (entry->client_key);
      if (server_key != NULL)
        *server_key = g_bytes_ref (entry->server_key);
      return TRUE;
    }

  return FALSE;
}

/**
 * kith_scram_keys_clear:
 *
 * Forgets everything, as after a password was refused.
 */
void
kith_scram_keys_clear (KithScramKeys *self)
{
  g_return_if_fail (self != NULL);

  g_ptr_array_set_size (self->entries, 0);
}
