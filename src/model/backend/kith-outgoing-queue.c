/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-outgoing-queue-private.h"

#include "kith-conversation.h"

/* Found by their ids in no time, however many wait: those of own messages are unique. */

static void
outgoing_free (gpointer data)
{
  KithOutgoing *outgoing = data;

  g_object_unref (outgoing->message);
  g_free (outgoing->peer);
  g_free (outgoing);
}

void
kith_outgoing_queue_init (KithOutgoingQueue *self)
{
  g_queue_init (&self->items);
  self->by_id = g_hash_table_new (g_str_hash, g_str_equal);
}

void
kith_outgoing_queue_clear (KithOutgoingQueue *self)
{
  g_hash_table_remove_all (self->by_id);
  g_queue_clear_full (&self->items, outgoing_free);
}

KithOutgoing *
kith_outgoing_queue_add (KithOutgoingQueue *self,
                         KithMessage       *message,
                         KithOutgoingStep   step)
{
  const char *stanza_id = kith_message_get_stanza_id (message);
  KithConversation *conversation = kith_message_get_conversation (message);
  KithOutgoing *outgoing;

  if (stanza_id == NULL || conversation == NULL || g_hash_table_contains (self->by_id, stanza_id))
    return NULL;

  outgoing = g_new0 (KithOutgoing, 1);
  outgoing->message = g_object_ref (message);
  outgoing->peer = g_strdup (kith_contact_get_address (kith_conversation_get_contact (conversation)));
  outgoing->step = step;
  g_queue_push_tail (&self->items, outgoing);
  g_hash_table_insert (self->by_id, (char *)stanza_id, self->items.tail);

  return outgoing;
}

KithOutgoing *
kith_outgoing_queue_find (KithOutgoingQueue *self,
                          const char        *stanza_id)
{
  GList *link = stanza_id != NULL ? g_hash_table_lookup (self->by_id, stanza_id) : NULL;

  return link != NULL ? link->data : NULL;
}

void
kith_outgoing_queue_remove (KithOutgoingQueue *self,
                            KithOutgoing      *outgoing)
{
  const char *stanza_id = kith_message_get_stanza_id (outgoing->message);
  GList *link = g_hash_table_lookup (self->by_id, stanza_id);

  g_hash_table_remove (self->by_id, stanza_id);
  g_queue_delete_link (&self->items, link);
  outgoing_free (outgoing);
}
