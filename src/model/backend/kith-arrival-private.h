/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "kith-account.h"
#include "kith-incoming-message.h"
#include "kith-store-records.h"

G_BEGIN_DECLS

/* Whether @incoming was written by the person of @account, on another device. */
gboolean kith_arrival_is_own (KithAccount *account, const KithIncomingMessage *incoming);

KithMessageRecord *kith_arrival_make_record (KithAccount               *account,
                                             gint64                     account_id,
                                             const KithIncomingMessage *incoming) G_GNUC_WARN_UNUSED_RESULT;

/* Says again whether @record is of a stranger: contacts may have become known since it was made. */
void kith_arrival_judge (KithAccount *account, const KithIncomingMessage *incoming, KithMessageRecord *record);

/* A message that is stored now, live: shown if it is new, else what became of it. @live: whether nobody has seen it. */
void kith_arrival_show (KithAccount *account, const KithMessageRecord *record, gboolean live);

/* Which of the records that came in were read on another device before they came here: a set of them (transfer container). */
GHashTable *kith_arrival_find_read (GPtrArray *records, GPtrArray *conversations) G_GNUC_WARN_UNUSED_RESULT;

/* A message that is stored now, from the archive; @announce: whether the world is told of it. */
void kith_arrival_show_archived (KithAccount *account, const KithMessageRecord *record, gboolean announce);

/* What is shown before the store could say whether it is there already. */
void kith_arrival_note_shown (GHashTable *shown, const KithMessageRecord *record, KithMessage *message);
KithMessage *kith_arrival_find_shown (GHashTable *shown, const KithMessageRecord *record);

/* A message that is stored now, and was shown before the store could say whether it was there already. */
void kith_arrival_settle_shown (KithConversation *conversation, KithMessage *message, const KithMessageRecord *record);

/* How conversations (KithConversationRecord) stand after that. */
void kith_arrival_settle (KithAccount *account, GPtrArray *conversations);

G_END_DECLS
