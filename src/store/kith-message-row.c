/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-message-row.h"

#include "kith-conversation-row.h"
#include "kith-message-match.h"
#include "kith-row.h"
#include "kith-search-index.h"
#include "kith-store-error.h"

/* Adds one message to its table, or finds the row where it stands already, and moves its delivery. */

static gboolean
fill_archive_id (KithConnection *connection,
                 gint64          id,
                 const char     *archive_id,
                 GError        **error)
{
  g_autoptr(KithStatement) statement = kith_connection_prepare (
    connection, "UPDATE messages SET archive_id = ? WHERE id = ? AND archive_id IS NULL");

  kith_statement_bind_text (statement, archive_id);
  kith_statement_bind_int (statement, id);
  return kith_statement_run (statement, error);
}

static gboolean
insert (KithConnection     *connection,
        KithMessageRecord  *record,
        KithMessageRowFlags flags,
        GError            **error)
{
  gboolean reads = record->direction == KITH_DIRECTION_OUT ? (flags & KITH_MESSAGE_ROW_RECEIVED) != 0
                                                           : (flags & KITH_MESSAGE_ROW_READ) != 0;

  g_autoptr(KithStatement) statement = kith_connection_prepare (
    connection,
    "INSERT INTO messages (conversation_id, account_id, time, direction, delivery, stanza_id,"
    " origin_id, archive_id, sender, error, body, markable) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");

  kith_statement_bind_int (statement, record->conversation_id);
  kith_statement_bind_int (statement, record->account_id);
  kith_statement_bind_int (statement, record->time);
  kith_statement_bind_int (statement, record->direction);
  kith_statement_bind_int (statement, record->delivery);
  kith_statement_bind_text (statement, record->stanza_id);
  kith_statement_bind_text (statement, record->origin_id);
  kith_statement_bind_text (statement, record->archive_id);
  kith_statement_bind_text (statement, record->sender);
  kith_statement_bind_text (statement, record->error);
  kith_statement_bind_text (statement, record->body);
  kith_statement_bind_int (statement, record->markable);
  if (!kith_statement_run (statement, error))
    {
      return FALSE;
    }
  record->id = kith_connection_get_last_id (connection);
  return kith_search_index_add (connection, record->id, record->body, error) &&
         kith_conversation_row_note (connection, record, reads, error);
}

static gboolean
find_conversation (KithConnection    *connection,
                   KithMessageRecord *record,
                   GError           **error)
{
  if (record->conversation_id == 0)
    {
      return kith_conversation_row_ensure (connection, record->account_id, record->peer, record->request,
                                           &record->conversation_id, error) &&
             (record->direction != KITH_DIRECTION_OUT ||
              kith_conversation_row_welcome (connection, record->conversation_id, error));
    }
  g_clear_pointer (&record->peer, g_free);
  return kith_conversation_row_get_owner (connection, record->conversation_id, &record->account_id,
                                          &record->peer, error);
}

/* What the columns take: a body is never NULL and is UTF-8, and no time lies before 1970. */
static void
tidy (KithMessageRecord *record)
{
  if (record->body == NULL)
    {
      record->body = g_strdup ("");
    }
  else if (!g_utf8_validate (record->body, -1, NULL))
    {
      char *valid = g_utf8_make_valid (record->body, -1);

      g_free (record->body);
      record->body = valid;
    }
  record->time = MAX (record->time, 0);
}

static gboolean
may_follow (KithDelivery old,
            KithDelivery next)
{
  switch (old)
    {
    case KITH_DELIVERY_NONE:
      return FALSE;

    case KITH_DELIVERY_FAILED:
      return next != KITH_DELIVERY_NONE;

    case KITH_DELIVERY_PENDING:
    case KITH_DELIVERY_SENT:
      return next > old;

    case KITH_DELIVERY_DELIVERED:
    case KITH_DELIVERY_READ:
      return next > old && next != KITH_DELIVERY_FAILED;
    }
  return FALSE;
}

static gboolean
write_delivery (KithConnection *connection,
                gint64          id,
                KithDelivery    delivery,
                const char     *error_text,
                GError        **error)
{
  g_autoptr(KithStatement) message = kith_connection_prepare (
    connection, "UPDATE messages SET delivery = ?, error = ? WHERE id = ?");
  g_autoptr(KithStatement) conversation = kith_connection_prepare (
    connection,
    "UPDATE conversations SET last_delivery = ?1 WHERE last_id = ?2"
    " AND id = (SELECT conversation_id FROM messages WHERE id = ?2)");

  kith_statement_bind_int (message, delivery);
  kith_statement_bind_text (message, delivery == KITH_DELIVERY_FAILED ? error_text : NULL);
  kith_statement_bind_int (message, id);
  kith_statement_bind_int (conversation, delivery);
  kith_statement_bind_int (conversation, id);
  return kith_statement_run (message, error) && kith_statement_run (conversation, error);
}

/**
 * kith_message_row_raise:
 * @error_text: (nullable): kept with a failure, dropped with all else
 *
 * Moves an outgoing message on: pending, sent, delivered, read, never back. It can fail until a device of the other side has it;
 * what failed can start again anywhere. What may not be changes nothing and is no error.
 */
gboolean
kith_message_row_raise (KithConnection *connection,
                        gint64          id,
                        KithDelivery    delivery,
                        const char     *error_text,
                        GError        **error)
{
  g_autoptr(KithStatement) statement = kith_connection_prepare (
    connection, "SELECT delivery FROM messages WHERE id = ? AND direction = 1");
  gboolean may = FALSE;

  kith_statement_bind_int (statement, id);
  if (kith_statement_step (statement))
    {
      may = may_follow ((KithDelivery)kith_statement_get_int (statement, 0), delivery);
    }
  if (!kith_statement_check (statement, error))
    {
      return FALSE;
    }
  return !may || write_delivery (connection, id, delivery, error_text, error);
}

/* Returns: (transfer full): the message; NULL with %KITH_STORE_ERROR_NOT_FOUND if there is none */
KithMessageRecord *
kith_message_row_load (KithConnection *connection,
                       gint64          id,
                       GError        **error)
{
  g_autoptr(KithStatement) statement = kith_connection_prepare (
    connection,
    "SELECT " KITH_ROW_MESSAGE " FROM messages AS m JOIN conversations AS c"
    " ON c.id = m.conversation_id WHERE m.id = ?");

  kith_statement_bind_int (statement, id);
  if (kith_statement_step (statement))
    {
      return kith_row_to_message (statement);
    }
  if (kith_statement_check (statement, error))
    {
      g_set_error_literal (error, KITH_STORE_ERROR, KITH_STORE_ERROR_NOT_FOUND, "no such message");
    }
  return NULL;
}

static gboolean
load_state (KithConnection    *connection,
            KithMessageRecord *record,
            gint64             id,
            GError           **error)
{
  g_autoptr(KithStatement) statement = kith_connection_prepare (
    connection, "SELECT direction, delivery, time FROM messages WHERE id = ?");

  kith_statement_bind_int (statement, id);
  if (kith_statement_step (statement))
    {
      record->direction = kith_statement_get_int (statement, 0) == KITH_DIRECTION_OUT ? KITH_DIRECTION_OUT
                                                                                      : KITH_DIRECTION_IN;
      record->delivery = (KithDelivery)kith_statement_get_int (statement, 1);
      record->time = kith_statement_get_int (statement, 2);
    }
  return kith_statement_check (statement, error);
}

/* What @record brings to the row that stands: an archive id that it lacked, and that the server has it. One that failed stays failed: the
 * archive keeps also what came back. */
static gboolean
merge (KithConnection    *connection,
       KithMessageRecord *record,
       gint64             id,
       GError           **error)
{
  KithDelivery delivery = record->delivery;

  record->id = -id;
  if ((record->archive_id != NULL && !fill_archive_id (connection, id, record->archive_id, error)) ||
      !load_state (connection, record, id, error))
    {
      return FALSE;
    }
  if (record->direction != KITH_DIRECTION_OUT || delivery == KITH_DELIVERY_NONE ||
      delivery == KITH_DELIVERY_FAILED || record->delivery == KITH_DELIVERY_FAILED)
    {
      return TRUE;
    }
  if (!kith_message_row_raise (connection, id, delivery, NULL, error))
    {
      return FALSE;
    }
  record->delivery = MAX (record->delivery, delivery);
  return TRUE;
}

/**
 * kith_message_row_add:
 * @record: gets its `id` (negative where it stood already), `conversation_id`, `account_id` and `peer`, and, where it stood already,
 *   its time and the delivery that it now has
 *
 * Adds the message with what hangs on it, or brings news to the row that stands: an archive id that it lacked, and a delivery that
 * has got further, as when a message that we do not know to be sent is found in the archive.
 */
gboolean
kith_message_row_add (KithConnection     *connection,
                      KithMessageRecord  *record,
                      KithMessageRowFlags flags,
                      GError            **error)
{
  gint64 id;

  tidy (record);
  if (!find_conversation (connection, record, error) ||
      !kith_message_match_find (connection, record, &id, error))
    {
      return FALSE;
    }
  return id == 0 ? insert (connection, record, flags, error) : merge (connection, record, id, error);
}

/**
 * kith_message_row_add_all:
 *
 * Adds messages, and then brings up to date what their conversations have unread.
 */
gboolean
kith_message_row_add_all (KithConnection     *connection,
                          GPtrArray          *records,
                          KithMessageRowFlags flags,
                          GError            **error)
{
  g_autoptr(GHashTable) conversations = g_hash_table_new (g_int64_hash, g_int64_equal);
  GHashTableIter iter;
  gpointer id;

  for (guint i = 0; i < records->len; i++)
    {
      KithMessageRecord *record = g_ptr_array_index (records, i);

      if (!kith_message_row_add (connection, record, flags, error))
        {
          return FALSE;
        }
      g_hash_table_add (conversations, &record->conversation_id);
    }
  g_hash_table_iter_init (&iter, conversations);
  while (g_hash_table_iter_next (&iter, &id, NULL))
    {
      if (!kith_conversation_row_settle (connection, *(gint64 *)id, error))
        {
          return FALSE;
        }
    }
  return TRUE;
}
