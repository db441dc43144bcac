/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-account.h"

/**
 * kith_account_settings_new:
 *
 * Returns: (transfer full): everything as the domain says, nothing weaker allowed
 */
KithAccountSettings *
kith_account_settings_new (void)
{
  return g_new0 (KithAccountSettings, 1);
}

/**
 * kith_account_settings_copy:
 *
 * Returns: (transfer full) (nullable): a copy of @self; %NULL for %NULL
 */
KithAccountSettings *
kith_account_settings_copy (const KithAccountSettings *self)
{
  KithAccountSettings *copy;

  if (self == NULL)
    return NULL;

  copy = g_new0 (KithAccountSettings, 1);
  *copy = *self;
  copy->host = g_strdup (self->host);
  copy->pinned_certificate = g_strdup (self->pinned_certificate);

  return copy;
}

void
kith_account_settings_free (KithAccountSettings *self)
{
  if (self == NULL)
    return;

  g_free (self->host);
  g_free (self->pinned_certificate);
  g_free (self);
}
