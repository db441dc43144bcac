/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-store-archive.h"

#include "kith-connection.h"
#include "kith-conversation-row.h"
#include "kith-early-note-row.h"
#include "kith-gap-row.h"
#include "kith-message-order.h"
#include "kith-message-row.h"
#include "kith-reading-row.h"
#include "kith-row.h"
#include "kith-store-private.h"
#include "kith-stream-row.h"

/* What came in, with how far the stream and the archive are by it. */

/* Returns: (transfer full): a note about the message with @stanza_id in the conversation with @peer */
KithNoteRecord *
kith_note_record_new (KithNoteKind kind,
                      const char  *peer,
                      const char  *stanza_id)
{
  KithNoteRecord *self = g_new0 (KithNoteRecord, 1);

  self->kind = kind;
  self->peer = g_strdup (peer);
  self->stanza_id = g_strdup (stanza_id);
  return self;
}

void
kith_note_record_free (KithNoteRecord *self)
{
  g_return_if_fail (self != NULL);

  g_free (self->peer);
  g_free (self->stanza_id);
  g_free (self->error);
  g_free (self);
}

/* Returns: (transfer full): an empty record */
KithGapRecord *
kith_gap_record_new (void)
{
  return g_new0 (KithGapRecord, 1);
}

/* Returns: (transfer full): a copy */
KithGapRecord *
kith_gap_record_copy (const KithGapRecord *self)
{
  KithGapRecord *copy;

  g_return_val_if_fail (self != NULL, NULL);

  copy = g_memdup2 (self, sizeof *self);
  copy->after_id = g_strdup (self->after_id);
  copy->before_id = g_strdup (self->before_id);
  return copy;
}

void
kith_gap_record_free (KithGapRecord *self)
{
  g_return_if_fail (self != NULL);

  g_free (self->after_id);
  g_free (self->before_id);
  g_free (self);
}

void
kith_archive_record_free (KithArchiveRecord *self)
{
  g_return_if_fail (self != NULL);

  g_free (self->newest_id);
  g_clear_pointer (&self->gaps, g_ptr_array_unref);
  g_free (self);
}

/* What the call answers. */
typedef struct
{
  GPtrArray *messages;      /* KithMessageRecord (owned) */
  GPtrArray *conversations; /* KithConversationRecord (owned) */
} ArrivalsAnswer;

static void
arrivals_answer_free (ArrivalsAnswer *answer)
{
  g_clear_pointer (&answer->messages, g_ptr_array_unref);
  g_clear_pointer (&answer->conversations, g_ptr_array_unref);
  g_free (answer);
}

/* A copy that lives as long as the call. */
typedef struct
{
  KithArrivals   arrivals;
  GPtrArray     *messages;  /* KithMessageRecord (owned) */
  GPtrArray     *notes;     /* KithNoteRecord (owned) */
  char          *newest_id; /* owned */
  KithGapRecord *gap;       /* owned */
  char          *gap_was;   /* owned */
  char          *gap_peer;  /* owned */
} ArrivalsCall;

static ArrivalsCall *
arrivals_call_new (const KithArrivals *arrivals)
{
  ArrivalsCall *call = g_new0 (ArrivalsCall, 1);

  call->arrivals = *arrivals;
  call->messages = g_ptr_array_new_full (arrivals->messages->len, (GDestroyNotify)kith_message_record_free);
  for (guint i = 0; i < arrivals->messages->len; i++)
    {
      g_ptr_array_add (call->messages, kith_message_record_copy (g_ptr_array_index (arrivals->messages, i)));
    }
  call->notes = g_ptr_array_new_with_free_func ((GDestroyNotify)kith_note_record_free);
  for (guint i = 0; arrivals->notes != NULL && i < arrivals->notes->len; i++)
    {
      const KithNoteRecord *note = g_ptr_array_index (arrivals->notes, i);
      KithNoteRecord *copy = kith_note_record_new (note->kind, note->peer, note->stanza_id);

      copy->error = g_strdup (note->error);
      g_ptr_array_add (call->notes, copy);
    }
  call->newest_id = g_strdup (arrivals->newest_id);
  call->gap = arrivals->gap != NULL ? kith_gap_record_copy (arrivals->gap) : NULL;
  call->gap_was = g_strdup (arrivals->gap_was);
  call->gap_peer = g_strdup (arrivals->gap_peer);
  return call;
}

static void
arrivals_call_free (ArrivalsCall *call)
{
  g_clear_pointer (&call->messages, g_ptr_array_unref);
  g_clear_pointer (&call->notes, g_ptr_array_unref);
  g_clear_pointer (&call->gap, kith_gap_record_free);
  g_free (call->newest_id);
  g_free (call->gap_was);
  g_free (call->gap_peer);
  g_free (call);
}

static gboolean
set_newest (KithConnection     *connection,
            const ArrivalsCall *call,
            GError            **error)
{
  g_autoptr(KithStatement) statement = kith_connection_prepare (
    connection,
    "INSERT OR REPLACE INTO archives (account_id, newest_id, newest_time, newest_row)"
    " VALUES (?, ?, ?, (SELECT ifnull (max (id), 0) FROM messages))");

  kith_statement_bind_int (statement, call->arrivals.account_id);
  kith_statement_bind_text (statement, call->newest_id);
  kith_statement_bind_int (statement, call->arrivals.newest_time);
  return kith_statement_run (statement, error);
}

/* Pages of the account's gaps are stored while all that comes live moves the archive's end; those of one conversation at any time. */
static gboolean
move_newest_row (KithConnection     *connection,
                 const ArrivalsCall *call,
                 const KithGapRows  *rows,
                 GError            **error)
{
  g_autoptr(KithStatement) statement = NULL;

  if (call->gap->id == 0 || (call->gap_peer != NULL && rows->after != rows->before))
    {
      return TRUE;
    }
  statement = kith_connection_prepare (
    connection,
    "UPDATE archives SET newest_row = (SELECT ifnull (max (id), 0) FROM messages) WHERE account_id = ?");
  kith_statement_bind_int (statement, call->arrivals.account_id);
  return kith_statement_run (statement, error);
}

static gboolean
save_gap (KithConnection     *connection,
          const ArrivalsCall *call,
          const KithGapRows  *rows,
          GError            **error)
{
  return call->gap_peer == NULL ? kith_gap_row_save (connection, call->gap, rows, call->gap_was, error)
                                : kith_gap_row_save_part (connection, call->gap, call->gap_peer, error);
}

/* Up to where the archive was here, and all that is. */
static gboolean
get_rows (KithConnection     *connection,
          const ArrivalsCall *call,
          KithGapRows        *rows,
          GError            **error)
{
  g_autoptr(KithStatement) statement = kith_connection_prepare (
    connection,
    "SELECT ifnull ((SELECT newest_row FROM archives WHERE account_id = ?), 0), ifnull ((SELECT max (id) FROM messages), 0)");

  kith_statement_bind_int (statement, call->arrivals.account_id);
  if (kith_statement_step (statement))
    {
      rows->after = kith_statement_get_int (statement, 0);
      rows->before = kith_statement_get_int (statement, 1);
    }
  return kith_statement_check (statement, error);
}

/* @rows: of what is missing before the page, if anything is. Then what came live may be missing before it, too, or stand behind it. A page
 * that was asked for by time may reach over the end of its gap. */
static gboolean
order_page (KithConnection     *connection,
            const ArrivalsCall *call,
            const KithGapRows  *rows,
            GPtrArray          *moved,
            GError            **error)
{
  KithGapRows bounds = { .after = rows->after, .before = call->gap == NULL ? rows->after : -1 };

  if (call->gap != NULL && call->gap->id != 0)
    {
      bounds.after = 0;
      if (!kith_gap_row_get_rows (connection, call->gap->id, &bounds, error))
        {
          return FALSE;
        }
      if (call->arrivals.by_time)
        {
          bounds.before = -1;
        }
    }
  return kith_message_order_page (connection, call->messages, bounds.after, bounds.before,
                                  call->gap != NULL && call->gap->before_id != NULL, moved, error);
}

static gboolean
add_conversation (KithConnection *connection,
                  gint64          id,
                  GHashTable     *seen,
                  GPtrArray      *conversations,
                  GError        **error)
{
  KithConversationRecord *conversation;

  if (id == 0 || g_hash_table_contains (seen, &id))
    {
      return TRUE;
    }
  conversation = kith_conversation_row_load (connection, id, error);
  if (conversation == NULL)
    {
      return FALSE;
    }
  g_hash_table_add (seen, &conversation->id);
  g_ptr_array_add (conversations, conversation);
  return TRUE;
}

static GPtrArray *
load_conversations (KithConnection     *connection,
                    const ArrivalsCall *call,
                    GError            **error)
{
  g_autoptr(GPtrArray) conversations = g_ptr_array_new_with_free_func ((GDestroyNotify)kith_conversation_record_free);
  g_autoptr(GHashTable) seen = g_hash_table_new (g_int64_hash, g_int64_equal);

  for (guint i = 0; i < call->messages->len; i++)
    {
      const KithMessageRecord *message = g_ptr_array_index (call->messages, i);

      if (!add_conversation (connection, message->conversation_id, seen, conversations, error))
        {
          return NULL;
        }
    }
  for (guint i = 0; i < call->notes->len; i++)
    {
      const KithNoteRecord *note = g_ptr_array_index (call->notes, i);
      gint64 id;

      if (note->kind == KITH_NOTE_READ &&
          (!kith_conversation_row_find (connection, call->arrivals.account_id, note->peer, &id, error) ||
           !add_conversation (connection, id, seen, conversations, error)))
        {
          return NULL;
        }
    }
  return g_steal_pointer (&conversations);
}

static gboolean
take_notes (KithConnection     *connection,
            const ArrivalsCall *call,
            GPtrArray          *notes,
            GError            **error)
{
  for (guint i = 0; i < notes->len; i++)
    {
      if (!kith_reading_row_note (connection, call->arrivals.account_id, g_ptr_array_index (notes, i), call->messages, error))
        {
          return FALSE;
        }
    }
  return TRUE;
}

/* What was said of the messages before they came, and what is said now. */
static gboolean
take_all_notes (KithConnection     *connection,
                const ArrivalsCall *call,
                GError            **error)
{
  g_autoptr(GPtrArray) early = kith_early_note_row_take (connection, call->arrivals.account_id, call->messages, error);

  return early != NULL && take_notes (connection, call, early, error) && take_notes (connection, call, call->notes, error);
}

static gpointer
take_arrivals (KithConnection *connection,
               gpointer        data,
               GError        **error)
{
  const ArrivalsCall *call = data;
  ArrivalsAnswer *answer;
  GPtrArray *conversations;
  KithMessageRowFlags flags = KITH_MESSAGE_ROW_RECEIVED;
  KithGapRows rows = { 0 };
  g_autoptr(GPtrArray) moved = g_ptr_array_new_with_free_func ((GDestroyNotify)kith_message_record_free);

  if (call->arrivals.read)
    {
      flags |= KITH_MESSAGE_ROW_READ;
    }
  if (call->arrivals.live && !kith_message_order_live (connection, call->messages, moved, error))
    {
      return NULL;
    }
  if (!call->arrivals.live && (call->newest_id != NULL || call->gap != NULL) &&
      (!get_rows (connection, call, &rows, error) || !order_page (connection, call, &rows, moved, error)))
    {
      return NULL;
    }
  if (!kith_message_row_add_all (connection, call->messages, flags, error) ||
      !take_all_notes (connection, call, error) ||
      (call->arrivals.handled > 0 &&
       !kith_stream_row_set_handled (connection, call->arrivals.account_id, call->arrivals.handled, error)) ||
      (call->newest_id != NULL && !set_newest (connection, call, error)) ||
      (call->gap != NULL &&
       (!save_gap (connection, call, &rows, error) || !move_newest_row (connection, call, &rows, error))))
    {
      return NULL;
    }
  g_ptr_array_extend_and_steal (call->messages, g_steal_pointer (&moved));
  conversations = load_conversations (connection, call, error);
  if (conversations == NULL)
    {
      return NULL;
    }
  answer = g_new0 (ArrivalsAnswer, 1);
  answer->messages = g_ptr_array_ref (call->messages);
  answer->conversations = conversations;
  return answer;
}

static const KithStoreCall TAKE_ARRIVALS = {
  .name = "[kith] take arrivals",
  .access = KITH_DATABASE_WRITE,
  .func = take_arrivals,
  .data_free = (GDestroyNotify)arrivals_call_free,
  .result_free = (GDestroyNotify)arrivals_answer_free,
};

void
kith_store_take_arrivals_async (KithStore          *self,
                                const KithArrivals *arrivals,
                                GCancellable       *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer            user_data)
{
  g_return_if_fail (KITH_IS_STORE (self));
  g_return_if_fail (arrivals != NULL && arrivals->messages != NULL);
  g_return_if_fail (arrivals->gap_peer == NULL || (arrivals->gap != NULL && arrivals->gap->id != 0));

  kith_store_call (self, &TAKE_ARRIVALS, arrivals_call_new (arrivals), cancellable, callback, user_data);
}

/* Returns: (transfer full) (element-type KithMessageRecord): one for each given, in order, then what the notes
 * changed, and what had to move; one that stood already has a negative id */
GPtrArray *
kith_store_take_arrivals_finish (KithStore    *self,
                                 GAsyncResult *result,
                                 GPtrArray   **conversations,
                                 GError      **error)
{
  ArrivalsAnswer *answer = kith_store_call_finish (self, &TAKE_ARRIVALS, result, error);
  GPtrArray *messages;

  if (answer == NULL)
    {
      return NULL;
    }
  messages = g_steal_pointer (&answer->messages);
  if (conversations != NULL)
    {
      *conversations = g_steal_pointer (&answer->conversations);
    }
  arrivals_answer_free (answer);
  return messages;
}

static gpointer
load_archive (KithConnection *connection,
              gpointer        data,
              GError        **error)
{
  const gint64 *account_id = data;
  g_autoptr(KithArchiveRecord) record = g_new0 (KithArchiveRecord, 1);
  g_autoptr(KithStatement) statement = kith_connection_prepare (
    connection, "SELECT newest_id, newest_time FROM archives WHERE account_id = ?");

  kith_statement_bind_int (statement, *account_id);
  if (kith_statement_step (statement))
    {
      record->newest_id = kith_statement_dup_text (statement, 0);
      record->newest_time = kith_statement_get_int (statement, 1);
    }
  if (!kith_statement_check (statement, error))
    {
      return NULL;
    }
  record->gaps = kith_gap_row_load_all (connection, *account_id, error);
  return record->gaps != NULL ? g_steal_pointer (&record) : NULL;
}

static const KithStoreCall LOAD_ARCHIVE = {
  .name = "[kith] load archive",
  .access = KITH_DATABASE_READ,
  .func = load_archive,
  .data_free = g_free,
  .result_free = (GDestroyNotify)kith_archive_record_free,
};

void
kith_store_load_archive_async (KithStore          *self,
                               gint64              account_id,
                               GCancellable       *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer            user_data)
{
  g_return_if_fail (KITH_IS_STORE (self));

  kith_store_call (self, &LOAD_ARCHIVE, g_memdup2 (&account_id, sizeof account_id), cancellable, callback, user_data);
}

/* Returns: (transfer full): how far the archive is here */
KithArchiveRecord *
kith_store_load_archive_finish (KithStore    *self,
                                GAsyncResult *result,
                                GError      **error)
{
  return kith_store_call_finish (self, &LOAD_ARCHIVE, result, error);
}

static gpointer
load_gaps (KithConnection *connection,
           gpointer        data,
           GError        **error)
{
  return kith_gap_row_load_parts (connection, *(gint64 *)data, error);
}

static const KithStoreCall LOAD_GAPS = {
  .name = "[kith] load gaps",
  .access = KITH_DATABASE_READ,
  .func = load_gaps,
  .data_free = g_free,
  .result_free = (GDestroyNotify)g_ptr_array_unref,
};

void
kith_store_load_gaps_async (KithStore          *self,
                            gint64              conversation_id,
                            GCancellable       *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer            user_data)
{
  g_return_if_fail (KITH_IS_STORE (self));

  kith_store_call (self, &LOAD_GAPS, g_memdup2 (&conversation_id, sizeof conversation_id), cancellable, callback,
                   user_data);
}

/* Returns: (transfer full) (element-type KithGapRecord): newest first */
GPtrArray *
kith_store_load_gaps_finish (KithStore    *self,
                             GAsyncResult *result,
                             GError      **error)
{
  return kith_store_call_finish (self, &LOAD_GAPS, result, error);
}
