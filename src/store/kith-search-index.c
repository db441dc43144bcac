/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-search-index.h"

#include "kith-search-text.h"

/* Keeps the search index in step with the messages, in the transaction of whoever changes them. */

/* Returns: whether the words of @body lead to the message from now on */
gboolean
kith_search_index_add (KithConnection *connection,
                       gint64          message_id,
                       const char     *body,
                       GError        **error)
{
  g_autofree char *text = kith_search_text_for_index (body);
  g_autoptr(KithStatement) statement = kith_connection_prepare (
    connection, "INSERT INTO search (rowid, text) VALUES (?, ?)");

  kith_statement_bind_int (statement, message_id);
  kith_statement_bind_text (statement, text);
  return kith_statement_run (statement, error);
}

/* @body: just as it was added */
gboolean
kith_search_index_remove (KithConnection *connection,
                          gint64          message_id,
                          const char     *body,
                          GError        **error)
{
  g_autofree char *text = kith_search_text_for_index (body);
  g_autoptr(KithStatement) statement = kith_connection_prepare (
    connection, "INSERT INTO search (search, rowid, text) VALUES ('delete', ?, ?)");

  kith_statement_bind_int (statement, message_id);
  kith_statement_bind_text (statement, text);
  return kith_statement_run (statement, error);
}

static gboolean
remove_all (KithConnection *connection,
            KithStatement  *messages,
            GError        **error)
{
  while (kith_statement_step (messages))
    {
      if (!kith_search_index_remove (connection, kith_statement_get_int (messages, 0),
                                     kith_statement_get_text (messages, 1), error))
        {
          return FALSE;
        }
    }
  return kith_statement_check (messages, error);
}

/* Takes the messages of a conversation out of the index, before they are removed. */
gboolean
kith_search_index_remove_conversation (KithConnection *connection,
                                       gint64          conversation_id,
                                       GError        **error)
{
  g_autoptr(KithStatement) messages = kith_connection_prepare (
    connection, "SELECT id, body FROM messages WHERE conversation_id = ?");

  kith_statement_bind_int (messages, conversation_id);
  return remove_all (connection, messages, error);
}

/* Takes the messages of an account out of the index, before they are removed. */
gboolean
kith_search_index_remove_account (KithConnection *connection,
                                  gint64          account_id,
                                  GError        **error)
{
  g_autoptr(KithStatement) messages = kith_connection_prepare (
    connection,
    "SELECT m.id, m.body FROM conversations AS c JOIN messages AS m ON m.conversation_id = c.id"
    " WHERE c.account_id = ?");

  kith_statement_bind_int (messages, account_id);
  return remove_all (connection, messages, error);
}
