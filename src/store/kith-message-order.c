/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-message-order.h"

#include "kith-conversation-row.h"
#include "kith-message-match.h"
#include "kith-message-move.h"

/* Messages stand by their times, but the times are of many clocks: ours for what comes live, whole seconds of a server's for what it
 * kept, exact ones of its archive's. What is known of the order in which one side wrote is worth more: the order of the stream and
 * that of the archive. So a message gets another time than it says, where it would stand at the wrong side of a neighbour; and where
 * somebody's messages turn out to stand in another order than in the archive, they are moved. Ours stay where we wrote them. */

/* Between two that came live there is room for what the archive has between them. */
#define STEP 1000

/* What a page leaves to those that are yet to come before it: all but one part in so many. */
#define ROOM 8

/* Where a record of a page stands among what is here. */
typedef struct
{
  gint64   conversation; /* 0: one that is not here */
  char    *side;         /* owned: who it is with, and the direction */
  gint64   id;           /* of its row; 0: it is new */
  gint64   time;         /* of its row */
  gint64   end;          /* of what is new: it stands before that */
  gint64   next_id;      /* the row that stands there; 0: none */
  gboolean copied;       /* it is here, and this is another copy of it: where it stands says nothing */
} Place;

/* What one side has of a page. */
typedef struct
{
  KithMessageRange behind;     /* what stands behind the page; without a conversation: nothing that is known */
  gint64           newest;     /* of the records so far */
  gint64           limit;      /* what is behind the page stands behind that */
  gboolean         moved;      /* some of the records stand elsewhere now */
} Side;

/* A page, and where it stands. */
typedef struct
{
  KithConnection *connection;
  GPtrArray      *records;     /* KithMessageRecord */
  GArray         *places;      /* Place, one for each */
  GHashTable     *here;        /* ids of rows that it has, too, within the places */
  GHashTable     *sides;       /* as Place names them (owned) → Side (owned) */
  GPtrArray      *moved;       /* KithMessageRecord (owned) */
  gint64          after_row;
  gint64          before_row;
  gboolean        leaves_gap;  /* more is to come that stands before it */
} Page;

static void
clear_place (gpointer data)
{
  Place *place = data;

  g_free (place->side);
}

/* @last: not what was stored behind this row. @time: unchanged where there is none but what the page has. */
static gboolean
find_newest (Page         *page,
             gint64        conversation,
             KithDirection direction,
             gint64        last,
             gint64       *time,
             GError      **error)
{
  g_autoptr(KithStatement) statement = kith_connection_prepare (
    page->connection,
    "SELECT id, time FROM messages WHERE conversation_id = ? AND direction = ? AND id <= ? ORDER BY time DESC, id DESC");
  gboolean found = FALSE;

  kith_statement_bind_int (statement, conversation);
  kith_statement_bind_int (statement, direction);
  kith_statement_bind_int (statement, last);
  while (!found && kith_statement_step (statement))
    {
      gint64 id = kith_statement_get_int (statement, 0);

      found = !g_hash_table_contains (page->here, &id);
      if (found)
        {
          *time = kith_statement_get_int (statement, 1);
        }
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
find_row (KithConnection          *connection,
          const KithMessageRecord *record,
          Place                   *place,
          GError                 **error)
{
  g_autoptr(KithStatement) statement = kith_connection_prepare (
    connection, "SELECT time, archive_id FROM messages WHERE id = ?");

  kith_statement_bind_int (statement, place->id);
  if (kith_statement_step (statement))
    {
      const char *archive_id = kith_statement_get_text (statement, 1);

      place->time = kith_statement_get_int (statement, 0);
      place->copied = record->archive_id == NULL ||
                      (archive_id != NULL && strcmp (archive_id, record->archive_id) != 0);
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
  return found && (place->id == 0 || find_row (connection, record, place, error));
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
         find_newest (page, place->conversation, record->direction, page->after_row, time, error);
}

typedef struct
{
  gint64 time;
  gint64 id;
} Bound;

static void
set_bound (GHashTable  *bounds,
           const Place *place,
           gint64       time)
{
  const Bound *next = g_hash_table_lookup (bounds, place->side);
  Bound bound = { time, place->id != 0 || next == NULL ? place->id : next->id };

  g_hash_table_insert (bounds, g_strdup (place->side), g_memdup2 (&bound, sizeof bound));
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

/* New ones stand before the next that is here. @live: only where one of the page is */
static gboolean
keep_before (Page    *page,
             gboolean live,
             GError **error)
{
  g_autoptr(GHashTable) bounds = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);

  for (guint i = page->records->len; i > 0; i--)
    {
      KithMessageRecord *record = g_ptr_array_index (page->records, i - 1);
      Place *place = &g_array_index (page->places, Place, i - 1);
      const Bound *bound = g_hash_table_lookup (bounds, place->side);

      if (place->conversation == 0 || place->copied)
        {
          continue;
        }
      if (place->id == 0)
        {
          place->end = bound != NULL ? bound->time : G_MAXINT64;
          place->next_id = bound != NULL ? bound->id : 0;
          if (bound == NULL && !live && !find_end (page, place, record, &place->end, error))
            {
              return FALSE;
            }
          record->time = MIN (record->time, place->end - 1);
        }
      if (place->id != 0 || bound != NULL || !live)
        {
          set_bound (bounds, place, place->id != 0 ? place->time : record->time);
        }
    }
  return TRUE;
}

/* Where there is more to come between @last and @record, which a slow clock puts before @last, it is left most of the room. */
static gint64
leave_room (const Place             *place,
            const KithMessageRecord *record,
            gint64                   last)
{
  gint64 now = g_get_real_time ();
  gint64 end = MIN (place->end, now);

  return place->id != 0 || record->time > last || end <= last ? last : last + (end - last) / ROOM * (ROOM - 1);
}

/* Returns: (transfer none): what the side of @record has of the page so far; @fresh: (out): nothing */
static Side *
get_side (Page                    *page,
          const Place             *place,
          const KithMessageRecord *record,
          gint64                   least,
          gboolean                *fresh)
{
  Side *side = g_hash_table_lookup (page->sides, place->side);

  *fresh = side == NULL;
  if (side == NULL)
    {
      side = g_new0 (Side, 1);
      side->behind.direction = record->direction;
      side->behind.after_row = side->behind.after_time = -1;
      side->newest = side->limit = least;
      g_hash_table_insert (page->sides, g_strdup (place->side), side);
    }
  return side;
}

/* @record stands behind those of its side so far. */
static gboolean
keep_order (Page              *page,
            Side              *side,
            Place             *place,
            KithMessageRecord *record,
            GError           **error)
{
  if (record->time <= side->newest && (place->id == 0 || record->direction == KITH_DIRECTION_IN))
    {
      record->time = side->newest + 1;
      if (place->id != 0)
        {
          side->moved = TRUE;
          side->behind.conversation = place->conversation;
          if (!kith_message_move_to (page->connection, place->id, record->time, error))
            {
              return FALSE;
            }
        }
    }
  side->newest = side->limit = MAX (side->newest, record->time);
  return TRUE;
}

/* New ones stand behind those before them that are here, and so do those that are here. */
static gboolean
keep_behind (Page    *page,
             GError **error)
{
  for (guint i = 0; i < page->records->len; i++)
    {
      KithMessageRecord *record = g_ptr_array_index (page->records, i);
      Place *place = &g_array_index (page->places, Place, i);
      gboolean fresh;
      Side *side;

      if (place->conversation == 0 || place->copied)
        {
          continue;
        }
      side = get_side (page, place, record, -1, &fresh);
      if (fresh)
        {
          if (!find_last (page, place, record, &side->newest, error))
            {
              return FALSE;
            }
          side->behind.conversation = page->before_row >= 0 ? place->conversation : 0;
          side->behind.after_row = page->before_row;
          side->behind.after_time = side->newest;
          side->newest = page->leaves_gap ? leave_room (place, record, side->newest) : side->newest;
        }
      if (!keep_order (page, side, place, record, error))
        {
          return FALSE;
        }
    }
  return TRUE;
}

/* Of what came live: one that stands before another which is here already, because the archive has brought that first. */
static gboolean
keep_between (Page              *page,
              Side              *side,
              Place             *place,
              KithMessageRecord *record,
              GError           **error)
{
  gint64 last = -STEP;

  if (!find_newest (page, place->conversation, record->direction, place->next_id - 1, &last, error))
    {
      return FALSE;
    }
  if (side->behind.conversation == 0)
    {
      side->behind.conversation = place->conversation;
      side->behind.after_row = place->next_id;
    }
  side->newest = MAX (side->newest, last);
  return keep_order (page, side, place, record, error);
}

static gboolean
keep_at_end (Page              *page,
             Side              *side,
             const Place       *place,
             KithMessageRecord *record,
             GError           **error)
{
  gint64 last = -STEP;

  if (place->conversation != 0 &&
      !find_newest (page, place->conversation, record->direction, G_MAXINT64, &last, error))
    {
      return FALSE;
    }
  side->newest = MAX (side->newest, last);
  record->time = record->time <= side->newest ? side->newest + STEP : record->time;
  side->newest = record->time;
  return TRUE;
}

/* What came live stands behind all of its side. */
static gboolean
keep_last (Page    *page,
           GError **error)
{
  for (guint i = 0; i < page->records->len; i++)
    {
      KithMessageRecord *record = g_ptr_array_index (page->records, i);
      Place *place = &g_array_index (page->places, Place, i);
      gboolean fresh, right;
      Side *side;

      if (place->copied)
        {
          continue;
        }
      side = get_side (page, place, record, -STEP, &fresh);
      if (place->id != 0)
        {
          right = keep_order (page, side, place, record, error);
        }
      else if (place->next_id != 0)
        {
          right = keep_between (page, side, place, record, error);
        }
      else
        {
          right = keep_at_end (page, side, place, record, error);
        }
      if (!right)
        {
          return FALSE;
        }
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
      if (place->id != 0 && !place->copied)
        {
          ((KithMessageRecord *)g_ptr_array_index (page->records, i))->time = place->time;
          g_hash_table_add (page->here, &place->id);
        }
    }
  return TRUE;
}

/* What stands behind the page stands behind the last of it. */
static gboolean
move_behind (Page    *page,
             GError **error)
{
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, page->sides);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      const Side *side = value;

      if (side->behind.direction != KITH_DIRECTION_IN || side->behind.conversation == 0)
        {
          continue;
        }
      if ((side->moved && !kith_conversation_row_refresh (page->connection, side->behind.conversation, error)) ||
          (side->behind.after_row >= 0 &&
           !kith_message_move_behind (page->connection, &side->behind, side->limit, page->here, page->moved, error)))
        {
          return FALSE;
        }
    }
  return TRUE;
}

static gboolean
order (Page    *page,
       gboolean live,
       GError **error)
{
  g_autoptr(GArray) places = g_array_new (FALSE, TRUE, sizeof (Place));
  g_autoptr(GHashTable) here = g_hash_table_new (g_int64_hash, g_int64_equal);
  g_autoptr(GHashTable) sides = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);

  page->places = places;
  page->here = here;
  page->sides = sides;
  return find_places (page, error) && keep_before (page, live, error) &&
         (live ? keep_last (page, error) : keep_behind (page, error)) && move_behind (page, error);
}

/**
 * kith_message_order_live:
 * @records: not stored yet, each with its `peer`; they came in this order, behind all that their senders had sent before. Each gets
 *   the time by which it stands so.
 * @moved: (element-type KithMessageRecord): gets what had to make room for them, each with a negative id
 */
gboolean
kith_message_order_live (KithConnection *connection,
                         GPtrArray      *records,
                         GPtrArray      *moved,
                         GError        **error)
{
  Page page = { .connection = connection, .records = records, .moved = moved };

  return order (&page, TRUE, error);
}

/**
 * kith_message_order_page:
 * @records: not stored yet, each with its `peer`; a page of the archive, in its order. Each gets the time by which it stands between its
 *   neighbours.
 * @after_row: what was stored up to this row stands before what the page is a part of; 0: nothing does
 * @before_row: what was stored behind this row and is in the archive stands behind the page, unless it is in it or stands
 *   before it by that; -1: nobody knows
 * @leaves_gap: whether more is to come between @after_row and the page
 * @moved: (element-type KithMessageRecord): gets what had to make room for them, each with a negative id
 */
gboolean
kith_message_order_page (KithConnection *connection,
                         GPtrArray      *records,
                         gint64          after_row,
                         gint64          before_row,
                         gboolean        leaves_gap,
                         GPtrArray      *moved,
                         GError        **error)
{
  Page page = {
    .connection = connection, .records = records, .after_row = after_row, .before_row = before_row, .leaves_gap = leaves_gap,
    .moved = moved,
  };

  return order (&page, FALSE, error);
}
