/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "kith-account.h"
#include "kith-session.h"
#include "kith-store.h"

G_BEGIN_DECLS

/**
 * KithRosterKeeper:
 *
 * Keeps one account's roster and presence the same in the model, in the store and on the server.
 */
#define KITH_TYPE_ROSTER_KEEPER (kith_roster_keeper_get_type ())
G_DECLARE_FINAL_TYPE (KithRosterKeeper, kith_roster_keeper, KITH, ROSTER_KEEPER, GObject)

KithRosterKeeper *kith_roster_keeper_new (KithAccount *account,
                                          gint64 account_id,
                                          KithStore   *store,
                                          KithSession *session) G_GNUC_WARN_UNUSED_RESULT;

/* What the store holds. @items: KithRosterItem; @version: of the roster, or NULL. */
void kith_roster_keeper_restore (KithRosterKeeper *self, GPtrArray *items, const char *version);
void kith_roster_keeper_set_online (KithRosterKeeper *self, gboolean online);

KithSession *kith_roster_keeper_get_session (KithRosterKeeper *self);
gboolean kith_roster_keeper_get_online (KithRosterKeeper *self);

/* Each lets @task (transfer full) answer a boolean when the server has; errors of %KITH_MODEL_ERROR. */
void kith_roster_keeper_set_item (KithRosterKeeper  *self,
                                  KithJid           *jid,
                                  const char        *name,
                                  const char *const *groups,
                                  GTask             *task);
void kith_roster_keeper_remove_item (KithRosterKeeper *self, KithJid *jid, GTask *task);

/* Presence, both ways; text for the other side may be NULL. */
void kith_roster_keeper_ask (KithRosterKeeper *self, KithContact *contact, const char *text);
void kith_roster_keeper_stop (KithRosterKeeper *self, KithContact *contact);
void kith_roster_keeper_approve (KithRosterKeeper *self, KithContact *contact);
void kith_roster_keeper_refuse (KithRosterKeeper *self, KithContact *contact);

G_END_DECLS
