/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * KithSecrets:
 *
 * Where passwords and sign-in tokens live: the system keyring (#KithKeyring in `desktop`), memory in tests.
 * @account: a bare JID; @kind: "password" or "token".
 * Errors: %KITH_MODEL_ERROR_KEYRING_UNAVAILABLE (no service), %KITH_MODEL_ERROR_KEYRING_LOCKED.
 */
#define KITH_TYPE_SECRETS (kith_secrets_get_type ())
G_DECLARE_INTERFACE (KithSecrets, kith_secrets, KITH, SECRETS, GObject)

struct _KithSecretsInterface
{
  GTypeInterface parent_iface;

  void (*lookup_async) (KithSecrets        *self,
                        const char         *account,
                        const char         *kind,
                        GCancellable       *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer            user_data);
  char *(*lookup_finish) (KithSecrets *self, GAsyncResult *result, GError **error);
  void (*save_async) (KithSecrets        *self,
                      const char         *account,
                      const char         *kind,
                      const char         *secret,
                      GCancellable       *cancellable,
                      GAsyncReadyCallback callback,
                      gpointer            user_data);
  gboolean (*save_finish) (KithSecrets *self, GAsyncResult *result, GError **error);
};

/* Answers (transfer full) the secret, to be freed with kith_secret_free (); NULL without an error: there is none. */
void kith_secrets_lookup_async (KithSecrets        *self,
                                const char         *account,
                                const char         *kind,
                                GCancellable       *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer            user_data);
char *kith_secrets_lookup_finish (KithSecrets *self, GAsyncResult *result, GError **error);

/* @secret: NULL removes it. */
void kith_secrets_save_async (KithSecrets        *self,
                              const char         *account,
                              const char         *kind,
                              const char         *secret,
                              GCancellable       *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer            user_data);
gboolean kith_secrets_save_finish (KithSecrets *self, GAsyncResult *result, GError **error);

void kith_secret_free (char *secret);

G_END_DECLS
