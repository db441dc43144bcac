/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "kith-conversation-choices-private.h"
#include "kith-conversation.h"
#include "kith-preview-private.h"

G_BEGIN_DECLS

KithConversation *kith_conversation_new (KithAccount *account, KithContact *contact) G_GNUC_WARN_UNUSED_RESULT;
void kith_conversation_set_id (KithConversation *self, gint64 id);
gint64 kith_conversation_get_draft_time (KithConversation *self);

/* What lies in the store; set without being stored again. */
void kith_conversation_restore (KithConversation *self,
                                const char       *draft,
                                gint64            draft_time,
                                gboolean          pinned,
                                gboolean          muted,
                                gboolean          hidden);
void kith_conversation_restore_kept (KithConversation *self, gboolean kept);

/* Notifies and answers whether that changed something; stores nothing. */
gboolean kith_conversation_choose (KithConversation *self, KithConversationChoice choice, gboolean chosen);
gboolean kith_conversation_has_chosen (KithConversation *self, KithConversationChoice choice);

void kith_conversation_set_last (KithConversation *self,
                                 gint64            time,
                                 const char       *body,
                                 KithDirection     direction,
                                 KithDelivery      delivery);

/* What is shown of the newest message; borrowed, and set by the functions around here alone. */
KithPreview *kith_conversation_get_preview (KithConversation *self);

/* As the newest message has it; @message: NULL: there is none. */
void kith_conversation_set_last_message (KithConversation *self, KithMessage *message);
void kith_conversation_set_last_delivery (KithConversation *self, KithMessage *message, KithDelivery delivery);

void kith_conversation_set_request (KithConversation *self, gboolean request);
void kith_conversation_set_unread (KithConversation *self, guint unread);
void kith_conversation_set_chat_state (KithConversation *self, KithChatState state);

KithChatState kith_conversation_swap_own_chat_state (KithConversation *self, KithChatState state);

/* A message came in or was written: into the window, the preview and the unread count, and told to the world. */
void kith_conversation_add_message (KithConversation *self, KithMessage *message, gboolean live);
void kith_conversation_remove_message (KithConversation *self, KithMessage *message);

/* The delivery of a message of ours changed. */
void kith_conversation_set_delivery (KithConversation *self,
                                     KithMessage      *message,
                                     KithDelivery      delivery,
                                     const GError     *error);

/* A page of at most @limit messages before the one with @before_id, or the newest (0): GPtrArray of KithMessage, oldest first. */
void kith_conversation_load_page_async (KithConversation   *self,
                                        gint64              before_id,
                                        guint               limit,
                                        GCancellable       *cancellable,
                                        GAsyncReadyCallback callback,
                                        gpointer            user_data);
GPtrArray *kith_conversation_load_page_finish (KithConversation *self, GAsyncResult *result, GError **error);

G_END_DECLS
