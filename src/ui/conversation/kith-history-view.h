/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "kith-conversation.h"

G_BEGIN_DECLS

#define KITH_TYPE_HISTORY_VIEW (kith_history_view_get_type ())
G_DECLARE_FINAL_TYPE (KithHistoryView, kith_history_view, KITH, HISTORY_VIEW, GtkWidget)

void kith_history_view_set_conversation (KithHistoryView *self, KithConversation *conversation);
void kith_history_view_scroll_to_end (KithHistoryView *self);
void kith_history_view_scroll_page (KithHistoryView *self, gboolean forward);
gboolean kith_history_view_copy_selection (KithHistoryView *self);

G_END_DECLS
