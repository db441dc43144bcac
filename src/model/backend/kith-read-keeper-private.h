/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "kith-account.h"
#include "kith-session.h"
#include "kith-store.h"

G_BEGIN_DECLS

/**
 * KithReadKeeper:
 *
 * How far the conversations of one account have been read: what is read here is told to the other devices of the account (XEP-0490) and
 * to who asked and may know (XEP-0333), at once or when there is a connection; what is read on another device is read here; and
 * what the other side has seen of ours is READ.
 */
#define KITH_TYPE_READ_KEEPER (kith_read_keeper_get_type ())
G_DECLARE_FINAL_TYPE (KithReadKeeper, kith_read_keeper, KITH, READ_KEEPER, GObject)

KithReadKeeper *kith_read_keeper_new (KithAccount *account, gint64 account_id, KithStore *store, KithSession *session) G_GNUC_WARN_UNUSED_RESULT;

void kith_read_keeper_set_online (KithReadKeeper *self, gboolean online);

/* Everything that is stored of @conversation has been seen. */
void kith_read_keeper_mark_read (KithReadKeeper *self, KithConversation *conversation, KithMessage *last);

/* For tests: for how long what is read is gathered before it is told, in milliseconds; 500 unless set. */
void kith_read_keeper_set_delay (KithReadKeeper *self, guint milliseconds);

G_END_DECLS
