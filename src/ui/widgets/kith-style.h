/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

void kith_style_get_color (GtkWidget *widget, GdkRGBA *color);
void kith_style_get_named_color (GtkWidget *widget, const char *name, GdkRGBA *color);
int kith_style_get_line_height (GtkWidget *widget);
void kith_style_show_uri (GtkWidget *widget, const char *uri);

G_END_DECLS
