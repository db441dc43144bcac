/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "kith-account.h"
#include "kith-store.h"

G_BEGIN_DECLS

/* Everything that the store holds of one account but for the messages. */
typedef struct
{
  GPtrArray *roster;        /* KithRosterItem */
  GPtrArray *requests;      /* KithStoredRequest */
  GPtrArray *profiles;      /* KithProfileRecord */
  GPtrArray *conversations; /* KithConversationRecord */
  GPtrArray *pending;       /* KithMessageRecord */
  guint failed : 1;
} KithEngineLoad;

void kith_engine_load_free (KithEngineLoad *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (KithEngineLoad, kith_engine_load_free)

void kith_engine_load_start (KithStore          *store,
                             gint64              account_id,
                             GCancellable       *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer            user_data);
KithEngineLoad *kith_engine_load_take (GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Makes the conversations of @account. */
void kith_engine_load_conversations (KithEngineLoad *self, KithAccount *account);

G_END_DECLS
