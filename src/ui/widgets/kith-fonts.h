/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

void kith_fonts_ask_for (GtkWidget   *widget,
                         double       scale,
                         PangoWeight  weight);
void kith_fonts_draw    (PangoLayout *layout,
                         int          scale);

G_END_DECLS
