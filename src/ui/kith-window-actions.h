/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "kith-window.h"

G_BEGIN_DECLS

KithAccount *kith_window_actions_find_account (KithWindow *window,
                                               const char *address);

void kith_window_actions_install (GtkWidgetClass *window_class);

G_END_DECLS
