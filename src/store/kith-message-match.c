/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-message-match.h"

/* Decides whether a message is here already: the one place that does. It may come live, as a copy of another device (XEP-0280), from
 * the archive (XEP-0313), from offline storage and again after a stream broke, and is one row.
 *
 * 1. The id in the own archive: one message, whatever else it says. The server alone gives it (XEP-0359).
 * 2. The origin-id (XEP-0359), of the same sender in the same conversation. Who sends again because a stream broke, sends the same id
 *    and the same text, maybe hours later, and the server may archive both. Another text under the same id is another message: nothing
 *    that was said may be hidden. Of our own messages the id alone counts: we made it, and a server may hand the text back with
 *    other ends of lines.
 * 3. The `id` of the stanza, of the same sender in the same conversation. Not every program makes it unique: some count from 1 with each
 *    stream, and people say "ok" more than once. So it takes the same text, too; and where the archive has two, or where both
 *    came without an archive, they have been sent within an hour.
 *
 * Ids are compared within a conversation and for one sender, so that nobody can hide or overwrite what somebody else says. */

/* So many rows with the same id are looked at, the newest: a peer that gives every message the same id shall cost no more. */
#define MAX_CANDIDATES "16"

#define RESEND_TIME G_TIME_SPAN_HOUR

static gboolean
same_bare (const char *a,
           const char *b)
{
  gsize length;

  if (a == NULL || b == NULL)
    {
      return a == b;
    }
  length = strcspn (a, "/");
  return length == strcspn (b, "/") && strncmp (a, b, length) == 0;
}

/* XML knows one end of a line. */
static gboolean
same_text (const char *a,
           const char *b)
{
  for (;;)
    {
      a += *a == '\r' && a[1] == '\n';
      b += *b == '\r' && b[1] == '\n';
      if (*a != *b && !((*a == '\r' || *a == '\n') && (*b == '\r' || *b == '\n')))
        {
          return FALSE;
        }
      if (*a == '\0')
        {
          return TRUE;
        }
      a++;
      b++;
    }
}

static gboolean
find_by_archive_id (KithConnection          *connection,
                    const KithMessageRecord *record,
                    gint64                  *id,
                    GError                 **error)
{
  g_autoptr(KithStatement) statement = kith_connection_prepare (
    connection, "SELECT id FROM messages WHERE account_id = ? AND archive_id = ?");

  kith_statement_bind_int (statement, record->account_id);
  kith_statement_bind_text (statement, record->archive_id);
  *id = kith_statement_step (statement) ? kith_statement_get_int (statement, 0) : 0;
  return kith_statement_check (statement, error);
}

static gboolean
is_same_by_origin_id (KithStatement           *row,
                      const KithMessageRecord *record)
{
  gboolean ours = record->direction == KITH_DIRECTION_OUT || kith_statement_get_int (row, 1) == KITH_DIRECTION_OUT;

  return same_bare (kith_statement_get_text (row, 2), record->sender) &&
         (ours || same_text (kith_statement_get_text (row, 5), record->body));
}

static gboolean
is_same_by_stanza_id (KithStatement           *row,
                      const KithMessageRecord *record)
{
  gboolean archived = kith_statement_get_text (row, 4) != NULL;
  gint64 distance = kith_statement_get_int (row, 3) - record->time;

  if (!same_bare (kith_statement_get_text (row, 2), record->sender) ||
      !same_text (kith_statement_get_text (row, 5), record->body))
    {
      return FALSE;
    }
  /* One of them from the archive, one not: the clocks of two machines need not agree. */
  return archived != (record->archive_id != NULL) || ABS (distance) <= RESEND_TIME;
}

typedef gboolean (*IsSame) (KithStatement *row, const KithMessageRecord *record);

static gboolean
find_by (KithConnection          *connection,
         const char              *sql,
         const char              *text,
         IsSame                   is_same,
         const KithMessageRecord *record,
         gint64                  *id,
         GError                 **error)
{
  g_autoptr(KithStatement) statement = kith_connection_prepare (connection, sql);

  kith_statement_bind_int (statement, record->conversation_id);
  kith_statement_bind_text (statement, text);
  while (*id == 0 && kith_statement_step (statement))
    {
      if (is_same (statement, record))
        {
          *id = kith_statement_get_int (statement, 0);
        }
    }
  return kith_statement_check (statement, error);
}

#define CANDIDATES "SELECT id, direction, sender, time, archive_id, body FROM messages WHERE conversation_id = ? AND "
#define NEWEST " ORDER BY id DESC LIMIT " MAX_CANDIDATES

/**
 * kith_message_match_find:
 * @record: with its `conversation_id`
 * @id: (out): of the row where the message stands, 0: it is new
 *
 * Returns: %FALSE if the database failed
 */
gboolean
kith_message_match_find (KithConnection          *connection,
                         const KithMessageRecord *record,
                         gint64                  *id,
                         GError                 **error)
{
  *id = 0;
  if (record->archive_id != NULL && !find_by_archive_id (connection, record, id, error))
    {
      return FALSE;
    }
  if (*id == 0 && record->origin_id != NULL &&
      !find_by (connection, CANDIDATES "origin_id = ?" NEWEST, record->origin_id, is_same_by_origin_id, record, id, error))
    {
      return FALSE;
    }
  return *id != 0 || record->stanza_id == NULL ||
         find_by (connection, CANDIDATES "stanza_id = ?" NEWEST, record->stanza_id, is_same_by_stanza_id, record, id, error);
}
