/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-client-accounts-private.h"

#include "kith-account-private.h"
#include "kith-error-map-private.h"
#include "kith-store-accounts.h"
#include "kith-xmpp-backend-private.h"

/* Opening and closing a profile: store, accounts, what each account has; and back. */

typedef struct
{
  GPtrArray *accounts; /* KithAccount (owned), in their order */
  guint      n_left;
  GError    *error;
} Open;

static void
open_free (Open *open)
{
  g_clear_pointer (&open->accounts, g_ptr_array_unref);
  g_clear_error (&open->error);
  g_free (open);
}

/**
 * kith_client_make_account:
 *
 * Returns: (transfer full): the account of @record with its backend, empty and away
 */
KithAccount *
kith_client_make_account (KithClient              *self,
                          KithJid                 *jid,
                          const KithAccountRecord *record)
{
  KithAccountSettings settings = {
    .host = record->host,
    .port = record->port,
    .direct_tls = record->direct_tls,
    .allow_plain = record->allow_plain,
    .pinned_certificate = record->pinned_certificate,
  };
  KithAccount *account = kith_account_new (jid);
  KithXmppBackend *backend;

  kith_account_restore (account, &settings, record->enabled, record->show, record->status);
  backend = kith_xmpp_backend_new (account, record, kith_client_get_store (self),
                                   kith_client_get_secrets (self), kith_client_get_tls_database (self));
  kith_account_take_backend (account, KITH_ACCOUNT_BACKEND (backend));

  return account;
}

/* Everybody is there: show them all, then go online. */
static void
finish_open (GTask *task)
{
  KithClient *self = g_task_get_source_object (task);
  Open *open = g_task_get_task_data (task);

  if (open->error != NULL)
    {
      kith_client_set_store (self, NULL);
      g_task_return_error (task, kith_error_map (open->error));
      return;
    }

  for (guint i = 0; i < open->accounts->len; i++)
    kith_client_attach (self, g_ptr_array_index (open->accounts, i));
  kith_client_set_loaded (self, TRUE);

  for (guint i = 0; i < open->accounts->len; i++)
    {
      KithAccount *account = g_ptr_array_index (open->accounts, i);

      if (kith_account_get_show (account) != KITH_SHOW_OFFLINE && kith_client_get_auto_connect (self))
        kith_account_connect (account);
    }

  g_task_return_boolean (task, TRUE);
}

static void
account_loaded_cb (GObject      *source,
                   GAsyncResult *result,
                   gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Open *open = g_task_get_task_data (task);
  g_autoptr(GError) error = NULL;

  if (!g_task_propagate_boolean (G_TASK (result), &error) && open->error == NULL)
    open->error = g_steal_pointer (&error);

  if (--open->n_left == 0)
    finish_open (task);
}

static void
accounts_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  KithClient *self = g_task_get_source_object (task);
  Open *open = g_task_get_task_data (task);
  g_autoptr(GPtrArray) records = NULL;

  records = kith_store_load_accounts_finish (KITH_STORE (source), result, &open->error);

  for (guint i = 0; records != NULL && i < records->len; i++)
    {
      const KithAccountRecord *record = g_ptr_array_index (records, i);
      g_autoptr(KithJid) jid = kith_jid_new (record->jid, NULL);

      if (jid == NULL)
        g_message ("An account in the store has no valid address");
      else
        g_ptr_array_add (open->accounts, kith_client_make_account (self, jid, record));
    }

  open->n_left = open->accounts->len;
  for (guint i = 0; i < open->accounts->len; i++)
    kith_account_backend_load (kith_account_get_backend (g_ptr_array_index (open->accounts, i)),
                               g_task_new (self, NULL, account_loaded_cb, g_object_ref (task)));

  if (open->accounts->len == 0)
    finish_open (task);
}

static void
store_opened_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  KithStore *store = KITH_STORE (source);
  g_autoptr(GError) error = NULL;

  if (!kith_store_open_finish (store, result, &error))
    {
      kith_error_map_return (task, g_steal_pointer (&error));
      return;
    }

  kith_client_set_store (g_task_get_source_object (task), store);
  kith_store_load_accounts_async (store, NULL, accounts_cb, g_steal_pointer (&task));
}

/**
 * kith_client_open_async:
 *
 * Opens the profile: answers when accounts, contacts and conversations are there; the accounts that want to are on their way
 * online then.
 */
void
kith_client_open_async (KithClient         *self,
                        GCancellable       *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer            user_data)
{
  g_autoptr(KithStore) store = NULL;
  g_autofree char *path = NULL;
  GTask *task;
  Open *open;

  g_return_if_fail (KITH_IS_CLIENT (self));
  g_return_if_fail (kith_client_get_store (self) == NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, kith_client_open_async);
  open = g_new0 (Open, 1);
  open->accounts = g_ptr_array_new_with_free_func (g_object_unref);
  g_task_set_task_data (task, open, (GDestroyNotify)open_free);

  path = kith_client_dup_path (self);
  if (path != NULL)
    {
      g_autofree char *directory = g_path_get_dirname (path);

      /* What goes wrong here goes wrong in the store, too, which says it better. */
      g_mkdir_with_parents (directory, 0700);
    }

  store = kith_store_new (path);
  kith_store_open_async (store, cancellable, store_opened_cb, task);
}

/**
 * kith_client_open_finish:
 *
 * Returns: whether the profile is open; else an error such as %KITH_MODEL_ERROR_STORE_CORRUPT
 */
gboolean
kith_client_open_finish (KithClient   *self,
                         GAsyncResult *result,
                         GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

typedef struct
{
  KithStore *store;  /* owned */
  guint      n_left; /* accounts that are still leaving, and this call itself */
} Close;

static void
close_free (Close *close)
{
  g_clear_object (&close->store);
  g_free (close);
}

static void
closed_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  GError *error = NULL;

  if (kith_store_close_finish (KITH_STORE (source), result, &error))
    g_task_return_boolean (task, TRUE);
  else
    kith_error_map_return (task, error);
}

static void
drained_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GPtrArray) records = NULL;

  records = kith_store_load_accounts_finish (KITH_STORE (source), result, NULL);
  kith_store_close_async (KITH_STORE (source), NULL, closed_cb, user_data);
}

/* Everybody has left: what the answers to earlier calls still hand to the store comes before the end, for an answer to a call
 * that is made now comes after them. */
static void
one_left (GTask *task)
{
  Close *close = g_task_get_task_data (task);

  if (--close->n_left > 0)
    return;

  if (close->store != NULL)
    kith_store_load_accounts_async (close->store, NULL, drained_cb, g_object_ref (task));
  else
    g_task_return_boolean (task, TRUE);
}

static void
left_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;

  one_left (task);
}

static void
leave (KithClient  *self,
       KithAccount *account,
       GTask       *task)
{
  Close *close = g_task_get_task_data (task);
  KithAccountBackend *backend = kith_account_get_backend (account);

  if (backend == NULL)
    return;

  close->n_left++;
  kith_account_backend_leave (backend, g_task_new (self, NULL, left_cb, g_object_ref (task)));
}

/**
 * kith_client_close_async:
 *
 * Signs out, writes what is left, closes the store. The lists are empty afterwards.
 */
void
kith_client_close_async (KithClient         *self,
                         GCancellable       *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer            user_data)
{
  GListModel *accounts;
  g_autoptr(GTask) task = NULL;
  Close *close;

  g_return_if_fail (KITH_IS_CLIENT (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, kith_client_close_async);
  close = g_new0 (Close, 1);
  close->n_left = 1;
  g_set_object (&close->store, kith_client_get_store (self));
  g_task_set_task_data (task, close, (GDestroyNotify)close_free);

  kith_client_set_loaded (self, FALSE);
  kith_client_set_store (self, NULL);

  accounts = kith_client_get_accounts (self);
  while (g_list_model_get_n_items (accounts) > 0)
    {
      g_autoptr(KithAccount) account = g_list_model_get_item (accounts, 0);

      leave (self, account, task);
      kith_client_detach (self, account);
    }

  one_left (task);
}

gboolean
kith_client_close_finish (KithClient   *self,
                          GAsyncResult *result,
                          GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
