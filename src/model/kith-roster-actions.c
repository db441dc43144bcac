/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-roster-private.h"

#include "kith-account-private.h"
#include "kith-model-error.h"

/* Adding somebody to a roster: the entry first, then the question whether we may see them. */

typedef struct
{
  KithContact *contact; /* owned */
  char        *text;
  gboolean     ask;
} Add;

static void
add_free (Add *add)
{
  g_object_unref (add->contact);
  g_free (add->text);
  g_free (add);
}

static void
added_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Add *add = g_task_get_task_data (task);
  KithAccount *account = kith_contact_get_account (add->contact);
  KithAccountBackend *backend = account != NULL ? kith_account_get_backend (account) : NULL;
  GError *error = NULL;

  if (!g_task_propagate_boolean (G_TASK (result), &error))
    {
      g_task_return_error (task, error);
      return;
    }

  if (add->ask && backend != NULL)
    kith_account_backend_ask_presence (backend, add->contact, add->text);

  g_task_return_pointer (task, g_object_ref (add->contact), g_object_unref);
}

/**
 * kith_roster_add_async:
 * @name: (nullable): how the roster shall call them
 * @groups: (nullable): names of groups
 * @ask: whether to ask to see their presence
 * @text: (nullable): for them to read with the question
 */
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
  g_autoptr(GTask) task = NULL;
  KithContact *contact;
  KithAccount *account;
  KithAccountBackend *backend;
  Add *add;

  g_return_if_fail (KITH_IS_ROSTER (self));
  g_return_if_fail (jid != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, kith_roster_add_async);

  contact = kith_roster_get_contact (self, jid);
  account = kith_contact_get_account (contact);
  backend = account != NULL ? kith_account_get_backend (account) : NULL;
  if (backend == NULL)
    {
      g_task_return_new_error (task, KITH_MODEL_ERROR, KITH_MODEL_ERROR_OFFLINE, "not connected");
      return;
    }

  add = g_new0 (Add, 1);
  add->contact = g_object_ref (contact);
  add->text = g_strdup (text);
  add->ask = ask;
  g_task_set_task_data (task, add, (GDestroyNotify)add_free);

  kith_account_backend_set_item (backend, contact, name != NULL && *name != '\0' ? name : NULL, groups,
                                 g_task_new (self, cancellable, added_cb, g_steal_pointer (&task)));
}

/**
 * kith_roster_add_finish:
 *
 * Returns: (transfer none): the contact, which is in the roster as soon as the server says so; %NULL with an error of
 *   %KITH_MODEL_ERROR
 */
KithContact *
kith_roster_add_finish (KithRoster   *self,
                        GAsyncResult *result,
                        GError      **error)
{
  g_autoptr(KithContact) contact = NULL;

  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  contact = g_task_propagate_pointer (G_TASK (result), error);

  /* The roster keeps it. */
  return contact;
}
