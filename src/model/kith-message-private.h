/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "kith-message.h"

G_BEGIN_DECLS

KithMessage *kith_message_new (KithConversation *conversation,
                               KithDirection     direction,
                               const char       *sender,
                               const char       *body,
                               gint64            time,
                               const char       *stanza_id) G_GNUC_WARN_UNUSED_RESULT;
void kith_message_set_id (KithMessage *self, gint64 id);

/* One that is in no window: its time says where it belongs. */
void kith_message_set_time (KithMessage *self, gint64 time);
void kith_message_set_ids (KithMessage *self, const char *origin_id, const char *archive_id);
void kith_message_set_delivery (KithMessage *self, KithDelivery delivery, const GError *error);

/* Where two messages of a conversation stand: by time, then in the order in which they were stored. */
int kith_message_compare (KithMessage *a, KithMessage *b);

G_END_DECLS
