/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-connection.h"
#include "kith-row.h"
#include "kith-search-text.h"
#include "kith-store-messages.h"
#include "kith-store-private.h"

/* The search over the messages of all accounts. */

typedef struct
{
  char *text;   /* owned */
  guint limit;
} KithSearchCall;

static void
search_call_free (KithSearchCall *call)
{
  g_free (call->text);
  g_free (call);
}

static GPtrArray *
search_index (KithConnection *connection,
              const char     *query,
              guint           limit,
              GError        **error)
{
  g_autoptr(KithStatement) statement = kith_connection_prepare (
    connection,
    "SELECT " KITH_ROW_MESSAGE " FROM"
    " (SELECT f.id, f.time FROM search JOIN messages AS f ON f.id = search.rowid"
    "  WHERE search MATCH ? ORDER BY f.time DESC, f.id DESC LIMIT ?) AS found"
    " JOIN messages AS m ON m.id = found.id JOIN conversations AS c ON c.id = m.conversation_id"
    " ORDER BY m.time DESC, m.id DESC");

  kith_statement_bind_text (statement, query);
  kith_statement_bind_int (statement, limit);
  return kith_row_collect (statement, kith_row_to_message, (GDestroyNotify)kith_message_record_free,
                           error);
}

/* For what has no letter and no digit, as emoji, which are not in the index. */
static GPtrArray *
search_bodies (KithConnection *connection,
               const char     *text,
               guint           limit,
               GError        **error)
{
  g_autoptr(KithStatement) statement = kith_connection_prepare (
    connection,
    "SELECT " KITH_ROW_MESSAGE " FROM"
    " (SELECT id, time FROM messages WHERE instr (body, ?) > 0 ORDER BY time DESC, id DESC LIMIT ?)"
    " AS found"
    " JOIN messages AS m ON m.id = found.id JOIN conversations AS c ON c.id = m.conversation_id"
    " ORDER BY m.time DESC, m.id DESC");

  kith_statement_bind_text (statement, text);
  kith_statement_bind_int (statement, limit);
  return kith_row_collect (statement, kith_row_to_message, (GDestroyNotify)kith_message_record_free,
                           error);
}

static gpointer
search (KithConnection *connection,
        gpointer        data,
        GError        **error)
{
  const KithSearchCall *call = data;
  g_autofree char *query = kith_search_text_for_query (call->text);
  g_autofree char *stripped = g_strstrip (g_strdup (call->text));

  if (query != NULL)
    {
      return search_index (connection, query, call->limit, error);
    }
  if (*stripped != '\0')
    {
      return search_bodies (connection, stripped, call->limit, error);
    }
  return g_ptr_array_new_with_free_func ((GDestroyNotify)kith_message_record_free);
}

static const KithStoreCall SEARCH = {
  .name = "[kith] search",
  .access = KITH_DATABASE_READ,
  .func = search,
  .data_free = (GDestroyNotify)search_call_free,
  .result_free = (GDestroyNotify)g_ptr_array_unref,
};

void
kith_store_search_async (KithStore          *self,
                         const char         *text,
                         guint               limit,
                         GCancellable       *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer            user_data)
{
  KithSearchCall *call;

  g_return_if_fail (KITH_IS_STORE (self));
  g_return_if_fail (text != NULL);

  call = g_new0 (KithSearchCall, 1);
  call->text = g_strdup (text);
  call->limit = limit;
  kith_store_call (self, &SEARCH, call, cancellable, callback, user_data);
}

/* Returns: (transfer full) (element-type KithMessageRecord): newest first; none for a text of blanks */
GPtrArray *
kith_store_search_finish (KithStore    *self,
                          GAsyncResult *result,
                          GError      **error)
{
  return kith_store_call_finish (self, &SEARCH, result, error);
}
