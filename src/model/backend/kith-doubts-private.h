/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "kith-outgoing-queue-private.h"
#include "kith-session.h"
#include "kith-store.h"

G_BEGIN_DECLS

/**
 * KithDoubts:
 *
 * Asks the account's archive (XEP-0313) about messages of which nobody knows whether the server has them, chat by chat. Those that it
 * does not have become ready to be sent again.
 *
 * Signals: "found" (KithMessage): the server has it; "settled": there is something ready.
 */
#define KITH_TYPE_DOUBTS (kith_doubts_get_type ())
G_DECLARE_FINAL_TYPE (KithDoubts, kith_doubts, KITH, DOUBTS, GObject)

/* @queue: shared */
KithDoubts *kith_doubts_new (KithOutgoingQueue *queue, KithStore *store, KithSession *session) G_GNUC_WARN_UNUSED_RESULT;

/* Looks for what is uncertain in the queue, while there is a connection. */
void kith_doubts_go_online (KithDoubts *self);
void kith_doubts_go_offline (KithDoubts *self);

/* For tests. */
void kith_doubts_set_retry_delay (KithDoubts *self, guint milliseconds);

G_END_DECLS
