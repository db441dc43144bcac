/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "kith-contact.h"
#include "kith-roster-item.h"

G_BEGIN_DECLS

KithContact *kith_contact_new (KithAccount *account, KithJid *jid) G_GNUC_WARN_UNUSED_RESULT;

/* Returns: whether anything changed. @item: NULL when it is not in the roster (any more). */
gboolean kith_contact_set_item (KithContact *self, const KithRosterItem *item);
KithRosterItem *kith_contact_dup_item (KithContact *self) G_GNUC_WARN_UNUSED_RESULT;

/* What one device says. OFFLINE takes it away, with @resource NULL all of them. @time: when this was so; @idle_since: 0 if it is in use. */
void kith_contact_set_presence (KithContact *self,
                                const char  *resource,
                                KithShow     show,
                                const char  *status,
                                int          priority,
                                gint64       idle_since,
                                gint64       time);

/* Whether we are connected and may see them: whoever then says nothing is offline; else nothing is known of any device. */
void kith_contact_set_online (KithContact *self, gboolean online);

void kith_contact_set_nickname (KithContact *self, const char *nickname);
void kith_contact_set_avatar (KithContact *self, GBytes *avatar);
void kith_contact_set_blocked (KithContact *self, gboolean blocked);

/* Borrowed: SHA-1 of the avatar that they announce, or NULL. */
const char *kith_contact_get_avatar_hash (KithContact *self);
void kith_contact_set_avatar_hash (KithContact *self, const char *hash);

/* Called once for each hash, when somebody first asks for the avatar and there are no bytes yet. */
typedef void (*KithContactWantsAvatar) (KithContact *self, gpointer user_data);
void kith_contact_set_avatar_loader (KithContact *self, KithContactWantsAvatar loader, gpointer user_data);

/* Where it stands in its roster's list, for the roster; G_MAXUINT: nowhere. */
guint kith_contact_get_position (KithContact *self);
void kith_contact_set_position (KithContact *self, guint position);

G_END_DECLS
