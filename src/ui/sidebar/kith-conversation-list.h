/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "kith-conversation.h"

G_BEGIN_DECLS

/**
 * KithConversationList:
 *
 * Property `conversation`: the one that is open. Signal "open" (KithConversation): somebody chose it.
 */
#define KITH_TYPE_CONVERSATION_LIST (kith_conversation_list_get_type ())
G_DECLARE_FINAL_TYPE (KithConversationList, kith_conversation_list, KITH, CONVERSATION_LIST, GtkWidget)

GtkWidget *kith_conversation_list_new (GListModel *conversations);
void kith_conversation_list_set_open (KithConversationList *self, KithConversation *conversation);
void kith_conversation_list_search (KithConversationList *self);
void kith_conversation_list_step (KithConversationList *self, int step);

G_END_DECLS
