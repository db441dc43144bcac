/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "kith-gap.h"
#include "kith-message.h"

G_BEGIN_DECLS

/**
 * KithHistoryKind:
 * @KITH_HISTORY_DAY: the day of the messages below it
 * @KITH_HISTORY_UNREAD: the line over the first message that is new
 * @KITH_HISTORY_GAP: messages are missing here
 */
typedef enum
{
  KITH_HISTORY_MESSAGE,
  KITH_HISTORY_DAY,
  KITH_HISTORY_UNREAD,
  KITH_HISTORY_GAP,
} KithHistoryKind;

#define KITH_TYPE_HISTORY_ITEM (kith_history_item_get_type ())
G_DECLARE_FINAL_TYPE (KithHistoryItem, kith_history_item, KITH, HISTORY_ITEM, GObject)

KithHistoryItem *kith_history_item_new (KithHistoryKind kind, KithMessage *message) G_GNUC_WARN_UNUSED_RESULT;
KithHistoryItem *kith_history_item_new_gap (KithGap *gap) G_GNUC_WARN_UNUSED_RESULT;

KithHistoryKind kith_history_item_get_kind (KithHistoryItem *self);
KithMessage *kith_history_item_get_message (KithHistoryItem *self);
KithGap *kith_history_item_get_gap (KithHistoryItem *self);
gint64 kith_history_item_get_time (KithHistoryItem *self);
int kith_history_item_get_day (KithHistoryItem *self);
gboolean kith_history_item_get_first (KithHistoryItem *self);
gboolean kith_history_item_get_last (KithHistoryItem *self);
void kith_history_item_set_place (KithHistoryItem *self, gboolean first, gboolean last);

G_END_DECLS
