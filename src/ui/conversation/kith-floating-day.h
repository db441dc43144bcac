/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define KITH_TYPE_FLOATING_DAY (kith_floating_day_get_type ())
G_DECLARE_FINAL_TYPE (KithFloatingDay, kith_floating_day, KITH, FLOATING_DAY, GtkWidget)

void kith_floating_day_show (KithFloatingDay *self, gint64 time);
void kith_floating_day_hide (KithFloatingDay *self);

G_END_DECLS
