/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "kith-database.h"
#include "kith-store.h"

G_BEGIN_DECLS

/* One call of the store: how its work is done and what becomes of its values. Static, one for each kind of call: its address is the
 * source tag of the task. */
typedef struct
{
  const char *name;
  KithDatabaseAccess access;
  KithDatabaseFunc func;
  GDestroyNotify data_free;    /* NULL: the data are not freed */
  GDestroyNotify result_free;  /* NULL: the result is a number in a pointer */
} KithStoreCall;

void kith_store_call (KithStore           *self,
                      const KithStoreCall *call,
                      gpointer             data,
                      GCancellable        *cancellable,
                      GAsyncReadyCallback  callback,
                      gpointer             user_data);
gpointer kith_store_call_finish (KithStore           *self,
                                 const KithStoreCall *call,
                                 GAsyncResult        *result,
                                 GError             **error);

G_END_DECLS
