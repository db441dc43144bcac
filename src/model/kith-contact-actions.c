/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-contact-private.h"

#include "kith-account-private.h"
#include "kith-model-error.h"

/* What the person does with a contact: done by the account's engine, which talks to the server. */

static void
refuse (KithContact        *self,
        GCancellable       *cancellable,
        GAsyncReadyCallback callback,
        gpointer            user_data)
{
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, refuse);
  g_task_return_new_error (task, KITH_MODEL_ERROR, KITH_MODEL_ERROR_OFFLINE, "not connected");
}

void
kith_contact_rename_async (KithContact        *self,
                           const char         *name,
                           GCancellable       *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer            user_data)
{
  refuse (self, cancellable, callback, user_data);
}

void
kith_contact_set_groups_async (KithContact        *self,
                               const char *const  *groups,
                               GCancellable       *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer            user_data)
{
  refuse (self, cancellable, callback, user_data);
}

void
kith_contact_remove_async (KithContact        *self,
                           GCancellable       *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer            user_data)
{
  refuse (self, cancellable, callback, user_data);
}

void
kith_contact_set_blocked_async (KithContact        *self,
                                gboolean            blocked,
                                GCancellable       *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer            user_data)
{
  refuse (self, cancellable, callback, user_data);
}

gboolean
kith_contact_action_finish (KithContact  *self,
                            GAsyncResult *result,
                            GError      **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

void
kith_contact_ask_presence (KithContact *self)
{
}

void
kith_contact_stop_seeing (KithContact *self)
{
}

void
kith_contact_share_presence (KithContact *self)
{
}

void
kith_contact_stop_sharing (KithContact *self)
{
}

void
kith_roster_add_async (KithRoster         *self,
                       KithJid            *jid,
                       const char         *name,
                       const char *const  *groups,
                       gboolean            ask,
                       const char         *text,
                       GCancellable       *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer            user_data)
{
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_task_return_new_error (task, KITH_MODEL_ERROR, KITH_MODEL_ERROR_OFFLINE, "not connected");
}

KithContact *
kith_roster_add_finish (KithRoster   *self,
                        GAsyncResult *result,
                        GError      **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
