/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-store-streams.h"

#include "kith-connection.h"
#include "kith-message-row.h"
#include "kith-row.h"
#include "kith-store-error.h"
#include "kith-store-private.h"
#include "kith-stream-row.h"

/* The table of the streams, and the numbers that messages have on them. */

typedef struct
{
  gint64 account_id;
  gint64 number;
} StreamCall;

static StreamCall *
stream_call_new (gint64 account_id,
                 gint64 number)
{
  StreamCall *call = g_new0 (StreamCall, 1);

  call->account_id = account_id;
  call->number = number;
  return call;
}

/* Returns: (transfer full): an empty record */
KithStreamRecord *
kith_stream_record_new (void)
{
  return g_new0 (KithStreamRecord, 1);
}

/* Returns: (transfer full): a copy */
KithStreamRecord *
kith_stream_record_copy (const KithStreamRecord *self)
{
  KithStreamRecord *copy;

  g_return_val_if_fail (self != NULL, NULL);

  copy = g_memdup2 (self, sizeof *self);
  copy->id = g_strdup (self->id);
  copy->location = g_strdup (self->location);
  copy->bound = g_strdup (self->bound);
  return copy;
}

void
kith_stream_record_free (KithStreamRecord *self)
{
  g_return_if_fail (self != NULL);

  g_free (self->id);
  g_free (self->location);
  g_free (self->bound);
  g_free (self);
}

static gpointer
save_stream (KithConnection *connection,
             gpointer        data,
             GError        **error)
{
  const KithStreamRecord *record = data;
  g_autoptr(KithStatement) statement = kith_connection_prepare (
    connection,
    "INSERT OR REPLACE INTO streams (account_id, id, location, bound, handled, max, time)"
    " VALUES (?, ?, ?, ?, ?, ?, ?)");

  kith_statement_bind_int (statement, record->account_id);
  kith_statement_bind_text (statement, record->id);
  kith_statement_bind_text (statement, record->location);
  kith_statement_bind_text (statement, record->bound);
  kith_statement_bind_int (statement, record->handled);
  kith_statement_bind_int (statement, record->max);
  kith_statement_bind_int (statement, record->time);
  return GINT_TO_POINTER (kith_statement_run (statement, error));
}

static const KithStoreCall SAVE_STREAM = {
  .name = "[kith] save stream",
  .access = KITH_DATABASE_WRITE,
  .func = save_stream,
  .data_free = (GDestroyNotify)kith_stream_record_free,
};

void
kith_store_save_stream_async (KithStore              *self,
                              const KithStreamRecord *record,
                              GCancellable           *cancellable,
                              GAsyncReadyCallback     callback,
                              gpointer                user_data)
{
  g_return_if_fail (KITH_IS_STORE (self));
  g_return_if_fail (record != NULL && record->id != NULL);

  kith_store_call (self, &SAVE_STREAM, kith_stream_record_copy (record), cancellable, callback, user_data);
}

/* Returns: whether it is kept; %KITH_STORE_ERROR_NOT_FOUND if there is no such account */
gboolean
kith_store_save_stream_finish (KithStore    *self,
                               GAsyncResult *result,
                               GError      **error)
{
  return kith_store_call_finish (self, &SAVE_STREAM, result, error) != NULL;
}

static gpointer
load_stream (KithConnection *connection,
             gpointer        data,
             GError        **error)
{
  const StreamCall *call = data;
  KithStreamRecord *record;
  g_autoptr(KithStatement) statement = kith_connection_prepare (
    connection, "SELECT id, location, bound, handled, max, time FROM streams WHERE account_id = ?");

  kith_statement_bind_int (statement, call->account_id);
  if (!kith_statement_step (statement))
    {
      if (kith_statement_check (statement, error))
        {
          g_set_error_literal (error, KITH_STORE_ERROR, KITH_STORE_ERROR_NOT_FOUND, "no such stream");
        }
      return NULL;
    }
  record = kith_stream_record_new ();
  record->account_id = call->account_id;
  record->id = kith_statement_dup_text (statement, 0);
  record->location = kith_statement_dup_text (statement, 1);
  record->bound = kith_statement_dup_text (statement, 2);
  record->handled = kith_statement_get_int (statement, 3);
  record->max = kith_statement_get_int (statement, 4);
  record->time = kith_statement_get_int (statement, 5);
  return record;
}

static const KithStoreCall LOAD_STREAM = {
  .name = "[kith] load stream",
  .access = KITH_DATABASE_READ,
  .func = load_stream,
  .data_free = g_free,
  .result_free = (GDestroyNotify)kith_stream_record_free,
};

void
kith_store_load_stream_async (KithStore          *self,
                              gint64              account_id,
                              GCancellable       *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer            user_data)
{
  g_return_if_fail (KITH_IS_STORE (self));

  kith_store_call (self, &LOAD_STREAM, stream_call_new (account_id, 0), cancellable, callback, user_data);
}

/* Returns: (transfer full): the stream; NULL with %KITH_STORE_ERROR_NOT_FOUND if none is kept */
KithStreamRecord *
kith_store_load_stream_finish (KithStore    *self,
                               GAsyncResult *result,
                               GError      **error)
{
  return kith_store_call_finish (self, &LOAD_STREAM, result, error);
}

static gpointer
set_handled (KithConnection *connection,
             gpointer        data,
             GError        **error)
{
  const StreamCall *call = data;

  return GINT_TO_POINTER (kith_stream_row_set_handled (connection, call->account_id, call->number, error));
}

static const KithStoreCall SET_HANDLED = {
  .name = "[kith] set handled",
  .access = KITH_DATABASE_WRITE,
  .func = set_handled,
  .data_free = g_free,
};

void
kith_store_set_handled_async (KithStore          *self,
                              gint64              account_id,
                              gint64              handled,
                              GCancellable       *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer            user_data)
{
  g_return_if_fail (KITH_IS_STORE (self));

  kith_store_call (self, &SET_HANDLED, stream_call_new (account_id, handled), cancellable, callback, user_data);
}

gboolean
kith_store_set_handled_finish (KithStore    *self,
                               GAsyncResult *result,
                               GError      **error)
{
  return kith_store_call_finish (self, &SET_HANDLED, result, error) != NULL;
}

static gpointer
set_sequences (KithConnection *connection,
               gpointer        data,
               GError        **error)
{
  GArray *sequences = data;

  for (guint i = 0; i < sequences->len; i++)
    {
      const KithMessageSequence *one = &g_array_index (sequences, KithMessageSequence, i);
      g_autoptr(KithStatement) statement = kith_connection_prepare (
        connection, "UPDATE messages SET sequence = NULLIF(?, 0) WHERE id = ? AND direction = 1");

      kith_statement_bind_int (statement, one->sequence);
      kith_statement_bind_int (statement, one->message_id);
      if (!kith_statement_run (statement, error))
        {
          return NULL;
        }
    }
  return GINT_TO_POINTER (TRUE);
}

static const KithStoreCall SET_SEQUENCES = {
  .name = "[kith] set sequences",
  .access = KITH_DATABASE_WRITE,
  .func = set_sequences,
  .data_free = (GDestroyNotify)g_array_unref,
};

/* A message that was removed meanwhile is no error. */
void
kith_store_set_sequences_async (KithStore          *self,
                                GArray             *sequences,
                                GCancellable       *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer            user_data)
{
  g_return_if_fail (KITH_IS_STORE (self));
  g_return_if_fail (sequences != NULL && g_array_get_element_size (sequences) == sizeof (KithMessageSequence));

  kith_store_call (self, &SET_SEQUENCES, g_array_copy (sequences), cancellable, callback, user_data);
}

gboolean
kith_store_set_sequences_finish (KithStore    *self,
                                 GAsyncResult *result,
                                 GError      **error)
{
  return kith_store_call_finish (self, &SET_SEQUENCES, result, error) != NULL;
}

static gpointer
acknowledge (KithConnection *connection,
             gpointer        data,
             GError        **error)
{
  const StreamCall *call = data;
  g_autoptr(GPtrArray) records = kith_stream_row_load_numbered (connection, call->account_id, call->number, error);

  if (records == NULL)
    {
      return NULL;
    }
  for (guint i = 0; i < records->len; i++)
    {
      KithMessageRecord *record = g_ptr_array_index (records, i);

      record->sequence = 0;
      /* What came back as an error was delivered to the server, too: that is no reason to try again. */
      if (record->delivery != KITH_DELIVERY_PENDING)
        {
          continue;
        }
      record->delivery = KITH_DELIVERY_SENT;
      if (!kith_message_row_raise (connection, record->id, KITH_DELIVERY_SENT, NULL, error))
        {
          return NULL;
        }
    }
  if (!kith_stream_row_clear_numbers (connection, call->account_id, call->number, error))
    {
      return NULL;
    }
  return g_steal_pointer (&records);
}

static const KithStoreCall ACKNOWLEDGE = {
  .name = "[kith] acknowledge",
  .access = KITH_DATABASE_WRITE,
  .func = acknowledge,
  .data_free = g_free,
  .result_free = (GDestroyNotify)g_ptr_array_unref,
};

void
kith_store_acknowledge_async (KithStore          *self,
                              gint64              account_id,
                              gint64              sequence,
                              GCancellable       *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer            user_data)
{
  g_return_if_fail (KITH_IS_STORE (self));

  kith_store_call (self, &ACKNOWLEDGE, stream_call_new (account_id, sequence), cancellable, callback, user_data);
}

/* Returns: (transfer full) (element-type KithMessageRecord): which messages the server now has, as they are */
GPtrArray *
kith_store_acknowledge_finish (KithStore    *self,
                               GAsyncResult *result,
                               GError      **error)
{
  return kith_store_call_finish (self, &ACKNOWLEDGE, result, error);
}

static void
keep_pending (GPtrArray *records)
{
  for (guint i = records->len; i > 0; i--)
    {
      const KithMessageRecord *record = g_ptr_array_index (records, i - 1);

      if (record->delivery != KITH_DELIVERY_PENDING)
        {
          g_ptr_array_remove_index (records, i - 1);
        }
    }
}

static gpointer
end_stream (KithConnection *connection,
            gpointer        data,
            GError        **error)
{
  const StreamCall *call = data;
  g_autoptr(GPtrArray) records = kith_stream_row_load_numbered (connection, call->account_id, G_MAXINT64, error);
  g_autoptr(KithStatement) statement = NULL;

  if (records == NULL || !kith_stream_row_doubt_numbers (connection, call->account_id, error) ||
      !kith_stream_row_clear_numbers (connection, call->account_id, G_MAXINT64, error))
    {
      return NULL;
    }
  statement = kith_connection_prepare (connection, "DELETE FROM streams WHERE account_id = ?");
  kith_statement_bind_int (statement, call->account_id);
  if (!kith_statement_run (statement, error))
    {
      return NULL;
    }
  keep_pending (records);
  return g_steal_pointer (&records);
}

static const KithStoreCall END_STREAM = {
  .name = "[kith] end stream",
  .access = KITH_DATABASE_WRITE,
  .func = end_stream,
  .data_free = g_free,
  .result_free = (GDestroyNotify)g_ptr_array_unref,
};

void
kith_store_end_stream_async (KithStore          *self,
                             gint64              account_id,
                             GCancellable       *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer            user_data)
{
  g_return_if_fail (KITH_IS_STORE (self));

  kith_store_call (self, &END_STREAM, stream_call_new (account_id, 0), cancellable, callback, user_data);
}

/* Returns: (transfer full) (element-type KithMessageRecord): what the server may have or not */
GPtrArray *
kith_store_end_stream_finish (KithStore    *self,
                              GAsyncResult *result,
                              GError      **error)
{
  return kith_store_call_finish (self, &END_STREAM, result, error);
}
