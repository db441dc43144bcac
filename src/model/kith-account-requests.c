/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-account-private.h"

/* Who asks to see the account's presence, and has no answer yet: one request each. */

/**
 * kith_account_find_request:
 *
 * Returns: (transfer none) (nullable): the one of @contact
 */
KithRequest *
kith_account_find_request (KithAccount *self,
                           KithContact *contact)
{
  GListModel *requests = kith_account_get_requests (self);
  guint n = g_list_model_get_n_items (requests);

  for (guint i = 0; i < n; i++)
    {
      g_autoptr(KithRequest) request = g_list_model_get_item (requests, i);

      if (kith_request_get_contact (request) == contact)
        return request;
    }

  return NULL;
}

/**
 * kith_account_remove_request:
 *
 * Takes it out, and lets whoever acts for the account forget it.
 *
 * Returns: whether it was there
 */
gboolean
kith_account_remove_request (KithAccount *self,
                             KithRequest *request)
{
  KithAccountBackend *backend = NULL;
  GListStore *requests = NULL;
  guint position;

  g_return_val_if_fail (KITH_IS_ACCOUNT (self), FALSE);

  requests = G_LIST_STORE (kith_account_get_requests (self));
  if (!g_list_store_find (requests, request, &position))
    return FALSE;

  g_list_store_remove (requests, position);
  backend = kith_account_get_backend (self);
  if (backend != NULL)
    kith_account_backend_forget_request (backend, kith_request_get_contact (request));

  return TRUE;
}

void
kith_account_drop_request (KithAccount *self,
                           KithContact *contact)
{
  KithRequest *request;

  g_return_if_fail (KITH_IS_ACCOUNT (self));

  request = kith_account_find_request (self, contact);
  if (request != NULL)
    kith_account_remove_request (self, request);
}

/**
 * kith_account_add_request:
 *
 * Nobody has more than one: it takes the place of what its contact asked before.
 */
void
kith_account_add_request (KithAccount *self,
                          KithRequest *request)
{
  g_return_if_fail (KITH_IS_ACCOUNT (self));

  kith_account_drop_request (self, kith_request_get_contact (request));
  g_list_store_append (G_LIST_STORE (kith_account_get_requests (self)), request);
}
