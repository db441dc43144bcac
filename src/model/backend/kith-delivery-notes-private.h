/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "kith-account.h"
#include "kith-store.h"

G_BEGIN_DECLS

/**
 * KithDeliveryNotes:
 *
 * What became of messages of one account that were sent: into the store, then into the model. What cannot be stored, because the disk
 * is full, is kept and tried again; in order, so that nothing is noted as less than it is.
 */
#define KITH_TYPE_DELIVERY_NOTES (kith_delivery_notes_get_type ())
G_DECLARE_FINAL_TYPE (KithDeliveryNotes, kith_delivery_notes, KITH, DELIVERY_NOTES, GObject)

KithDeliveryNotes *kith_delivery_notes_new (KithAccount *account, gint64 account_id, KithStore *store) G_GNUC_WARN_UNUSED_RESULT;

/* @error: why it failed, of any domain, or NULL. A message that nobody knows, as a stranger may make them up, is forgotten. */
void kith_delivery_notes_add (KithDeliveryNotes *self, const char *peer, const char *stanza_id, KithDelivery delivery, const GError *error);

/* Messages (KithMessageRecord) of which the store says what they are now. */
void kith_delivery_notes_show (KithDeliveryNotes *self, GPtrArray *records);

guint kith_delivery_notes_get_n_waiting (KithDeliveryNotes *self);

/* For tests. */
void kith_delivery_notes_set_retry_delay (KithDeliveryNotes *self, guint milliseconds);

G_END_DECLS
