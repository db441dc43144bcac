/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-roster-keeper-private.h"

#include "kith-error-map-private.h"
#include "kith-roster-module.h"
#include "kith-subscription-module.h"

/* What the person wants of the roster, as questions to the server. What comes of them comes back as pushes. */

static gpointer
get_module (KithRosterKeeper *self,
            GType             type)
{
  return kith_session_get_module (kith_roster_keeper_get_session (self), type);
}

static void
item_changed_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) error = NULL;

  if (kith_roster_module_change_finish (KITH_ROSTER_MODULE (source), result, &error))
    g_task_return_boolean (task, TRUE);
  else
    kith_error_map_return (task, g_steal_pointer (&error));
}

/* Returns: (transfer full) (nullable): @task, unless there is no server to ask, which it has then answered */
static GTask *
check_online (KithRosterKeeper *self,
              GTask            *task)
{
  if (kith_roster_keeper_get_online (self))
    return task;

  g_task_return_new_error (task, KITH_MODEL_ERROR, KITH_MODEL_ERROR_OFFLINE, "not connected");
  g_object_unref (task);

  return NULL;
}

/**
 * kith_roster_keeper_set_item:
 * @task: (transfer full): answers a boolean
 *
 * Adds or changes an entry of the roster (RFC 6121, 2.3 and 2.4).
 */
void
kith_roster_keeper_set_item (KithRosterKeeper  *self,
                             KithJid           *jid,
                             const char        *name,
                             const char *const *groups,
                             GTask             *task)
{
  g_return_if_fail (KITH_IS_ROSTER_KEEPER (self));

  task = check_online (self, task);
  if (task != NULL)
    kith_roster_module_set_item_async (get_module (self, KITH_TYPE_ROSTER_MODULE), jid, name, groups,
                                       g_task_get_cancellable (task), item_changed_cb, task);
}

void
kith_roster_keeper_remove_item (KithRosterKeeper *self,
                                KithJid          *jid,
                                GTask            *task)
{
  g_return_if_fail (KITH_IS_ROSTER_KEEPER (self));

  task = check_online (self, task);
  if (task != NULL)
    kith_roster_module_remove_item_async (get_module (self, KITH_TYPE_ROSTER_MODULE), jid,
                                          g_task_get_cancellable (task), item_changed_cb, task);
}

/**
 * kith_roster_keeper_ask:
 * @text: (nullable): for them to read
 *
 * Asks to see their presence; who does not know the address may know the name that goes with it (XEP-0172, 4.1).
 */
void
kith_roster_keeper_ask (KithRosterKeeper *self,
                        KithContact      *contact,
                        const char       *text)
{
  KithAccount *account = kith_contact_get_account (contact);

  g_return_if_fail (KITH_IS_ROSTER_KEEPER (self));

  if (kith_roster_keeper_get_online (self))
    kith_subscription_module_ask (get_module (self, KITH_TYPE_SUBSCRIPTION_MODULE), kith_contact_get_jid (contact),
                                  account != NULL ? kith_account_get_nickname (account) : NULL, text);
}

void
kith_roster_keeper_stop (KithRosterKeeper *self,
                         KithContact      *contact)
{
  g_return_if_fail (KITH_IS_ROSTER_KEEPER (self));

  if (kith_roster_keeper_get_online (self))
    kith_subscription_module_stop (get_module (self, KITH_TYPE_SUBSCRIPTION_MODULE),
                                   kith_contact_get_jid (contact));
}

void
kith_roster_keeper_approve (KithRosterKeeper *self,
                            KithContact      *contact)
{
  g_return_if_fail (KITH_IS_ROSTER_KEEPER (self));

  if (kith_roster_keeper_get_online (self))
    kith_subscription_module_approve (get_module (self, KITH_TYPE_SUBSCRIPTION_MODULE),
                                      kith_contact_get_jid (contact));
}

void
kith_roster_keeper_refuse (KithRosterKeeper *self,
                           KithContact      *contact)
{
  g_return_if_fail (KITH_IS_ROSTER_KEEPER (self));

  if (kith_roster_keeper_get_online (self))
    kith_subscription_module_refuse (get_module (self, KITH_TYPE_SUBSCRIPTION_MODULE),
                                     kith_contact_get_jid (contact));
}
