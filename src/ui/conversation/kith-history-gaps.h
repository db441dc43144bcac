/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "kith-conversation.h"

G_BEGIN_DECLS

#define KITH_TYPE_HISTORY_GAPS (kith_history_gaps_get_type ())
G_DECLARE_FINAL_TYPE (KithHistoryGaps, kith_history_gaps, KITH, HISTORY_GAPS, GObject)

KithHistoryGaps *kith_history_gaps_new (GtkListView *list) G_GNUC_WARN_UNUSED_RESULT;

void kith_history_gaps_set_conversation (KithHistoryGaps *self, KithConversation *conversation);
void kith_history_gaps_look (KithHistoryGaps *self);

G_END_DECLS
