/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-secrets.h"

G_DEFINE_INTERFACE (KithSecrets, kith_secrets, G_TYPE_OBJECT)

static void
kith_secrets_default_init (KithSecretsInterface *iface)
{
}

/**
 * kith_secrets_lookup_async:
 * @account: a bare JID
 * @kind: "password" or "token"
 *
 * Asks for a secret; the person may be asked to unlock the keyring meanwhile.
 */
void
kith_secrets_lookup_async (KithSecrets        *self,
                           const char         *account,
                           const char         *kind,
                           GCancellable       *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer            user_data)
{
  g_return_if_fail (KITH_IS_SECRETS (self));
  g_return_if_fail (account != NULL && kind != NULL);

  KITH_SECRETS_GET_IFACE (self)->lookup_async (self, account, kind, cancellable, callback,
                                               user_data);
}

/**
 * kith_secrets_lookup_finish:
 *
 * Returns: (transfer full) (nullable): the secret, to be freed with kith_secret_free (); %NULL without an error: there is none
 */
char *
kith_secrets_lookup_finish (KithSecrets  *self,
                            GAsyncResult *result,
                            GError      **error)
{
  g_return_val_if_fail (KITH_IS_SECRETS (self), NULL);

  return KITH_SECRETS_GET_IFACE (self)->lookup_finish (self, result, error);
}

/**
 * kith_secrets_save_async:
 * @secret: (nullable): what to keep; %NULL removes what is there
 */
void
kith_secrets_save_async (KithSecrets        *self,
                         const char         *account,
                         const char         *kind,
                         const char         *secret,
                         GCancellable       *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer            user_data)
{
  g_return_if_fail (KITH_IS_SECRETS (self));
  g_return_if_fail (account != NULL && kind != NULL);

  KITH_SECRETS_GET_IFACE (self)->save_async (self, account, kind, secret, cancellable, callback,
                                             user_data);
}

gboolean
kith_secrets_save_finish (KithSecrets  *self,
                          GAsyncResult *result,
                          GError      **error)
{
  g_return_val_if_fail (KITH_IS_SECRETS (self), FALSE);

  return KITH_SECRETS_GET_IFACE (self)->save_finish (self, result, error);
}
