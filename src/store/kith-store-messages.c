/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-store-messages.h"

#include "kith-connection.h"
#include "kith-conversation-row.h"
#include "kith-early-note-row.h"
#include "kith-message-row.h"
#include "kith-row.h"
#include "kith-search-index.h"
#include "kith-store-error.h"
#include "kith-store-private.h"

/* The table of the messages. The search over it has a file of its own. */

typedef struct
{
  gint64       id;            /* of an account, a conversation or a message */
  gint64       before_id;
  guint        limit;
  char        *peer;          /* owned */
  char        *stanza_id;     /* owned */
  KithDelivery delivery;
  char        *error_text;    /* owned */
} KithMessageCall;

static KithMessageCall *
message_call_new (gint64 id)
{
  KithMessageCall *call = g_new0 (KithMessageCall, 1);

  call->id = id;
  return call;
}

static void
message_call_free (KithMessageCall *call)
{
  g_free (call->peer);
  g_free (call->stanza_id);
  g_free (call->error_text);
  g_free (call);
}

static GPtrArray *
copy_records (GPtrArray *records)
{
  GPtrArray *copy = g_ptr_array_new_full (records->len, (GDestroyNotify)kith_message_record_free);

  for (guint i = 0; i < records->len; i++)
    {
      g_ptr_array_add (copy, kith_message_record_copy (g_ptr_array_index (records, i)));
    }
  return copy;
}

static gpointer
add_messages (KithConnection *connection,
              gpointer        data,
              GError        **error)
{
  GPtrArray *records = data;

  return kith_message_row_add_all (connection, records, KITH_MESSAGE_ROW_NONE, error) ? g_ptr_array_ref (records) : NULL;
}

static const KithStoreCall ADD_MESSAGES = {
  .name = "[kith] add messages",
  .access = KITH_DATABASE_WRITE,
  .func = add_messages,
  .data_free = (GDestroyNotify)g_ptr_array_unref,
  .result_free = (GDestroyNotify)g_ptr_array_unref,
};

/* Documented in the header. All of them are kept, or none: %KITH_STORE_ERROR_NOT_FOUND if an account or a conversation is
 * missing. A batch of one account that comes from its archive may lie before what is there: only a message that is
 * newer than all others shows in the list of conversations and takes a conversation out of hiding. */
void
kith_store_add_messages_async (KithStore          *self,
                               GPtrArray          *records,
                               GCancellable       *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer            user_data)
{
  g_return_if_fail (KITH_IS_STORE (self));
  g_return_if_fail (records != NULL);
  for (guint i = 0; i < records->len; i++)
    {
      const KithMessageRecord *record = g_ptr_array_index (records, i);

      g_return_if_fail (record->id == 0);
      g_return_if_fail (record->conversation_id != 0 || record->peer != NULL);
    }

  kith_store_call (self, &ADD_MESSAGES, copy_records (records), cancellable, callback, user_data);
}

GPtrArray *
kith_store_add_messages_finish (KithStore    *self,
                                GAsyncResult *result,
                                GError      **error)
{
  return kith_store_call_finish (self, &ADD_MESSAGES, result, error);
}

static void
reverse (GPtrArray *array)
{
  for (guint i = 0; i < array->len / 2; i++)
    {
      gpointer *front = &array->pdata[i];
      gpointer *back = &array->pdata[array->len - 1 - i];
      gpointer kept = *front;

      *front = *back;
      *back = kept;
    }
}

static gboolean
find_time (KithConnection        *connection,
           const KithMessageCall *call,
           gint64                *time,
           GError               **error)
{
  g_autoptr(KithStatement) statement = kith_connection_prepare (
    connection, "SELECT time FROM messages WHERE id = ? AND conversation_id = ?");

  kith_statement_bind_int (statement, call->before_id);
  kith_statement_bind_int (statement, call->id);
  if (kith_statement_step (statement))
    {
      *time = kith_statement_get_int (statement, 0);
      return TRUE;
    }
  if (kith_statement_check (statement, error))
    {
      g_set_error_literal (error, KITH_STORE_ERROR, KITH_STORE_ERROR_NOT_FOUND, "no such message");
    }
  return FALSE;
}

static gpointer
load_messages (KithConnection *connection,
               gpointer        data,
               GError        **error)
{
  const KithMessageCall *call = data;
  g_autoptr(KithStatement) statement = kith_connection_prepare (
    connection,
    "SELECT " KITH_ROW_MESSAGE " FROM messages AS m JOIN conversations AS c"
    " ON c.id = m.conversation_id WHERE m.conversation_id = ? AND (m.time, m.id) < (?, ?)"
    " ORDER BY m.time DESC, m.id DESC LIMIT ?");
  gint64 before_id = call->before_id > 0 ? call->before_id : G_MAXINT64;
  gint64 time = G_MAXINT64;
  GPtrArray *page;

  if (call->before_id > 0 && !find_time (connection, call, &time, error))
    {
      return NULL;
    }
  kith_statement_bind_int (statement, call->id);
  kith_statement_bind_int (statement, time);
  kith_statement_bind_int (statement, before_id);
  kith_statement_bind_int (statement, call->limit);
  page = kith_row_collect (statement, kith_row_to_message, (GDestroyNotify)kith_message_record_free,
                           error);
  if (page != NULL)
    {
      reverse (page);
    }
  return page;
}

static const KithStoreCall LOAD_MESSAGES = {
  .name = "[kith] load messages",
  .access = KITH_DATABASE_READ,
  .func = load_messages,
  .data_free = (GDestroyNotify)message_call_free,
  .result_free = (GDestroyNotify)g_ptr_array_unref,
};

void
kith_store_load_messages_async (KithStore          *self,
                                gint64              conversation_id,
                                gint64              before_id,
                                guint               limit,
                                GCancellable       *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer            user_data)
{
  KithMessageCall *call;

  g_return_if_fail (KITH_IS_STORE (self));

  call = message_call_new (conversation_id);
  call->before_id = before_id;
  call->limit = limit;
  kith_store_call (self, &LOAD_MESSAGES, call, cancellable, callback, user_data);
}

/* Returns: (transfer full) (element-type KithMessageRecord): the page, oldest first, empty at the end of the history;
 *   NULL with %KITH_STORE_ERROR_NOT_FOUND if the message to page from is not in the conversation (any more) */
GPtrArray *
kith_store_load_messages_finish (KithStore    *self,
                                 GAsyncResult *result,
                                 GError      **error)
{
  return kith_store_call_finish (self, &LOAD_MESSAGES, result, error);
}

/* Answers a record without an id. */
static gpointer
keep_delivery (KithConnection        *connection,
               const KithMessageCall *call,
               GError               **error)
{
  KithNoteKind kind = call->delivery == KITH_DELIVERY_READ ? KITH_NOTE_SEEN
                      : call->delivery == KITH_DELIVERY_DELIVERED ? KITH_NOTE_RECEIVED : KITH_NOTE_FAILED;
  g_autoptr(KithNoteRecord) note = kith_note_record_new (kind, call->peer, call->stanza_id);

  note->error = g_strdup (call->error_text);
  if (call->delivery >= KITH_DELIVERY_DELIVERED && !kith_early_note_row_keep (connection, call->id, note, error))
    {
      return NULL;
    }
  return kith_message_record_new ();
}

static gpointer
set_delivery (KithConnection *connection,
              gpointer        data,
              GError        **error)
{
  const KithMessageCall *call = data;
  g_autoptr(KithStatement) statement = kith_connection_prepare (
    connection,
    "SELECT id FROM messages WHERE stanza_id = ? AND direction = 1 AND conversation_id ="
    " (SELECT id FROM conversations WHERE account_id = ? AND peer = ?) ORDER BY id DESC LIMIT 1");
  gint64 id;

  kith_statement_bind_text (statement, call->stanza_id);
  kith_statement_bind_int (statement, call->id);
  kith_statement_bind_text (statement, call->peer);
  id = kith_statement_step (statement) ? kith_statement_get_int (statement, 0) : 0;
  if (!kith_statement_check (statement, error))
    {
      return NULL;
    }
  if (id == 0)
    {
      return keep_delivery (connection, call, error);
    }
  if (!kith_message_row_raise (connection, id, call->delivery, call->error_text, error))
    {
      return NULL;
    }
  return kith_message_row_load (connection, id, error);
}

static const KithStoreCall SET_DELIVERY = {
  .name = "[kith] set delivery",
  .access = KITH_DATABASE_WRITE,
  .func = set_delivery,
  .data_free = (GDestroyNotify)message_call_free,
  .result_free = (GDestroyNotify)kith_message_record_free,
};

void
kith_store_set_delivery_async (KithStore          *self,
                               gint64              account_id,
                               const char         *peer,
                               const char         *stanza_id,
                               KithDelivery        delivery,
                               const char         *error_text,
                               GCancellable       *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer            user_data)
{
  KithMessageCall *call;

  g_return_if_fail (KITH_IS_STORE (self));
  g_return_if_fail (peer != NULL && stanza_id != NULL);

  call = message_call_new (account_id);
  call->peer = g_strdup (peer);
  call->stanza_id = g_strdup (stanza_id);
  call->delivery = delivery;
  call->error_text = g_strdup (error_text);
  kith_store_call (self, &SET_DELIVERY, call, cancellable, callback, user_data);
}

/* Returns: (transfer full): the message as it now is, see kith_message_row_raise(); NULL with %KITH_STORE_ERROR_NOT_FOUND: what was said of
 * it waits until it comes */
KithMessageRecord *
kith_store_set_delivery_finish (KithStore    *self,
                                GAsyncResult *result,
                                GError      **error)
{
  KithMessageRecord *record = kith_store_call_finish (self, &SET_DELIVERY, result, error);

  if (record == NULL || record->id != 0)
    {
      return record;
    }
  kith_message_record_free (record);
  g_set_error_literal (error, KITH_STORE_ERROR, KITH_STORE_ERROR_NOT_FOUND, "no such message");
  return NULL;
}

static gpointer
load_pending (KithConnection *connection,
              gpointer        data,
              GError        **error)
{
  const KithMessageCall *call = data;
  g_autoptr(KithStatement) statement = kith_connection_prepare (
    connection,
    "SELECT " KITH_ROW_MESSAGE " FROM messages AS m JOIN conversations AS c"
    " ON c.id = m.conversation_id WHERE m.account_id = ? AND m.direction = 1 AND m.delivery = 1"
    " ORDER BY m.id");

  kith_statement_bind_int (statement, call->id);
  return kith_row_collect (statement, kith_row_to_message,
                           (GDestroyNotify)kith_message_record_free, error);
}

static const KithStoreCall LOAD_PENDING = {
  .name = "[kith] load pending messages",
  .access = KITH_DATABASE_READ,
  .func = load_pending,
  .data_free = (GDestroyNotify)message_call_free,
  .result_free = (GDestroyNotify)g_ptr_array_unref,
};

void
kith_store_load_pending_async (KithStore          *self,
                               gint64              account_id,
                               GCancellable       *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer            user_data)
{
  g_return_if_fail (KITH_IS_STORE (self));

  kith_store_call (self, &LOAD_PENDING, message_call_new (account_id), cancellable, callback,
                   user_data);
}

/* Returns: (transfer full) (element-type KithMessageRecord): oldest first */
GPtrArray *
kith_store_load_pending_finish (KithStore    *self,
                                GAsyncResult *result,
                                GError      **error)
{
  return kith_store_call_finish (self, &LOAD_PENDING, result, error);
}

static gpointer
remove_message (KithConnection *connection,
                gpointer        data,
                GError        **error)
{
  const KithMessageCall *call = data;
  g_autoptr(KithMessageRecord) record = kith_message_row_load (connection, call->id, error);
  g_autoptr(KithStatement) statement = NULL;

  if (record == NULL || !kith_search_index_remove (connection, call->id, record->body, error))
    {
      return NULL;
    }
  statement = kith_connection_prepare (connection, "DELETE FROM messages WHERE id = ?");
  kith_statement_bind_int (statement, call->id);
  if (!kith_statement_run_found (statement, error))
    {
      return NULL;
    }
  return GINT_TO_POINTER (kith_conversation_row_refresh (connection, record->conversation_id, error));
}

static const KithStoreCall REMOVE_MESSAGE = {
  .name = "[kith] remove message",
  .access = KITH_DATABASE_WRITE,
  .func = remove_message,
  .data_free = (GDestroyNotify)message_call_free,
};

void
kith_store_remove_message_async (KithStore          *self,
                                 gint64              message_id,
                                 GCancellable       *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer            user_data)
{
  g_return_if_fail (KITH_IS_STORE (self));

  kith_store_call (self, &REMOVE_MESSAGE, message_call_new (message_id), cancellable, callback,
                   user_data);
}

/* Returns: whether it is gone; %KITH_STORE_ERROR_NOT_FOUND if there was none */
gboolean
kith_store_remove_message_finish (KithStore    *self,
                                  GAsyncResult *result,
                                  GError      **error)
{
  return kith_store_call_finish (self, &REMOVE_MESSAGE, result, error) != NULL;
}
