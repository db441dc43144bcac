/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-stream-row.h"

#include "kith-row.h"

/* How far an account's stream is, in the transaction of whoever moves it. */

/* Notes how many stanzas of the server are dealt with, if a stream is kept; never fewer than before. */
gboolean
kith_stream_row_set_handled (KithConnection *connection,
                             gint64          account_id,
                             gint64          handled,
                             GError        **error)
{
  g_autoptr(KithStatement) statement = kith_connection_prepare (
    connection, "UPDATE streams SET handled = ?1 WHERE account_id = ?2 AND handled < ?1");

  kith_statement_bind_int (statement, handled);
  kith_statement_bind_int (statement, account_id);
  return kith_statement_run (statement, error);
}

/* Returns: (transfer full) (element-type KithMessageRecord): the messages with a number up to @sequence, in its order */
GPtrArray *
kith_stream_row_load_numbered (KithConnection *connection,
                               gint64          account_id,
                               gint64          sequence,
                               GError        **error)
{
  g_autoptr(KithStatement) statement = kith_connection_prepare (
    connection,
    "SELECT " KITH_ROW_MESSAGE " FROM messages AS m JOIN conversations AS c ON c.id = m.conversation_id"
    " WHERE m.account_id = ? AND m.sequence BETWEEN 1 AND ? ORDER BY m.sequence");

  kith_statement_bind_int (statement, account_id);
  kith_statement_bind_int (statement, sequence);
  return kith_row_collect (statement, kith_row_to_message, (GDestroyNotify)kith_message_record_free, error);
}

gboolean
kith_stream_row_clear_numbers (KithConnection *connection,
                               gint64          account_id,
                               gint64          sequence,
                               GError        **error)
{
  g_autoptr(KithStatement) statement = kith_connection_prepare (
    connection, "UPDATE messages SET sequence = NULL WHERE account_id = ? AND sequence BETWEEN 1 AND ?");

  kith_statement_bind_int (statement, account_id);
  kith_statement_bind_int (statement, sequence);
  return kith_statement_run (statement, error);
}

/* In the place of a number on the stream, of all that is pending. */
gboolean
kith_stream_row_doubt_numbers (KithConnection *connection,
                               gint64          account_id,
                               GError        **error)
{
  g_autoptr(KithStatement) statement = kith_connection_prepare (
    connection, "UPDATE messages SET sequence = ? WHERE account_id = ? AND sequence >= 1 AND delivery = ?");

  kith_statement_bind_int (statement, KITH_SEQUENCE_UNCERTAIN);
  kith_statement_bind_int (statement, account_id);
  kith_statement_bind_int (statement, KITH_DELIVERY_PENDING);
  return kith_statement_run (statement, error);
}
