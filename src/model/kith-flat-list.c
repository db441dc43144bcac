/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-flat-list.h"

/* Owns a reference to each list it shows; made by the client for what all accounts have; main thread. */

struct _KithFlatList
{
  GObject    parent_instance;

  GType      item_type;
  GPtrArray *lists;     /* GListModel (owned) */
  GArray    *lengths;   /* guint: what was said of each list so far */
};

static void kith_flat_list_iface_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (KithFlatList, kith_flat_list, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL,
                                                      kith_flat_list_iface_init))

static GType
get_item_type (GListModel *model)
{
  return KITH_FLAT_LIST (model)->item_type;
}

static guint
get_n_items (GListModel *model)
{
  KithFlatList *self = KITH_FLAT_LIST (model);
  guint n = 0;

  for (guint i = 0; i < self->lengths->len; i++)
    n += g_array_index (self->lengths, guint, i);

  return n;
}

static gpointer
get_item (GListModel *model,
          guint       position)
{
  KithFlatList *self = KITH_FLAT_LIST (model);

  for (guint i = 0; i < self->lists->len; i++)
    {
      guint length = g_array_index (self->lengths, guint, i);

      if (position < length)
        return g_list_model_get_item (g_ptr_array_index (self->lists, i), position);
      position -= length;
    }

  return NULL;
}

static void
kith_flat_list_iface_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

static guint
get_offset (KithFlatList *self,
            guint         index)
{
  guint offset = 0;

  for (guint i = 0; i < index; i++)
    offset += g_array_index (self->lengths, guint, i);

  return offset;
}

static void
items_changed_cb (KithFlatList *self,
                  guint         position,
                  guint         removed,
                  guint         added,
                  GListModel   *list)
{
  guint index;

  if (!g_ptr_array_find (self->lists, list, &index))
    return;

  g_array_index (self->lengths, guint, index) += added - removed;
  g_list_model_items_changed (G_LIST_MODEL (self), get_offset (self, index) + position, removed,
                              added);
}

static void
kith_flat_list_dispose (GObject *object)
{
  KithFlatList *self = KITH_FLAT_LIST (object);

  for (guint i = 0; i < self->lists->len; i++)
    g_signal_handlers_disconnect_by_data (g_ptr_array_index (self->lists, i), self);
  g_ptr_array_set_size (self->lists, 0);
  g_array_set_size (self->lengths, 0);

  G_OBJECT_CLASS (kith_flat_list_parent_class)->dispose (object);
}

static void
kith_flat_list_finalize (GObject *object)
{
  KithFlatList *self = KITH_FLAT_LIST (object);

  g_clear_pointer (&self->lists, g_ptr_array_unref);
  g_clear_pointer (&self->lengths, g_array_unref);

  G_OBJECT_CLASS (kith_flat_list_parent_class)->finalize (object);
}

static void
kith_flat_list_class_init (KithFlatListClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = kith_flat_list_dispose;
  object_class->finalize = kith_flat_list_finalize;
}

static void
kith_flat_list_init (KithFlatList *self)
{
  self->lists = g_ptr_array_new_with_free_func (g_object_unref);
  self->lengths = g_array_new (FALSE, FALSE, sizeof (guint));
}

/**
 * kith_flat_list_new:
 * @item_type: what all the lists hold
 *
 * Returns: (transfer full): a list of no lists yet
 */
KithFlatList *
kith_flat_list_new (GType item_type)
{
  KithFlatList *self = g_object_new (KITH_TYPE_FLAT_LIST, NULL);

  self->item_type = item_type;

  return self;
}

/**
 * kith_flat_list_add:
 *
 * Appends the items of @list, now and later.
 */
void
kith_flat_list_add (KithFlatList *self,
                    GListModel   *list)
{
  guint length;

  g_return_if_fail (KITH_IS_FLAT_LIST (self));
  g_return_if_fail (G_IS_LIST_MODEL (list));

  length = g_list_model_get_n_items (list);
  g_ptr_array_add (self->lists, g_object_ref (list));
  g_array_append_val (self->lengths, length);
  g_signal_connect_object (list, "items-changed", G_CALLBACK (items_changed_cb), self,
                           G_CONNECT_SWAPPED);

  if (length > 0)
    g_list_model_items_changed (G_LIST_MODEL (self), get_offset (self, self->lists->len - 1), 0,
                                length);
}

void
kith_flat_list_remove (KithFlatList *self,
                       GListModel   *list)
{
  guint index;
  guint offset;
  guint length;

  g_return_if_fail (KITH_IS_FLAT_LIST (self));

  if (!g_ptr_array_find (self->lists, list, &index))
    return;

  offset = get_offset (self, index);
  length = g_array_index (self->lengths, guint, index);
  g_signal_handlers_disconnect_by_data (list, self);
  g_array_remove_index (self->lengths, index);
  g_ptr_array_remove_index (self->lists, index);

  if (length > 0)
    g_list_model_items_changed (G_LIST_MODEL (self), offset, length, 0);
}
