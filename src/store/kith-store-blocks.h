/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "kith-store.h"

G_BEGIN_DECLS

/* An address, or a whole server, from which nothing is wanted. */
typedef struct
{
  char *jid;
  guint listed : 1;   /* on the server's list, as far as that is known */
  guint wanted : 1;   /* what the person decided */
} KithStoredBlock;

void kith_stored_block_free (KithStoredBlock *self);

/* Answers a GPtrArray of KithStoredBlock. */
void kith_store_load_blocks_async (KithStore          *self,
                                   gint64              account_id,
                                   GCancellable       *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer            user_data);
GPtrArray *kith_store_load_blocks_finish (KithStore *self, GAsyncResult *result, GError **error);

/* @blocks: KithStoredBlock, copied: all there are, in the place of those of before. */
void kith_store_save_blocks_async (KithStore          *self,
                                   gint64              account_id,
                                   GPtrArray          *blocks,
                                   GCancellable       *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer            user_data);
gboolean kith_store_save_blocks_finish (KithStore *self, GAsyncResult *result, GError **error);

G_END_DECLS
