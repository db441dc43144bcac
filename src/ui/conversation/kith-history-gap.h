/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "kith-gap.h"

G_BEGIN_DECLS

#define KITH_TYPE_HISTORY_GAP_ROW (kith_history_gap_get_type ())
G_DECLARE_FINAL_TYPE (KithHistoryGap, kith_history_gap, KITH, HISTORY_GAP_ROW, GtkWidget)

GtkWidget *kith_history_gap_new (void);
void kith_history_gap_set_gap (KithHistoryGap *self, KithGap *gap);

G_END_DECLS
