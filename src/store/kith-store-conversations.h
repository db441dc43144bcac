/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "kith-store-records.h"
#include "kith-store.h"

G_BEGIN_DECLS

/* Answers a GPtrArray of KithConversationRecord, newest first: fast with 100,000 messages (no scan of the messages). */
void kith_store_load_conversations_async (KithStore          *self,
                                          gint64              account_id,
                                          GCancellable       *cancellable,
                                          GAsyncReadyCallback callback,
                                          gpointer            user_data);
GPtrArray *kith_store_load_conversations_finish (KithStore *self, GAsyncResult *result, GError **error);

/* Answers the record of the conversation with @peer, made if there is none. */
void kith_store_ensure_conversation_async (KithStore          *self,
                                           gint64              account_id,
                                           const char         *peer,
                                           GCancellable       *cancellable,
                                           GAsyncReadyCallback callback,
                                           gpointer            user_data);
KithConversationRecord *kith_store_ensure_conversation_finish (KithStore *self, GAsyncResult *result, GError **error);

/* Saves draft, draft_time, pinned, hidden and muted of @record. */
void kith_store_save_conversation_async (KithStore                    *self,
                                         const KithConversationRecord *record,
                                         GCancellable                 *cancellable,
                                         GAsyncReadyCallback           callback,
                                         gpointer                      user_data);
gboolean kith_store_save_conversation_finish (KithStore *self, GAsyncResult *result, GError **error);

/* Everything up to @message_id is read; answers how many are still unread, or -1. */
void kith_store_mark_read_async (KithStore          *self,
                                 gint64              conversation_id,
                                 gint64              message_id,
                                 GCancellable       *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer            user_data);
int kith_store_mark_read_finish (KithStore *self, GAsyncResult *result, GError **error);

/* Whether the conversation waits for somebody to decide if it is welcome. One that is made by a message that comes in says so from the
 * beginning: see `request` in KithMessageRecord. */
void kith_store_set_request_async (KithStore          *self,
                                   gint64              conversation_id,
                                   gboolean            request,
                                   GCancellable       *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer            user_data);
gboolean kith_store_set_request_finish (KithStore *self, GAsyncResult *result, GError **error);

/* Whether the server is to keep the messages of the conversation. */
void kith_store_set_archiving_async (KithStore          *self,
                                     gint64              conversation_id,
                                     KithArchiving       archiving,
                                     GCancellable       *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer            user_data);
gboolean kith_store_set_archiving_finish (KithStore *self, GAsyncResult *result, GError **error);

/* Removes the conversation and its messages. */
void kith_store_remove_conversation_async (KithStore          *self,
                                           gint64              conversation_id,
                                           GCancellable       *cancellable,
                                           GAsyncReadyCallback callback,
                                           gpointer            user_data);
gboolean kith_store_remove_conversation_finish (KithStore *self, GAsyncResult *result, GError **error);

G_END_DECLS
