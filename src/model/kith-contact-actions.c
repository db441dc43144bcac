/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-contact-private.h"

#include "kith-engine-private.h"
#include "kith-model-error.h"

/* What the person does with a contact: done by the account's keeper of the roster, which talks to the server. */

static KithRosterKeeper *
get_keeper (KithContact *self)
{
  KithAccount *account = kith_contact_get_account (self);
  KithEngine *engine = account != NULL ? kith_account_get_engine (account) : NULL;

  return engine != NULL ? kith_engine_get_keeper (engine) : NULL;
}

/* Returns: (transfer full) (nullable): a task for @keeper to answer; NULL if there is none, and the caller has its answer */
static GTask *
begin (KithContact        *self,
       KithRosterKeeper   *keeper,
       gpointer            tag,
       GCancellable       *cancellable,
       GAsyncReadyCallback callback,
       gpointer            user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, tag);
  if (keeper != NULL)
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
  KithRosterKeeper *keeper;
  GTask *task;

  g_return_if_fail (KITH_IS_CONTACT (self));

  if (name != NULL && *name == '\0')
    name = NULL;

  keeper = get_keeper (self);
  task = begin (self, keeper, kith_contact_rename_async, cancellable, callback, user_data);
  if (task != NULL)
    kith_roster_keeper_set_item (keeper, kith_contact_get_jid (self), name,
                                 kith_contact_get_groups (self), task);
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
  KithRosterKeeper *keeper;
  GTask *task;

  g_return_if_fail (KITH_IS_CONTACT (self));

  keeper = get_keeper (self);
  task = begin (self, keeper, kith_contact_set_groups_async, cancellable, callback, user_data);
  if (task != NULL)
    kith_roster_keeper_set_item (keeper, kith_contact_get_jid (self), kith_contact_get_name (self),
                                 groups, task);
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
  KithRosterKeeper *keeper;
  GTask *task;

  g_return_if_fail (KITH_IS_CONTACT (self));

  keeper = get_keeper (self);
  task = begin (self, keeper, kith_contact_remove_async, cancellable, callback, user_data);
  if (task != NULL)
    kith_roster_keeper_remove_item (keeper, kith_contact_get_jid (self), task);
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
  KithRosterKeeper *keeper;
  GTask *task;

  g_return_if_fail (KITH_IS_CONTACT (self));

  keeper = get_keeper (self);
  task = begin (self, keeper, kith_contact_set_blocked_async, cancellable, callback, user_data);
  if (task != NULL)
    kith_roster_keeper_set_blocked (keeper, kith_contact_get_jid (self), blocked, task);
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
  KithRosterKeeper *keeper;

  g_return_if_fail (KITH_IS_CONTACT (self));

  keeper = get_keeper (self);
  if (keeper != NULL)
    kith_roster_keeper_ask (keeper, self, NULL);
}

/**
 * kith_contact_stop_seeing:
 *
 * Sees their presence no longer, or no longer asks to.
 */
void
kith_contact_stop_seeing (KithContact *self)
{
  KithRosterKeeper *keeper;

  g_return_if_fail (KITH_IS_CONTACT (self));

  keeper = get_keeper (self);
  if (keeper != NULL)
    kith_roster_keeper_stop (keeper, self);
}

/**
 * kith_contact_share_presence:
 *
 * Lets them see our presence, also in advance.
 */
void
kith_contact_share_presence (KithContact *self)
{
  KithRosterKeeper *keeper;

  g_return_if_fail (KITH_IS_CONTACT (self));

  keeper = get_keeper (self);
  if (keeper != NULL)
    kith_roster_keeper_approve (keeper, self);
}

/**
 * kith_contact_stop_sharing:
 *
 * Lets them see our presence no longer, or refuses to.
 */
void
kith_contact_stop_sharing (KithContact *self)
{
  KithRosterKeeper *keeper;

  g_return_if_fail (KITH_IS_CONTACT (self));

  keeper = get_keeper (self);
  if (keeper != NULL)
    kith_roster_keeper_refuse (keeper, self);
}
