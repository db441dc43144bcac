/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "kith-conversation.h"
#include "kith-store.h"

G_BEGIN_DECLS

/**
 * KithDrafts:
 *
 * Stores what the person did with conversations (draft, pin, mute, hide) a moment later, so that each key that is pressed does not
 * become a transaction.
 */
#define KITH_TYPE_DRAFTS (kith_drafts_get_type ())
G_DECLARE_FINAL_TYPE (KithDrafts, kith_drafts, KITH, DRAFTS, GObject)

KithDrafts *kith_drafts_new (gint64 account_id, KithStore *store) G_GNUC_WARN_UNUSED_RESULT;
void kith_drafts_add (KithDrafts *self, KithConversation *conversation);
void kith_drafts_flush (KithDrafts *self);

G_END_DECLS
