/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-conversation-row.h"

#include "kith-row.h"
#include "kith-store-error.h"

/* Keeps what a conversation repeats of its messages: the newest one and the count of the unread ones. */

/* How much of the newest message is repeated, in characters. */
#define PREVIEW 200

/* Finds the conversation of @account_id with @peer: 0 if there is none. Returns: FALSE on a failure */
gboolean
kith_conversation_row_find (KithConnection *connection,
                            gint64          account_id,
                            const char     *peer,
                            gint64         *id,
                            GError        **error)
{
  g_autoptr(KithStatement) statement = kith_connection_prepare (
    connection, "SELECT id FROM conversations WHERE account_id = ? AND peer = ?");

  kith_statement_bind_int (statement, account_id);
  kith_statement_bind_text (statement, peer);
  *id = kith_statement_step (statement) ? kith_statement_get_int (statement, 0) : 0;
  return kith_statement_check (statement, error);
}

/* Finds the conversation of @account_id with @peer, or makes it; then @request says whether it is one that waits for a decision. */
gboolean
kith_conversation_row_ensure (KithConnection *connection,
                              gint64          account_id,
                              const char     *peer,
                              gboolean        request,
                              gint64         *id,
                              GError        **error)
{
  g_autoptr(KithStatement) statement = NULL;

  if (!kith_conversation_row_find (connection, account_id, peer, id, error))
    {
      return FALSE;
    }
  if (*id != 0)
    {
      return TRUE;
    }
  statement = kith_connection_prepare (
    connection, "INSERT INTO conversations (account_id, peer, request) VALUES (?, ?, ?)");
  kith_statement_bind_int (statement, account_id);
  kith_statement_bind_text (statement, peer);
  kith_statement_bind_int (statement, request);
  if (!kith_statement_run (statement, error))
    {
      return FALSE;
    }
  *id = kith_connection_get_last_id (connection);
  return TRUE;
}

/* Whoever is written to is no stranger. */
gboolean
kith_conversation_row_welcome (KithConnection *connection,
                               gint64          id,
                               GError        **error)
{
  g_autoptr(KithStatement) statement = kith_connection_prepare (
    connection, "UPDATE conversations SET request = 0 WHERE id = ? AND request <> 0");

  kith_statement_bind_int (statement, id);
  return kith_statement_run (statement, error);
}

/* Answers whose the conversation is: @peer is owned by the caller. %KITH_STORE_ERROR_NOT_FOUND if there is none. */
gboolean
kith_conversation_row_get_owner (KithConnection *connection,
                                 gint64          id,
                                 gint64         *account_id,
                                 char          **peer,
                                 GError        **error)
{
  g_autoptr(KithStatement) statement = kith_connection_prepare (
    connection, "SELECT account_id, peer FROM conversations WHERE id = ?");

  kith_statement_bind_int (statement, id);
  if (kith_statement_step (statement))
    {
      *account_id = kith_statement_get_int (statement, 0);
      *peer = kith_statement_dup_text (statement, 1);
      return TRUE;
    }
  if (kith_statement_check (statement, error))
    {
      g_set_error_literal (error, KITH_STORE_ERROR, KITH_STORE_ERROR_NOT_FOUND,
                           "no such conversation");
    }
  return FALSE;
}

static char *
make_preview (const char *body)
{
  const char *end = body;

  for (guint i = 0; i < PREVIEW && *end != '\0'; i++)
    {
      end = g_utf8_next_char (end);
    }
  return g_strndup (body, end - body);
}

static gboolean
note_newest (KithConnection          *connection,
             const KithMessageRecord *message,
             GError                 **error)
{
  g_autofree char *preview = make_preview (message->body);
  g_autoptr(KithStatement) statement = kith_connection_prepare (
    connection,
    "UPDATE conversations SET last_id = ?1, last_time = ?2, last_direction = ?3, last_delivery = ?4,"
    " last_body = ?5, hidden = 0 WHERE id = ?6 AND (?2, ?1) > (last_time, last_id)");

  kith_statement_bind_int (statement, message->id);
  kith_statement_bind_int (statement, message->time);
  kith_statement_bind_int (statement, message->direction);
  kith_statement_bind_int (statement, message->delivery);
  kith_statement_bind_text (statement, preview);
  kith_statement_bind_int (statement, message->conversation_id);
  return kith_statement_run (statement, error);
}

static gboolean
note_unread (KithConnection          *connection,
             const KithMessageRecord *message,
             GError                 **error)
{
  g_autoptr(KithStatement) statement = kith_connection_prepare (
    connection,
    "UPDATE conversations SET unread = unread + 1"
    " WHERE id = ? AND (?, ?) > (read_time, read_id)");

  kith_statement_bind_int (statement, message->conversation_id);
  kith_statement_bind_int (statement, message->time);
  kith_statement_bind_int (statement, message->id);
  return kith_statement_run (statement, error);
}

/* Counts the unread messages anew and keeps the number. %KITH_STORE_ERROR_NOT_FOUND if there is no such conversation. */
gboolean
kith_conversation_row_count_unread (KithConnection *connection,
                                    gint64          id,
                                    gint64         *unread,
                                    GError        **error)
{
  g_autoptr(KithStatement) statement = kith_connection_prepare (
    connection,
    "UPDATE conversations SET unread = (SELECT count (*) FROM messages AS m"
    "  WHERE m.conversation_id = conversations.id AND m.direction = 0"
    "  AND (m.time, m.id) > (conversations.read_time, conversations.read_id))"
    " WHERE id = ? RETURNING unread");

  kith_statement_bind_int (statement, id);
  if (kith_statement_step (statement))
    {
      *unread = kith_statement_get_int (statement, 0);
      return kith_statement_run (statement, error);
    }
  if (kith_statement_check (statement, error))
    {
      g_set_error_literal (error, KITH_STORE_ERROR, KITH_STORE_ERROR_NOT_FOUND,
                           "no such conversation");
    }
  return FALSE;
}

/* Runs a statement that moves how far a conversation is read, and counts what is unread if it did. */
static gboolean
run_and_count (KithConnection *connection,
               KithStatement  *statement,
               gint64          id,
               GError        **error)
{
  gint64 unread;
  gboolean moved = kith_statement_step (statement);

  if (moved ? !kith_statement_run (statement, error) : !kith_statement_check (statement, error))
    {
      return FALSE;
    }
  return !moved || kith_conversation_row_count_unread (connection, id, &unread, error);
}

/* The message says that it and what stands before it are read. What another device says about its reading counts more than what is
 * assumed of one that came in. */
static gboolean
note_read (KithConnection          *connection,
           const KithMessageRecord *message,
           GError                 **error)
{
  g_autoptr(KithStatement) statement = kith_connection_prepare (
    connection,
    "UPDATE conversations SET read_id = ?1, read_time = ?2, told_id = ?1, told_time = ?2"
    " WHERE id = ?3 AND (?2, ?1) > (read_time, read_id) AND (read_mark IS NULL OR ?4 = 1) RETURNING id");

  kith_statement_bind_int (statement, message->id);
  kith_statement_bind_int (statement, message->time);
  kith_statement_bind_int (statement, message->conversation_id);
  kith_statement_bind_int (statement, message->direction);
  return run_and_count (connection, statement, message->conversation_id, error);
}

/**
 * kith_conversation_row_note:
 * @reads: whether the message says that it and what stands before it are read
 *
 * A message was added: it may be the newest, and brings back a hidden conversation if it is, and it may be unread.
 */
gboolean
kith_conversation_row_note (KithConnection          *connection,
                            const KithMessageRecord *message,
                            gboolean                 reads,
                            GError                 **error)
{
  if (!note_newest (connection, message, error) || (reads && !note_read (connection, message, error)))
    {
      return FALSE;
    }
  return message->direction != KITH_DIRECTION_IN || note_unread (connection, message, error);
}

/**
 * kith_conversation_row_read_to:
 * @told: whether the other devices know it
 *
 * Everything up to the message is read. Nothing goes back.
 */
gboolean
kith_conversation_row_read_to (KithConnection *connection,
                               gint64          id,
                               gint64          message_id,
                               gint64          time,
                               gboolean        told,
                               GError        **error)
{
  g_autoptr(KithStatement) read = kith_connection_prepare (
    connection,
    "UPDATE conversations SET read_id = ?1, read_time = ?2"
    " WHERE id = ?3 AND (?2, ?1) > (read_time, read_id) RETURNING id");
  g_autoptr(KithStatement) known = kith_connection_prepare (
    connection,
    "UPDATE conversations SET told_id = ?1, told_time = ?2"
    " WHERE id = ?3 AND ?4 AND (?2, ?1) > (told_time, told_id)");

  kith_statement_bind_int (read, message_id);
  kith_statement_bind_int (read, time);
  kith_statement_bind_int (read, id);
  kith_statement_bind_int (known, message_id);
  kith_statement_bind_int (known, time);
  kith_statement_bind_int (known, id);
  kith_statement_bind_int (known, told);
  return run_and_count (connection, read, id, error) && kith_statement_run (known, error);
}

static gboolean
follow_mark (KithConnection *connection,
             gint64          id,
             const char     *mark,
             GError        **error)
{
  gint64 message_id, time;
  g_autoptr(KithStatement) statement = kith_connection_prepare (
    connection, "SELECT m.id, m.time FROM conversations AS c JOIN messages AS m ON m.account_id = c.account_id"
    " WHERE c.id = ?1 AND m.conversation_id = ?1 AND m.archive_id = ?2");

  kith_statement_bind_int (statement, id);
  kith_statement_bind_text (statement, mark);
  if (!kith_statement_step (statement))
    {
      return kith_statement_check (statement, error);
    }
  message_id = kith_statement_get_int (statement, 0);
  time = kith_statement_get_int (statement, 1);
  return kith_conversation_row_read_to (connection, id, message_id, time, TRUE, error);
}

/* After messages came in: follows what another device has said about its reading, if the message is here by now. */
gboolean
kith_conversation_row_settle (KithConnection *connection,
                              gint64          id,
                              GError        **error)
{
  g_autofree char *mark = NULL;
  g_autoptr(KithStatement) statement = kith_connection_prepare (
    connection, "SELECT read_mark FROM conversations WHERE id = ?");

  kith_statement_bind_int (statement, id);
  if (kith_statement_step (statement))
    {
      mark = kith_statement_dup_text (statement, 0);
    }
  return kith_statement_check (statement, error) && (mark == NULL || follow_mark (connection, id, mark, error));
}

/* A message was removed: looks again which is the newest and how many are unread. */
gboolean
kith_conversation_row_refresh (KithConnection *connection,
                               gint64          id,
                               GError        **error)
{
  gint64 unread;
  g_autoptr(KithStatement) clear = kith_connection_prepare (
    connection,
    "UPDATE conversations SET last_id = 0, last_time = 0, last_direction = 0, last_delivery = 0,"
    " last_body = NULL WHERE id = ?");
  g_autoptr(KithStatement) statement = kith_connection_prepare (
    connection,
    "UPDATE conversations SET (last_id, last_time, last_direction, last_delivery, last_body)"
    " = (m.id, m.time, m.direction, m.delivery, substr (m.body, 1, " G_STRINGIFY (PREVIEW) "))"
    " FROM (SELECT * FROM messages WHERE conversation_id = ?1 ORDER BY time DESC, id DESC LIMIT 1)"
    " AS m WHERE conversations.id = ?1");

  kith_statement_bind_int (clear, id);
  kith_statement_bind_int (statement, id);
  return kith_statement_run (clear, error) && kith_statement_run (statement, error) &&
         kith_conversation_row_count_unread (connection, id, &unread, error);
}

/* Returns: (transfer full): the conversation; NULL with %KITH_STORE_ERROR_NOT_FOUND if there is none */
KithConversationRecord *
kith_conversation_row_load (KithConnection *connection,
                            gint64          id,
                            GError        **error)
{
  g_autoptr(KithStatement) statement = kith_connection_prepare (
    connection, "SELECT " KITH_ROW_CONVERSATION " FROM conversations WHERE id = ?");

  kith_statement_bind_int (statement, id);
  if (kith_statement_step (statement))
    {
      return kith_row_to_conversation (statement);
    }
  if (kith_statement_check (statement, error))
    {
      g_set_error_literal (error, KITH_STORE_ERROR, KITH_STORE_ERROR_NOT_FOUND, "no such conversation");
    }
  return NULL;
}
