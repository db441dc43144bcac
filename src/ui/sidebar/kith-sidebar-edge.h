/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define KITH_TYPE_SIDEBAR_EDGE (kith_sidebar_edge_get_type ())
G_DECLARE_FINAL_TYPE (KithSidebarEdge, kith_sidebar_edge, KITH, SIDEBAR_EDGE, GObject)

KithSidebarEdge *kith_sidebar_edge_new (GtkWidget *edge, GtkWidget *sidebar, GSettings *settings);

G_END_DECLS
