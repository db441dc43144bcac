/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-gap-list-private.h"

/* Owned by the list of messages of a conversation; main thread. There are few of them. */

struct _KithGapList
{
  GObject    parent_instance;

  GPtrArray *all;   /* KithGap (owned), oldest first */
  GPtrArray *shown; /* KithGap (owned): the end of `all` */

  gint64     floor;
};

static void kith_gap_list_iface_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (KithGapList, kith_gap_list, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, kith_gap_list_iface_init))

static GType
get_item_type (GListModel *model)
{
  return KITH_TYPE_GAP;
}

static guint
get_n_items (GListModel *model)
{
  return KITH_GAP_LIST (model)->shown->len;
}

static gpointer
get_item (GListModel *model,
          guint       position)
{
  KithGapList *self = KITH_GAP_LIST (model);

  return position < self->shown->len ? g_object_ref (g_ptr_array_index (self->shown, position)) : NULL;
}

static void
kith_gap_list_iface_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

static int
compare_cb (gconstpointer a,
            gconstpointer b)
{
  gint64 first = kith_gap_get_time (*(KithGap **)a);
  gint64 second = kith_gap_get_time (*(KithGap **)b);

  return first < second ? -1 : first > second;
}

static gboolean
are_same (GPtrArray *a,
          GPtrArray *b)
{
  if (a->len != b->len)
    return FALSE;

  for (guint i = 0; i < a->len; i++)
    {
      if (g_ptr_array_index (a, i) != g_ptr_array_index (b, i))
        return FALSE;
    }

  return TRUE;
}

/* @moved: one that is shown before and after may stand elsewhere */
static void
show (KithGapList *self,
      gboolean     moved)
{
  g_autoptr(GPtrArray) shown = g_ptr_array_new_with_free_func (g_object_unref);
  guint n_old = self->shown->len;

  g_ptr_array_sort (self->all, compare_cb);
  for (guint i = 0; i < self->all->len; i++)
    {
      KithGap *gap = g_ptr_array_index (self->all, i);

      if (kith_gap_get_time (gap) > self->floor)
        g_ptr_array_add (shown, g_object_ref (gap));
    }

  if (!moved && are_same (self->shown, shown))
    return;

  g_ptr_array_unref (self->shown);
  self->shown = g_steal_pointer (&shown);
  if (n_old > 0 || self->shown->len > 0)
    g_list_model_items_changed (G_LIST_MODEL (self), 0, n_old, self->shown->len);
}

/* Returns: (transfer none) (nullable): the gap the store calls @id, and where it stands among all */
static KithGap *
find (KithGapList *self,
      gint64       id,
      guint       *position)
{
  for (guint i = 0; i < self->all->len; i++)
    {
      KithGap *gap = g_ptr_array_index (self->all, i);

      if (kith_gap_get_id (gap) == id)
        {
          *position = i;
          return gap;
        }
    }

  return NULL;
}

static void
kith_gap_list_finalize (GObject *object)
{
  KithGapList *self = KITH_GAP_LIST (object);

  g_ptr_array_unref (self->all);
  g_ptr_array_unref (self->shown);

  G_OBJECT_CLASS (kith_gap_list_parent_class)->finalize (object);
}

static void
kith_gap_list_class_init (KithGapListClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = kith_gap_list_finalize;
}

static void
kith_gap_list_init (KithGapList *self)
{
  self->all = g_ptr_array_new_with_free_func (g_object_unref);
  self->shown = g_ptr_array_new_with_free_func (g_object_unref);
  self->floor = G_MAXINT64;
}

KithGapList *
kith_gap_list_new (void)
{
  return g_object_new (KITH_TYPE_GAP_LIST, NULL);
}

void
kith_gap_list_set (KithGapList      *self,
                   const KithGapEnd *ends,
                   guint             n_ends)
{
  g_autoptr(GPtrArray) all = g_ptr_array_new_with_free_func (g_object_unref);
  gboolean moved = FALSE;
  guint position;

  g_return_if_fail (KITH_IS_GAP_LIST (self));

  for (guint i = 0; i < n_ends; i++)
    {
      KithGap *gap = find (self, ends[i].id, &position);

      if (gap == NULL)
        {
          g_ptr_array_add (all, kith_gap_new (ends[i].id, ends[i].time));
          continue;
        }

      moved |= kith_gap_get_time (gap) != ends[i].time;
      kith_gap_set_time (gap, ends[i].time);
      g_ptr_array_add (all, g_object_ref (gap));
    }

  g_ptr_array_unref (self->all);
  self->all = g_steal_pointer (&all);
  show (self, moved);
}

void
kith_gap_list_move (KithGapList *self,
                    gint64       id,
                    gint64       time)
{
  KithGap *gap;
  guint position;

  g_return_if_fail (KITH_IS_GAP_LIST (self));

  gap = find (self, id, &position);
  if (gap == NULL || kith_gap_get_time (gap) <= time)
    return;

  kith_gap_set_time (gap, time);
  show (self, TRUE);
}

void
kith_gap_list_remove (KithGapList *self,
                      gint64       id)
{
  guint position;

  g_return_if_fail (KITH_IS_GAP_LIST (self));

  if (find (self, id, &position) == NULL)
    return;

  g_ptr_array_remove_index (self->all, position);
  show (self, FALSE);
}

void
kith_gap_list_set_floor (KithGapList *self,
                         gint64       time)
{
  g_return_if_fail (KITH_IS_GAP_LIST (self));

  if (self->floor == time)
    return;

  self->floor = time;
  show (self, FALSE);
}

/**
 * kith_gap_list_get_all:
 *
 * Returns: (transfer none) (element-type KithGap): shown or not, oldest first
 */
GPtrArray *
kith_gap_list_get_all (KithGapList *self)
{
  g_return_val_if_fail (KITH_IS_GAP_LIST (self), NULL);

  return self->all;
}
