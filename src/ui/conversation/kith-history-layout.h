/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define KITH_TYPE_HISTORY_LAYOUT (kith_history_layout_get_type ())
G_DECLARE_FINAL_TYPE (KithHistoryLayout, kith_history_layout, KITH, HISTORY_LAYOUT, GtkLayoutManager)

G_END_DECLS
