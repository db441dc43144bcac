/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-early-note-row.h"

/* What was said of messages that are not here yet: of one that another device wrote, and that the archive brings later, somebody may
 * say before that it arrived. Most of it is about messages that never come, and anybody can say it: so little of it is kept. */

#define MAX_OF_PEER 100
#define MAX_OF_ACCOUNT 5000

static gboolean
trim (KithConnection       *connection,
      gint64                account_id,
      const KithNoteRecord *note,
      GError              **error)
{
  g_autoptr(KithStatement) of_peer = kith_connection_prepare (
    connection,
    "DELETE FROM early_notes WHERE account_id = ?1 AND peer = ?2 AND id NOT IN"
    " (SELECT id FROM early_notes WHERE account_id = ?1 AND peer = ?2 ORDER BY id DESC LIMIT ?3)");
  g_autoptr(KithStatement) of_account = kith_connection_prepare (
    connection,
    "DELETE FROM early_notes WHERE account_id = ?1 AND id <= (SELECT max (id) FROM early_notes) - ?2");

  kith_statement_bind_int (of_peer, account_id);
  kith_statement_bind_text (of_peer, note->peer);
  kith_statement_bind_int (of_peer, MAX_OF_PEER);
  kith_statement_bind_int (of_account, account_id);
  kith_statement_bind_int (of_account, MAX_OF_ACCOUNT);
  return kith_statement_run (of_peer, error) && kith_statement_run (of_account, error);
}

/**
 * kith_early_note_row_keep:
 *
 * Keeps what is said of a message that is not here; the oldest of it goes when it is too much.
 */
gboolean
kith_early_note_row_keep (KithConnection       *connection,
                          gint64                account_id,
                          const KithNoteRecord *note,
                          GError              **error)
{
  g_autoptr(KithStatement) statement = kith_connection_prepare (
    connection, "INSERT OR IGNORE INTO early_notes (account_id, peer, stanza_id, kind, error) VALUES (?, ?, ?, ?, ?)");

  kith_statement_bind_int (statement, account_id);
  kith_statement_bind_text (statement, note->peer);
  kith_statement_bind_text (statement, note->stanza_id);
  kith_statement_bind_int (statement, note->kind);
  kith_statement_bind_text (statement, note->error);
  return kith_statement_run (statement, error) && trim (connection, account_id, note, error);
}

static gboolean
is_empty (KithConnection *connection,
          gint64          account_id,
          gboolean       *empty,
          GError        **error)
{
  g_autoptr(KithStatement) statement = kith_connection_prepare (
    connection, "SELECT 1 FROM early_notes WHERE account_id = ? LIMIT 1");

  kith_statement_bind_int (statement, account_id);
  *empty = !kith_statement_step (statement);
  return kith_statement_check (statement, error);
}

static gboolean
take (KithConnection          *connection,
      const KithMessageRecord *message,
      GPtrArray               *notes,
      GError                 **error)
{
  g_autoptr(KithStatement) statement = kith_connection_prepare (
    connection,
    "DELETE FROM early_notes WHERE account_id = ? AND peer = ? AND stanza_id = ? AND (kind = ?4) = ?5"
    " RETURNING kind, error");

  kith_statement_bind_int (statement, message->account_id);
  kith_statement_bind_text (statement, message->peer);
  kith_statement_bind_text (statement, message->stanza_id);
  kith_statement_bind_int (statement, KITH_NOTE_READ);
  kith_statement_bind_int (statement, message->direction == KITH_DIRECTION_IN);
  while (kith_statement_step (statement))
    {
      KithNoteRecord *note = kith_note_record_new ((KithNoteKind)kith_statement_get_int (statement, 0), message->peer,
                                                   message->stanza_id);

      note->error = kith_statement_dup_text (statement, 1);
      g_ptr_array_add (notes, note);
    }
  return kith_statement_check (statement, error);
}

/**
 * kith_early_note_row_take:
 * @messages: (element-type KithMessageRecord): what was just added; those with a negative id stood already
 *
 * Returns: (transfer full) (element-type KithNoteRecord): what was said of them before they came, which is kept no longer; %NULL if the
 *   database failed
 */
GPtrArray *
kith_early_note_row_take (KithConnection *connection,
                          gint64          account_id,
                          GPtrArray      *messages,
                          GError        **error)
{
  g_autoptr(GPtrArray) notes = g_ptr_array_new_with_free_func ((GDestroyNotify)kith_note_record_free);
  gboolean empty;

  if (!is_empty (connection, account_id, &empty, error))
    {
      return NULL;
    }
  for (guint i = 0; !empty && i < messages->len; i++)
    {
      const KithMessageRecord *message = g_ptr_array_index (messages, i);

      if (message->id > 0 && message->stanza_id != NULL && !take (connection, message, notes, error))
        {
          return NULL;
        }
    }
  return g_steal_pointer (&notes);
}
