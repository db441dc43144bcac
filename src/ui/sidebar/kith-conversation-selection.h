/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "kith-conversation.h"

G_BEGIN_DECLS

#define KITH_TYPE_CONVERSATION_SELECTION (kith_conversation_selection_get_type ())
G_DECLARE_FINAL_TYPE (KithConversationSelection, kith_conversation_selection, KITH, CONVERSATION_SELECTION, GObject)

KithConversationSelection *kith_conversation_selection_new (GListModel *model) G_GNUC_WARN_UNUSED_RESULT;
void kith_conversation_selection_set_open (KithConversationSelection *self, KithConversation *conversation);
KithConversation *kith_conversation_selection_get_open (KithConversationSelection *self);

G_END_DECLS
