/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-store-wishes.h"

#include "kith-connection.h"
#include "kith-row.h"
#include "kith-store-private.h"

/* The table of the wishes. The names of groups stand in one text, a line each: none has a line break in it. */

typedef struct
{
  gint64          id; /* of the account, or of the wish */
  KithWishRecord *wish;
} WishCall;

static WishCall *
wish_call_new (gint64 id)
{
  WishCall *call = g_new0 (WishCall, 1);

  call->id = id;
  return call;
}

static void
wish_call_free (WishCall *call)
{
  g_clear_pointer (&call->wish, kith_wish_record_free);
  g_free (call);
}

/* Returns: (transfer full): a wish without anything but who it is about */
KithWishRecord *
kith_wish_record_new (KithWishKind kind,
                      const char  *jid)
{
  KithWishRecord *self = g_new0 (KithWishRecord, 1);

  self->kind = kind;
  self->jid = g_strdup (jid);
  self->groups = g_new0 (char *, 1);
  return self;
}

/* Returns: (transfer full): a copy */
KithWishRecord *
kith_wish_record_copy (const KithWishRecord *self)
{
  KithWishRecord *copy;

  g_return_val_if_fail (self != NULL, NULL);

  copy = g_memdup2 (self, sizeof *self);
  copy->jid = g_strdup (self->jid);
  copy->name = g_strdup (self->name);
  copy->groups = g_strdupv (self->groups);
  copy->text = g_strdup (self->text);
  return copy;
}

void
kith_wish_record_free (KithWishRecord *self)
{
  g_return_if_fail (self != NULL);

  g_free (self->jid);
  g_free (self->name);
  g_strfreev (self->groups);
  g_free (self->text);
  g_free (self);
}

guint
kith_wish_kind_get_matter (KithWishKind kind)
{
  return kind / 2;
}

static gpointer
save_wish (KithConnection *connection,
           gpointer        data,
           GError        **error)
{
  const WishCall *call = data;
  const KithWishRecord *wish = call->wish;
  g_autofree char *groups = g_strjoinv ("\n", wish->groups);
  g_autoptr(KithStatement) statement = kith_connection_prepare (
    connection,
    "REPLACE INTO wishes (account_id, jid, matter, kind, name, groups, text) VALUES (?, ?, ?, ?, ?, ?, ?) RETURNING id");
  gint64 id;

  kith_statement_bind_int (statement, call->id);
  kith_statement_bind_text (statement, wish->jid);
  kith_statement_bind_int (statement, kith_wish_kind_get_matter (wish->kind));
  kith_statement_bind_int (statement, wish->kind);
  kith_statement_bind_text (statement, wish->name);
  kith_statement_bind_text (statement, groups);
  kith_statement_bind_text (statement, wish->text);
  if (!kith_statement_step (statement))
    {
      kith_statement_check (statement, error);
      return NULL;
    }
  id = kith_statement_get_int (statement, 0);
  return g_memdup2 (&id, sizeof id);
}

static const KithStoreCall SAVE_WISH = {
  .name = "[kith] save wish",
  .access = KITH_DATABASE_WRITE,
  .func = save_wish,
  .data_free = (GDestroyNotify)wish_call_free,
  .result_free = g_free,
};

void
kith_store_save_wish_async (KithStore            *self,
                            gint64                account_id,
                            const KithWishRecord *wish,
                            GCancellable         *cancellable,
                            GAsyncReadyCallback   callback,
                            gpointer              user_data)
{
  WishCall *call;

  g_return_if_fail (KITH_IS_STORE (self));
  g_return_if_fail (wish != NULL && wish->jid != NULL);

  call = wish_call_new (account_id);
  call->wish = kith_wish_record_copy (wish);
  kith_store_call (self, &SAVE_WISH, call, cancellable, callback, user_data);
}

/* Returns: the id of the wish; -1 with an error */
gint64
kith_store_save_wish_finish (KithStore    *self,
                             GAsyncResult *result,
                             GError      **error)
{
  g_autofree gint64 *id = kith_store_call_finish (self, &SAVE_WISH, result, error);

  return id != NULL ? *id : -1;
}

static gpointer
to_wish (KithStatement *row)
{
  g_autofree char *jid = kith_statement_dup_text (row, 2);
  g_autofree char *groups = kith_statement_dup_text (row, 4);
  KithWishRecord *wish = kith_wish_record_new (kith_statement_get_int (row, 1), jid);

  wish->id = kith_statement_get_int (row, 0);
  wish->name = kith_statement_dup_text (row, 3);
  if (groups != NULL && *groups != '\0')
    {
      g_strfreev (wish->groups);
      wish->groups = g_strsplit (groups, "\n", -1);
    }
  wish->text = kith_statement_dup_text (row, 5);
  return wish;
}

static gpointer
load_wishes (KithConnection *connection,
             gpointer        data,
             GError        **error)
{
  const WishCall *call = data;
  g_autoptr(KithStatement) statement = kith_connection_prepare (
    connection, "SELECT id, kind, jid, name, groups, text FROM wishes WHERE account_id = ? ORDER BY id");

  kith_statement_bind_int (statement, call->id);
  return kith_row_collect (statement, to_wish, (GDestroyNotify)kith_wish_record_free, error);
}

static const KithStoreCall LOAD_WISHES = {
  .name = "[kith] load wishes",
  .access = KITH_DATABASE_READ,
  .func = load_wishes,
  .data_free = (GDestroyNotify)wish_call_free,
  .result_free = (GDestroyNotify)g_ptr_array_unref,
};

void
kith_store_load_wishes_async (KithStore          *self,
                              gint64              account_id,
                              GCancellable       *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer            user_data)
{
  g_return_if_fail (KITH_IS_STORE (self));

  kith_store_call (self, &LOAD_WISHES, wish_call_new (account_id), cancellable, callback, user_data);
}

/* Returns: (transfer full) (element-type KithWishRecord): oldest first */
GPtrArray *
kith_store_load_wishes_finish (KithStore    *self,
                               GAsyncResult *result,
                               GError      **error)
{
  return kith_store_call_finish (self, &LOAD_WISHES, result, error);
}

static gpointer
remove_wish (KithConnection *connection,
             gpointer        data,
             GError        **error)
{
  const WishCall *call = data;
  g_autoptr(KithStatement) statement = kith_connection_prepare (connection, "DELETE FROM wishes WHERE id = ?");

  kith_statement_bind_int (statement, call->id);
  return GINT_TO_POINTER (kith_statement_run (statement, error));
}

static const KithStoreCall REMOVE_WISH = {
  .name = "[kith] remove wish",
  .access = KITH_DATABASE_WRITE,
  .func = remove_wish,
  .data_free = (GDestroyNotify)wish_call_free,
};

void
kith_store_remove_wish_async (KithStore          *self,
                              gint64              wish_id,
                              GCancellable       *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer            user_data)
{
  g_return_if_fail (KITH_IS_STORE (self));

  kith_store_call (self, &REMOVE_WISH, wish_call_new (wish_id), cancellable, callback, user_data);
}

/* Returns: whether it is gone */
gboolean
kith_store_remove_wish_finish (KithStore    *self,
                               GAsyncResult *result,
                               GError      **error)
{
  return kith_store_call_finish (self, &REMOVE_WISH, result, error) != NULL;
}
