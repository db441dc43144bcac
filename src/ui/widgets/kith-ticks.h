/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "kith-types.h"

G_BEGIN_DECLS

#define KITH_TICKS_WIDTH 16
#define KITH_TICKS_HEIGHT 12

void kith_ticks_snapshot (GtkWidget *widget, GtkSnapshot *snapshot, KithDelivery delivery, const GdkRGBA *color, double x, double y);
const char *kith_ticks_get_words (KithDelivery delivery);

G_END_DECLS
