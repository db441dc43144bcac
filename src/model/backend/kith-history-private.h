/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "kith-conversation.h"
#include "kith-store-records.h"
#include "kith-store.h"

G_BEGIN_DECLS

/* The object of the message that @record says: the one there is, or a new one (transfer full). */
KithMessage *kith_history_get_message (KithConversation *conversation, const KithMessageRecord *record) G_GNUC_WARN_UNUSED_RESULT;

/* The object of @record if anybody holds it; borrowed. */
KithMessage *kith_history_find_message (KithConversation *conversation, const KithMessageRecord *record);

/* The delivery of an outgoing message is now as @record says. */
void kith_history_apply_delivery (KithConversation *conversation, const KithMessageRecord *record);

/* A page of what is stored, for @task (transfer full) to answer: GPtrArray of KithMessage, oldest first. */
void kith_history_load_page (KithStore        *store,
                             KithConversation *conversation,
                             gint64            before_id,
                             guint             limit,
                             GTask            *task);

void kith_history_settle_request (KithStore *store, KithConversation *conversation, gboolean accepted);

G_END_DECLS
