/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "kith-store-records.h"
#include "kith-store.h"

G_BEGIN_DECLS

/**
 * KithStreamRecord:
 *
 * An account's stream, so that it can be resumed after a restart (XEP-0198). Strings are owned.
 */
typedef struct
{
  gint64 account_id;
  char *id;                    /* what the server calls it */
  char *location;              /* where it wants to be asked, NULL: not said */
  char *bound;                 /* full JID */
  gint64 handled;              /* how many stanzas of the server are dealt with */
  gint64 max;                  /* seconds for which it can be resumed, 0: not said */
  gint64 time;                 /* when it was last known to live */
} KithStreamRecord;

/* Which number on the stream a message has. */
typedef struct
{
  gint64 message_id;
  gint64 sequence;
} KithMessageSequence;

KithStreamRecord *kith_stream_record_new (void) G_GNUC_WARN_UNUSED_RESULT;
KithStreamRecord *kith_stream_record_copy (const KithStreamRecord *self) G_GNUC_WARN_UNUSED_RESULT;
void kith_stream_record_free (KithStreamRecord *self);

/* Keeps the stream of an account in place of what was kept of it before. */
void kith_store_save_stream_async (KithStore              *self,
                                   const KithStreamRecord *record,
                                   GCancellable           *cancellable,
                                   GAsyncReadyCallback     callback,
                                   gpointer                user_data);
gboolean kith_store_save_stream_finish (KithStore *self, GAsyncResult *result, GError **error);

/* Answers the stream that can be resumed, or KITH_STORE_ERROR_NOT_FOUND. */
void kith_store_load_stream_async (KithStore          *self,
                                   gint64              account_id,
                                   GCancellable       *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer            user_data);
KithStreamRecord *kith_store_load_stream_finish (KithStore *self, GAsyncResult *result, GError **error);

/* Notes how many stanzas of the server are dealt with, never fewer than before; nothing where no stream is kept. */
void kith_store_set_handled_async (KithStore          *self,
                                   gint64              account_id,
                                   gint64              handled,
                                   GCancellable       *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer            user_data);
gboolean kith_store_set_handled_finish (KithStore *self, GAsyncResult *result, GError **error);

/* Notes the numbers of messages that are about to be written; 0: they have none. @sequences: (element-type KithMessageSequence), copied. */
void kith_store_set_sequences_async (KithStore          *self,
                                     GArray             *sequences,
                                     GCancellable       *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer            user_data);
gboolean kith_store_set_sequences_finish (KithStore *self, GAsyncResult *result, GError **error);

/* The server has everything up to @sequence: what of it was pending is sent. Answers these messages (GPtrArray of KithMessageRecord), in the
 * order of their numbers. */
void kith_store_acknowledge_async (KithStore          *self,
                                   gint64              account_id,
                                   gint64              sequence,
                                   GCancellable       *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer            user_data);
GPtrArray *kith_store_acknowledge_finish (KithStore *self, GAsyncResult *result, GError **error);

/* The stream is over: it and its numbers are forgotten. Answers the messages (GPtrArray of KithMessageRecord, in order, each still with its
 * `sequence`) of which nobody knows whether the server has them: they had a number and are still pending. Until they are given another
 * one, %KITH_SEQUENCE_UNCERTAIN says so of them. */
void kith_store_end_stream_async (KithStore          *self,
                                  gint64              account_id,
                                  GCancellable       *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer            user_data);
GPtrArray *kith_store_end_stream_finish (KithStore *self, GAsyncResult *result, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (KithStreamRecord, kith_stream_record_free)

G_END_DECLS
