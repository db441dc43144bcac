/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-conversation-selection.h"

/**
 * KithConversationSelection:
 *
 * A selection that is the open conversation and nothing else: the pointer and the arrow keys move over the list without
 * changing it, only kith_conversation_selection_set_open() does.
 */
struct _KithConversationSelection
{
  GObject           parent_instance;

  /* Owned */
  GListModel       *model;
  KithConversation *open;

  guint             position; /* of `open`, GTK_INVALID_LIST_POSITION where it is not in the list */
};

static void kith_conversation_selection_list_init (GListModelInterface *iface);
static void kith_conversation_selection_selection_init (GtkSelectionModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (KithConversationSelection, kith_conversation_selection, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, kith_conversation_selection_list_init)
                               G_IMPLEMENT_INTERFACE (GTK_TYPE_SELECTION_MODEL, kith_conversation_selection_selection_init))

static GType
get_item_type (GListModel *model)
{
  return KITH_TYPE_CONVERSATION;
}

static guint
get_n_items (GListModel *model)
{
  return g_list_model_get_n_items (KITH_CONVERSATION_SELECTION (model)->model);
}

static gpointer
get_item (GListModel *model,
          guint       position)
{
  return g_list_model_get_item (KITH_CONVERSATION_SELECTION (model)->model, position);
}

static void
kith_conversation_selection_list_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

static gboolean
is_selected (GtkSelectionModel *model,
             guint              position)
{
  return KITH_CONVERSATION_SELECTION (model)->position == position;
}

static GtkBitset *
get_selection_in_range (GtkSelectionModel *model,
                        guint              position,
                        guint              n_items)
{
  KithConversationSelection *self = KITH_CONVERSATION_SELECTION (model);
  GtkBitset *selection = gtk_bitset_new_empty ();

  if (self->position != GTK_INVALID_LIST_POSITION)
    gtk_bitset_add (selection, self->position);

  return selection;
}

static void
kith_conversation_selection_selection_init (GtkSelectionModelInterface *iface)
{
  iface->is_selected = is_selected;
  iface->get_selection_in_range = get_selection_in_range;
}

static guint
find_position (KithConversationSelection *self)
{
  for (guint i = 0; self->open != NULL && i < g_list_model_get_n_items (self->model); i++)
    {
      g_autoptr(KithConversation) conversation = g_list_model_get_item (self->model, i);

      if (conversation == self->open)
        return i;
    }

  return GTK_INVALID_LIST_POSITION;
}

static void
items_changed_cb (KithConversationSelection *self,
                  guint                      position,
                  guint                      removed,
                  guint                      added)
{
  self->position = find_position (self);
  g_list_model_items_changed (G_LIST_MODEL (self), position, removed, added);
}

static void
kith_conversation_selection_dispose (GObject *object)
{
  KithConversationSelection *self = KITH_CONVERSATION_SELECTION (object);

  g_clear_object (&self->model);
  g_clear_object (&self->open);

  G_OBJECT_CLASS (kith_conversation_selection_parent_class)->dispose (object);
}

static void
kith_conversation_selection_class_init (KithConversationSelectionClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = kith_conversation_selection_dispose;
}

static void
kith_conversation_selection_init (KithConversationSelection *self)
{
  self->position = GTK_INVALID_LIST_POSITION;
}

/**
 * kith_conversation_selection_new:
 * @model: of #KithConversation
 *
 * Returns: (transfer full): the same with nothing selected
 */
KithConversationSelection *
kith_conversation_selection_new (GListModel *model)
{
  KithConversationSelection *self = g_object_new (KITH_TYPE_CONVERSATION_SELECTION, NULL);

  self->model = g_object_ref (model);
  g_signal_connect_object (model, "items-changed", G_CALLBACK (items_changed_cb), self, G_CONNECT_SWAPPED);

  return self;
}

/**
 * kith_conversation_selection_set_open:
 * @conversation: (nullable): the one that is open; it need not be in the list
 */
void
kith_conversation_selection_set_open (KithConversationSelection *self,
                                      KithConversation          *conversation)
{
  guint before;

  g_return_if_fail (KITH_IS_CONVERSATION_SELECTION (self));

  if (!g_set_object (&self->open, conversation))
    return;

  before = self->position;
  self->position = find_position (self);

  if (before != GTK_INVALID_LIST_POSITION)
    gtk_selection_model_selection_changed (GTK_SELECTION_MODEL (self), before, 1);
  if (self->position != GTK_INVALID_LIST_POSITION)
    gtk_selection_model_selection_changed (GTK_SELECTION_MODEL (self), self->position, 1);
}

/**
 * kith_conversation_selection_get_open:
 *
 * Returns: (transfer none) (nullable): the open one
 */
KithConversation *
kith_conversation_selection_get_open (KithConversationSelection *self)
{
  g_return_val_if_fail (KITH_IS_CONVERSATION_SELECTION (self), NULL);

  return self->open;
}
