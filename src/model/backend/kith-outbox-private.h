/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "kith-account.h"
#include "kith-delivery-notes-private.h"
#include "kith-session.h"
#include "kith-store.h"

G_BEGIN_DECLS

/**
 * KithOutbox:
 *
 * What one account wrote and the server does not have yet: stored first, then sent in the order in which it was written, and
 * sent again under the same ids until the server is known to have it.
 */
#define KITH_TYPE_OUTBOX (kith_outbox_get_type ())
G_DECLARE_FINAL_TYPE (KithOutbox, kith_outbox, KITH, OUTBOX, GObject)

KithOutbox *kith_outbox_new (KithAccount *account, gint64 account_id, KithStore *store, KithSession *session) G_GNUC_WARN_UNUSED_RESULT;
void kith_outbox_send (KithOutbox *self, KithMessage *message);
void kith_outbox_forget (KithOutbox *self, KithMessage *message);

/* Takes up what was pending when the program ended. @records: KithMessageRecord, oldest first. */
void kith_outbox_restore (KithOutbox *self, GPtrArray *records);
void kith_outbox_go_online (KithOutbox *self, KithSessionResumption resumption);
void kith_outbox_go_offline (KithOutbox *self);
guint kith_outbox_get_n_waiting (KithOutbox *self);

/* Borrowed: what became of what was sent. */
KithDeliveryNotes *kith_outbox_get_notes (KithOutbox *self);

G_END_DECLS
