/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "kith-history-row.h"

G_BEGIN_DECLS

#define KITH_TYPE_HISTORY_MENU (kith_history_menu_get_type ())
G_DECLARE_FINAL_TYPE (KithHistoryMenu, kith_history_menu, KITH, HISTORY_MENU, GObject)

KithHistoryMenu *kith_history_menu_new (GtkWidget *view, GtkWidget *list);
void kith_history_menu_show (KithHistoryMenu *self, KithHistoryRow *row, const GdkRectangle *place);
gboolean kith_history_menu_show_focused (KithHistoryMenu *self);

G_END_DECLS
