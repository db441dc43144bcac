/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-store-blocks.h"

#include "kith-row.h"
#include "kith-store-private.h"

/* Who is blocked, so that it holds before a server has said so. */

typedef struct
{
  gint64     account_id;
  GPtrArray *blocks; /* KithStoredBlock (owned), or NULL */
} BlocksCall;

static KithStoredBlock *
stored_block_new (const char *jid,
                  gboolean    listed,
                  gboolean    wanted)
{
  KithStoredBlock *self = g_new0 (KithStoredBlock, 1);

  self->jid = g_strdup (jid);
  self->listed = !!listed;
  self->wanted = !!wanted;

  return self;
}

void
kith_stored_block_free (KithStoredBlock *self)
{
  g_return_if_fail (self != NULL);

  g_free (self->jid);
  g_free (self);
}

static BlocksCall *
blocks_call_new (gint64     account_id,
                 GPtrArray *blocks)
{
  BlocksCall *call = g_new0 (BlocksCall, 1);

  call->account_id = account_id;
  if (blocks == NULL)
    return call;

  call->blocks = g_ptr_array_new_with_free_func ((GDestroyNotify)kith_stored_block_free);
  for (guint i = 0; i < blocks->len; i++)
    {
      const KithStoredBlock *block = g_ptr_array_index (blocks, i);

      g_ptr_array_add (call->blocks, stored_block_new (block->jid, block->listed, block->wanted));
    }

  return call;
}

static void
blocks_call_free (BlocksCall *call)
{
  g_clear_pointer (&call->blocks, g_ptr_array_unref);
  g_free (call);
}

static gpointer
row_to_block (KithStatement *statement)
{
  g_autofree char *jid = kith_statement_dup_text (statement, 0);

  return stored_block_new (jid, kith_statement_get_int (statement, 1) != 0, kith_statement_get_int (statement, 2) != 0);
}

static gpointer
load_blocks (KithConnection *connection,
             gpointer        data,
             GError        **error)
{
  const BlocksCall *call = data;
  g_autoptr(KithStatement) statement =
    kith_connection_prepare (connection, "SELECT jid, listed, wanted FROM blocks WHERE account_id = ? ORDER BY jid");

  kith_statement_bind_int (statement, call->account_id);
  return kith_row_collect (statement, row_to_block, (GDestroyNotify)kith_stored_block_free, error);
}

static const KithStoreCall LOAD_BLOCKS = {
  .name = "[kith] load blocks",
  .access = KITH_DATABASE_READ,
  .func = load_blocks,
  .data_free = (GDestroyNotify)blocks_call_free,
  .result_free = (GDestroyNotify)g_ptr_array_unref,
};

void
kith_store_load_blocks_async (KithStore          *self,
                              gint64              account_id,
                              GCancellable       *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer            user_data)
{
  g_return_if_fail (KITH_IS_STORE (self));

  kith_store_call (self, &LOAD_BLOCKS, blocks_call_new (account_id, NULL), cancellable, callback, user_data);
}

/* Returns: (transfer full) (element-type KithStoredBlock): all of the account */
GPtrArray *
kith_store_load_blocks_finish (KithStore    *self,
                               GAsyncResult *result,
                               GError      **error)
{
  return kith_store_call_finish (self, &LOAD_BLOCKS, result, error);
}

static gpointer
save_blocks (KithConnection *connection,
             gpointer        data,
             GError        **error)
{
  const BlocksCall *call = data;
  g_autoptr(KithStatement) clear =
    kith_connection_prepare (connection, "DELETE FROM blocks WHERE account_id = ?");

  kith_statement_bind_int (clear, call->account_id);
  if (!kith_statement_run (clear, error))
    return NULL;

  for (guint i = 0; i < call->blocks->len; i++)
    {
      const KithStoredBlock *block = g_ptr_array_index (call->blocks, i);
      g_autoptr(KithStatement) statement = kith_connection_prepare (
        connection, "INSERT INTO blocks (account_id, jid, listed, wanted) VALUES (?, ?, ?, ?)");

      kith_statement_bind_int (statement, call->account_id);
      kith_statement_bind_text (statement, block->jid);
      kith_statement_bind_int (statement, block->listed);
      kith_statement_bind_int (statement, block->wanted);
      if (!kith_statement_run (statement, error))
        return NULL;
    }

  return GINT_TO_POINTER (TRUE);
}

static const KithStoreCall SAVE_BLOCKS = {
  .name = "[kith] save blocks",
  .access = KITH_DATABASE_WRITE,
  .func = save_blocks,
  .data_free = (GDestroyNotify)blocks_call_free,
};

void
kith_store_save_blocks_async (KithStore          *self,
                              gint64              account_id,
                              GPtrArray          *blocks,
                              GCancellable       *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer            user_data)
{
  g_return_if_fail (KITH_IS_STORE (self));
  g_return_if_fail (blocks != NULL);

  kith_store_call (self, &SAVE_BLOCKS, blocks_call_new (account_id, blocks), cancellable, callback, user_data);
}

/* Returns: whether these are the account's blocks now */
gboolean
kith_store_save_blocks_finish (KithStore    *self,
                               GAsyncResult *result,
                               GError      **error)
{
  return kith_store_call_finish (self, &SAVE_BLOCKS, result, error) != NULL;
}
