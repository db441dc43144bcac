/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

typedef void (*KithAfterFrameFunc) (GtkWidget *widget);

void kith_after_frame_call (GtkWidget         *widget,
                            KithAfterFrameFunc func);

G_END_DECLS
