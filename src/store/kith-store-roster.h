/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "kith-roster-item.h"
#include "kith-store.h"

G_BEGIN_DECLS

/* Answers a GPtrArray of KithRosterItem. */
void kith_store_load_roster_async (KithStore          *self,
                                   gint64              account_id,
                                   GCancellable       *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer            user_data);
GPtrArray *kith_store_load_roster_finish (KithStore *self, GAsyncResult *result, GError **error);

/* @items: KithRosterItem, copied; one whose subscription is REMOVE goes. @replace: the whole roster. @version: kept with it. */
void kith_store_save_roster_async (KithStore          *self,
                                   gint64              account_id,
                                   GPtrArray          *items,
                                   gboolean            replace,
                                   const char         *version,
                                   GCancellable       *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer            user_data);
gboolean kith_store_save_roster_finish (KithStore *self, GAsyncResult *result, GError **error);

/* Subscription requests that wait for an answer: a GPtrArray of KithStoredRequest. */
typedef struct
{
  char *jid;     /* bare */
  char *nick;    /* as the asker says, or NULL */
  char *text;    /* status of the request, or NULL */
  gint64 time;
} KithStoredRequest;

void kith_stored_request_free (KithStoredRequest *self);
void kith_store_load_requests_async (KithStore          *self,
                                     gint64              account_id,
                                     GCancellable       *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer            user_data);
GPtrArray *kith_store_load_requests_finish (KithStore *self, GAsyncResult *result, GError **error);
void kith_store_save_request_async (KithStore               *self,
                                    gint64                   account_id,
                                    const KithStoredRequest *request,
                                    GCancellable            *cancellable,
                                    GAsyncReadyCallback      callback,
                                    gpointer                 user_data);
gboolean kith_store_save_request_finish (KithStore *self, GAsyncResult *result, GError **error);
void kith_store_remove_request_async (KithStore          *self,
                                      gint64              account_id,
                                      const char         *jid,
                                      GCancellable       *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer            user_data);
gboolean kith_store_remove_request_finish (KithStore *self, GAsyncResult *result, GError **error);

G_END_DECLS
