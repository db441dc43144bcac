/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "kith-conversation.h"

G_BEGIN_DECLS

#define KITH_TYPE_CONVERSATION_VIEW (kith_conversation_view_get_type ())
G_DECLARE_FINAL_TYPE (KithConversationView, kith_conversation_view, KITH, CONVERSATION_VIEW, GtkWidget)

GtkWidget *kith_conversation_view_new (void);
void kith_conversation_view_set_conversation (KithConversationView *self, KithConversation *conversation);

G_END_DECLS
