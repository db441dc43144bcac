/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-client-accounts-private.h"

#include "kith-account-private.h"
#include "kith-error-map-private.h"
#include "kith-history-private.h"
#include "kith-store-accounts.h"
#include "kith-store-messages.h"

/* Adding and removing accounts, and searching in all of them. */

#define SEARCH_LIMIT 200

typedef struct
{
  KithJid           *jid;
  KithAccountRecord *record;
  char              *password; /* secret */
  gboolean           remember;
} Add;

static void
add_free (Add *add)
{
  g_clear_pointer (&add->jid, kith_jid_unref);
  g_clear_pointer (&add->record, kith_account_record_free);
  kith_secret_free (add->password);
  g_free (add);
}

static KithAccount *
find_account (KithClient *self,
              KithJid    *jid)
{
  GListModel *accounts = kith_client_get_accounts (self);
  guint n = g_list_model_get_n_items (accounts);

  for (guint i = 0; i < n; i++)
    {
      g_autoptr(KithAccount) account = g_list_model_get_item (accounts, i);

      if (kith_jid_bare_equal (kith_account_get_jid (account), jid))
        return account;
    }

  return NULL;
}

static KithAccountRecord *
make_record (KithClient                *self,
             KithJid                   *jid,
             gboolean                   remember,
             const KithAccountSettings *settings)
{
  KithAccountRecord *record = kith_account_record_new ();

  record->jid = g_strdup (kith_jid_get_bare_text (jid));
  record->user_agent_id = g_uuid_string_random ();
  record->show = KITH_SHOW_AVAILABLE;
  record->position = g_list_model_get_n_items (kith_client_get_accounts (self));
  record->enabled = TRUE;
  record->ask_password = !remember;

  if (settings != NULL)
    {
      record->host = g_strdup (settings->host);
      record->port = settings->port;
      record->direct_tls = settings->direct_tls;
      record->allow_plain = settings->allow_plain;
      record->pinned_certificate = g_strdup (settings->pinned_certificate);
    }

  return record;
}

static void
account_saved_cb (GObject      *source,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  KithClient *self = g_task_get_source_object (task);
  Add *add = g_task_get_task_data (task);
  g_autoptr(KithAccount) account = NULL;
  GError *error = NULL;

  add->record->id = kith_store_save_account_finish (KITH_STORE (source), result, &error);
  if (error != NULL)
    {
      kith_error_map_return (task, error);
      return;
    }

  account = kith_client_make_account (self, add->jid, add->record);
  kith_client_attach (self, account);
  if (add->password != NULL)
    kith_account_keep_password (account, add->password, add->remember);
  if (kith_client_get_auto_connect (self))
    kith_account_connect (account);

  g_task_return_pointer (task, g_object_ref (account), g_object_unref);
}

/**
 * kith_client_add_account_async:
 * @jid: only the bare part counts; must have a localpart
 * @password: (nullable): %NULL: it is in the keyring already
 * @remember: keep it in the keyring
 * @settings: (nullable): how to reach the server
 *
 * Stores a new account and connects it.
 */
void
kith_client_add_account_async (KithClient                *self,
                               KithJid                   *jid,
                               const char                *password,
                               gboolean                   remember,
                               const KithAccountSettings *settings,
                               GCancellable              *cancellable,
                               GAsyncReadyCallback        callback,
                               gpointer                   user_data)
{
  g_autoptr(GTask) task = NULL;
  KithStore *store;
  Add *add;

  g_return_if_fail (KITH_IS_CLIENT (self));
  g_return_if_fail (jid != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, kith_client_add_account_async);

  store = kith_client_get_store (self);
  if (store == NULL)
    {
      g_task_return_new_error (task, KITH_MODEL_ERROR, KITH_MODEL_ERROR_FAILED, "no profile is open");
      return;
    }
  if (kith_jid_get_localpart (jid) == NULL)
    {
      g_task_return_new_error (task, KITH_MODEL_ERROR, KITH_MODEL_ERROR_ADDRESS, "no localpart");
      return;
    }
  if (find_account (self, jid) != NULL)
    {
      g_task_return_new_error (task, KITH_MODEL_ERROR, KITH_MODEL_ERROR_ACCOUNT_EXISTS,
                               "there is one already");
      return;
    }

  add = g_new0 (Add, 1);
  add->jid = kith_jid_dup_bare (jid);
  add->password = g_strdup (password);
  add->remember = remember;
  add->record = make_record (self, jid, password == NULL || remember, settings);
  g_task_set_task_data (task, add, (GDestroyNotify)add_free);

  kith_store_save_account_async (store, add->record, cancellable, account_saved_cb,
                                 g_steal_pointer (&task));
}

/**
 * kith_client_add_account_finish:
 *
 * Returns: (transfer none): the account, which is in the list and connecting; %NULL with an error of %KITH_MODEL_ERROR
 */
KithAccount *
kith_client_add_account_finish (KithClient   *self,
                                GAsyncResult *result,
                                GError      **error)
{
  g_autoptr(KithAccount) account = NULL;

  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  account = g_task_propagate_pointer (G_TASK (result), error);

  /* The list of accounts keeps it. */
  return account;
}

/**
 * kith_client_remove_account_async:
 *
 * Signs out and forgets the account, its secrets and all that is stored of it here. Nothing changes on the server.
 */
void
kith_client_remove_account_async (KithClient         *self,
                                  KithAccount        *account,
                                  GCancellable       *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer            user_data)
{
  g_autoptr(GTask) task = NULL;
  KithAccountBackend *backend;

  g_return_if_fail (KITH_IS_CLIENT (self));
  g_return_if_fail (KITH_IS_ACCOUNT (account));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, kith_client_remove_account_async);

  backend = kith_account_get_backend (account);
  if (backend != NULL)
    kith_account_backend_forget (backend, g_steal_pointer (&task));
  kith_client_detach (self, account);
  if (task != NULL)
    g_task_return_boolean (task, TRUE);
}

gboolean
kith_client_remove_account_finish (KithClient   *self,
                                   GAsyncResult *result,
                                   GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

static KithAccount *
find_by_id (KithClient *self,
            gint64      id)
{
  GListModel *accounts = kith_client_get_accounts (self);
  guint n = g_list_model_get_n_items (accounts);

  for (guint i = 0; i < n; i++)
    {
      g_autoptr(KithAccount) account = g_list_model_get_item (accounts, i);
      KithAccountBackend *backend = kith_account_get_backend (account);

      if (backend != NULL && kith_account_backend_get_id (backend) == id)
        return account;
    }

  return NULL;
}

static void
found_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  KithClient *self = g_task_get_source_object (task);
  g_autoptr(GListStore) found = g_list_store_new (KITH_TYPE_MESSAGE);
  g_autoptr(GPtrArray) records = NULL;
  GError *error = NULL;

  records = kith_store_search_finish (KITH_STORE (source), result, &error);
  if (records == NULL)
    {
      kith_error_map_return (task, error);
      return;
    }

  for (guint i = 0; i < records->len; i++)
    {
      const KithMessageRecord *record = g_ptr_array_index (records, i);
      KithAccount *account = find_by_id (self, record->account_id);
      KithConversation *conversation = NULL;
      g_autoptr(KithMessage) message = NULL;

      if (account != NULL)
        conversation = kith_account_lookup_conversation (account, record->peer);
      if (conversation == NULL)
        continue;

      message = kith_history_get_message (conversation, record);
      g_list_store_append (found, message);
    }

  g_task_return_pointer (task, g_steal_pointer (&found), g_object_unref);
}

/**
 * kith_client_search_async:
 * @text: words, or beginnings of words
 *
 * Searches the messages of all accounts.
 */
void
kith_client_search_async (KithClient         *self,
                          const char         *text,
                          GCancellable       *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer            user_data)
{
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (KITH_IS_CLIENT (self));
  g_return_if_fail (text != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, kith_client_search_async);

  if (kith_client_get_store (self) == NULL)
    g_task_return_pointer (task, g_list_store_new (KITH_TYPE_MESSAGE), g_object_unref);
  else
    kith_store_search_async (kith_client_get_store (self), text, SEARCH_LIMIT, cancellable, found_cb,
                             g_steal_pointer (&task));
}

/**
 * kith_client_search_finish:
 *
 * Returns: (transfer full): a list of KithMessage, newest first; %NULL with an error of the store
 */
GListModel *
kith_client_search_finish (KithClient   *self,
                           GAsyncResult *result,
                           GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
