/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-history-model.h"

#include <string.h>

#define GROUP_SPAN (5 * 60 * G_USEC_PER_SEC)

/**
 * KithHistoryModel:
 *
 * A list of messages as the rows of a history: a GListModel of #KithHistoryItem with a row for each day, for where messages are
 * missing, the line over the first new message, and the place of each message in its group (one sender, one day, under five minutes
 * apart). Follows the list by the range that changed; a change at one of its ends, as history grows, costs what is new alone. Main
 * thread.
 */
struct _KithHistoryModel
{
  GObject      parent_instance;

  /* Owned */
  GListModel  *messages;
  GListModel  *gaps;         /* NULL: none */
  GPtrArray   *items;        /* KithHistoryItem (owned) */
  KithMessage *first_unread;

  guint        n_messages;
};

static void kith_history_model_iface_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (KithHistoryModel, kith_history_model, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, kith_history_model_iface_init))

static GType
get_item_type (GListModel *model)
{
  return KITH_TYPE_HISTORY_ITEM;
}

static guint
get_n_items (GListModel *model)
{
  return KITH_HISTORY_MODEL (model)->items->len;
}

static gpointer
get_item (GListModel *model,
          guint       position)
{
  KithHistoryModel *self = KITH_HISTORY_MODEL (model);

  return position < self->items->len ? g_object_ref (g_ptr_array_index (self->items, position)) : NULL;
}

static void
kith_history_model_iface_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

static gboolean
is_message (KithHistoryModel *self,
            guint             row)
{
  return kith_history_item_get_kind (g_ptr_array_index (self->items, row)) == KITH_HISTORY_MESSAGE;
}

/* The row of message @position, counted from the nearer end. */
static guint
find_row (KithHistoryModel *self,
          guint             position)
{
  guint row;

  if (position >= self->n_messages)
    return self->items->len;

  if (position < self->n_messages / 2)
    {
      for (row = 0; !is_message (self, row) || position-- > 0; row++)
        ;

      return row;
    }

  position = self->n_messages - 1 - position;
  for (row = self->items->len - 1; !is_message (self, row) || position-- > 0; row--)
    ;

  return row;
}

static KithHistoryItem *
get_message_item (KithHistoryModel *self,
                  int               row)
{
  if (row < 0 || row >= (int)self->items->len || !is_message (self, (guint)row))
    return NULL;

  return g_ptr_array_index (self->items, row);
}

static gboolean
are_grouped (KithHistoryItem *before,
             KithHistoryItem *after)
{
  KithMessage *a, *b;

  if (before == NULL || after == NULL || kith_history_item_get_day (before) != kith_history_item_get_day (after))
    return FALSE;

  a = kith_history_item_get_message (before);
  b = kith_history_item_get_message (after);

  return kith_message_get_direction (a) == kith_message_get_direction (b) &&
         kith_message_get_time (b) - kith_message_get_time (a) < GROUP_SPAN &&
         g_strcmp0 (kith_message_get_sender (a), kith_message_get_sender (b)) == 0;
}

/* Gives the messages of rows @start to @end, and their neighbours, their places. */
static void
update_places (KithHistoryModel *self,
               int               start,
               int               end)
{
  for (int row = start - 1; row <= end; row++)
    {
      KithHistoryItem *item = get_message_item (self, row);

      if (item != NULL)
        kith_history_item_set_place (item,
                                     !are_grouped (get_message_item (self, row - 1), item),
                                     !are_grouped (item, get_message_item (self, row + 1)));
    }
}

/* The gap that stands between messages of these times (@after: G_MININT64, @until: G_MAXINT64 for none); of several the newest, which
 * is filled first. Returns: (transfer full) (nullable) */
static KithGap *
find_gap (KithHistoryModel *self,
          gint64            after,
          gint64            until)
{
  for (guint i = self->gaps != NULL ? g_list_model_get_n_items (self->gaps) : 0; i > 0; i--)
    {
      g_autoptr(KithGap) gap = g_list_model_get_item (self->gaps, i - 1);
      gint64 time = kith_gap_get_time (gap);

      if (time > after && time <= until)
        return g_steal_pointer (&gap);
    }

  return NULL;
}

static void
add_gap (KithHistoryModel *self,
         GPtrArray        *rows,
         gint64            after,
         gint64            until)
{
  g_autoptr(KithGap) gap = find_gap (self, after, until);

  if (gap != NULL)
    g_ptr_array_add (rows, kith_history_item_new_gap (gap));
}

/* What stands between @previous, NULL for none, and @message. */
static void
add_separators (KithHistoryModel *self,
                GPtrArray        *rows,
                KithHistoryItem  *previous,
                KithMessage      *message)
{
  g_autoptr(KithHistoryItem) day = kith_history_item_new (KITH_HISTORY_DAY, message);
  int previous_day = previous != NULL ? kith_history_item_get_day (previous) : G_MININT;

  add_gap (self, rows, previous != NULL ? kith_history_item_get_time (previous) : G_MININT64, kith_message_get_time (message));

  if (kith_history_item_get_day (day) != previous_day)
    g_ptr_array_add (rows, g_steal_pointer (&day));

  if (message == self->first_unread)
    g_ptr_array_add (rows, kith_history_item_new (KITH_HISTORY_UNREAD, message));
}

static gboolean
are_same_separator (KithHistoryItem *a,
                    KithHistoryItem *b)
{
  KithHistoryKind kind = kith_history_item_get_kind (a);

  return kind != KITH_HISTORY_MESSAGE && kind == kith_history_item_get_kind (b) &&
         kith_history_item_get_gap (a) == kith_history_item_get_gap (b) &&
         (kind == KITH_HISTORY_GAP || kith_history_item_get_day (a) == kith_history_item_get_day (b));
}

static void
splice (GPtrArray *items,
        guint      start,
        guint      removed,
        GPtrArray *rows)
{
  guint n_behind = items->len - start - removed;

  if (removed > 0)
    g_ptr_array_remove_range (items, start, removed);

  if (rows->len == 0)
    return;

  g_ptr_array_set_size (items, (int)(items->len + rows->len));
  memmove (items->pdata + start + rows->len, items->pdata + start, n_behind * sizeof (gpointer));

  for (guint i = 0; i < rows->len; i++)
    items->pdata[start + i] = g_object_ref (g_ptr_array_index (rows, i));
}

/* Puts @rows in the place of rows @start to @end, leaving a separator at the end that stays what it was, so that a view that
 * holds on to it does not lose its place. */
static void
replace (KithHistoryModel *self,
         guint             start,
         guint             end,
         GPtrArray        *rows)
{
  guint added, removed;

  while (end > start && rows->len > 0 &&
         are_same_separator (g_ptr_array_index (self->items, end - 1), g_ptr_array_index (rows, rows->len - 1)))
    {
      g_ptr_array_remove_index (rows, rows->len - 1);
      end--;
    }

  removed = end - start;
  added = rows->len;

  splice (self->items, start, removed, rows);

  if (removed > 0 || added > 0)
    {
      update_places (self, (int)start, (int)(start + added));
      g_list_model_items_changed (G_LIST_MODEL (self), start, removed, added);
    }
}

static void
messages_changed_cb (KithHistoryModel *self,
                     guint             position,
                     guint             removed,
                     guint             added)
{
  g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func (g_object_unref);
  guint start = position > 0 ? find_row (self, position - 1) + 1 : 0;
  guint end = find_row (self, position + removed);
  KithHistoryItem *previous = start > 0 ? g_ptr_array_index (self->items, start - 1) : NULL;

  for (guint i = position; i < position + added; i++)
    {
      g_autoptr(KithMessage) message = g_list_model_get_item (self->messages, i);
      KithHistoryItem *item = kith_history_item_new (KITH_HISTORY_MESSAGE, message);

      add_separators (self, rows, previous, message);
      g_ptr_array_add (rows, item);
      previous = item;
    }

  if (end < self->items->len)
    add_separators (self, rows, previous, kith_history_item_get_message (g_ptr_array_index (self->items, end)));
  else
    add_gap (self, rows, previous != NULL ? kith_history_item_get_time (previous) : G_MININT64, G_MAXINT64);

  self->n_messages += added - removed;
  replace (self, start, end, rows);
}

/* Whether the row of a gap, if there is one, between messages of these times is the one that belongs there; @row: where it stands or would.
 * Makes it so. */
static void
put_gap (KithHistoryModel *self,
         guint             row,
         gint64            after,
         gint64            until)
{
  g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func (g_object_unref);
  KithHistoryItem *item = row < self->items->len ? g_ptr_array_index (self->items, row) : NULL;
  KithGap *standing = item != NULL ? kith_history_item_get_gap (item) : NULL;

  add_gap (self, rows, after, until);
  if (rows->len == 0 ? standing == NULL : kith_history_item_get_gap (g_ptr_array_index (rows, 0)) == standing)
    return;

  replace (self, row, row + (standing != NULL ? 1 : 0), rows);
}

/* There are few gaps, and they change with each page of an archive at most. From the end, so that what is done moves nothing that is yet
 * to be looked at. */
static void
gaps_changed_cb (KithHistoryModel *self)
{
  gint64 until = G_MAXINT64;

  for (guint end = self->items->len; ;)
    {
      guint start = end;
      gint64 after;

      while (start > 0 && !is_message (self, start - 1))
        start--;

      after = start > 0 ? kith_history_item_get_time (g_ptr_array_index (self->items, start - 1)) : G_MININT64;
      put_gap (self, start, after, until);
      if (start == 0)
        return;

      until = after;
      end = start - 1;
    }
}

static void
kith_history_model_dispose (GObject *object)
{
  KithHistoryModel *self = KITH_HISTORY_MODEL (object);

  g_clear_object (&self->messages);
  g_clear_object (&self->gaps);
  g_clear_object (&self->first_unread);
  g_ptr_array_set_size (self->items, 0);

  G_OBJECT_CLASS (kith_history_model_parent_class)->dispose (object);
}

static void
kith_history_model_finalize (GObject *object)
{
  KithHistoryModel *self = KITH_HISTORY_MODEL (object);

  g_ptr_array_unref (self->items);

  G_OBJECT_CLASS (kith_history_model_parent_class)->finalize (object);
}

static void
kith_history_model_class_init (KithHistoryModelClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = kith_history_model_dispose;
  object_class->finalize = kith_history_model_finalize;
}

static void
kith_history_model_init (KithHistoryModel *self)
{
  self->items = g_ptr_array_new_with_free_func (g_object_unref);
}

/**
 * kith_history_model_new:
 * @messages: #KithMessage, oldest first
 * @gaps: (nullable): #KithGap, oldest first: where messages are missing
 *
 * Returns: (transfer full): the rows of @messages
 */
KithHistoryModel *
kith_history_model_new (GListModel *messages,
                        GListModel *gaps)
{
  KithHistoryModel *self = g_object_new (KITH_TYPE_HISTORY_MODEL, NULL);

  self->messages = g_object_ref (messages);
  if (gaps != NULL)
    {
      self->gaps = g_object_ref (gaps);
      g_signal_connect_object (gaps, "items-changed", G_CALLBACK (gaps_changed_cb), self, G_CONNECT_SWAPPED);
    }
  g_signal_connect_object (messages, "items-changed", G_CALLBACK (messages_changed_cb), self, G_CONNECT_SWAPPED);
  messages_changed_cb (self, 0, 0, g_list_model_get_n_items (messages));

  return self;
}

/**
 * kith_history_model_find_unread:
 *
 * Returns: whether there is a line over the first new message; then @position is its row
 */
gboolean
kith_history_model_find_unread (KithHistoryModel *self,
                                guint            *position)
{
  g_return_val_if_fail (KITH_IS_HISTORY_MODEL (self), FALSE);

  for (guint row = self->items->len; row > 0; row--)
    {
      if (kith_history_item_get_kind (g_ptr_array_index (self->items, row - 1)) != KITH_HISTORY_UNREAD)
        continue;

      *position = row - 1;
      return TRUE;
    }

  return FALSE;
}

/**
 * kith_history_model_count_below:
 * @item: (nullable): a row
 *
 * Returns: how many messages came in below @item
 */
guint
kith_history_model_count_below (KithHistoryModel *self,
                                KithHistoryItem  *item)
{
  guint n = 0;

  g_return_val_if_fail (KITH_IS_HISTORY_MODEL (self), 0);

  for (guint row = self->items->len; row > 0 && g_ptr_array_index (self->items, row - 1) != item; row--)
    {
      KithHistoryItem *each = g_ptr_array_index (self->items, row - 1);

      if (is_message (self, row - 1) &&
          kith_message_get_direction (kith_history_item_get_message (each)) == KITH_DIRECTION_IN)
        n++;
    }

  return n;
}

static gboolean
find_message (KithHistoryModel *self,
              KithMessage      *message,
              guint            *position)
{
  for (guint row = self->items->len; row > 0; row--)
    {
      if (!is_message (self, row - 1) ||
          kith_history_item_get_message (g_ptr_array_index (self->items, row - 1)) != message)
        continue;

      *position = row - 1;
      return TRUE;
    }

  return FALSE;
}

/**
 * kith_history_model_set_first_unread:
 * @message: (nullable): the first message that is new; it need not be in the list yet
 */
void
kith_history_model_set_first_unread (KithHistoryModel *self,
                                     KithMessage      *message)
{
  g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func (g_object_unref);
  guint row;

  g_return_if_fail (KITH_IS_HISTORY_MODEL (self));

  if (!g_set_object (&self->first_unread, message))
    return;

  if (kith_history_model_find_unread (self, &row))
    replace (self, row, row + 1, rows);

  if (message != NULL && find_message (self, message, &row))
    {
      g_ptr_array_add (rows, kith_history_item_new (KITH_HISTORY_UNREAD, message));
      replace (self, row, row, rows);
    }
}
