/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-picture-private.h"

/* Thousands of contacts have an avatar; only those that are looked at are in memory. */

void
kith_picture_clear (KithPicture *self)
{
  g_clear_pointer (&self->hash, g_free);
  g_clear_pointer (&self->bytes, g_bytes_unref);
}

gboolean
kith_picture_set_hash (KithPicture *self,
                       const char  *hash)
{
  if (g_strcmp0 (self->hash, hash) == 0)
    return FALSE;

  g_free (self->hash);
  self->hash = g_strdup (hash);
  self->wanted = FALSE;
  g_clear_pointer (&self->bytes, g_bytes_unref);

  return TRUE;
}

gboolean
kith_picture_set_bytes (KithPicture *self,
                        GBytes      *bytes)
{
  if (self->bytes == bytes)
    return FALSE;

  g_clear_pointer (&self->bytes, g_bytes_unref);
  self->bytes = bytes != NULL ? g_bytes_ref (bytes) : NULL;

  return TRUE;
}

gboolean
kith_picture_want (KithPicture *self)
{
  if (self->bytes != NULL || self->hash == NULL || self->wanted)
    return FALSE;

  self->wanted = TRUE;

  return TRUE;
}
