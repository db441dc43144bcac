/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-message-move.h"

#include "kith-conversation-row.h"
#include "kith-message-row.h"

/* A message that turns out to stand on the wrong side of another gets another time. It only moves towards what is newer: what was not
 * read must not slip in among what was. */

/* Moves one, and how far the conversation is read with it. Who does it has to look again which message is the newest. */
gboolean
kith_message_move_to (KithConnection *connection,
                      gint64          id,
                      gint64          time,
                      GError        **error)
{
  g_autoptr(KithStatement) message = kith_connection_prepare (connection, "UPDATE messages SET time = ? WHERE id = ?");
  g_autoptr(KithStatement) read = kith_connection_prepare (
    connection, "UPDATE conversations SET read_time = ?1 WHERE read_id = ?2");
  g_autoptr(KithStatement) told = kith_connection_prepare (
    connection, "UPDATE conversations SET told_time = ?1 WHERE told_id = ?2");

  kith_statement_bind_int (message, time);
  kith_statement_bind_int (message, id);
  kith_statement_bind_int (read, time);
  kith_statement_bind_int (read, id);
  kith_statement_bind_int (told, time);
  kith_statement_bind_int (told, id);
  return kith_statement_run (message, error) && kith_statement_run (read, error) && kith_statement_run (told, error);
}

/* Returns: (transfer full): ids of those that have to move */
static GArray *
find_behind (KithConnection         *connection,
             const KithMessageRange *range,
             gint64                  time,
             GHashTable             *but,
             GError                **error)
{
  g_autoptr(GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  gboolean there = TRUE;
  g_autoptr(KithStatement) statement = kith_connection_prepare (
    connection,
    "SELECT id, time FROM messages WHERE conversation_id = ? AND direction = ? AND id > ? AND time > ?"
    " AND archive_id IS NOT NULL ORDER BY time, id");

  kith_statement_bind_int (statement, range->conversation);
  kith_statement_bind_int (statement, range->direction);
  kith_statement_bind_int (statement, range->after_row);
  kith_statement_bind_int (statement, range->after_time);
  while (there && kith_statement_step (statement))
    {
      gint64 id = kith_statement_get_int (statement, 0);

      there = kith_statement_get_int (statement, 1) <= time + ids->len;
      if (there && !g_hash_table_contains (but, &id))
        {
          g_array_append_val (ids, id);
        }
    }
  return kith_statement_check (statement, error) ? g_steal_pointer (&ids) : NULL;
}

/**
 * kith_message_move_behind:
 * @but: ids of some that stay where they are
 * @moved: (element-type KithMessageRecord): gets those that moved, each with a negative id
 *
 * Moves what of @range is in the archive and does not stand behind @time behind it, in the order in which it stands.
 */
gboolean
kith_message_move_behind (KithConnection         *connection,
                          const KithMessageRange *range,
                          gint64                  time,
                          GHashTable             *but,
                          GPtrArray              *moved,
                          GError                **error)
{
  g_autoptr(GArray) ids = find_behind (connection, range, time, but, error);

  for (guint i = 0; ids != NULL && i < ids->len; i++)
    {
      gint64 id = g_array_index (ids, gint64, i);
      KithMessageRecord *record;

      if (!kith_message_move_to (connection, id, time + 1 + i, error))
        {
          return FALSE;
        }
      record = kith_message_row_load (connection, id, error);
      if (record == NULL)
        {
          return FALSE;
        }
      record->id = -id;
      g_ptr_array_add (moved, record);
    }
  return ids != NULL && (ids->len == 0 || kith_conversation_row_refresh (connection, range->conversation, error));
}
