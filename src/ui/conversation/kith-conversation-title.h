/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "kith-conversation.h"

G_BEGIN_DECLS

#define KITH_TYPE_CONVERSATION_TITLE (kith_conversation_title_get_type ())
G_DECLARE_FINAL_TYPE (KithConversationTitle, kith_conversation_title, KITH, CONVERSATION_TITLE, GtkWidget)

GtkWidget *kith_conversation_title_new (void);
void kith_conversation_title_set_conversation (KithConversationTitle *self, KithConversation *conversation);
const char *kith_conversation_title_get_subtitle (KithConversationTitle *self);

G_END_DECLS
