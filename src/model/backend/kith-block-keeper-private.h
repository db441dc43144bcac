/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "kith-account.h"
#include "kith-session.h"

G_BEGIN_DECLS

/**
 * KithBlockKeeper:
 *
 * Keeps who is blocked the same in the model of one account and on the server (XEP-0191).
 */
#define KITH_TYPE_BLOCK_KEEPER (kith_block_keeper_get_type ())
G_DECLARE_FINAL_TYPE (KithBlockKeeper, kith_block_keeper, KITH, BLOCK_KEEPER, GObject)

KithBlockKeeper *kith_block_keeper_new (KithAccount *account, KithSession *session) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
