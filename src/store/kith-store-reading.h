/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "kith-store-records.h"
#include "kith-store.h"

G_BEGIN_DECLS

/**
 * KithReadingRecord:
 *
 * How far a conversation was read, of which nobody has been told yet. Strings are owned.
 */
typedef struct
{
  gint64 conversation_id;
  gint64 message_id;           /* of the last message that was read, for kith_store_set_told_async() */
  char *peer;
  char *archive_id;            /* of the last message up to it that has one (XEP-0490), NULL: none */
  char *stanza_id;             /* of the last one up to it whose sender asked (XEP-0333), NULL: none */
  char *sender;                /* of that one: full JID */
} KithReadingRecord;

/**
 * KithSeenRecord:
 *
 * What the other side has seen.
 */
typedef struct
{
  gint64 conversation_id;
  GArray *message_ids;         /* gint64: ours that are READ by now and were not before */
} KithSeenRecord;

void kith_reading_record_free (KithReadingRecord *self);
void kith_seen_record_free (KithSeenRecord *self);

/* Another device has read the conversation with @peer up to the message with @archive_id: now, or when it comes (XEP-0490). Answers the
 * conversation as it then is. */
void kith_store_set_read_mark_async (KithStore          *self,
                                     gint64              account_id,
                                     const char         *peer,
                                     const char         *archive_id,
                                     GCancellable       *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer            user_data);
KithConversationRecord *kith_store_set_read_mark_finish (KithStore *self, GAsyncResult *result, GError **error);

/* Another device has told @peer that it saw the message of theirs with @stanza_id (XEP-0333). Answers the conversation as it then is, or
 * KITH_STORE_ERROR_NOT_FOUND. */
void kith_store_set_read_to_async (KithStore          *self,
                                   gint64              account_id,
                                   const char         *peer,
                                   const char         *stanza_id,
                                   GCancellable       *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer            user_data);
KithConversationRecord *kith_store_set_read_to_finish (KithStore *self, GAsyncResult *result, GError **error);

/* Answers what has been read in an account, or in one conversation (@conversation_id > 0), and was not told yet: a GPtrArray of KithReadingRecord. */
void kith_store_load_untold_async (KithStore          *self,
                                   gint64              account_id,
                                   gint64              conversation_id,
                                   GCancellable       *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer            user_data);
GPtrArray *kith_store_load_untold_finish (KithStore *self, GAsyncResult *result, GError **error);

/* It is known everywhere that the conversation was read up to @message_id. */
void kith_store_set_told_async (KithStore          *self,
                                gint64              conversation_id,
                                gint64              message_id,
                                GCancellable       *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer            user_data);
gboolean kith_store_set_told_finish (KithStore *self, GAsyncResult *result, GError **error);

/* @peer has seen the message of ours with @stanza_id and all before it (XEP-0333): what the server has of them is READ. Answers which changed, or
 * KITH_STORE_ERROR_NOT_FOUND if there is no such message. */
void kith_store_set_seen_async (KithStore          *self,
                                gint64              account_id,
                                const char         *peer,
                                const char         *stanza_id,
                                GCancellable       *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer            user_data);
KithSeenRecord *kith_store_set_seen_finish (KithStore *self, GAsyncResult *result, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (KithReadingRecord, kith_reading_record_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (KithSeenRecord, kith_seen_record_free)

G_END_DECLS
