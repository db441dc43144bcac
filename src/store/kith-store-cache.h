/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "kith-store.h"

G_BEGIN_DECLS

/* What can be had again from the network: entity capabilities by their verified hash, avatars by SHA-1, vCard names. */

/* @key: "hash/ver" of XEP-0115, verified. Answers (transfer full) the features, or NULL without an error. */
void kith_store_load_caps_async (KithStore          *self,
                                 const char         *key,
                                 GCancellable       *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer            user_data);
GStrv kith_store_load_caps_finish (KithStore *self, GAsyncResult *result, GError **error);
void kith_store_save_caps_async (KithStore          *self,
                                 const char         *key,
                                 const char *const  *features,
                                 GCancellable       *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer            user_data);
gboolean kith_store_save_caps_finish (KithStore *self, GAsyncResult *result, GError **error);

/* Who a JID says it is: kept beside the roster, for strangers too. */
typedef struct
{
  char *jid;            /* bare */
  char *nickname;       /* XEP-0172 or vCard, or NULL */
  char *avatar_hash;    /* SHA-1 in hexadecimal, or NULL */
} KithProfileRecord;

void kith_profile_record_free (KithProfileRecord *self);
void kith_store_load_profiles_async (KithStore          *self,
                                     gint64              account_id,
                                     GCancellable       *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer            user_data);
GPtrArray *kith_store_load_profiles_finish (KithStore *self, GAsyncResult *result, GError **error);
void kith_store_save_profile_async (KithStore               *self,
                                    gint64                   account_id,
                                    const KithProfileRecord *profile,
                                    GCancellable            *cancellable,
                                    GAsyncReadyCallback      callback,
                                    gpointer                 user_data);
gboolean kith_store_save_profile_finish (KithStore *self, GAsyncResult *result, GError **error);

/* Answers the bytes, or NULL without an error. */
void kith_store_load_avatar_async (KithStore          *self,
                                   const char         *hash,
                                   GCancellable       *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer            user_data);
GBytes *kith_store_load_avatar_finish (KithStore *self, GAsyncResult *result, GError **error);
void kith_store_save_avatar_async (KithStore          *self,
                                   const char         *hash,
                                   GBytes             *data,
                                   GCancellable       *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer            user_data);
gboolean kith_store_save_avatar_finish (KithStore *self, GAsyncResult *result, GError **error);

G_END_DECLS
