/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-row.h"

/* Rows to records, for all files that read tables. */

/* These numbers stand in the files of people, and in the conditions of indexes. */
G_STATIC_ASSERT (KITH_DIRECTION_IN == 0 && KITH_DIRECTION_OUT == 1);
G_STATIC_ASSERT (KITH_DELIVERY_NONE == 0 && KITH_DELIVERY_PENDING == 1 && KITH_DELIVERY_SENT == 2);
G_STATIC_ASSERT (KITH_ARCHIVING_DEFAULT == 0 && KITH_ARCHIVING_ALWAYS == 1 && KITH_ARCHIVING_NEVER == 2);
G_STATIC_ASSERT (KITH_DELIVERY_DELIVERED == 3 && KITH_DELIVERY_READ == 4 && KITH_DELIVERY_FAILED == 5);

static KithDirection
get_direction (KithStatement *row,
               int            column)
{
  return kith_statement_get_int (row, column) == KITH_DIRECTION_OUT ? KITH_DIRECTION_OUT : KITH_DIRECTION_IN;
}

static KithDelivery
get_delivery (KithStatement *row,
              int            column)
{
  gint64 value = kith_statement_get_int (row, column);

  return value >= KITH_DELIVERY_NONE && value <= KITH_DELIVERY_FAILED ? (KithDelivery)value : KITH_DELIVERY_NONE;
}

static KithArchiving
get_archiving (KithStatement *row,
               int            column)
{
  gint64 value = kith_statement_get_int (row, column);

  return value >= KITH_ARCHIVING_DEFAULT && value <= KITH_ARCHIVING_RELEASED ? (KithArchiving)value : KITH_ARCHIVING_DEFAULT;
}

gpointer
kith_row_to_account (KithStatement *row)
{
  KithAccountRecord *record = kith_account_record_new ();

  record->id = kith_statement_get_int (row, 0);
  record->jid = kith_statement_dup_text (row, 1);
  record->host = kith_statement_dup_text (row, 2);
  record->port = kith_statement_get_int (row, 3);
  record->resource = kith_statement_dup_text (row, 4);
  record->pinned_certificate = kith_statement_dup_text (row, 5);
  record->best_mechanism = kith_statement_dup_text (row, 6);
  record->user_agent_id = kith_statement_dup_text (row, 7);
  record->roster_version = kith_statement_dup_text (row, 8);
  record->nickname = kith_statement_dup_text (row, 9);
  record->avatar_hash = kith_statement_dup_text (row, 10);
  record->show = kith_show_from_nick (kith_statement_get_text (row, 11));
  record->status = kith_statement_dup_text (row, 12);
  record->position = kith_statement_get_int (row, 13);
  record->enabled = kith_statement_get_int (row, 14) != 0;
  record->direct_tls = kith_statement_get_int (row, 15) != 0;
  record->allow_plain = kith_statement_get_int (row, 16) != 0;
  record->ask_password = kith_statement_get_int (row, 17) != 0;
  return record;
}

gpointer
kith_row_to_roster_item (KithStatement *row)
{
  g_autoptr(KithJid) jid = kith_jid_new (kith_statement_get_text (row, 0), NULL);
  g_autoptr(GBytes) groups = kith_statement_dup_bytes (row, 5);
  KithRosterItem *item;

  if (jid == NULL)
    {
      return NULL;
    }
  item = kith_roster_item_new (jid);
  item->name = kith_statement_dup_text (row, 1);
  item->subscription = kith_subscription_from_nick (kith_statement_get_text (row, 2));
  item->ask = kith_statement_get_int (row, 3) != 0;
  item->approved = kith_statement_get_int (row, 4) != 0;
  g_strfreev (item->groups);
  item->groups = kith_strv_from_bytes (groups);
  return item;
}

gpointer
kith_row_to_request (KithStatement *row)
{
  KithStoredRequest *request = g_new0 (KithStoredRequest, 1);

  request->jid = kith_statement_dup_text (row, 0);
  request->nick = kith_statement_dup_text (row, 1);
  request->text = kith_statement_dup_text (row, 2);
  request->time = kith_statement_get_int (row, 3);
  return request;
}

gpointer
kith_row_to_conversation (KithStatement *row)
{
  KithConversationRecord *record = kith_conversation_record_new ();

  record->id = kith_statement_get_int (row, 0);
  record->account_id = kith_statement_get_int (row, 1);
  record->peer = kith_statement_dup_text (row, 2);
  record->draft = kith_statement_dup_text (row, 3);
  record->draft_time = kith_statement_get_int (row, 4);
  record->last_read_id = kith_statement_get_int (row, 5);
  record->unread = kith_statement_get_int (row, 6);
  record->pinned = kith_statement_get_int (row, 7) != 0;
  record->hidden = kith_statement_get_int (row, 8) != 0;
  record->muted = kith_statement_get_int (row, 9) != 0;
  record->last_time = kith_statement_get_int (row, 10);
  record->last_body = kith_statement_dup_text (row, 11);
  record->last_direction = get_direction (row, 12);
  record->last_delivery = get_delivery (row, 13);
  record->request = kith_statement_get_int (row, 14) != 0;
  record->archiving = get_archiving (row, 15);
  return record;
}

gpointer
kith_row_to_message (KithStatement *row)
{
  KithMessageRecord *record = kith_message_record_new ();

  record->id = kith_statement_get_int (row, 0);
  record->account_id = kith_statement_get_int (row, 1);
  record->conversation_id = kith_statement_get_int (row, 2);
  record->peer = kith_statement_dup_text (row, 3);
  record->sender = kith_statement_dup_text (row, 4);
  record->direction = get_direction (row, 5);
  record->delivery = get_delivery (row, 6);
  record->body = kith_statement_dup_text (row, 7);
  record->time = kith_statement_get_int (row, 8);
  record->stanza_id = kith_statement_dup_text (row, 9);
  record->origin_id = kith_statement_dup_text (row, 10);
  record->archive_id = kith_statement_dup_text (row, 11);
  record->error = kith_statement_dup_text (row, 12);
  record->sequence = kith_statement_get_int (row, 13);
  record->markable = kith_statement_get_int (row, 14) != 0;
  return record;
}

gpointer
kith_row_to_gap (KithStatement *row)
{
  KithGapRecord *gap = kith_gap_record_new ();

  gap->id = kith_statement_get_int (row, 0);
  gap->account_id = kith_statement_get_int (row, 1);
  gap->after_id = kith_statement_dup_text (row, 2);
  gap->after_time = kith_statement_get_int (row, 3);
  gap->before_id = kith_statement_dup_text (row, 4);
  gap->before_time = kith_statement_get_int (row, 5);
  gap->own_end = kith_statement_get_int (row, 6) != 0;
  return gap;
}

gpointer
kith_row_to_profile (KithStatement *row)
{
  KithProfileRecord *profile = g_new0 (KithProfileRecord, 1);

  profile->jid = kith_statement_dup_text (row, 0);
  profile->nickname = kith_statement_dup_text (row, 1);
  profile->avatar_hash = kith_statement_dup_text (row, 2);
  return profile;
}

/**
 * kith_row_collect:
 *
 * Returns: (transfer full): what @func makes of every row, in order; NULL when the statement failed
 */
GPtrArray *
kith_row_collect (KithStatement *statement,
                  KithRowFunc    func,
                  GDestroyNotify free_func,
                  GError       **error)
{
  g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func (free_func);

  while (kith_statement_step (statement))
    {
      gpointer record = func (statement);

      if (record != NULL)
        {
          g_ptr_array_add (rows, record);
        }
    }
  return kith_statement_check (statement, error) ? g_steal_pointer (&rows) : NULL;
}

/**
 * kith_strv_to_bytes:
 * @strv: (nullable): the strings
 *
 * Returns: (transfer full): the strings as one value of a column, NUL after each
 */
GBytes *
kith_strv_to_bytes (const char *const *strv)
{
  g_autoptr(GByteArray) array = g_byte_array_new ();

  for (gsize i = 0; strv != NULL && strv[i] != NULL; i++)
    {
      g_byte_array_append (array, (const guint8 *)strv[i], strlen (strv[i]) + 1);
    }
  return g_byte_array_free_to_bytes (g_steal_pointer (&array));
}

/**
 * kith_strv_from_bytes:
 * @bytes: (nullable): what kith_strv_to_bytes() made
 *
 * Returns: (transfer full): the strings
 */
GStrv
kith_strv_from_bytes (GBytes *bytes)
{
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();
  gsize size = 0;
  const char *data = bytes != NULL ? g_bytes_get_data (bytes, &size) : NULL;
  gsize start = 0;

  for (gsize i = 0; i < size; i++)
    {
      if (data[i] == '\0')
        {
          g_strv_builder_add (builder, data + start);
          start = i + 1;
        }
    }
  return g_strv_builder_end (builder);
}
