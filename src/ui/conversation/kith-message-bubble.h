/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "kith-message.h"
#include "kith-message-text.h"

G_BEGIN_DECLS

#define KITH_TYPE_MESSAGE_BUBBLE (kith_message_bubble_get_type ())
G_DECLARE_FINAL_TYPE (KithMessageBubble, kith_message_bubble, KITH, MESSAGE_BUBBLE, GtkWidget)

GtkWidget *kith_message_bubble_new (void);
void kith_message_bubble_set_message (KithMessageBubble *self, KithMessage *message);
void kith_message_bubble_set_last (KithMessageBubble *self, gboolean last);
KithMessageText *kith_message_bubble_get_text (KithMessageBubble *self);
void kith_message_bubble_fit (KithMessageBubble *self, int max_width, int *width, int *height);

G_END_DECLS
