/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-known-messages-private.h"

/* Owned by the list of messages; main thread. */

struct _KithKnownMessages
{
  GHashTable *entries; /* id (in the entry) → Entry (owned) */
};

/* One message that is alive. */
typedef struct
{
  KithMessage *message; /* borrowed: gone before it is */
  GHashTable  *entries; /* borrowed */
  gint64       id;
} Entry;

static void
message_gone_cb (gpointer user_data,
                 GObject *message)
{
  Entry *entry = user_data;

  entry->message = NULL;
  g_hash_table_remove (entry->entries, &entry->id);
}

static void
entry_free (Entry *entry)
{
  if (entry->message != NULL)
    g_object_weak_unref (G_OBJECT (entry->message), message_gone_cb, entry);
  g_free (entry);
}

KithKnownMessages *
kith_known_messages_new (void)
{
  KithKnownMessages *self = g_new0 (KithKnownMessages, 1);

  self->entries = g_hash_table_new_full (g_int64_hash, g_int64_equal, NULL, (GDestroyNotify)entry_free);

  return self;
}

void
kith_known_messages_free (KithKnownMessages *self)
{
  g_hash_table_unref (self->entries);
  g_free (self);
}

/**
 * kith_known_messages_find:
 *
 * Returns: (transfer none) (nullable): the object of the message with @id, if anybody holds it
 */
KithMessage *
kith_known_messages_find (KithKnownMessages *self,
                          gint64             id)
{
  const Entry *entry = g_hash_table_lookup (self->entries, &id);

  return entry != NULL ? entry->message : NULL;
}

void
kith_known_messages_add (KithKnownMessages *self,
                         KithMessage       *message)
{
  gint64 id = kith_message_get_id (message);
  Entry *entry;

  if (id == 0 || g_hash_table_contains (self->entries, &id))
    return;

  entry = g_new0 (Entry, 1);
  entry->message = message;
  entry->entries = self->entries;
  entry->id = id;
  g_object_weak_ref (G_OBJECT (message), message_gone_cb, entry);
  g_hash_table_insert (self->entries, &entry->id, entry);
}
