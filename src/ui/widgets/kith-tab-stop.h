/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define KITH_TYPE_TAB_STOP (kith_tab_stop_get_type ())
G_DECLARE_FINAL_TYPE (KithTabStop, kith_tab_stop, KITH, TAB_STOP, GtkWidget)

G_END_DECLS
