/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "kith-store-records.h"
#include "kith-store.h"

G_BEGIN_DECLS

/**
 * kith_store_add_messages_async:
 * @records: (element-type KithMessageRecord): copied
 *
 * Adds a batch in one transaction: makes conversations that are missing, brings their unread counts, newest times and previews
 * up to date, and the search index. A message that is there already (same archive_id; same origin_id or stanza_id of the same bare sender
 * in the same conversation) is not added again: its archive_id is filled in where it was missing, and its delivery raised. Two with the
 * same stanza id alone, different archive ids and different bodies are two: some senders count from 1 with every stream.
 * Answers a GPtrArray of KithMessageRecord, one for each given, in order, with `id` and `conversation_id`; one that was
 * there already has a negative id: minus the id of the row that stands.
 */
void kith_store_add_messages_async (KithStore          *self,
                                    GPtrArray          *records,
                                    GCancellable       *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer            user_data);
GPtrArray *kith_store_add_messages_finish (KithStore *self, GAsyncResult *result, GError **error);

/* A page of at most @limit messages before (@before_id > 0) that message, or the newest; answers them oldest first. */
void kith_store_load_messages_async (KithStore          *self,
                                     gint64              conversation_id,
                                     gint64              before_id,
                                     guint               limit,
                                     GCancellable       *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer            user_data);
GPtrArray *kith_store_load_messages_finish (KithStore *self, GAsyncResult *result, GError **error);

/* Raises the delivery of the outgoing message with @stanza_id in the chat with @peer: never lowers it, but from FAILED, which may start
 * again; what was DELIVERED or READ cannot fail any more;
 * answers the record as it then is, or KITH_STORE_ERROR_NOT_FOUND. */
void kith_store_set_delivery_async (KithStore          *self,
                                    gint64              account_id,
                                    const char         *peer,
                                    const char         *stanza_id,
                                    KithDelivery        delivery,
                                    const char         *error_text,
                                    GCancellable       *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer            user_data);
KithMessageRecord *kith_store_set_delivery_finish (KithStore *self, GAsyncResult *result, GError **error);

/* Outgoing messages that the server does not have yet, in the order in which they were written, whatever the clock said. */
void kith_store_load_pending_async (KithStore          *self,
                                    gint64              account_id,
                                    GCancellable       *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer            user_data);
GPtrArray *kith_store_load_pending_finish (KithStore *self, GAsyncResult *result, GError **error);

void kith_store_remove_message_async (KithStore          *self,
                                      gint64              message_id,
                                      GCancellable       *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer            user_data);
gboolean kith_store_remove_message_finish (KithStore *self, GAsyncResult *result, GError **error);

/* Messages of all accounts that have every word of @text (words and prefixes; CJK substrings), newest first. */
void kith_store_search_async (KithStore          *self,
                              const char         *text,
                              guint               limit,
                              GCancellable       *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer            user_data);
GPtrArray *kith_store_search_finish (KithStore *self, GAsyncResult *result, GError **error);

G_END_DECLS
