/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-gap-row.h"

#include "kith-conversation-row.h"
#include "kith-row.h"

/* What of an archive is not here, for all conversations or for one of them ahead of the others. */

static gboolean
insert (KithConnection      *connection,
        const KithGapRecord *gap,
        const KithGapRows   *rows,
        GError             **error)
{
  g_autoptr(KithStatement) statement = kith_connection_prepare (
    connection,
    "INSERT INTO gaps (account_id, after_id, after_time, before_id, before_time, after_row, before_row)"
    " VALUES (?, ?, ?, ?, ?, ?, ?)");

  kith_statement_bind_int (statement, gap->account_id);
  kith_statement_bind_text (statement, gap->after_id);
  kith_statement_bind_int (statement, gap->after_time);
  kith_statement_bind_text (statement, gap->before_id);
  kith_statement_bind_int (statement, gap->before_time);
  kith_statement_bind_int (statement, rows->after);
  kith_statement_bind_int (statement, rows->before);
  return kith_statement_run (statement, error);
}

/* @rows: (out): where the gap is among the rows, if it still is */
gboolean
kith_gap_row_get_rows (KithConnection *connection,
                       gint64          id,
                       KithGapRows    *rows,
                       GError        **error)
{
  g_autoptr(KithStatement) statement = kith_connection_prepare (
    connection, "SELECT after_row, before_row FROM gaps WHERE id = ?");

  kith_statement_bind_int (statement, id);
  if (kith_statement_step (statement))
    {
      rows->after = kith_statement_get_int (statement, 0);
      rows->before = kith_statement_get_int (statement, 1);
    }
  return kith_statement_check (statement, error);
}

/* Makes the gap, moves its end, or takes it away: see KithArrivals. @rows: of one that is made. @was: (nullable): where it ends now,
 * else it fails */
gboolean
kith_gap_row_save (KithConnection      *connection,
                   const KithGapRecord *gap,
                   const KithGapRows   *rows,
                   const char          *was,
                   GError             **error)
{
  g_autoptr(KithStatement) statement = NULL;

  if (gap->id == 0)
    {
      return gap->before_id == NULL || insert (connection, gap, rows, error);
    }
  if (gap->before_id == NULL)
    {
      statement = kith_connection_prepare (connection, "DELETE FROM gaps WHERE id = ?1 AND (?2 IS NULL OR before_id = ?2)");
    }
  else
    {
      statement = kith_connection_prepare (
        connection,
        "UPDATE gaps SET before_id = ?3, before_time = ?4 WHERE id = ?1 AND (?2 IS NULL OR before_id = ?2)");
    }
  kith_statement_bind_int (statement, gap->id);
  kith_statement_bind_text (statement, was);
  if (gap->before_id != NULL)
    {
      kith_statement_bind_text (statement, gap->before_id);
      kith_statement_bind_int (statement, gap->before_time);
    }
  return kith_statement_run_found (statement, error);
}

/* Moves the end of the gap for one conversation. One that has been closed meanwhile is closed for it, too. */
gboolean
kith_gap_row_save_part (KithConnection      *connection,
                        const KithGapRecord *gap,
                        const char          *peer,
                        GError             **error)
{
  gint64 conversation_id;
  g_autoptr(KithStatement) statement = NULL;

  if (!kith_conversation_row_ensure (connection, gap->account_id, peer, FALSE, &conversation_id, error))
    {
      return FALSE;
    }
  statement = kith_connection_prepare (
    connection,
    "INSERT OR REPLACE INTO gap_parts (gap_id, conversation_id, before_id, before_time)"
    " SELECT id, ?, ?, ? FROM gaps WHERE id = ?");
  kith_statement_bind_int (statement, conversation_id);
  kith_statement_bind_text (statement, gap->before_id);
  kith_statement_bind_int (statement, gap->before_time);
  kith_statement_bind_int (statement, gap->id);
  return kith_statement_run (statement, error);
}

/* Returns: (transfer full) (element-type KithGapRecord): the account's gaps, newest first */
GPtrArray *
kith_gap_row_load_all (KithConnection *connection,
                       gint64          account_id,
                       GError        **error)
{
  g_autoptr(KithStatement) statement = kith_connection_prepare (
    connection, "SELECT " KITH_ROW_GAP " FROM gaps WHERE account_id = ? ORDER BY before_time DESC, id DESC");

  kith_statement_bind_int (statement, account_id);
  return kith_row_collect (statement, kith_row_to_gap, (GDestroyNotify)kith_gap_record_free, error);
}

/* Returns: (transfer full) (element-type KithGapRecord): the gaps as they are for one conversation, newest first */
GPtrArray *
kith_gap_row_load_parts (KithConnection *connection,
                         gint64          conversation_id,
                         GError        **error)
{
  g_autoptr(KithStatement) statement = kith_connection_prepare (
    connection,
    "SELECT g.id, g.account_id, g.after_id, g.after_time,"
    " iif (p.before_time < g.before_time, p.before_id, g.before_id),"
    " iif (p.before_time < g.before_time, p.before_time, g.before_time),"
    " ifnull (p.before_time < g.before_time, 0)"
    " FROM conversations AS c JOIN gaps AS g ON g.account_id = c.account_id"
    " LEFT JOIN gap_parts AS p ON p.gap_id = g.id AND p.conversation_id = c.id"
    " WHERE c.id = ? AND (p.gap_id IS NULL OR p.before_id IS NOT NULL)"
    " ORDER BY g.before_time DESC, g.id DESC");

  kith_statement_bind_int (statement, conversation_id);
  return kith_row_collect (statement, kith_row_to_gap, (GDestroyNotify)kith_gap_record_free, error);
}
