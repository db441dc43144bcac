/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-roster-item.h"

G_DEFINE_BOXED_TYPE (KithRosterItem, kith_roster_item, kith_roster_item_copy, kith_roster_item_free)

/**
 * kith_roster_item_new:
 * @jid: an address; its resource is left out
 *
 * Returns: (transfer full): an entry without name, groups or subscription
 */
KithRosterItem *
kith_roster_item_new (KithJid *jid)
{
  KithRosterItem *self;

  g_return_val_if_fail (jid != NULL, NULL);

  self = g_new0 (KithRosterItem, 1);
  self->jid = kith_jid_dup_bare (jid);
  self->groups = g_new0 (char *, 1);

  return self;
}

/**
 * kith_roster_item_copy:
 *
 * Returns: (transfer full): an entry that shares nothing with @self but the address
 */
KithRosterItem *
kith_roster_item_copy (const KithRosterItem *self)
{
  KithRosterItem *copy;

  g_return_val_if_fail (self != NULL, NULL);

  copy = g_new0 (KithRosterItem, 1);
  *copy = *self;
  copy->jid = kith_jid_ref (self->jid);
  copy->name = g_strdup (self->name);
  copy->groups = self->groups != NULL ? g_strdupv (self->groups) : g_new0 (char *, 1);

  return copy;
}

void
kith_roster_item_free (KithRosterItem *self)
{
  g_return_if_fail (self != NULL);

  kith_jid_unref (self->jid);
  g_free (self->name);
  g_strfreev (self->groups);
  g_free (self);
}
