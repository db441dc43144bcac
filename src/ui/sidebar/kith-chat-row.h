/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "kith-conversation.h"

G_BEGIN_DECLS

#define KITH_TYPE_CHAT_ROW (kith_chat_row_get_type ())
G_DECLARE_FINAL_TYPE (KithChatRow, kith_chat_row, KITH, CHAT_ROW, GtkWidget)

GtkWidget *kith_chat_row_new (void);
KithConversation *kith_chat_row_get_conversation (KithChatRow *self);
void kith_chat_row_set_conversation (KithChatRow *self, KithConversation *conversation);
void kith_chat_row_prepare (KithChatRow *self);
void kith_chat_row_refresh (KithChatRow *self);
int kith_chat_row_get_time_width (int room, int name, int time);

G_END_DECLS
