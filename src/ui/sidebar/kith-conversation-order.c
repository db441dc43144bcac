/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-conversation-order.h"

#include <string.h>

/* With more than this at once the whole is put in order anew. */
#define MANY 16

/**
 * KithConversationOrder:
 *
 * Conversations as a list shows them: pinned ones first, then by the time of the newest message or draft; only those whose name or
 * address has the needle. One that changes moves alone, so that the rows of the others stay. Main thread.
 */
struct _KithConversationOrder
{
  GObject     parent_instance;

  /* Owned */
  GListModel *conversations;
  GPtrArray  *all;    /* KithConversation (owned), as the list has them */
  GPtrArray  *shown;  /* KithConversation (owned), in order */
  char       *needle; /* casefolded, NULL: all are shown */
};

static void kith_conversation_order_iface_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (KithConversationOrder, kith_conversation_order, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, kith_conversation_order_iface_init))

static GType
get_item_type (GListModel *model)
{
  return KITH_TYPE_CONVERSATION;
}

static guint
get_n_items (GListModel *model)
{
  return KITH_CONVERSATION_ORDER (model)->shown->len;
}

static gpointer
get_item (GListModel *model,
          guint       position)
{
  KithConversationOrder *self = KITH_CONVERSATION_ORDER (model);

  return position < self->shown->len ? g_object_ref (g_ptr_array_index (self->shown, position)) : NULL;
}

static void
kith_conversation_order_iface_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

static int
compare (KithConversation *a,
         KithConversation *b)
{
  gint64 time_a = kith_conversation_get_last_activity (a);
  gint64 time_b = kith_conversation_get_last_activity (b);
  int pinned = kith_conversation_get_pinned (b) - kith_conversation_get_pinned (a);

  if (pinned != 0)
    return pinned;

  if (time_a != time_b)
    return time_a < time_b ? 1 : -1;

  return g_utf8_collate (kith_conversation_get_title (a), kith_conversation_get_title (b));
}

static int
compare_items (gconstpointer a,
               gconstpointer b)
{
  return compare (*(KithConversation *const *)a, *(KithConversation *const *)b);
}

static gboolean
contains (const char *text,
          const char *needle)
{
  g_autofree char *folded = text != NULL ? g_utf8_casefold (text, -1) : NULL;

  return folded != NULL && strstr (folded, needle) != NULL;
}

static gboolean
is_wanted (KithConversationOrder *self,
           KithConversation      *conversation)
{
  return !kith_conversation_get_hidden (conversation) &&
         (self->needle == NULL || contains (kith_conversation_get_title (conversation), self->needle) ||
          contains (kith_contact_get_address (kith_conversation_get_contact (conversation)), self->needle));
}

static guint
find_place (KithConversationOrder *self,
            KithConversation      *conversation)
{
  guint low = 0, high = self->shown->len;

  while (low < high)
    {
      guint middle = (low + high) / 2;

      if (compare (g_ptr_array_index (self->shown, middle), conversation) <= 0)
        low = middle + 1;
      else
        high = middle;
    }

  return low;
}

static void
show (KithConversationOrder *self,
      KithConversation      *conversation)
{
  guint place = find_place (self, conversation);

  g_ptr_array_insert (self->shown, (int)place, g_object_ref (conversation));
  g_list_model_items_changed (G_LIST_MODEL (self), place, 0, 1);
}

static void
hide (KithConversationOrder *self,
      KithConversation      *conversation)
{
  guint place;

  if (!g_ptr_array_find (self->shown, conversation, &place))
    return;

  g_ptr_array_remove_index (self->shown, place);
  g_list_model_items_changed (G_LIST_MODEL (self), place, 1, 0);
}

static void
show_all (KithConversationOrder *self)
{
  guint before = self->shown->len;

  g_ptr_array_set_size (self->shown, 0);
  for (guint i = 0; i < self->all->len; i++)
    {
      KithConversation *conversation = g_ptr_array_index (self->all, i);

      if (is_wanted (self, conversation))
        g_ptr_array_add (self->shown, g_object_ref (conversation));
    }

  g_ptr_array_sort (self->shown, compare_items);
  if (before > 0 || self->shown->len > 0)
    g_list_model_items_changed (G_LIST_MODEL (self), 0, before, self->shown->len);
}

static gboolean
is_in_place (KithConversationOrder *self,
             guint                  place)
{
  KithConversation *conversation = g_ptr_array_index (self->shown, place);

  return (place == 0 || compare (g_ptr_array_index (self->shown, place - 1), conversation) <= 0) &&
         (place + 1 == self->shown->len || compare (conversation, g_ptr_array_index (self->shown, place + 1)) <= 0);
}

static void
conversation_changed_cb (KithConversationOrder *self,
                         GParamSpec            *pspec,
                         KithConversation      *conversation)
{
  gboolean wanted = is_wanted (self, conversation);
  guint place;
  gboolean shown = g_ptr_array_find (self->shown, conversation, &place);

  if (shown && wanted && is_in_place (self, place))
    return;

  if (shown)
    hide (self, conversation);
  if (wanted)
    show (self, conversation);
}

static void
watch (KithConversationOrder *self,
       KithConversation      *conversation)
{
  static const char *const watched[] = { "notify::last-activity", "notify::pinned", "notify::hidden", "notify::title" };

  for (guint i = 0; i < G_N_ELEMENTS (watched); i++)
    g_signal_connect_object (conversation, watched[i], G_CALLBACK (conversation_changed_cb), self, G_CONNECT_SWAPPED);
}

static void
items_changed_cb (KithConversationOrder *self,
                  guint                  position,
                  guint                  removed,
                  guint                  added)
{
  for (guint i = 0; i < removed; i++)
    {
      KithConversation *conversation = g_ptr_array_index (self->all, position);

      g_signal_handlers_disconnect_by_data (conversation, self);
      if (removed < MANY)
        hide (self, conversation);
      g_ptr_array_remove_index (self->all, position);
    }

  for (guint i = 0; i < added; i++)
    {
      KithConversation *conversation = g_list_model_get_item (self->conversations, position + i);

      g_ptr_array_insert (self->all, (int)(position + i), conversation);
      watch (self, conversation);
      if (added < MANY && removed < MANY && is_wanted (self, conversation))
        show (self, conversation);
    }

  if (added >= MANY || removed >= MANY)
    show_all (self);
}

static void
kith_conversation_order_dispose (GObject *object)
{
  KithConversationOrder *self = KITH_CONVERSATION_ORDER (object);

  g_clear_object (&self->conversations);
  g_ptr_array_set_size (self->all, 0);
  g_ptr_array_set_size (self->shown, 0);

  G_OBJECT_CLASS (kith_conversation_order_parent_class)->dispose (object);
}

static void
kith_conversation_order_finalize (GObject *object)
{
  KithConversationOrder *self = KITH_CONVERSATION_ORDER (object);

  g_ptr_array_unref (self->all);
  g_ptr_array_unref (self->shown);
  g_free (self->needle);

  G_OBJECT_CLASS (kith_conversation_order_parent_class)->finalize (object);
}

static void
kith_conversation_order_class_init (KithConversationOrderClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = kith_conversation_order_dispose;
  object_class->finalize = kith_conversation_order_finalize;
}

static void
kith_conversation_order_init (KithConversationOrder *self)
{
  self->all = g_ptr_array_new_with_free_func (g_object_unref);
  self->shown = g_ptr_array_new_with_free_func (g_object_unref);
}

/**
 * kith_conversation_order_new:
 * @conversations: #KithConversation, in any order
 *
 * Returns: (transfer full): the same in order
 */
KithConversationOrder *
kith_conversation_order_new (GListModel *conversations)
{
  KithConversationOrder *self = g_object_new (KITH_TYPE_CONVERSATION_ORDER, NULL);

  self->conversations = g_object_ref (conversations);
  g_signal_connect_object (conversations, "items-changed", G_CALLBACK (items_changed_cb), self, G_CONNECT_SWAPPED);
  items_changed_cb (self, 0, 0, g_list_model_get_n_items (conversations));

  return self;
}

/**
 * kith_conversation_order_set_needle:
 * @needle: (nullable): what the name or the address must have in it, whatever the case; "" or %NULL for all
 */
void
kith_conversation_order_set_needle (KithConversationOrder *self,
                                    const char            *needle)
{
  g_autofree char *folded = needle != NULL && *needle != '\0' ? g_utf8_casefold (needle, -1) : NULL;

  g_return_if_fail (KITH_IS_CONVERSATION_ORDER (self));

  if (g_strcmp0 (self->needle, folded) == 0)
    return;

  g_free (self->needle);
  self->needle = g_steal_pointer (&folded);
  show_all (self);
}
