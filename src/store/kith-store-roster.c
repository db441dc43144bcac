/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-store-roster.h"

#include "kith-connection.h"
#include "kith-row.h"
#include "kith-store-private.h"

/* The rosters as the servers last said them, and the requests for subscription that wait. */

/* What is asked with an account and perhaps one address or one request of it. */
typedef struct
{
  gint64             account_id;
  gboolean           replace;
  char              *version;  /* owned */
  GPtrArray         *items;    /* KithRosterItem (owned) */
  KithStoredRequest *request;  /* owned */
  char              *jid;      /* owned */
} KithRosterCall;

static KithRosterCall *
roster_call_new (gint64 account_id)
{
  KithRosterCall *call = g_new0 (KithRosterCall, 1);

  call->account_id = account_id;
  return call;
}

static void
roster_call_free (KithRosterCall *call)
{
  g_free (call->version);
  g_clear_pointer (&call->items, g_ptr_array_unref);
  g_clear_pointer (&call->request, kith_stored_request_free);
  g_free (call->jid);
  g_free (call);
}

void
kith_stored_request_free (KithStoredRequest *self)
{
  g_return_if_fail (self != NULL);

  g_free (self->jid);
  g_free (self->nick);
  g_free (self->text);
  g_free (self);
}

static gpointer
load_roster (KithConnection *connection,
             gpointer        data,
             GError        **error)
{
  const KithRosterCall *call = data;
  g_autoptr(KithStatement) statement = kith_connection_prepare (
    connection, "SELECT " KITH_ROW_ROSTER " FROM roster WHERE account_id = ? ORDER BY jid");

  kith_statement_bind_int (statement, call->account_id);
  return kith_row_collect (statement, kith_row_to_roster_item,
                           (GDestroyNotify)kith_roster_item_free, error);
}

static const KithStoreCall LOAD_ROSTER = {
  .name = "[kith] load roster",
  .access = KITH_DATABASE_READ,
  .func = load_roster,
  .data_free = (GDestroyNotify)roster_call_free,
  .result_free = (GDestroyNotify)g_ptr_array_unref,
};

void
kith_store_load_roster_async (KithStore          *self,
                              gint64              account_id,
                              GCancellable       *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer            user_data)
{
  g_return_if_fail (KITH_IS_STORE (self));

  kith_store_call (self, &LOAD_ROSTER, roster_call_new (account_id), cancellable, callback,
                   user_data);
}

/* Returns: (transfer full) (element-type KithRosterItem): the roster, by address */
GPtrArray *
kith_store_load_roster_finish (KithStore    *self,
                               GAsyncResult *result,
                               GError      **error)
{
  return kith_store_call_finish (self, &LOAD_ROSTER, result, error);
}

static gboolean
forget_item (KithConnection       *connection,
             gint64                account_id,
             const KithRosterItem *item,
             GError              **error)
{
  g_autoptr(KithStatement) statement = kith_connection_prepare (
    connection, "DELETE FROM roster WHERE account_id = ? AND jid = ?");

  kith_statement_bind_int (statement, account_id);
  kith_statement_bind_text (statement, kith_jid_get_bare_text (item->jid));
  return kith_statement_run (statement, error);
}

static gboolean
keep_item (KithConnection       *connection,
           gint64                account_id,
           const KithRosterItem *item,
           GError              **error)
{
  g_autoptr(GBytes) groups = kith_strv_to_bytes ((const char *const *)item->groups);
  g_autoptr(KithStatement) statement = kith_connection_prepare (
    connection,
    "REPLACE INTO roster (account_id, jid, name, subscription, ask, approved, groups)"
    " VALUES (?, ?, ?, ?, ?, ?, ?)");

  kith_statement_bind_int (statement, account_id);
  kith_statement_bind_text (statement, kith_jid_get_bare_text (item->jid));
  kith_statement_bind_text (statement, item->name);
  kith_statement_bind_text (statement, kith_subscription_to_nick (item->subscription));
  kith_statement_bind_int (statement, item->ask);
  kith_statement_bind_int (statement, item->approved);
  kith_statement_bind_bytes (statement, groups);
  return kith_statement_run (statement, error);
}

static gboolean
forget_all (KithConnection *connection,
            gint64          account_id,
            GError        **error)
{
  g_autoptr(KithStatement) statement = kith_connection_prepare (
    connection, "DELETE FROM roster WHERE account_id = ?");

  kith_statement_bind_int (statement, account_id);
  return kith_statement_run (statement, error);
}

static gboolean
keep_version (KithConnection *connection,
              gint64          account_id,
              const char     *version,
              GError        **error)
{
  g_autoptr(KithStatement) statement = kith_connection_prepare (
    connection, "UPDATE accounts SET roster_version = ? WHERE id = ?");

  kith_statement_bind_text (statement, version);
  kith_statement_bind_int (statement, account_id);
  return kith_statement_run_found (statement, error);
}

static gpointer
save_roster (KithConnection *connection,
             gpointer        data,
             GError        **error)
{
  const KithRosterCall *call = data;

  if (!keep_version (connection, call->account_id, call->version, error) ||
      (call->replace && !forget_all (connection, call->account_id, error)))
    {
      return NULL;
    }
  for (guint i = 0; i < call->items->len; i++)
    {
      const KithRosterItem *item = g_ptr_array_index (call->items, i);
      gboolean done = item->subscription == KITH_SUBSCRIPTION_REMOVE
                      ? forget_item (connection, call->account_id, item, error)
                      : keep_item (connection, call->account_id, item, error);

      if (!done)
        {
          return NULL;
        }
    }
  return GINT_TO_POINTER (TRUE);
}

static const KithStoreCall SAVE_ROSTER = {
  .name = "[kith] save roster",
  .access = KITH_DATABASE_WRITE,
  .func = save_roster,
  .data_free = (GDestroyNotify)roster_call_free,
};

void
kith_store_save_roster_async (KithStore          *self,
                              gint64              account_id,
                              GPtrArray          *items,
                              gboolean            replace,
                              const char         *version,
                              GCancellable       *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer            user_data)
{
  KithRosterCall *call;

  g_return_if_fail (KITH_IS_STORE (self));
  g_return_if_fail (items != NULL);

  call = roster_call_new (account_id);
  call->replace = replace;
  call->version = g_strdup (version);
  call->items = g_ptr_array_new_full (items->len, (GDestroyNotify)kith_roster_item_free);
  for (guint i = 0; i < items->len; i++)
    {
      g_ptr_array_add (call->items, kith_roster_item_copy (g_ptr_array_index (items, i)));
    }
  kith_store_call (self, &SAVE_ROSTER, call, cancellable, callback, user_data);
}

/* Returns: whether it is kept; %KITH_STORE_ERROR_NOT_FOUND if there is no such account */
gboolean
kith_store_save_roster_finish (KithStore    *self,
                               GAsyncResult *result,
                               GError      **error)
{
  return kith_store_call_finish (self, &SAVE_ROSTER, result, error) != NULL;
}

static gpointer
load_requests (KithConnection *connection,
               gpointer        data,
               GError        **error)
{
  const KithRosterCall *call = data;
  g_autoptr(KithStatement) statement = kith_connection_prepare (
    connection,
    "SELECT " KITH_ROW_REQUEST " FROM requests WHERE account_id = ? ORDER BY time, jid");

  kith_statement_bind_int (statement, call->account_id);
  return kith_row_collect (statement, kith_row_to_request,
                           (GDestroyNotify)kith_stored_request_free, error);
}

static const KithStoreCall LOAD_REQUESTS = {
  .name = "[kith] load requests",
  .access = KITH_DATABASE_READ,
  .func = load_requests,
  .data_free = (GDestroyNotify)roster_call_free,
  .result_free = (GDestroyNotify)g_ptr_array_unref,
};

void
kith_store_load_requests_async (KithStore          *self,
                                gint64              account_id,
                                GCancellable       *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer            user_data)
{
  g_return_if_fail (KITH_IS_STORE (self));

  kith_store_call (self, &LOAD_REQUESTS, roster_call_new (account_id), cancellable, callback,
                   user_data);
}

/* Returns: (transfer full) (element-type KithStoredRequest): what waits, oldest first */
GPtrArray *
kith_store_load_requests_finish (KithStore    *self,
                                 GAsyncResult *result,
                                 GError      **error)
{
  return kith_store_call_finish (self, &LOAD_REQUESTS, result, error);
}

static gpointer
save_request (KithConnection *connection,
              gpointer        data,
              GError        **error)
{
  const KithRosterCall *call = data;
  g_autoptr(KithStatement) statement = kith_connection_prepare (
    connection,
    "REPLACE INTO requests (account_id, jid, nick, text, time) VALUES (?, ?, ?, ?, ?)");

  kith_statement_bind_int (statement, call->account_id);
  kith_statement_bind_text (statement, call->request->jid);
  kith_statement_bind_text (statement, call->request->nick);
  kith_statement_bind_text (statement, call->request->text);
  kith_statement_bind_int (statement, call->request->time);
  return GINT_TO_POINTER (kith_statement_run (statement, error));
}

static const KithStoreCall SAVE_REQUEST = {
  .name = "[kith] save request",
  .access = KITH_DATABASE_WRITE,
  .func = save_request,
  .data_free = (GDestroyNotify)roster_call_free,
};

void
kith_store_save_request_async (KithStore               *self,
                               gint64                   account_id,
                               const KithStoredRequest *request,
                               GCancellable            *cancellable,
                               GAsyncReadyCallback      callback,
                               gpointer                 user_data)
{
  KithRosterCall *call;

  g_return_if_fail (KITH_IS_STORE (self));
  g_return_if_fail (request != NULL && request->jid != NULL);

  call = roster_call_new (account_id);
  call->request = g_new0 (KithStoredRequest, 1);
  call->request->jid = g_strdup (request->jid);
  call->request->nick = g_strdup (request->nick);
  call->request->text = g_strdup (request->text);
  call->request->time = request->time;
  kith_store_call (self, &SAVE_REQUEST, call, cancellable, callback, user_data);
}

/* Returns: whether it is kept, in place of an older one of the same address */
gboolean
kith_store_save_request_finish (KithStore    *self,
                                GAsyncResult *result,
                                GError      **error)
{
  return kith_store_call_finish (self, &SAVE_REQUEST, result, error) != NULL;
}

static gpointer
remove_request (KithConnection *connection,
                gpointer        data,
                GError        **error)
{
  const KithRosterCall *call = data;
  g_autoptr(KithStatement) statement = kith_connection_prepare (
    connection, "DELETE FROM requests WHERE account_id = ? AND jid = ?");

  kith_statement_bind_int (statement, call->account_id);
  kith_statement_bind_text (statement, call->jid);
  return GINT_TO_POINTER (kith_statement_run (statement, error));
}

static const KithStoreCall REMOVE_REQUEST = {
  .name = "[kith] remove request",
  .access = KITH_DATABASE_WRITE,
  .func = remove_request,
  .data_free = (GDestroyNotify)roster_call_free,
};

void
kith_store_remove_request_async (KithStore          *self,
                                 gint64              account_id,
                                 const char         *jid,
                                 GCancellable       *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer            user_data)
{
  KithRosterCall *call;

  g_return_if_fail (KITH_IS_STORE (self));
  g_return_if_fail (jid != NULL);

  call = roster_call_new (account_id);
  call->jid = g_strdup (jid);
  kith_store_call (self, &REMOVE_REQUEST, call, cancellable, callback, user_data);
}

/* Returns: whether there is none now */
gboolean
kith_store_remove_request_finish (KithStore    *self,
                                  GAsyncResult *result,
                                  GError      **error)
{
  return kith_store_call_finish (self, &REMOVE_REQUEST, result, error) != NULL;
}
