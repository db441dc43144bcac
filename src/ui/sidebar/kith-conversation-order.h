/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "kith-conversation.h"

G_BEGIN_DECLS

#define KITH_TYPE_CONVERSATION_ORDER (kith_conversation_order_get_type ())
G_DECLARE_FINAL_TYPE (KithConversationOrder, kith_conversation_order, KITH, CONVERSATION_ORDER, GObject)

KithConversationOrder *kith_conversation_order_new (GListModel *conversations) G_GNUC_WARN_UNUSED_RESULT;
void kith_conversation_order_set_needle (KithConversationOrder *self, const char *needle);

G_END_DECLS
