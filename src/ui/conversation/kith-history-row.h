/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "kith-history-item.h"
#include "kith-message-text.h"

G_BEGIN_DECLS

#define KITH_TYPE_HISTORY_ROW (kith_history_row_get_type ())
G_DECLARE_FINAL_TYPE (KithHistoryRow, kith_history_row, KITH, HISTORY_ROW, GtkWidget)

GtkWidget *kith_history_row_new (void);
KithHistoryRow *kith_history_row_pick (GtkWidget *list, double x, double y);
KithHistoryItem *kith_history_row_get_item (KithHistoryRow *self);
void kith_history_row_set_item (KithHistoryRow *self, KithHistoryItem *item);
void kith_history_row_refresh (KithHistoryRow *self);
KithMessageText *kith_history_row_get_text (KithHistoryRow *self);
GtkWidget *kith_history_row_get_bubble (KithHistoryRow *self);
void kith_history_row_prepare_item (GtkWidget *item);

G_END_DECLS
