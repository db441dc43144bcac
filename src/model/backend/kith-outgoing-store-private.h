/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "kith-message.h"
#include "kith-store.h"

G_BEGIN_DECLS

/* Makes sure that a message of ours lies in the store, and is pending there: a new one, or one that failed before. Answers whether it
 * does; errors of the store. The message then has its id. */
void kith_outgoing_store_async (KithStore          *store,
                                gint64              account_id,
                                KithMessage        *message,
                                GAsyncReadyCallback callback,
                                gpointer            user_data);
gboolean kith_outgoing_store_finish (KithMessage *message, GAsyncResult *result, GError **error);

/* Takes it out of the store. */
void kith_outgoing_store_remove (KithStore *store, KithMessage *message);

G_END_DECLS
