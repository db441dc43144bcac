/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-store-accounts.h"

#include "kith-connection.h"
#include "kith-row.h"
#include "kith-search-index.h"
#include "kith-store-private.h"

/* The table of the accounts. */

static void
bind_account (KithStatement           *statement,
              const KithAccountRecord *record)
{
  kith_statement_bind_text (statement, record->jid);
  kith_statement_bind_text (statement, record->host);
  kith_statement_bind_int (statement, record->port);
  kith_statement_bind_text (statement, record->resource);
  kith_statement_bind_text (statement, record->pinned_certificate);
  kith_statement_bind_text (statement, record->best_mechanism);
  kith_statement_bind_text (statement, record->user_agent_id);
  kith_statement_bind_text (statement, record->roster_version);
  kith_statement_bind_text (statement, record->nickname);
  kith_statement_bind_text (statement, record->avatar_hash);
  kith_statement_bind_text (statement, kith_show_to_nick (record->show));
  kith_statement_bind_text (statement, record->status);
  kith_statement_bind_int (statement, record->position);
  kith_statement_bind_int (statement, record->enabled);
  kith_statement_bind_int (statement, record->direct_tls);
  kith_statement_bind_int (statement, record->allow_plain);
  kith_statement_bind_int (statement, record->ask_password);
}

static gpointer
load_accounts (KithConnection *connection,
               gpointer        data,
               GError        **error)
{
  g_autoptr(KithStatement) statement = kith_connection_prepare (
    connection, "SELECT " KITH_ROW_ACCOUNT " FROM accounts ORDER BY position, id");

  return kith_row_collect (statement, kith_row_to_account, (GDestroyNotify)kith_account_record_free,
                           error);
}

static const KithStoreCall LOAD_ACCOUNTS = {
  .name = "[kith] load accounts",
  .access = KITH_DATABASE_READ,
  .func = load_accounts,
  .result_free = (GDestroyNotify)g_ptr_array_unref,
};

void
kith_store_load_accounts_async (KithStore          *self,
                                GCancellable       *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer            user_data)
{
  g_return_if_fail (KITH_IS_STORE (self));

  kith_store_call (self, &LOAD_ACCOUNTS, NULL, cancellable, callback, user_data);
}

/* Returns: (transfer full) (element-type KithAccountRecord): by position */
GPtrArray *
kith_store_load_accounts_finish (KithStore    *self,
                                 GAsyncResult *result,
                                 GError      **error)
{
  return kith_store_call_finish (self, &LOAD_ACCOUNTS, result, error);
}

static gboolean
update_account (KithConnection          *connection,
                const KithAccountRecord *record,
                GError                 **error)
{
  g_autoptr(KithStatement) statement = kith_connection_prepare (
    connection,
    "UPDATE accounts SET (jid, host, port, resource, pinned_certificate, best_mechanism,"
    " user_agent_id, roster_version, nickname, avatar_hash, show, status, position, enabled,"
    " direct_tls, allow_plain, ask_password)"
    " = (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) WHERE id = ?");

  bind_account (statement, record);
  kith_statement_bind_int (statement, record->id);
  return kith_statement_run_found (statement, error);
}

static gboolean
insert_account (KithConnection          *connection,
                const KithAccountRecord *record,
                GError                 **error)
{
  g_autoptr(KithStatement) statement = kith_connection_prepare (
    connection,
    "INSERT INTO accounts (jid, host, port, resource, pinned_certificate, best_mechanism,"
    " user_agent_id, roster_version, nickname, avatar_hash, show, status, position, enabled,"
    " direct_tls, allow_plain, ask_password)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");

  bind_account (statement, record);
  return kith_statement_run (statement, error);
}

static gpointer
save_account (KithConnection *connection,
              gpointer        data,
              GError        **error)
{
  const KithAccountRecord *record = data;
  gint64 id = record->id;

  if (id != 0)
    {
      if (!update_account (connection, record, error))
        {
          return NULL;
        }
    }
  else
    {
      if (!insert_account (connection, record, error))
        {
          return NULL;
        }
      id = kith_connection_get_last_id (connection);
    }
  return g_memdup2 (&id, sizeof id);
}

static const KithStoreCall SAVE_ACCOUNT = {
  .name = "[kith] save account",
  .access = KITH_DATABASE_WRITE,
  .func = save_account,
  .data_free = (GDestroyNotify)kith_account_record_free,
  .result_free = g_free,
};

void
kith_store_save_account_async (KithStore               *self,
                               const KithAccountRecord *record,
                               GCancellable            *cancellable,
                               GAsyncReadyCallback      callback,
                               gpointer                 user_data)
{
  g_return_if_fail (KITH_IS_STORE (self));
  g_return_if_fail (record != NULL && record->jid != NULL);

  kith_store_call (self, &SAVE_ACCOUNT, kith_account_record_copy (record), cancellable, callback,
                   user_data);
}

/* Returns: the id, or -1; %KITH_STORE_ERROR_NOT_FOUND if there is no account of the record's id */
gint64
kith_store_save_account_finish (KithStore    *self,
                                GAsyncResult *result,
                                GError      **error)
{
  g_autofree gint64 *id = kith_store_call_finish (self, &SAVE_ACCOUNT, result, error);

  return id != NULL ? *id : -1;
}

static gpointer
remove_account (KithConnection *connection,
                gpointer        data,
                GError        **error)
{
  gint64 id = *(gint64 *)data;
  g_autoptr(KithStatement) statement = NULL;

  if (!kith_search_index_remove_account (connection, id, error))
    {
      return NULL;
    }
  statement = kith_connection_prepare (connection, "DELETE FROM accounts WHERE id = ?");
  kith_statement_bind_int (statement, id);
  return GINT_TO_POINTER (kith_statement_run_found (statement, error));
}

static const KithStoreCall REMOVE_ACCOUNT = {
  .name = "[kith] remove account",
  .access = KITH_DATABASE_WRITE,
  .func = remove_account,
  .data_free = g_free,
};

void
kith_store_remove_account_async (KithStore          *self,
                                 gint64              account_id,
                                 GCancellable       *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer            user_data)
{
  g_return_if_fail (KITH_IS_STORE (self));

  kith_store_call (self, &REMOVE_ACCOUNT, g_memdup2 (&account_id, sizeof account_id), cancellable,
                   callback, user_data);
}

/* Returns: whether it is gone; %KITH_STORE_ERROR_NOT_FOUND if there was none */
gboolean
kith_store_remove_account_finish (KithStore    *self,
                                  GAsyncResult *result,
                                  GError      **error)
{
  return kith_store_call_finish (self, &REMOVE_ACCOUNT, result, error) != NULL;
}
