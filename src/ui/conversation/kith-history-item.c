/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-history-item.h"

#include "kith-time-words.h"

/**
 * KithHistoryItem:
 *
 * One row of a history: a message and its place in its group; a day or the line over what is new, which names the message below
 * it; or a gap. Made by #KithHistoryModel. Property `place` changes when `first` or `last` did.
 */
struct _KithHistoryItem
{
  GObject         parent_instance;

  KithMessage    *message; /* owned, NULL: a gap */
  KithGap        *gap;     /* owned */
  int             day;
  KithHistoryKind kind;

  guint           first : 1;
  guint           last : 1;
};

enum
{
  PROP_0,
  PROP_PLACE,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (KithHistoryItem, kith_history_item, G_TYPE_OBJECT)

static void
kith_history_item_dispose (GObject *object)
{
  KithHistoryItem *self = KITH_HISTORY_ITEM (object);

  g_clear_object (&self->message);
  g_clear_object (&self->gap);

  G_OBJECT_CLASS (kith_history_item_parent_class)->dispose (object);
}

static void
kith_history_item_get_property (GObject    *object,
                                guint       prop_id,
                                GValue     *value,
                                GParamSpec *pspec)
{
  KithHistoryItem *self = KITH_HISTORY_ITEM (object);

  switch (prop_id)
    {
    case PROP_PLACE:
      g_value_set_uint (value, self->first | self->last << 1);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
kith_history_item_class_init (KithHistoryItemClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = kith_history_item_dispose;
  object_class->get_property = kith_history_item_get_property;

  properties[PROP_PLACE] =
    g_param_spec_uint ("place", NULL, NULL, 0, 3, 3, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
kith_history_item_init (KithHistoryItem *self)
{
  self->first = TRUE;
  self->last = TRUE;
}

/**
 * kith_history_item_new:
 * @message: the message, or the one below what stands between messages
 *
 * Returns: (transfer full): a row
 */
KithHistoryItem *
kith_history_item_new (KithHistoryKind kind,
                       KithMessage    *message)
{
  KithHistoryItem *self = g_object_new (KITH_TYPE_HISTORY_ITEM, NULL);

  self->kind = kind;
  self->message = g_object_ref (message);
  self->day = kith_time_words_day_number (kith_message_get_time (message));

  return self;
}

KithHistoryItem *
kith_history_item_new_gap (KithGap *gap)
{
  KithHistoryItem *self = g_object_new (KITH_TYPE_HISTORY_ITEM, NULL);

  self->kind = KITH_HISTORY_GAP;
  self->gap = g_object_ref (gap);
  self->day = kith_time_words_day_number (kith_gap_get_time (gap));

  return self;
}

KithHistoryKind
kith_history_item_get_kind (KithHistoryItem *self)
{
  g_return_val_if_fail (KITH_IS_HISTORY_ITEM (self), KITH_HISTORY_MESSAGE);

  return self->kind;
}

/**
 * kith_history_item_get_message:
 *
 * Returns: (transfer none) (nullable): the message, or the one that the line or the day was made for; %NULL for a gap
 */
KithMessage *
kith_history_item_get_message (KithHistoryItem *self)
{
  g_return_val_if_fail (KITH_IS_HISTORY_ITEM (self), NULL);

  return self->message;
}

/**
 * kith_history_item_get_gap:
 *
 * Returns: (transfer none) (nullable): the gap, if it is one
 */
KithGap *
kith_history_item_get_gap (KithHistoryItem *self)
{
  g_return_val_if_fail (KITH_IS_HISTORY_ITEM (self), NULL);

  return self->gap;
}

/**
 * kith_history_item_get_time:
 *
 * Returns: µs since 1970 UTC
 */
gint64
kith_history_item_get_time (KithHistoryItem *self)
{
  g_return_val_if_fail (KITH_IS_HISTORY_ITEM (self), 0);

  return self->gap != NULL ? kith_gap_get_time (self->gap) : kith_message_get_time (self->message);
}

/**
 * kith_history_item_get_day:
 *
 * Returns: the day's number, see kith_time_words_day_number()
 */
int
kith_history_item_get_day (KithHistoryItem *self)
{
  g_return_val_if_fail (KITH_IS_HISTORY_ITEM (self), 0);

  return self->day;
}

/**
 * kith_history_item_get_first:
 *
 * Returns: whether a group of messages begins here
 */
gboolean
kith_history_item_get_first (KithHistoryItem *self)
{
  g_return_val_if_fail (KITH_IS_HISTORY_ITEM (self), FALSE);

  return self->first;
}

/**
 * kith_history_item_get_last:
 *
 * Returns: whether a group of messages ends here
 */
gboolean
kith_history_item_get_last (KithHistoryItem *self)
{
  g_return_val_if_fail (KITH_IS_HISTORY_ITEM (self), FALSE);

  return self->last;
}

void
kith_history_item_set_place (KithHistoryItem *self,
                             gboolean         first,
                             gboolean         last)
{
  g_return_if_fail (KITH_IS_HISTORY_ITEM (self));

  if (self->first == !!first && self->last == !!last)
    return;

  self->first = !!first;
  self->last = !!last;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PLACE]);
}
