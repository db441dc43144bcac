/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-fast-token.h"

#include "kith-credentials.h"

G_DEFINE_BOXED_TYPE (KithFastToken, kith_fast_token, kith_fast_token_copy, kith_fast_token_free)

/**
 * kith_fast_token_new:
 * @mechanism: what it is for
 * @token: a secret like a password
 * @expiry: µs since 1970
 *
 * Returns: (transfer full): a token
 */
KithFastToken *
kith_fast_token_new (const char *mechanism, const char *token, gint64 expiry)
{
  KithFastToken *self = NULL;

  g_return_val_if_fail (mechanism != NULL, NULL);
  g_return_val_if_fail (token != NULL, NULL);

  self = g_new0 (KithFastToken, 1);
  self->mechanism = g_strdup (mechanism);
  self->token = g_strdup (token);
  self->expiry = expiry;

  return self;
}

KithFastToken *
kith_fast_token_copy (const KithFastToken *self)
{
  return kith_fast_token_new (self->mechanism, self->token, self->expiry);
}

void
kith_fast_token_free (KithFastToken *self)
{
  if (self == NULL)
    return;

  g_free (self->mechanism);
  kith_secret_free (self->token);
  g_free (self);
}
