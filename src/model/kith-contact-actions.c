/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-contact-private.h"

#include "kith-account-private.h"
#include "kith-model-error.h"

/* What the person does with a contact: done by whoever acts for the account, who talks to the server. */

static KithAccountBackend *
get_backend (KithContact *self)
{
  KithAccount *account = kith_contact_get_account (self);

  return account != NULL ? kith_account_get_backend (account) : NULL;
}

/* Returns: (transfer full) (nullable): a task for @backend to answer; NULL if there is none, and the caller has its answer */
static GTask *
begin (KithContact        *self,
       KithAccountBackend *backend,
       gpointer            tag,
       GCancellable       *cancellable,
       GAsyncReadyCallback callback,
       gpointer            user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, tag);
  if (backend != NULL)
    return task;

  g_task_return_new_error (task, KITH_MODEL_ERROR, KITH_MODEL_ERROR_OFFLINE, "not connected");
  g_object_unref (task);

  return NULL;
}

/**
 * kith_contact_rename_async:
 * @name: (nullable): how the roster shall call them; %NULL or empty: as they call themselves
 *
 * Also puts them into the roster, if they are not.
 */
void
kith_contact_rename_async (KithContact        *self,
                           const char         *name,
                           GCancellable       *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer            user_data)
{
  KithAccountBackend *backend;
  GTask *task;

  g_return_if_fail (KITH_IS_CONTACT (self));

  if (name != NULL && *name == '\0')
    name = NULL;

  backend = get_backend (self);
  task = begin (self, backend, kith_contact_rename_async, cancellable, callback, user_data);
  if (task != NULL)
    kith_account_backend_set_item (backend, self, name, kith_contact_get_groups (self), task);
}

/**
 * kith_contact_set_groups_async:
 * @groups: (nullable): names of groups
 */
void
kith_contact_set_groups_async (KithContact        *self,
                               const char *const  *groups,
                               GCancellable       *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer            user_data)
{
  KithAccountBackend *backend;
  GTask *task;

  g_return_if_fail (KITH_IS_CONTACT (self));

  backend = get_backend (self);
  task = begin (self, backend, kith_contact_set_groups_async, cancellable, callback, user_data);
  if (task != NULL)
    kith_account_backend_set_item (backend, self, kith_contact_get_name (self), groups, task);
}

/**
 * kith_contact_remove_async:
 *
 * Takes them out of the roster, and ends both subscriptions.
 */
void
kith_contact_remove_async (KithContact        *self,
                           GCancellable       *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer            user_data)
{
  KithAccountBackend *backend;
  GTask *task;

  g_return_if_fail (KITH_IS_CONTACT (self));

  backend = get_backend (self);
  task = begin (self, backend, kith_contact_remove_async, cancellable, callback, user_data);
  if (task != NULL)
    kith_account_backend_remove_item (backend, self, task);
}

/**
 * kith_contact_set_blocked_async:
 * @blocked: whether nothing shall come from them any more (XEP-0191)
 */
void
kith_contact_set_blocked_async (KithContact        *self,
                                gboolean            blocked,
                                GCancellable       *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer            user_data)
{
  KithAccountBackend *backend;
  GTask *task;

  g_return_if_fail (KITH_IS_CONTACT (self));

  backend = get_backend (self);
  task = begin (self, backend, kith_contact_set_blocked_async, cancellable, callback, user_data);
  if (task != NULL)
    kith_account_backend_set_blocked (backend, self, blocked, task);
}

/**
 * kith_contact_report_async:
 *
 * Blocks them, and tells who runs the server that it was for spam (XEP-0377), where that is wanted.
 */
void
kith_contact_report_async (KithContact        *self,
                           GCancellable       *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer            user_data)
{
  KithAccountBackend *backend;
  GTask *task;

  g_return_if_fail (KITH_IS_CONTACT (self));

  backend = get_backend (self);
  task = begin (self, backend, kith_contact_report_async, cancellable, callback, user_data);
  if (task != NULL)
    kith_account_backend_report (backend, self, task);
}

/**
 * kith_contact_get_server:
 *
 * Returns: (transfer none) (nullable): the domain of the contact, as a contact; to be blocked with everybody there
 */
KithContact *
kith_contact_get_server (KithContact *self)
{
  g_autoptr(KithJid) domain = NULL;
  KithAccount *account;

  g_return_val_if_fail (KITH_IS_CONTACT (self), NULL);

  account = kith_contact_get_account (self);
  domain = kith_jid_new (kith_jid_get_domainpart (kith_contact_get_jid (self)), NULL);

  return account != NULL && domain != NULL ? kith_roster_get_contact (kith_account_get_roster (account), domain) : NULL;
}

/**
 * kith_contact_action_finish:
 *
 * Returns: whether the server did it; else an error of %KITH_MODEL_ERROR
 */
gboolean
kith_contact_action_finish (KithContact  *self,
                            GAsyncResult *result,
                            GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * kith_contact_ask_presence:
 *
 * Asks to see their presence.
 */
void
kith_contact_ask_presence (KithContact *self)
{
  KithAccountBackend *backend;

  g_return_if_fail (KITH_IS_CONTACT (self));

  backend = get_backend (self);
  if (backend != NULL)
    kith_account_backend_ask_presence (backend, self, NULL);
}

/**
 * kith_contact_stop_seeing:
 *
 * Sees their presence no longer, or no longer asks to.
 */
void
kith_contact_stop_seeing (KithContact *self)
{
  KithAccountBackend *backend;

  g_return_if_fail (KITH_IS_CONTACT (self));

  backend = get_backend (self);
  if (backend != NULL)
    kith_account_backend_stop_seeing (backend, self);
}

/**
 * kith_contact_share_presence:
 *
 * Lets them see our presence, also in advance.
 */
void
kith_contact_share_presence (KithContact *self)
{
  KithAccountBackend *backend;

  g_return_if_fail (KITH_IS_CONTACT (self));

  backend = get_backend (self);
  if (backend != NULL)
    kith_account_backend_share_presence (backend, self);
}

/**
 * kith_contact_stop_sharing:
 *
 * Lets them see our presence no longer, or refuses to.
 */
void
kith_contact_stop_sharing (KithContact *self)
{
  KithAccountBackend *backend;

  g_return_if_fail (KITH_IS_CONTACT (self));

  backend = get_backend (self);
  if (backend != NULL)
    kith_account_backend_stop_sharing (backend, self);
}
