/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "kith-store.h"

G_BEGIN_DECLS

/**
 * KithWishKind:
 *
 * @KITH_WISH_NAME: to be called `name`; its address is the own one
 * @KITH_WISH_KEEPING: the server is to keep what `name` says; its address is the own one
 *
 * What a person wanted done for somebody while there was no server to do it. The numbers are in files.
 */
typedef enum
{
  KITH_WISH_ITEM,
  KITH_WISH_REMOVE,
  KITH_WISH_ASK,
  KITH_WISH_STOP,
  KITH_WISH_APPROVE,
  KITH_WISH_REFUSE,
  KITH_WISH_NAME,
  KITH_WISH_KEEPING = 8, /* two numbers make one matter */
} KithWishKind;

/* Strings are owned. */
typedef struct
{
  gint64 id;
  KithWishKind kind;
  char *jid;     /* bare */
  char *name;    /* for the roster or of our own, or what is to be kept; NULL: none */
  GStrv groups;  /* never NULL once it is stored */
  char *text;    /* for them to read, NULL: none */
} KithWishRecord;

KithWishRecord *kith_wish_record_new (KithWishKind kind, const char *jid) G_GNUC_WARN_UNUSED_RESULT;
KithWishRecord *kith_wish_record_copy (const KithWishRecord *self) G_GNUC_WARN_UNUSED_RESULT;
void kith_wish_record_free (KithWishRecord *self);

/* What is decided by it: of two wishes for the same address and about the same, the later one counts. */
guint kith_wish_kind_get_matter (KithWishKind kind);

/* Keeps @wish, in the place of one about the same; answers its id. */
void kith_store_save_wish_async (KithStore            *self,
                                 gint64                account_id,
                                 const KithWishRecord *wish,
                                 GCancellable         *cancellable,
                                 GAsyncReadyCallback   callback,
                                 gpointer              user_data);
gint64 kith_store_save_wish_finish (KithStore *self, GAsyncResult *result, GError **error);

/* Answers a GPtrArray of KithWishRecord, in the order in which they were saved. */
void kith_store_load_wishes_async (KithStore          *self,
                                   gint64              account_id,
                                   GCancellable       *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer            user_data);
GPtrArray *kith_store_load_wishes_finish (KithStore *self, GAsyncResult *result, GError **error);

/* It has come true. */
void kith_store_remove_wish_async (KithStore          *self,
                                   gint64              wish_id,
                                   GCancellable       *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer            user_data);
gboolean kith_store_remove_wish_finish (KithStore *self, GAsyncResult *result, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (KithWishRecord, kith_wish_record_free)

G_END_DECLS
