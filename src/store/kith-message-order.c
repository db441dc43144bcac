/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-message-order.h"

#include "kith-message-match.h"

/* Messages stand by their times, but the times are of many clocks: ours for what comes live, whole seconds of a server's for what it
 * kept, exact ones of its archive's. What is known of the order in which one side wrote is worth more: the order of the stream and
 * that of the archive. So a message gets another time than it says, where it would stand at the wrong side of a neighbour. */

/* Between two that came live there is room for what the archive has between them. */
#define STEP 1000

/* Where a record of a page stands among what is here. */
typedef struct
{
  gint64 conversation; /* 0: one that is not here */
  char  *side;         /* owned: of which conversation and direction */
  gint64 id;           /* of its row; 0: it is new */
  gint64 time;         /* of its row */
} Place;

static void
clear_place (gpointer data)
{
  Place *place = data;

  g_free (place->side);
}

/* @last: not what was stored behind this row; 0: all counts. @time: unchanged where there is none. */
static gboolean
find_newest (KithConnection *connection,
             gint64          conversation,
             KithDirection   direction,
             gint64          last,
             gint64         *time,
             GError        **error)
{
  g_autoptr(KithStatement) statement = kith_connection_prepare (
    connection,
    "SELECT time FROM messages WHERE conversation_id = ?1 AND direction = ?2 AND (?3 = 0 OR id <= ?3)"
    " ORDER BY time DESC, id DESC LIMIT 1");

  kith_statement_bind_int (statement, conversation);
  kith_statement_bind_int (statement, direction);
  kith_statement_bind_int (statement, last);
  if (kith_statement_step (statement))
    {
      *time = kith_statement_get_int (statement, 0);
    }
  return kith_statement_check (statement, error);
}

/**
 * kith_message_order_last:
 * @record: new, with its `conversation_id`; came behind all that is here from its side
 */
gboolean
kith_message_order_last (KithConnection    *connection,
                         KithMessageRecord *record,
                         GError           **error)
{
  gint64 newest = -STEP;

  if (!find_newest (connection, record->conversation_id, record->direction, 0, &newest, error))
    {
      return FALSE;
    }
  if (record->time <= newest)
    {
      record->time = newest + STEP;
    }
  return TRUE;
}

static gboolean
find_conversation (KithConnection          *connection,
                   const KithMessageRecord *record,
                   gint64                  *id,
                   GError                 **error)
{
  g_autoptr(KithStatement) statement = kith_connection_prepare (
    connection, "SELECT id FROM conversations WHERE account_id = ? AND peer = ?");

  kith_statement_bind_int (statement, record->account_id);
  kith_statement_bind_text (statement, record->peer);
  if (kith_statement_step (statement))
    {
      *id = kith_statement_get_int (statement, 0);
    }
  return kith_statement_check (statement, error);
}

static gboolean
find_time (KithConnection *connection,
           Place          *place,
           GError        **error)
{
  g_autoptr(KithStatement) statement = kith_connection_prepare (connection, "SELECT time FROM messages WHERE id = ?");

  kith_statement_bind_int (statement, place->id);
  if (kith_statement_step (statement))
    {
      place->time = kith_statement_get_int (statement, 0);
    }
  return kith_statement_check (statement, error);
}

static gboolean
find_place (KithConnection    *connection,
            KithMessageRecord *record,
            Place             *place,
            GError           **error)
{
  gboolean found;

  if (!find_conversation (connection, record, &place->conversation, error))
    {
      return FALSE;
    }
  if (place->conversation == 0)
    {
      return TRUE;
    }
  place->side = g_strdup_printf ("%" G_GINT64_FORMAT " %d", place->conversation, record->direction);

  /* Only for the question: who stores it looks for the conversation, too, and may have to do something about it. */
  record->conversation_id = place->conversation;
  found = kith_message_match_find (connection, record, &place->id, error);
  record->conversation_id = 0;
  return found && (place->id == 0 || find_time (connection, place, error));
}

/* The row up to which the archive was here before the page; 0: none. */
static gboolean
find_last_known (KithConnection *connection,
                 gint64          account_id,
                 gint64         *id,
                 GError        **error)
{
  g_autoptr(KithStatement) statement = kith_connection_prepare (
    connection,
    "SELECT m.id FROM archives AS a JOIN messages AS m ON m.account_id = a.account_id AND m.archive_id = a.newest_id"
    " WHERE a.account_id = ?");

  *id = 0;
  kith_statement_bind_int (statement, account_id);
  if (kith_statement_step (statement))
    {
      *id = kith_statement_get_int (statement, 0);
    }
  return kith_statement_check (statement, error);
}

static void
set_bound (GHashTable *bounds,
           const char *side,
           gint64      time)
{
  g_hash_table_insert (bounds, g_strdup (side), g_memdup2 (&time, sizeof time));
}

/* New ones stand before the next that is here. */
static void
keep_before (GPtrArray *records,
             GArray    *places)
{
  g_autoptr(GHashTable) bounds = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);

  for (guint i = records->len; i > 0; i--)
    {
      KithMessageRecord *record = g_ptr_array_index (records, i - 1);
      const Place *place = &g_array_index (places, Place, i - 1);
      const gint64 *bound = place->conversation != 0 ? g_hash_table_lookup (bounds, place->side) : NULL;

      if (place->conversation == 0 || (place->id == 0 && bound == NULL))
        {
          continue;
        }
      if (place->id == 0)
        {
          record->time = MIN (record->time, *bound - 1);
        }
      set_bound (bounds, place->side, place->id != 0 ? place->time : record->time);
    }
}

/* New ones stand behind those before them that are here. */
static gboolean
keep_behind (KithConnection *connection,
             gint64          last_known,
             GPtrArray      *records,
             GArray         *places,
             GError        **error)
{
  g_autoptr(GHashTable) bounds = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);

  for (guint i = 0; i < records->len; i++)
    {
      KithMessageRecord *record = g_ptr_array_index (records, i);
      const Place *place = &g_array_index (places, Place, i);
      const gint64 *bound = place->conversation != 0 ? g_hash_table_lookup (bounds, place->side) : NULL;
      gint64 newest = bound != NULL ? *bound : -1;

      if (place->conversation == 0)
        {
          continue;
        }
      if (bound == NULL && last_known != 0 &&
          !find_newest (connection, place->conversation, record->direction, last_known, &newest, error))
        {
          return FALSE;
        }
      if (place->id == 0)
        {
          record->time = MAX (record->time, newest + 1);
        }
      set_bound (bounds, place->side, MAX (newest, place->id != 0 ? place->time : record->time));
    }
  return TRUE;
}

/**
 * kith_message_order_page:
 * @records: not stored yet, each with its `peer`; the newest page of the archive, in its order. What is new of it gets a time
 *   by which it stands between its neighbours.
 */
gboolean
kith_message_order_page (KithConnection *connection,
                         gint64          account_id,
                         GPtrArray      *records,
                         GError        **error)
{
  g_autoptr(GArray) places = g_array_new (FALSE, TRUE, sizeof (Place));
  gint64 last_known;

  g_array_set_clear_func (places, clear_place);
  g_array_set_size (places, records->len);
  for (guint i = 0; i < records->len; i++)
    {
      if (!find_place (connection, g_ptr_array_index (records, i), &g_array_index (places, Place, i), error))
        {
          return FALSE;
        }
    }
  if (!find_last_known (connection, account_id, &last_known, error))
    {
      return FALSE;
    }
  keep_before (records, places);
  return keep_behind (connection, last_known, records, places, error);
}
