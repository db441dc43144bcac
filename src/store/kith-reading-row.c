/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-reading-row.h"

#include "kith-conversation-row.h"
#include "kith-early-note-row.h"
#include "kith-message-row.h"

/* What one message says of others, by their ids: that they arrived, were seen, came back. */

/**
 * kith_reading_row_find:
 *
 * Finds the newest message of one direction with that id of a stanza in the conversation with @peer: `id` 0 if there is none.
 *
 * Returns: %FALSE if the database failed
 */
gboolean
kith_reading_row_find (KithConnection   *connection,
                       gint64            account_id,
                       const char       *peer,
                       const char       *stanza_id,
                       KithDirection     direction,
                       KithNamedMessage *message,
                       GError          **error)
{
  g_autoptr(KithStatement) statement = kith_connection_prepare (
    connection,
    "SELECT m.conversation_id, m.id, m.time FROM conversations AS c JOIN messages AS m ON m.conversation_id = c.id"
    " WHERE c.account_id = ? AND c.peer = ? AND m.stanza_id = ? AND m.direction = ? ORDER BY m.id DESC LIMIT 1");

  *message = (KithNamedMessage) { 0 };
  kith_statement_bind_int (statement, account_id);
  kith_statement_bind_text (statement, peer);
  kith_statement_bind_text (statement, stanza_id);
  kith_statement_bind_int (statement, direction);
  if (kith_statement_step (statement))
    {
      message->conversation_id = kith_statement_get_int (statement, 0);
      message->id = kith_statement_get_int (statement, 1);
      message->time = kith_statement_get_int (statement, 2);
    }
  return kith_statement_check (statement, error);
}

/* Which of ours before @message the server has and the other side was not known to have seen. One that waits was not seen, whatever
 * they say. */
static GArray *
find_unseen (KithConnection         *connection,
             const KithNamedMessage *message,
             GError                **error)
{
  g_autoptr(GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr(KithStatement) statement = kith_connection_prepare (
    connection,
    "SELECT id FROM messages WHERE conversation_id = ? AND direction = 1 AND delivery IN (2, 3)"
    " AND (time, id) < (?, ?) ORDER BY time, id");

  kith_statement_bind_int (statement, message->conversation_id);
  kith_statement_bind_int (statement, message->time);
  kith_statement_bind_int (statement, message->id);
  while (kith_statement_step (statement))
    {
      gint64 id = kith_statement_get_int (statement, 0);

      g_array_append_val (ids, id);
    }
  return kith_statement_check (statement, error) ? g_steal_pointer (&ids) : NULL;
}

/* Returns: (transfer full) (element-type gint64): what is READ from now on: @message and those of ours before it; NULL on a failure */
GArray *
kith_reading_row_see (KithConnection         *connection,
                      const KithNamedMessage *message,
                      GError                **error)
{
  g_autoptr(GArray) ids = find_unseen (connection, message, error);

  if (ids == NULL)
    {
      return NULL;
    }
  g_array_append_val (ids, message->id);
  for (guint i = 0; i < ids->len; i++)
    {
      if (!kith_message_row_raise (connection, g_array_index (ids, gint64, i), KITH_DELIVERY_READ, NULL, error))
        {
          return NULL;
        }
    }
  return g_steal_pointer (&ids);
}

static gboolean
add_changed (KithConnection *connection,
             gint64          id,
             GPtrArray      *changed,
             GError        **error)
{
  KithMessageRecord *record = kith_message_row_load (connection, id, error);

  if (record == NULL)
    {
      return FALSE;
    }
  record->id = -record->id;
  g_ptr_array_add (changed, record);
  return TRUE;
}

static gboolean
note_seen (KithConnection         *connection,
           const KithNamedMessage *message,
           GPtrArray              *changed,
           GError                **error)
{
  g_autoptr(GArray) ids = kith_reading_row_see (connection, message, error);

  for (guint i = 0; ids != NULL && i < ids->len; i++)
    {
      if (!add_changed (connection, g_array_index (ids, gint64, i), changed, error))
        {
          return FALSE;
        }
    }
  return ids != NULL;
}

/**
 * kith_reading_row_note:
 * @changed: (element-type KithMessageRecord): gets the messages of ours that changed, with negative ids
 *
 * Does what the note says; if its message is not here, it is kept until that comes.
 */
gboolean
kith_reading_row_note (KithConnection       *connection,
                       gint64                account_id,
                       const KithNoteRecord *note,
                       GPtrArray            *changed,
                       GError              **error)
{
  KithDirection direction = note->kind == KITH_NOTE_READ ? KITH_DIRECTION_IN : KITH_DIRECTION_OUT;
  KithNamedMessage message;

  if (!kith_reading_row_find (connection, account_id, note->peer, note->stanza_id, direction, &message, error))
    {
      return FALSE;
    }
  if (message.id == 0)
    {
      return kith_early_note_row_keep (connection, account_id, note, error);
    }
  switch (note->kind)
    {
    case KITH_NOTE_RECEIVED:
      return kith_message_row_raise (connection, message.id, KITH_DELIVERY_DELIVERED, NULL, error) &&
             add_changed (connection, message.id, changed, error);

    case KITH_NOTE_FAILED:
      return kith_message_row_raise (connection, message.id, KITH_DELIVERY_FAILED, note->error, error) &&
             add_changed (connection, message.id, changed, error);

    case KITH_NOTE_SEEN:
      return note_seen (connection, &message, changed, error);

    case KITH_NOTE_READ:
      return kith_conversation_row_read_to (connection, message.conversation_id, message.id, message.time, TRUE, error);
    }
  return TRUE;
}
