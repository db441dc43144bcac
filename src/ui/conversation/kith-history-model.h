/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "kith-history-item.h"

G_BEGIN_DECLS

#define KITH_TYPE_HISTORY_MODEL (kith_history_model_get_type ())
G_DECLARE_FINAL_TYPE (KithHistoryModel, kith_history_model, KITH, HISTORY_MODEL, GObject)

KithHistoryModel *kith_history_model_new (GListModel *messages, GListModel *gaps) G_GNUC_WARN_UNUSED_RESULT;

void kith_history_model_set_first_unread (KithHistoryModel *self, KithMessage *message);
gboolean kith_history_model_find_unread (KithHistoryModel *self, guint *position);
guint kith_history_model_count_below (KithHistoryModel *self, KithHistoryItem *item);

G_END_DECLS
