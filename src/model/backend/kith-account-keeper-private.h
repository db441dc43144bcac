/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "kith-account.h"
#include "kith-store-records.h"
#include "kith-store.h"

G_BEGIN_DECLS

/**
 * KithAccountKeeper:
 *
 * Keeps what the person chose for one account, and what was learnt on the way into it, the same in the model and in the store.
 */
#define KITH_TYPE_ACCOUNT_KEEPER (kith_account_keeper_get_type ())
G_DECLARE_FINAL_TYPE (KithAccountKeeper, kith_account_keeper, KITH, ACCOUNT_KEEPER, GObject)

/* @record: copied */
KithAccountKeeper *kith_account_keeper_new (KithAccount *account, const KithAccountRecord *record, KithStore *store) G_GNUC_WARN_UNUSED_RESULT;

/* Borrowed: the one record, which others may write to, and save. */
KithAccountRecord *kith_account_keeper_get_record (KithAccountKeeper *self);

/* Takes the account's settings and choices into the record. */
void kith_account_keeper_gather (KithAccountKeeper *self);

/* Whoever wants to connect does not want to stay away any longer: so neither account nor record says so. */
void kith_account_keeper_come_back (KithAccountKeeper *self);
void kith_account_keeper_save (KithAccountKeeper *self);

G_END_DECLS
