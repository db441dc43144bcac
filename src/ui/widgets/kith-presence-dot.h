/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "kith-types.h"

G_BEGIN_DECLS

#define KITH_TYPE_PRESENCE_DOT (kith_presence_dot_get_type ())
G_DECLARE_FINAL_TYPE (KithPresenceDot, kith_presence_dot, KITH, PRESENCE_DOT, GtkWidget)

GtkWidget *kith_presence_dot_new (void);
void kith_presence_dot_set_show (KithPresenceDot *self, KithShow show);
KithShow kith_presence_dot_get_show (KithPresenceDot *self);

G_END_DECLS
