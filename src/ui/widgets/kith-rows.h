/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* @item is a child of the list, and the row the only child of that. */
typedef void (*KithRowsFunc) (GtkWidget *item);

void kith_rows_prepare (GtkListView  *list,
                        KithRowsFunc  prepare);

G_END_DECLS
