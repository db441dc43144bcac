/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-message-order.h"

#include "kith-message-match.h"

/* Messages stand by their times, but the times are of many clocks: ours for what comes live, whole seconds of a server's for what it
 * kept, exact ones of its archive's. What is known of the order in which one side wrote is worth more: the order of the stream and
 * that of the archive. So a message gets another time than it says, where it would stand at the wrong side of a neighbour. */

/* Between two that came live there is room for what the archive has between them. */
#define STEP 1000

/* What a page leaves to those that are yet to come before it: all but one part in so many. */
#define ROOM 8

/* Where a record of a page stands among what is here. */
typedef struct
{
  gint64 conversation; /* 0: one that is not here */
  char  *side;         /* owned: who it is with, and the direction */
  gint64 id;           /* of its row; 0: it is new */
  gint64 time;         /* of its row */
  gint64 end;          /* of what is new: it stands before that */
} Place;

/* A page, and where it stands. */
typedef struct
{
  KithConnection *connection;
  GPtrArray      *records;    /* KithMessageRecord */
  GArray         *places;     /* Place, one for each */
  GHashTable     *here;       /* ids of rows that it has, too, within the places */
  gint64          after_row;
  gint64          before_row;
  gboolean        leaves_gap; /* more is to come that stands before it */
} Page;

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

  place->side = g_strdup_printf ("%d %s", record->direction, record->peer);
  if (!find_conversation (connection, record, &place->conversation, error))
    {
      return FALSE;
    }
  if (place->conversation == 0)
    {
      return TRUE;
    }

  /* Only for the question: who stores it looks for the conversation, too, and may have to do something about it. */
  record->conversation_id = place->conversation;
  found = kith_message_match_find (connection, record, &place->id, error);
  record->conversation_id = 0;
  return found && (place->id == 0 || find_time (connection, place, error));
}

/* The first row behind the page, of the side of @record: that was not before it, and that it has not itself. @time: unchanged where
 * there is none. */
static gboolean
find_next (Page                    *page,
           const Place             *place,
           const KithMessageRecord *record,
           gint64                   after,
           gint64                  *time,
           GError                 **error)
{
  g_autoptr(KithStatement) statement = kith_connection_prepare (
    page->connection,
    "SELECT id, time FROM messages WHERE conversation_id = ? AND direction = ? AND id > ? AND time > ?"
    " AND archive_id IS NOT NULL ORDER BY time, id");
  gint64 id = 0;

  kith_statement_bind_int (statement, place->conversation);
  kith_statement_bind_int (statement, record->direction);
  kith_statement_bind_int (statement, page->before_row);
  kith_statement_bind_int (statement, after);
  while (id == 0 && kith_statement_step (statement))
    {
      id = kith_statement_get_int (statement, 0);
      if (g_hash_table_contains (page->here, &id))
        {
          id = 0;
        }
      else
        {
          *time = kith_statement_get_int (statement, 1);
        }
    }
  return kith_statement_check (statement, error);
}

static gboolean
find_last (Page                    *page,
           const Place             *place,
           const KithMessageRecord *record,
           gint64                  *time,
           GError                 **error)
{
  return page->after_row == 0 ||
         find_newest (page->connection, place->conversation, record->direction, page->after_row, time, error);
}

static void
set_bound (GHashTable *bounds,
           const char *side,
           gint64      time)
{
  g_hash_table_insert (bounds, g_strdup (side), g_memdup2 (&time, sizeof time));
}

/* Where the last new message of a side has to stand before. */
static gboolean
find_end (Page                    *page,
          const Place             *place,
          const KithMessageRecord *record,
          gint64                  *end,
          GError                 **error)
{
  gint64 last = -1;

  *end = G_MAXINT64;
  return page->before_row < 0 || (find_last (page, place, record, &last, error) &&
                                  find_next (page, place, record, last, end, error));
}

/* New ones stand before the next that is here. */
static gboolean
keep_before (Page    *page,
             GError **error)
{
  g_autoptr(GHashTable) bounds = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);

  for (guint i = page->records->len; i > 0; i--)
    {
      KithMessageRecord *record = g_ptr_array_index (page->records, i - 1);
      Place *place = &g_array_index (page->places, Place, i - 1);
      const gint64 *bound = place->conversation != 0 ? g_hash_table_lookup (bounds, place->side) : NULL;

      if (place->conversation == 0)
        {
          continue;
        }
      if (place->id == 0)
        {
          place->end = bound != NULL ? *bound : G_MAXINT64;
          if (bound == NULL && !find_end (page, place, record, &place->end, error))
            {
              return FALSE;
            }
          record->time = MIN (record->time, place->end - 1);
        }
      set_bound (bounds, place->side, place->id != 0 ? place->time : record->time);
    }
  return TRUE;
}

/* Where there is more to come between @last and @record, which a slow clock puts before @last, it is left most of the room. */
static gint64
leave_room (const Place             *place,
            const KithMessageRecord *record,
            gint64                   last)
{
  gint64 end = MIN (place->end, g_get_real_time ());

  return place->id != 0 || record->time > last || end <= last ? last : last + (end - last) / ROOM * (ROOM - 1);
}

/* New ones stand behind those before them that are here. */
static gboolean
keep_behind (Page    *page,
             GError **error)
{
  g_autoptr(GHashTable) bounds = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);

  for (guint i = 0; i < page->records->len; i++)
    {
      KithMessageRecord *record = g_ptr_array_index (page->records, i);
      const Place *place = &g_array_index (page->places, Place, i);
      const gint64 *bound = place->conversation != 0 ? g_hash_table_lookup (bounds, place->side) : NULL;
      gint64 newest = bound != NULL ? *bound : -1;

      if (place->conversation == 0)
        {
          continue;
        }
      if (bound == NULL && !find_last (page, place, record, &newest, error))
        {
          return FALSE;
        }
      if (bound == NULL && page->leaves_gap)
        {
          newest = leave_room (place, record, newest);
        }
      if (place->id == 0)
        {
          record->time = MAX (record->time, newest + 1);
        }
      set_bound (bounds, place->side, MAX (newest, place->id != 0 ? place->time : record->time));
    }
  return TRUE;
}

static gboolean
find_places (Page    *page,
             GError **error)
{
  g_array_set_clear_func (page->places, clear_place);
  g_array_set_size (page->places, page->records->len);
  for (guint i = 0; i < page->records->len; i++)
    {
      Place *place = &g_array_index (page->places, Place, i);

      if (!find_place (page->connection, g_ptr_array_index (page->records, i), place, error))
        {
          return FALSE;
        }
      if (place->id != 0)
        {
          g_hash_table_add (page->here, &place->id);
        }
    }
  return TRUE;
}

/* What is new stands before the next of its side that is here already, because the archive has brought that first. */
static void
keep_before_known (Page *page)
{
  g_autoptr(GHashTable) bounds = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);

  for (guint i = page->records->len; i > 0; i--)
    {
      KithMessageRecord *record = g_ptr_array_index (page->records, i - 1);
      Place *place = &g_array_index (page->places, Place, i - 1);
      const gint64 *bound = g_hash_table_lookup (bounds, place->side);

      if (place->id == 0)
        {
          place->end = bound != NULL ? *bound : G_MAXINT64;
          record->time = MIN (record->time, place->end - 1);
        }
      if (place->id != 0 || bound != NULL)
        {
          set_bound (bounds, place->side, place->id != 0 ? place->time : record->time);
        }
    }
}

/* Else it stands behind all of its side. */
static gboolean
keep_last (Page    *page,
           GError **error)
{
  g_autoptr(GHashTable) bounds = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);

  for (guint i = 0; i < page->records->len; i++)
    {
      KithMessageRecord *record = g_ptr_array_index (page->records, i);
      const Place *place = &g_array_index (page->places, Place, i);
      const gint64 *bound = g_hash_table_lookup (bounds, place->side);
      gint64 newest = bound != NULL ? *bound : -STEP;
      gint64 last = -STEP;

      if (place->id == 0 && place->end != G_MAXINT64)
        {
          record->time = MAX (record->time, newest + 1);
        }
      else if (place->id == 0)
        {
          if (place->conversation != 0 && !find_newest (page->connection, place->conversation, record->direction, 0, &last, error))
            {
              return FALSE;
            }
          newest = MAX (newest, last);
          record->time = record->time <= newest ? newest + STEP : record->time;
        }
      set_bound (bounds, place->side, MAX (newest, place->id != 0 ? place->time : record->time));
    }
  return TRUE;
}

/**
 * kith_message_order_live:
 * @records: not stored yet, each with its `peer`; they came in this order, behind all that their senders had sent before. What is new of
 *   them gets a time by which it stands so.
 */
gboolean
kith_message_order_live (KithConnection *connection,
                         GPtrArray      *records,
                         GError        **error)
{
  g_autoptr(GArray) places = g_array_new (FALSE, TRUE, sizeof (Place));
  g_autoptr(GHashTable) here = g_hash_table_new (g_int64_hash, g_int64_equal);
  Page page = { connection, records, places, here, 0, 0, FALSE };

  if (!find_places (&page, error))
    {
      return FALSE;
    }
  keep_before_known (&page);
  return keep_last (&page, error);
}

/**
 * kith_message_order_page:
 * @records: not stored yet, each with its `peer`; a page of the archive, in its order. What is new of it gets a time by which it stands
 *   between its neighbours.
 * @after_row: what was stored up to this row stands before what the page is a part of; 0: nothing does
 * @before_row: what was stored behind this row and is in the archive stands behind the page, unless it is in it or stands
 *   before it by that; -1: nobody knows
 * @leaves_gap: whether more is to come between @after_row and the page
 */
gboolean
kith_message_order_page (KithConnection *connection,
                         GPtrArray      *records,
                         gint64          after_row,
                         gint64          before_row,
                         gboolean        leaves_gap,
                         GError        **error)
{
  g_autoptr(GArray) places = g_array_new (FALSE, TRUE, sizeof (Place));
  g_autoptr(GHashTable) here = g_hash_table_new (g_int64_hash, g_int64_equal);
  Page page = { connection, records, places, here, after_row, before_row, leaves_gap };

  return find_places (&page, error) && keep_before (&page, error) && keep_behind (&page, error);
}
