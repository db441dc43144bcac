/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "kith-contact.h"

G_BEGIN_DECLS

/**
 * KithRoster:
 *
 * The roster of one account: a GListModel of the #KithContact that are in it, in no order. Also hands out the contact of any
 * address. Property `loaded`: from the store or the server.
 */
#define KITH_TYPE_ROSTER (kith_roster_get_type ())
G_DECLARE_FINAL_TYPE (KithRoster, kith_roster, KITH, ROSTER, GObject)

gboolean kith_roster_get_loaded (KithRoster *self);

/* Borrowed; made if there is none; lives as long as the roster. */
KithContact *kith_roster_get_contact (KithRoster *self, KithJid *jid);

/* The names of all groups, sorted, (transfer full). */
GStrv kith_roster_dup_groups (KithRoster *self);

/* Puts @jid into the roster and, if @ask, asks to see their presence with @text. */
void kith_roster_add_async (KithRoster         *self,
                            KithJid            *jid,
                            const char         *name,
                            const char *const  *groups,
                            gboolean            ask,
                            const char         *text,
                            GCancellable       *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer            user_data);
KithContact *kith_roster_add_finish (KithRoster *self, GAsyncResult *result, GError **error);

G_END_DECLS
