/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "kith-jid.h"
#include "kith-types.h"

G_BEGIN_DECLS

#define KITH_TYPE_ROSTER_ITEM (kith_roster_item_get_type ())

/* One entry of a roster as the server knows it (RFC 6121, 2.1.2); a plain value. */
typedef struct
{
  KithJid *jid;    /* bare, owned */
  char *name;      /* owned, NULL where none was given */
  GStrv groups;    /* owned, never NULL */
  KithSubscription subscription;
  guint ask : 1;      /* we asked to see them and wait */
  guint approved : 1; /* they may see us as soon as they ask */
} KithRosterItem;

GType kith_roster_item_get_type (void) G_GNUC_CONST;
KithRosterItem *kith_roster_item_new (KithJid *jid);
KithRosterItem *kith_roster_item_copy (const KithRosterItem *self);
void kith_roster_item_free (KithRosterItem *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (KithRosterItem, kith_roster_item_free)

G_END_DECLS
