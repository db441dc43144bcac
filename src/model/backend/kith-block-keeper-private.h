/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "kith-account.h"
#include "kith-session.h"
#include "kith-store.h"

G_BEGIN_DECLS

/**
 * KithBlockKeeper:
 *
 * Keeps who is blocked the same in the model of one account, in the store and on the server (XEP-0191): people, and whole servers. What
 * the person decides holds at once; the server learns it as soon as there is one, also after a restart.
 */
#define KITH_TYPE_BLOCK_KEEPER (kith_block_keeper_get_type ())
G_DECLARE_FINAL_TYPE (KithBlockKeeper, kith_block_keeper, KITH, BLOCK_KEEPER, GObject)

KithBlockKeeper *kith_block_keeper_new (KithAccount *account, gint64 account_id, KithStore *store, KithSession *session) G_GNUC_WARN_UNUSED_RESULT;

/* @blocks: KithStoredBlock */
void kith_block_keeper_restore (KithBlockKeeper *self, GPtrArray *blocks);
void kith_block_keeper_set_online (KithBlockKeeper *self, gboolean online);

/* @task: (transfer full): answers a boolean. Blocking holds here even where the server does not want to know of it. */
void kith_block_keeper_set_blocked (KithBlockKeeper *self, KithJid *jid, gboolean blocked, GTask *task);

/* Blocks, and says where that is wanted that it was for spam (XEP-0377). */
void kith_block_keeper_report (KithBlockKeeper *self, KithJid *jid, GTask *task);

G_END_DECLS
