/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-outgoing-queue-private.h"

#include "kith-conversation-private.h"
#include "kith-message-list.h"

/* Found by their ids in no time, however many wait: those of own messages are unique. */

void
kith_outgoing_free (KithOutgoing *self)
{
  g_object_unref (self->message);
  g_free (self->peer);
  g_free (self);
}

/**
 * kith_outgoing_queue_new:
 *
 * Returns: (transfer full): nothing waits yet
 */
KithOutgoingQueue *
kith_outgoing_queue_new (void)
{
  KithOutgoingQueue *self = g_rc_box_new0 (KithOutgoingQueue);

  g_queue_init (&self->items);
  self->by_id = g_hash_table_new (g_str_hash, g_str_equal);

  return self;
}

KithOutgoingQueue *
kith_outgoing_queue_ref (KithOutgoingQueue *self)
{
  return g_rc_box_acquire (self);
}

static void
free_parts (gpointer data)
{
  KithOutgoingQueue *self = data;

  kith_outgoing_queue_clear (self);
  g_hash_table_unref (self->by_id);
}

void
kith_outgoing_queue_unref (KithOutgoingQueue *self)
{
  g_rc_box_release_full (self, free_parts);
}

void
kith_outgoing_queue_clear (KithOutgoingQueue *self)
{
  g_hash_table_remove_all (self->by_id);
  g_queue_clear_full (&self->items, (GDestroyNotify)kith_outgoing_free);
}

/* The first that we write to somebody who is no contact, as far as can be seen here. */
static gboolean
is_introduction (KithMessage *message)
{
  KithConversation *conversation = kith_message_get_conversation (message);
  KithMessageList *messages = kith_conversation_get_messages (conversation);
  guint n = g_list_model_get_n_items (G_LIST_MODEL (messages));

  if (kith_contact_get_in_roster (kith_conversation_get_contact (conversation)))
    return FALSE;

  for (guint i = 0; i < n; i++)
    {
      g_autoptr(KithMessage) other = g_list_model_get_item (G_LIST_MODEL (messages), i);

      if (other != message && kith_message_get_direction (other) == KITH_DIRECTION_OUT)
        return FALSE;
    }

  return kith_conversation_get_id (conversation) == 0 || !kith_message_list_get_has_older (messages);
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
  outgoing->introduces = is_introduction (message);
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
  kith_outgoing_free (kith_outgoing_queue_steal (self, outgoing));
}

KithOutgoing *
kith_outgoing_queue_steal (KithOutgoingQueue *self,
                           KithOutgoing      *outgoing)
{
  const char *stanza_id = kith_message_get_stanza_id (outgoing->message);
  GList *link = g_hash_table_lookup (self->by_id, stanza_id);

  g_hash_table_remove (self->by_id, stanza_id);
  g_queue_delete_link (&self->items, link);

  return outgoing;
}
