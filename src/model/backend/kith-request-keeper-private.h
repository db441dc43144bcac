/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "kith-account.h"
#include "kith-session.h"
#include "kith-store.h"

G_BEGIN_DECLS

/**
 * KithRequestKeeper:
 *
 * Keeps who asks to see one account's presence the same in the model and in the store (RFC 6121, 3.1.3).
 */
#define KITH_TYPE_REQUEST_KEEPER (kith_request_keeper_get_type ())
G_DECLARE_FINAL_TYPE (KithRequestKeeper, kith_request_keeper, KITH, REQUEST_KEEPER, GObject)

KithRequestKeeper *kith_request_keeper_new (KithAccount *account,
                                            gint64 account_id,
                                            KithStore   *store,
                                            KithSession *session) G_GNUC_WARN_UNUSED_RESULT;

/* What the store holds. @requests: KithStoredRequest */
void kith_request_keeper_restore (KithRequestKeeper *self, GPtrArray *requests);

/* The request of @contact has left the account's list. */
void kith_request_keeper_forget (KithRequestKeeper *self, KithContact *contact);

G_END_DECLS
