/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "kith-message.h"

G_BEGIN_DECLS

#define KITH_TYPE_MESSAGE_TROUBLE (kith_message_trouble_get_type ())
G_DECLARE_FINAL_TYPE (KithMessageTrouble, kith_message_trouble, KITH, MESSAGE_TROUBLE, GtkWidget)

GtkWidget *kith_message_trouble_new (void);
void kith_message_trouble_set_message (KithMessageTrouble *self, KithMessage *message);

G_END_DECLS
