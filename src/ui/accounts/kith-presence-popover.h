/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "kith-client.h"

G_BEGIN_DECLS

#define KITH_TYPE_PRESENCE_POPOVER (kith_presence_popover_get_type ())
G_DECLARE_FINAL_TYPE (KithPresencePopover, kith_presence_popover, KITH, PRESENCE_POPOVER, GtkPopover)

GtkWidget *kith_presence_popover_new (KithClient *client, GSettings *settings);

G_END_DECLS
