/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-store-conversations.h"

#include "kith-connection.h"
#include "kith-conversation-row.h"
#include "kith-row.h"
#include "kith-search-index.h"
#include "kith-store-error.h"
#include "kith-store-private.h"

/* The table of the conversations. */

typedef struct
{
  gint64 id;            /* of an account or a conversation */
  gint64 message_id;    /* or the value of a column */
  char  *peer;          /* owned */
} KithConversationCall;

static KithConversationCall *
conversation_call_new (gint64      id,
                       gint64      message_id,
                       const char *peer)
{
  KithConversationCall *call = g_new0 (KithConversationCall, 1);

  call->id = id;
  call->message_id = message_id;
  call->peer = g_strdup (peer);
  return call;
}

static void
conversation_call_free (KithConversationCall *call)
{
  g_free (call->peer);
  g_free (call);
}

static gpointer
load_conversations (KithConnection *connection,
                    gpointer        data,
                    GError        **error)
{
  const KithConversationCall *call = data;
  g_autoptr(KithStatement) statement = kith_connection_prepare (
    connection,
    "SELECT " KITH_ROW_CONVERSATION " FROM conversations WHERE account_id = ?"
    " ORDER BY last_time DESC, id DESC");

  kith_statement_bind_int (statement, call->id);
  return kith_row_collect (statement, kith_row_to_conversation,
                           (GDestroyNotify)kith_conversation_record_free, error);
}

static const KithStoreCall LOAD_CONVERSATIONS = {
  .name = "[kith] load conversations",
  .access = KITH_DATABASE_READ,
  .func = load_conversations,
  .data_free = (GDestroyNotify)conversation_call_free,
  .result_free = (GDestroyNotify)g_ptr_array_unref,
};

void
kith_store_load_conversations_async (KithStore          *self,
                                     gint64              account_id,
                                     GCancellable       *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer            user_data)
{
  g_return_if_fail (KITH_IS_STORE (self));

  kith_store_call (self, &LOAD_CONVERSATIONS, conversation_call_new (account_id, 0, NULL), cancellable, callback,
                   user_data);
}

/* Returns: (transfer full) (element-type KithConversationRecord): all of the account, hidden ones too, newest first */
GPtrArray *
kith_store_load_conversations_finish (KithStore    *self,
                                      GAsyncResult *result,
                                      GError      **error)
{
  return kith_store_call_finish (self, &LOAD_CONVERSATIONS, result, error);
}

static gpointer
ensure_conversation (KithConnection *connection,
                     gpointer        data,
                     GError        **error)
{
  const KithConversationCall *call = data;
  gint64 id;

  return kith_conversation_row_ensure (connection, call->id, call->peer, FALSE, &id, error)
         ? kith_conversation_row_load (connection, id, error) : NULL;
}

static const KithStoreCall ENSURE_CONVERSATION = {
  .name = "[kith] ensure conversation",
  .access = KITH_DATABASE_WRITE,
  .func = ensure_conversation,
  .data_free = (GDestroyNotify)conversation_call_free,
  .result_free = (GDestroyNotify)kith_conversation_record_free,
};

void
kith_store_ensure_conversation_async (KithStore          *self,
                                      gint64              account_id,
                                      const char         *peer,
                                      GCancellable       *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer            user_data)
{
  g_return_if_fail (KITH_IS_STORE (self));
  g_return_if_fail (peer != NULL);

  kith_store_call (self, &ENSURE_CONVERSATION, conversation_call_new (account_id, 0, peer), cancellable, callback,
                   user_data);
}

/* Returns: (transfer full): the conversation; NULL with %KITH_STORE_ERROR_NOT_FOUND if there is no such account */
KithConversationRecord *
kith_store_ensure_conversation_finish (KithStore    *self,
                                       GAsyncResult *result,
                                       GError      **error)
{
  return kith_store_call_finish (self, &ENSURE_CONVERSATION, result, error);
}

static gpointer
save_conversation (KithConnection *connection,
                   gpointer        data,
                   GError        **error)
{
  const KithConversationRecord *record = data;
  g_autoptr(KithStatement) statement = kith_connection_prepare (
    connection,
    "UPDATE conversations SET draft = ?, draft_time = ?, pinned = ?, hidden = ?, muted = ?"
    " WHERE id = ?");

  kith_statement_bind_text (statement, record->draft);
  kith_statement_bind_int (statement, record->draft_time);
  kith_statement_bind_int (statement, record->pinned);
  kith_statement_bind_int (statement, record->hidden);
  kith_statement_bind_int (statement, record->muted);
  kith_statement_bind_int (statement, record->id);
  return GINT_TO_POINTER (kith_statement_run_found (statement, error));
}

static const KithStoreCall SAVE_CONVERSATION = {
  .name = "[kith] save conversation",
  .access = KITH_DATABASE_WRITE,
  .func = save_conversation,
  .data_free = (GDestroyNotify)kith_conversation_record_free,
};

void
kith_store_save_conversation_async (KithStore                    *self,
                                    const KithConversationRecord *record,
                                    GCancellable                 *cancellable,
                                    GAsyncReadyCallback           callback,
                                    gpointer                      user_data)
{
  g_return_if_fail (KITH_IS_STORE (self));
  g_return_if_fail (record != NULL);

  kith_store_call (self, &SAVE_CONVERSATION, kith_conversation_record_copy (record), cancellable, callback,
                   user_data);
}

/* Returns: whether it is kept; %KITH_STORE_ERROR_NOT_FOUND if there is no such conversation */
gboolean
kith_store_save_conversation_finish (KithStore    *self,
                                     GAsyncResult *result,
                                     GError      **error)
{
  return kith_store_call_finish (self, &SAVE_CONVERSATION, result, error) != NULL;
}

static gpointer
mark_read (KithConnection *connection,
           gpointer        data,
           GError        **error)
{
  const KithConversationCall *call = data;
  gint64 unread;
  g_autoptr(KithStatement) statement = kith_connection_prepare (
    connection,
    "UPDATE conversations SET (read_id, read_time) = (m.id, m.time) FROM messages AS m"
    " WHERE conversations.id = ? AND m.id = ? AND m.conversation_id = conversations.id"
    " AND (m.time, m.id) > (read_time, read_id)");

  kith_statement_bind_int (statement, call->id);
  kith_statement_bind_int (statement, call->message_id);
  if (!kith_statement_run (statement, error) ||
      !kith_conversation_row_count_unread (connection, call->id, &unread, error))
    {
      return NULL;
    }
  return g_memdup2 (&unread, sizeof unread);
}

static const KithStoreCall MARK_READ = {
  .name = "[kith] mark read",
  .access = KITH_DATABASE_WRITE,
  .func = mark_read,
  .data_free = (GDestroyNotify)conversation_call_free,
  .result_free = g_free,
};

void
kith_store_mark_read_async (KithStore          *self,
                            gint64              conversation_id,
                            gint64              message_id,
                            GCancellable       *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer            user_data)
{
  g_return_if_fail (KITH_IS_STORE (self));

  kith_store_call (self, &MARK_READ, conversation_call_new (conversation_id, message_id, NULL), cancellable, callback,
                   user_data);
}

/* What has been read stays read: an older message than the one named before changes nothing.
 *
 * Returns: how many are still unread, or -1; %KITH_STORE_ERROR_NOT_FOUND if there is no such conversation */
int
kith_store_mark_read_finish (KithStore    *self,
                             GAsyncResult *result,
                             GError      **error)
{
  g_autofree gint64 *unread = kith_store_call_finish (self, &MARK_READ, result, error);

  return unread != NULL ? (int)MIN (*unread, G_MAXINT) : -1;
}

static gpointer
set_request (KithConnection *connection,
             gpointer        data,
             GError        **error)
{
  const KithConversationCall *call = data;
  g_autoptr(KithStatement) statement = kith_connection_prepare (
    connection, "UPDATE conversations SET request = ? WHERE id = ?");

  kith_statement_bind_int (statement, call->message_id);
  kith_statement_bind_int (statement, call->id);
  return GINT_TO_POINTER (kith_statement_run_found (statement, error));
}

static const KithStoreCall SET_REQUEST = {
  .name = "[kith] set request",
  .access = KITH_DATABASE_WRITE,
  .func = set_request,
  .data_free = (GDestroyNotify)conversation_call_free,
};

void
kith_store_set_request_async (KithStore          *self,
                              gint64              conversation_id,
                              gboolean            request,
                              GCancellable       *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer            user_data)
{
  g_return_if_fail (KITH_IS_STORE (self));

  kith_store_call (self, &SET_REQUEST, conversation_call_new (conversation_id, !!request, NULL), cancellable, callback,
                   user_data);
}

/* Returns: whether it is kept; %KITH_STORE_ERROR_NOT_FOUND if there is no such conversation */
gboolean
kith_store_set_request_finish (KithStore    *self,
                               GAsyncResult *result,
                               GError      **error)
{
  return kith_store_call_finish (self, &SET_REQUEST, result, error) != NULL;
}

static gpointer
set_archiving (KithConnection *connection,
               gpointer        data,
               GError        **error)
{
  const KithConversationCall *call = data;
  g_autoptr(KithStatement) statement = kith_connection_prepare (
    connection, "UPDATE conversations SET archiving = ? WHERE id = ?");

  kith_statement_bind_int (statement, call->message_id);
  kith_statement_bind_int (statement, call->id);
  return GINT_TO_POINTER (kith_statement_run_found (statement, error));
}

static const KithStoreCall SET_ARCHIVING = {
  .name = "[kith] set archiving",
  .access = KITH_DATABASE_WRITE,
  .func = set_archiving,
  .data_free = (GDestroyNotify)conversation_call_free,
};

void
kith_store_set_archiving_async (KithStore          *self,
                                gint64              conversation_id,
                                KithArchiving       archiving,
                                GCancellable       *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer            user_data)
{
  g_return_if_fail (KITH_IS_STORE (self));

  kith_store_call (self, &SET_ARCHIVING, conversation_call_new (conversation_id, archiving, NULL), cancellable, callback,
                   user_data);
}

/* Returns: whether it is kept; %KITH_STORE_ERROR_NOT_FOUND if there is no such conversation */
gboolean
kith_store_set_archiving_finish (KithStore    *self,
                                 GAsyncResult *result,
                                 GError      **error)
{
  return kith_store_call_finish (self, &SET_ARCHIVING, result, error) != NULL;
}

static gpointer
remove_conversation (KithConnection *connection,
                     gpointer        data,
                     GError        **error)
{
  const KithConversationCall *call = data;
  g_autoptr(KithStatement) statement = NULL;

  if (!kith_search_index_remove_conversation (connection, call->id, error))
    {
      return NULL;
    }
  statement = kith_connection_prepare (connection, "DELETE FROM conversations WHERE id = ?");
  kith_statement_bind_int (statement, call->id);
  return GINT_TO_POINTER (kith_statement_run_found (statement, error));
}

static const KithStoreCall REMOVE_CONVERSATION = {
  .name = "[kith] remove conversation",
  .access = KITH_DATABASE_WRITE,
  .func = remove_conversation,
  .data_free = (GDestroyNotify)conversation_call_free,
};

void
kith_store_remove_conversation_async (KithStore          *self,
                                      gint64              conversation_id,
                                      GCancellable       *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer            user_data)
{
  g_return_if_fail (KITH_IS_STORE (self));

  kith_store_call (self, &REMOVE_CONVERSATION, conversation_call_new (conversation_id, 0, NULL), cancellable, callback,
                   user_data);
}

/* Returns: whether it is gone; %KITH_STORE_ERROR_NOT_FOUND if there was none */
gboolean
kith_store_remove_conversation_finish (KithStore    *self,
                                       GAsyncResult *result,
                                       GError      **error)
{
  return kith_store_call_finish (self, &REMOVE_CONVERSATION, result, error) != NULL;
}
