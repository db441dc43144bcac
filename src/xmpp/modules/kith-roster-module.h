/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "kith-module.h"
#include "kith-roster-item.h"

G_BEGIN_DECLS

/**
 * KithRosterModule:
 *
 * The roster on the server (RFC 6121, 2), with versions. Asks for it as soon as a stream is bound, and takes pushes from the own
 * account alone.
 *
 * Signals: "received" (GPtrArray *items of KithRosterItem or NULL, const char *version or NULL): the whole roster, or NULL if the one of
 * the version we named is still right; "item-pushed" (KithRosterItem *, const char *version or NULL): one entry changed, or went,
 * where its subscription is %KITH_SUBSCRIPTION_REMOVE; "failed" (GError *): the server did not give it.
 */
#define KITH_TYPE_ROSTER_MODULE (kith_roster_module_get_type ())
G_DECLARE_FINAL_TYPE (KithRosterModule, kith_roster_module, KITH, ROSTER_MODULE, KithModule)

/* The version of the roster that is kept here, NULL: none is. To be set before going online; followed from then on. */
void kith_roster_module_set_version (KithRosterModule *self, const char *version);
const char *kith_roster_module_get_version (KithRosterModule *self);

/* Adds or changes an entry: @name may be NULL, @groups too. What changed comes by "item-pushed". */
void kith_roster_module_set_item_async (KithRosterModule   *self,
                                        KithJid            *jid,
                                        const char         *name,
                                        const char *const  *groups,
                                        GCancellable       *cancellable,
                                        GAsyncReadyCallback callback,
                                        gpointer            user_data);

/* Removes an entry, and with it both subscriptions. */
void kith_roster_module_remove_item_async (KithRosterModule   *self,
                                           KithJid            *jid,
                                           GCancellable       *cancellable,
                                           GAsyncReadyCallback callback,
                                           gpointer            user_data);
gboolean kith_roster_module_change_finish (KithRosterModule *self, GAsyncResult *result, GError **error);

G_END_DECLS
