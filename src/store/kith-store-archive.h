/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "kith-store-records.h"
#include "kith-store.h"

G_BEGIN_DECLS

/**
 * KithGapRecord:
 *
 * What of an account's archive (XEP-0313) is not here: the messages between two of them. Strings are owned.
 */
typedef struct
{
  gint64 id;                   /* 0: not stored yet */
  gint64 account_id;
  char *after_id;              /* archive id of the last message before it; NULL: it begins with the archive */
  gint64 after_time;
  char *before_id;             /* archive id of the first message behind it */
  gint64 before_time;
  gboolean own_end;            /* of one conversation: `before_id` is a message in it, because the gap was filled for it before */
} KithGapRecord;

/**
 * KithArchiveRecord:
 *
 * How far an account's archive is here.
 */
typedef struct
{
  char *newest_id;             /* up to which all is here but for the gaps; NULL: it was never asked */
  gint64 newest_time;
  GPtrArray *gaps;             /* KithGapRecord (owned), newest first */
} KithArchiveRecord;

/**
 * KithNoteKind:
 * @KITH_NOTE_RECEIVED: the other side has one of ours (XEP-0184)
 * @KITH_NOTE_SEEN: the other side has seen one of ours and all before it (XEP-0333)
 * @KITH_NOTE_FAILED: one of ours came back
 * @KITH_NOTE_READ: another device of ours has shown one of theirs and all before it
 */
typedef enum
{
  KITH_NOTE_RECEIVED,
  KITH_NOTE_SEEN,
  KITH_NOTE_FAILED,
  KITH_NOTE_READ,
} KithNoteKind;

/* What is said of another message; strings are owned. */
typedef struct
{
  KithNoteKind kind;
  char *peer;                  /* bare JID of the conversation */
  char *stanza_id;             /* of the message */
  char *error;                 /* condition and text, for FAILED */
} KithNoteRecord;

/**
 * KithArrivals:
 *
 * What came in at once, and what it says of the stream and the archive; committed together. Borrowed by the call, which copies it.
 */
typedef struct
{
  gint64 account_id;
  GPtrArray *messages;         /* KithMessageRecord */
  GPtrArray *notes;            /* KithNoteRecord, NULL: none; one about a message that is not here waits for it */
  gint64 handled;              /* so many stanzas of the stream are dealt with; 0: as before */
  const char *newest_id;       /* up to which the archive is now here; NULL: as before */
  gint64 newest_time;
  const KithGapRecord *gap;    /* a gap to be made (`id` 0) or whose end moves; without `before_id`: it is closed; NULL: as before */
  const char *gap_was;         /* where the gap has to end for that, or all fails with KITH_STORE_ERROR_NOT_FOUND; NULL: anywhere */
  const char *gap_peer;        /* the gap's end moves for the conversation with this peer alone; NULL: for all */
  gboolean by_time;            /* the messages lie at the gap's end by their times, and may lie behind it */
  gboolean read;               /* what is in it counts as read, unless another device has said how far it has read */
  gboolean live;               /* it came in this order, and behind all that its senders had sent before */
} KithArrivals;

KithNoteRecord *kith_note_record_new (KithNoteKind kind, const char *peer, const char *stanza_id) G_GNUC_WARN_UNUSED_RESULT;
void kith_note_record_free (KithNoteRecord *self);
KithGapRecord *kith_gap_record_new (void) G_GNUC_WARN_UNUSED_RESULT;
KithGapRecord *kith_gap_record_copy (const KithGapRecord *self) G_GNUC_WARN_UNUSED_RESULT;
void kith_gap_record_free (KithGapRecord *self);
void kith_archive_record_free (KithArchiveRecord *self);

/**
 * kith_store_take_arrivals_async:
 *
 * Adds messages that came from the server as kith_store_add_messages_async() does, with the stream's count and the archive's bounds, in
 * one transaction; one of ours was written on another device, which has read what stands before it. Answers what
 * kith_store_add_messages_finish() answers, each message that stood already with its time and the delivery that it now has; behind them, with
 * negative ids, the messages that the notes changed, and those that stand elsewhere now; and the conversations of all as they now are (@conversations: (out) (optional) (transfer full): of KithConversationRecord). A gap that was made is answered by
 * kith_store_load_archive_async().
 */
void kith_store_take_arrivals_async (KithStore          *self,
                                     const KithArrivals *arrivals,
                                     GCancellable       *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer            user_data);
GPtrArray *kith_store_take_arrivals_finish (KithStore    *self,
                                            GAsyncResult *result,
                                            GPtrArray   **conversations,
                                            GError      **error);

/* Answers how far the account's archive is here. */
void kith_store_load_archive_async (KithStore          *self,
                                    gint64              account_id,
                                    GCancellable       *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer            user_data);
KithArchiveRecord *kith_store_load_archive_finish (KithStore *self, GAsyncResult *result, GError **error);

/* Answers the gaps in the history of a conversation (GPtrArray of KithGapRecord), newest first: those of the account, where they
 * have not been filled for this one. */
void kith_store_load_gaps_async (KithStore          *self,
                                 gint64              conversation_id,
                                 GCancellable       *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer            user_data);
GPtrArray *kith_store_load_gaps_finish (KithStore *self, GAsyncResult *result, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (KithNoteRecord, kith_note_record_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (KithGapRecord, kith_gap_record_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (KithArchiveRecord, kith_archive_record_free)

G_END_DECLS
