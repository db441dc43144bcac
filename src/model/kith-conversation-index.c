/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-conversation-index-private.h"

/* Made and owned by the account; main thread. */

struct _KithConversationIndex
{
  GObject     parent_instance;

  GHashTable *by_peer;  /* bare JID (in the contact) → KithConversation (owned), hidden ones too */
  GListStore *visible;  /* KithConversation that are neither hidden nor requests */
  GListStore *requests; /* KithConversation that are requests */
};

G_DEFINE_FINAL_TYPE (KithConversationIndex, kith_conversation_index, G_TYPE_OBJECT)

static gboolean
is_visible (KithConversation *conversation)
{
  return !kith_conversation_get_hidden (conversation) && !kith_conversation_get_request (conversation);
}

static void
set_listed (GListStore       *list,
            KithConversation *conversation,
            gboolean          wanted)
{
  guint position;
  gboolean listed = g_list_store_find (list, conversation, &position);

  if (!wanted && listed)
    g_list_store_remove (list, position);
  else if (wanted && !listed)
    g_list_store_append (list, conversation);
}

/* It is in no two lists at once. */
static void
place_changed_cb (KithConversationIndex *self,
                  GParamSpec            *pspec,
                  KithConversation      *conversation)
{
  if (!kith_conversation_get_request (conversation))
    set_listed (self->requests, conversation, FALSE);
  set_listed (self->visible, conversation, is_visible (conversation));
  if (kith_conversation_get_request (conversation))
    set_listed (self->requests, conversation, TRUE);
}

static void
kith_conversation_index_finalize (GObject *object)
{
  KithConversationIndex *self = KITH_CONVERSATION_INDEX (object);

  g_clear_object (&self->visible);
  g_clear_object (&self->requests);
  g_clear_pointer (&self->by_peer, g_hash_table_unref);

  G_OBJECT_CLASS (kith_conversation_index_parent_class)->finalize (object);
}

static void
kith_conversation_index_class_init (KithConversationIndexClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = kith_conversation_index_finalize;
}

static void
kith_conversation_index_init (KithConversationIndex *self)
{
  self->by_peer = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, g_object_unref);
  self->visible = g_list_store_new (KITH_TYPE_CONVERSATION);
  self->requests = g_list_store_new (KITH_TYPE_CONVERSATION);
}

/**
 * kith_conversation_index_new:
 *
 * Returns: (transfer full): an index of nothing
 */
KithConversationIndex *
kith_conversation_index_new (void)
{
  return g_object_new (KITH_TYPE_CONVERSATION_INDEX, NULL);
}

void
kith_conversation_index_add (KithConversationIndex *self,
                             GPtrArray             *conversations)
{
  g_autoptr(GPtrArray) visible = g_ptr_array_new ();

  g_return_if_fail (KITH_IS_CONVERSATION_INDEX (self));

  for (guint i = 0; i < conversations->len; i++)
    {
      KithConversation *conversation = g_ptr_array_index (conversations, i);
      KithContact *contact = kith_conversation_get_contact (conversation);

      g_hash_table_insert (self->by_peer, (char *)kith_contact_get_address (contact),
                           g_object_ref (conversation));
      g_signal_connect_object (conversation, "notify::hidden", G_CALLBACK (place_changed_cb), self,
                               G_CONNECT_SWAPPED);
      g_signal_connect_object (conversation, "notify::request", G_CALLBACK (place_changed_cb), self,
                               G_CONNECT_SWAPPED);
      if (is_visible (conversation))
        g_ptr_array_add (visible, conversation);
      else if (kith_conversation_get_request (conversation))
        g_list_store_append (self->requests, conversation);
    }

  g_list_store_splice (self->visible, g_list_model_get_n_items (G_LIST_MODEL (self->visible)), 0,
                       visible->pdata, visible->len);
}

void
kith_conversation_index_remove (KithConversationIndex *self,
                                KithConversation      *conversation)
{
  const char *peer = kith_contact_get_address (kith_conversation_get_contact (conversation));

  g_return_if_fail (KITH_IS_CONVERSATION_INDEX (self));

  if (g_hash_table_lookup (self->by_peer, peer) != conversation)
    return;

  g_signal_handlers_disconnect_by_data (conversation, self);
  set_listed (self->visible, conversation, FALSE);
  set_listed (self->requests, conversation, FALSE);
  g_hash_table_remove (self->by_peer, peer);
}

void
kith_conversation_index_clear (KithConversationIndex *self)
{
  g_return_if_fail (KITH_IS_CONVERSATION_INDEX (self));

  g_list_store_remove_all (self->visible);
  g_list_store_remove_all (self->requests);
  g_hash_table_remove_all (self->by_peer);
}

KithConversation *
kith_conversation_index_lookup (KithConversationIndex *self,
                                const char            *peer)
{
  g_return_val_if_fail (KITH_IS_CONVERSATION_INDEX (self), NULL);

  return g_hash_table_lookup (self->by_peer, peer);
}

GListModel *
kith_conversation_index_get_visible (KithConversationIndex *self)
{
  g_return_val_if_fail (KITH_IS_CONVERSATION_INDEX (self), NULL);

  return G_LIST_MODEL (self->visible);
}

GListModel *
kith_conversation_index_get_requests (KithConversationIndex *self)
{
  g_return_val_if_fail (KITH_IS_CONVERSATION_INDEX (self), NULL);

  return G_LIST_MODEL (self->requests);
}
