/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "kith-contact-private.h"
#include "kith-roster.h"

G_BEGIN_DECLS

KithRoster *kith_roster_new (KithAccount *account) G_GNUC_WARN_UNUSED_RESULT;

/* @items: KithRosterItem; those to be removed go. @replace: whoever is not among them goes too. One "items-changed" for all that
 * comes and one for all that goes. */
void kith_roster_update (KithRoster *self, GPtrArray *items, gboolean replace);
void kith_roster_set_loaded (KithRoster *self, gboolean loaded);

/* Borrowed, or NULL: the contact at the bare JID @address, if it was ever asked for. */
KithContact *kith_roster_lookup (KithRoster *self, const char *address);

/* Whether nothing shall come from @jid: by their own address or their whole server. */
gboolean kith_roster_is_blocked (KithRoster *self, KithJid *jid);

/* For every contact that is made from now on, and those that are there. */
void kith_roster_set_avatar_loader (KithRoster *self, KithContactWantsAvatar loader, gpointer user_data);
void kith_roster_foreach (KithRoster *self, GFunc func, gpointer user_data);

G_END_DECLS
