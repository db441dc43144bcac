/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "kith-delivery-notes-private.h"
#include "kith-outgoing-queue-private.h"
#include "kith-session.h"
#include "kith-store.h"

G_BEGIN_DECLS

/**
 * KithConfirmations:
 *
 * Finds out that the server has what it was given: it acknowledges the numbers of the stream (XEP-0198), or, where there are none, answers
 * a ping that was sent behind a burst of messages. These leave the queue, and are noted.
 */
#define KITH_TYPE_CONFIRMATIONS (kith_confirmations_get_type ())
G_DECLARE_FINAL_TYPE (KithConfirmations, kith_confirmations, KITH, CONFIRMATIONS, GObject)

/* @queue: shared */
KithConfirmations *kith_confirmations_new (KithOutgoingQueue *queue,
                                           KithDeliveryNotes *notes,
                                           gint64             account_id,
                                           KithStore         *store,
                                           KithSession       *session) G_GNUC_WARN_UNUSED_RESULT;

/* The number of the next burst, and the question behind it. */
guint kith_confirmations_begin_burst (KithConfirmations *self);
void kith_confirmations_ask (KithConfirmations *self);

/* No answer comes any more to what was asked. */
void kith_confirmations_cancel (KithConfirmations *self);

G_END_DECLS
