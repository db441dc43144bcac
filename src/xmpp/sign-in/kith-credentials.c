/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-credentials.h"

#include "kith-scram-keys.h"

#include <string.h>

G_DEFINE_BOXED_TYPE (KithCredentials, kith_credentials, kith_credentials_copy, kith_credentials_free)

/**
 * kith_secret_free:
 * @secret: (nullable) (transfer full): a string
 *
 * Overwrites @secret before its memory is given back.
 */
void
kith_secret_free (char *secret)
{
  if (secret == NULL)
    return;

  explicit_bzero (secret, strlen (secret));
  g_free (secret);
}

/**
 * kith_credentials_new:
 *
 * Returns: (transfer full): credentials with nothing in them
 */
KithCredentials *
kith_credentials_new (void)
{
  KithCredentials *self = g_new0 (KithCredentials, 1);

  self->keys = kith_scram_keys_new ();
  return self;
}

/**
 * kith_credentials_copy:
 *
 * Returns: (transfer full): a copy that shares the salted keys, until one of the two gets another password
 */
KithCredentials *
kith_credentials_copy (const KithCredentials *self)
{
  KithCredentials *copy;

  g_return_val_if_fail (self != NULL, NULL);

  copy = g_new0 (KithCredentials, 1);
  copy->password = g_strdup (self->password);
  copy->best_mechanism = g_strdup (self->best_mechanism);
  copy->fast_mechanism = g_strdup (self->fast_mechanism);
  copy->fast_token = g_strdup (self->fast_token);
  copy->resource = g_strdup (self->resource);
  copy->user_agent_id = g_strdup (self->user_agent_id);
  copy->software = g_strdup (self->software);
  copy->device = g_strdup (self->device);
  copy->keys = kith_scram_keys_ref (self->keys);
  copy->allow_plain = self->allow_plain;

  return copy;
}

void
kith_credentials_free (KithCredentials *self)
{
  if (self == NULL)
    return;

  kith_secret_free (self->password);
  kith_secret_free (self->fast_token);
  g_free (self->best_mechanism);
  g_free (self->fast_mechanism);
  g_free (self->resource);
  g_free (self->user_agent_id);
  g_free (self->software);
  g_free (self->device);
  kith_scram_keys_unref (self->keys);
  g_free (self);
}

/**
 * kith_credentials_set_password:
 * @password: (nullable): as the person typed it
 *
 * Setting another password also forgets the keys that were derived from the old one.
 */
void
kith_credentials_set_password (KithCredentials *self,
                               const char      *password)
{
  char *copy;

  g_return_if_fail (self != NULL);

  if (g_strcmp0 (self->password, password) == 0)
    return;

  copy = g_strdup (password);
  kith_secret_free (self->password);
  self->password = copy;

  kith_scram_keys_unref (self->keys);
  self->keys = kith_scram_keys_new ();
}

/**
 * kith_credentials_set_fast:
 * @mechanism: (nullable): what @token is for, such as "HT-SHA-256-EXPR"
 * @token: (nullable): a token of XEP-0484; %NULL takes it away
 */
void
kith_credentials_set_fast (KithCredentials *self,
                           const char      *mechanism,
                           const char      *token)
{
  char *mechanism_copy;
  char *token_copy;

  g_return_if_fail (self != NULL);
  g_return_if_fail ((mechanism == NULL) == (token == NULL));

  mechanism_copy = g_strdup (mechanism);
  token_copy = g_strdup (token);
  g_free (self->fast_mechanism);
  kith_secret_free (self->fast_token);
  self->fast_mechanism = mechanism_copy;
  self->fast_token = token_copy;
}
