/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "kith-account.h"
#include "kith-store-streams.h"

G_BEGIN_DECLS

/* Everything that the store holds of one account but for the messages. */
typedef struct
{
  GPtrArray *roster;        /* KithRosterItem */
  GPtrArray *requests;      /* KithStoredRequest */
  GPtrArray *blocks;        /* KithStoredBlock */
  GPtrArray *profiles;      /* KithProfileRecord */
  GPtrArray *wishes;        /* KithWishRecord */
  GPtrArray *conversations; /* KithConversationRecord */
  GPtrArray *pending;       /* KithMessageRecord */
  KithStreamRecord *stream; /* NULL: none can be resumed */
  guint      failed : 1;
} KithXmppLoad;

void kith_xmpp_load_free (KithXmppLoad *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (KithXmppLoad, kith_xmpp_load_free)

void kith_xmpp_load_start (KithStore          *store,
                           gint64              account_id,
                           GCancellable       *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer            user_data);
KithXmppLoad *kith_xmpp_load_take (GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Makes the conversations of @account. */
void kith_xmpp_load_conversations (KithXmppLoad *self, KithAccount *account);

G_END_DECLS
