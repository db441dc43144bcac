/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "kith-conversation.h"

G_BEGIN_DECLS

/**
 * KithConversationIndex:
 *
 * All conversations of one account by who they are with, the list of those that are not hidden, and that of the requests.
 */
#define KITH_TYPE_CONVERSATION_INDEX (kith_conversation_index_get_type ())
G_DECLARE_FINAL_TYPE (KithConversationIndex, kith_conversation_index, KITH, CONVERSATION_INDEX, GObject)

KithConversationIndex *kith_conversation_index_new (void) G_GNUC_WARN_UNUSED_RESULT;

/* Several at once, each new one: one "items-changed". @conversations: KithConversation */
void kith_conversation_index_add (KithConversationIndex *self, GPtrArray *conversations);
void kith_conversation_index_clear (KithConversationIndex *self);

/* Another one with the same peer may come. */
void kith_conversation_index_remove (KithConversationIndex *self, KithConversation *conversation);

/* Borrowed, or NULL. @peer: a bare JID */
KithConversation *kith_conversation_index_lookup (KithConversationIndex *self, const char *peer);

/* Borrowed: KithConversation that are neither hidden nor requests; those that are requests. */
GListModel *kith_conversation_index_get_visible (KithConversationIndex *self);
GListModel *kith_conversation_index_get_requests (KithConversationIndex *self);

G_END_DECLS
