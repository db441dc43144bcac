/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "kith-store-records.h"
#include "kith-store.h"

G_BEGIN_DECLS

/* Answers a GPtrArray of KithAccountRecord, by position. */
void kith_store_load_accounts_async (KithStore *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
GPtrArray *kith_store_load_accounts_finish (KithStore *self, GAsyncResult *result, GError **error);

/* Inserts (id 0) or replaces; answers the id, or -1. */
void kith_store_save_account_async (KithStore               *self,
                                    const KithAccountRecord *record,
                                    GCancellable            *cancellable,
                                    GAsyncReadyCallback      callback,
                                    gpointer                 user_data);
gint64 kith_store_save_account_finish (KithStore *self, GAsyncResult *result, GError **error);

/* Removes the account and everything that hangs on it. */
void kith_store_remove_account_async (KithStore          *self,
                                      gint64              account_id,
                                      GCancellable       *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer            user_data);
gboolean kith_store_remove_account_finish (KithStore *self, GAsyncResult *result, GError **error);

G_END_DECLS
