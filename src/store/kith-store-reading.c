/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-store-reading.h"

#include "kith-connection.h"
#include "kith-conversation-row.h"
#include "kith-early-note-row.h"
#include "kith-reading-row.h"
#include "kith-row.h"
#include "kith-store-error.h"
#include "kith-store-private.h"

/* How far conversations have been read: here, on other devices, and by the other side. */

typedef struct
{
  gint64 account_id;
  gint64 conversation_id;
  gint64 message_id;
  char  *peer; /* owned */
  char  *id;   /* owned */
} ReadingCall;

static ReadingCall *
reading_call_new (gint64      account_id,
                  const char *peer,
                  const char *id)
{
  ReadingCall *call = g_new0 (ReadingCall, 1);

  call->account_id = account_id;
  call->peer = g_strdup (peer);
  call->id = g_strdup (id);
  return call;
}

static void
reading_call_free (ReadingCall *call)
{
  g_free (call->peer);
  g_free (call->id);
  g_free (call);
}

void
kith_reading_record_free (KithReadingRecord *self)
{
  g_return_if_fail (self != NULL);

  g_free (self->peer);
  g_free (self->archive_id);
  g_free (self->stanza_id);
  g_free (self->sender);
  g_free (self);
}

void
kith_seen_record_free (KithSeenRecord *self)
{
  g_return_if_fail (self != NULL);

  g_clear_pointer (&self->message_ids, g_array_unref);
  g_free (self);
}

static gpointer
set_read_mark (KithConnection *connection,
               gpointer        data,
               GError        **error)
{
  const ReadingCall *call = data;
  gint64 id;
  g_autoptr(KithStatement) statement = NULL;

  if (!kith_conversation_row_ensure (connection, call->account_id, call->peer, FALSE, &id, error))
    {
      return NULL;
    }
  statement = kith_connection_prepare (connection, "UPDATE conversations SET read_mark = ? WHERE id = ?");
  kith_statement_bind_text (statement, call->id);
  kith_statement_bind_int (statement, id);
  if (!kith_statement_run (statement, error) || !kith_conversation_row_settle (connection, id, error))
    {
      return NULL;
    }
  return kith_conversation_row_load (connection, id, error);
}

static const KithStoreCall SET_READ_MARK = {
  .name = "[kith] set read mark",
  .access = KITH_DATABASE_WRITE,
  .func = set_read_mark,
  .data_free = (GDestroyNotify)reading_call_free,
  .result_free = (GDestroyNotify)kith_conversation_record_free,
};

void
kith_store_set_read_mark_async (KithStore          *self,
                                gint64              account_id,
                                const char         *peer,
                                const char         *archive_id,
                                GCancellable       *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer            user_data)
{
  g_return_if_fail (KITH_IS_STORE (self));
  g_return_if_fail (peer != NULL && archive_id != NULL);

  kith_store_call (self, &SET_READ_MARK, reading_call_new (account_id, peer, archive_id), cancellable, callback,
                   user_data);
}

/* Returns: (transfer full): the conversation, made if there was none; NULL with %KITH_STORE_ERROR_NOT_FOUND without the account */
KithConversationRecord *
kith_store_set_read_mark_finish (KithStore    *self,
                                 GAsyncResult *result,
                                 GError      **error)
{
  return kith_store_call_finish (self, &SET_READ_MARK, result, error);
}

/* %KITH_STORE_ERROR_NOT_FOUND if there is none. */
static gboolean
find_message (KithConnection    *connection,
              const ReadingCall *call,
              KithDirection      direction,
              KithNamedMessage  *message,
              GError           **error)
{
  if (!kith_reading_row_find (connection, call->account_id, call->peer, call->id, direction, message, error))
    {
      return FALSE;
    }
  if (message->id == 0)
    {
      g_set_error_literal (error, KITH_STORE_ERROR, KITH_STORE_ERROR_NOT_FOUND, "no such message");
    }
  return message->id != 0;
}

/* Answers a conversation without an id. */
static gpointer
keep_read_to (KithConnection    *connection,
              const ReadingCall *call,
              GError           **error)
{
  g_autoptr(KithNoteRecord) note = kith_note_record_new (KITH_NOTE_READ, call->peer, call->id);

  return kith_early_note_row_keep (connection, call->account_id, note, error) ? kith_conversation_record_new () : NULL;
}

static gpointer
set_read_to (KithConnection *connection,
             gpointer        data,
             GError        **error)
{
  const ReadingCall *call = data;
  KithNamedMessage message;

  if (!kith_reading_row_find (connection, call->account_id, call->peer, call->id, KITH_DIRECTION_IN, &message, error))
    {
      return NULL;
    }
  if (message.id == 0)
    {
      return keep_read_to (connection, call, error);
    }
  if (!kith_conversation_row_read_to (connection, message.conversation_id, message.id, message.time, TRUE, error))
    {
      return NULL;
    }
  return kith_conversation_row_load (connection, message.conversation_id, error);
}

static const KithStoreCall SET_READ_TO = {
  .name = "[kith] set read",
  .access = KITH_DATABASE_WRITE,
  .func = set_read_to,
  .data_free = (GDestroyNotify)reading_call_free,
  .result_free = (GDestroyNotify)kith_conversation_record_free,
};

void
kith_store_set_read_to_async (KithStore          *self,
                              gint64              account_id,
                              const char         *peer,
                              const char         *stanza_id,
                              GCancellable       *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer            user_data)
{
  g_return_if_fail (KITH_IS_STORE (self));
  g_return_if_fail (peer != NULL && stanza_id != NULL);

  kith_store_call (self, &SET_READ_TO, reading_call_new (account_id, peer, stanza_id), cancellable, callback, user_data);
}

/* Returns: (transfer full): the conversation; NULL with %KITH_STORE_ERROR_NOT_FOUND if there is no such message: it will be read when it
 * comes */
KithConversationRecord *
kith_store_set_read_to_finish (KithStore    *self,
                               GAsyncResult *result,
                               GError      **error)
{
  KithConversationRecord *record = kith_store_call_finish (self, &SET_READ_TO, result, error);

  if (record == NULL || record->id != 0)
    {
      return record;
    }
  kith_conversation_record_free (record);
  g_set_error_literal (error, KITH_STORE_ERROR, KITH_STORE_ERROR_NOT_FOUND, "no such message");
  return NULL;
}

static gpointer
to_reading (KithStatement *row)
{
  KithReadingRecord *record = g_new0 (KithReadingRecord, 1);

  record->conversation_id = kith_statement_get_int (row, 0);
  record->message_id = kith_statement_get_int (row, 1);
  record->peer = kith_statement_dup_text (row, 2);
  record->archive_id = kith_statement_dup_text (row, 3);
  record->stanza_id = kith_statement_dup_text (row, 4);
  record->sender = kith_statement_dup_text (row, 5);
  return record;
}

/* Between what was told and what was read: so few are looked at that it does not matter how long the history is. */
#define LAST_READ(column, condition) \
  "(SELECT m." column " FROM messages AS m WHERE m.conversation_id = c.id AND m.direction = 0 AND " condition \
  " AND (m.time, m.id) <= (c.read_time, c.read_id) AND (m.time, m.id) > (c.told_time, c.told_id)" \
  " ORDER BY m.time DESC, m.id DESC LIMIT 1)"

static gpointer
load_untold (KithConnection *connection,
             gpointer        data,
             GError        **error)
{
  const ReadingCall *call = data;
  g_autoptr(KithStatement) statement = kith_connection_prepare (
    connection,
    "SELECT c.id, c.read_id, c.peer,"
    LAST_READ ("archive_id", "m.archive_id IS NOT NULL") ","
    LAST_READ ("stanza_id", "m.markable = 1 AND m.stanza_id IS NOT NULL") ","
    LAST_READ ("sender", "m.markable = 1 AND m.stanza_id IS NOT NULL")
    " FROM conversations AS c WHERE c.account_id = ?1 AND (?2 = 0 OR c.id = ?2)"
    " AND (c.read_time, c.read_id) > (c.told_time, c.told_id)");

  kith_statement_bind_int (statement, call->account_id);
  kith_statement_bind_int (statement, call->conversation_id);
  return kith_row_collect (statement, to_reading, (GDestroyNotify)kith_reading_record_free, error);
}

static const KithStoreCall LOAD_UNTOLD = {
  .name = "[kith] load untold",
  .access = KITH_DATABASE_READ,
  .func = load_untold,
  .data_free = (GDestroyNotify)reading_call_free,
  .result_free = (GDestroyNotify)g_ptr_array_unref,
};

void
kith_store_load_untold_async (KithStore          *self,
                              gint64              account_id,
                              gint64              conversation_id,
                              GCancellable       *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer            user_data)
{
  ReadingCall *call;

  g_return_if_fail (KITH_IS_STORE (self));

  call = reading_call_new (account_id, NULL, NULL);
  call->conversation_id = conversation_id;
  kith_store_call (self, &LOAD_UNTOLD, call, cancellable, callback, user_data);
}

/* Returns: (transfer full) (element-type KithReadingRecord) */
GPtrArray *
kith_store_load_untold_finish (KithStore    *self,
                               GAsyncResult *result,
                               GError      **error)
{
  return kith_store_call_finish (self, &LOAD_UNTOLD, result, error);
}

static gpointer
set_told (KithConnection *connection,
          gpointer        data,
          GError        **error)
{
  const ReadingCall *call = data;
  g_autoptr(KithStatement) statement = kith_connection_prepare (
    connection,
    "UPDATE conversations SET (told_id, told_time) = (m.id, m.time) FROM messages AS m"
    " WHERE conversations.id = ? AND m.id = ? AND m.conversation_id = conversations.id"
    " AND (m.time, m.id) > (told_time, told_id)");

  kith_statement_bind_int (statement, call->conversation_id);
  kith_statement_bind_int (statement, call->message_id);
  return GINT_TO_POINTER (kith_statement_run (statement, error));
}

static const KithStoreCall SET_TOLD = {
  .name = "[kith] set told",
  .access = KITH_DATABASE_WRITE,
  .func = set_told,
  .data_free = (GDestroyNotify)reading_call_free,
};

void
kith_store_set_told_async (KithStore          *self,
                           gint64              conversation_id,
                           gint64              message_id,
                           GCancellable       *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer            user_data)
{
  ReadingCall *call;

  g_return_if_fail (KITH_IS_STORE (self));

  call = reading_call_new (0, NULL, NULL);
  call->conversation_id = conversation_id;
  call->message_id = message_id;
  kith_store_call (self, &SET_TOLD, call, cancellable, callback, user_data);
}

gboolean
kith_store_set_told_finish (KithStore    *self,
                            GAsyncResult *result,
                            GError      **error)
{
  return kith_store_call_finish (self, &SET_TOLD, result, error) != NULL;
}

static gpointer
set_seen (KithConnection *connection,
          gpointer        data,
          GError        **error)
{
  const ReadingCall *call = data;
  KithNamedMessage message;
  KithSeenRecord *record;
  GArray *ids;

  if (!find_message (connection, call, KITH_DIRECTION_OUT, &message, error))
    {
      return NULL;
    }
  ids = kith_reading_row_see (connection, &message, error);
  if (ids == NULL)
    {
      return NULL;
    }
  record = g_new0 (KithSeenRecord, 1);
  record->conversation_id = message.conversation_id;
  record->message_ids = ids;
  return record;
}

static const KithStoreCall SET_SEEN = {
  .name = "[kith] set seen",
  .access = KITH_DATABASE_WRITE,
  .func = set_seen,
  .data_free = (GDestroyNotify)reading_call_free,
  .result_free = (GDestroyNotify)kith_seen_record_free,
};

void
kith_store_set_seen_async (KithStore          *self,
                           gint64              account_id,
                           const char         *peer,
                           const char         *stanza_id,
                           GCancellable       *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer            user_data)
{
  g_return_if_fail (KITH_IS_STORE (self));
  g_return_if_fail (peer != NULL && stanza_id != NULL);

  kith_store_call (self, &SET_SEEN, reading_call_new (account_id, peer, stanza_id), cancellable, callback, user_data);
}

/* Returns: (transfer full): what is READ by now; NULL with %KITH_STORE_ERROR_NOT_FOUND if there is no such message */
KithSeenRecord *
kith_store_set_seen_finish (KithStore    *self,
                            GAsyncResult *result,
                            GError      **error)
{
  return kith_store_call_finish (self, &SET_SEEN, result, error);
}
