/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * KithStore:
 *
 * The database: SQLite on one thread of its own. Every function of the kith-store-*.h headers queues work for that thread and
 * answers on the caller's main context, in the order of the calls. Made by the client of the model.
 *
 * A call that reads is not done when it is cancelled before its turn. A call that writes is done all the same, and only its answer
 * is dropped: an object that goes away with a write on its way loses nothing. Every write is one transaction, on the disk when it is
 * answered.
 */
#define KITH_TYPE_STORE (kith_store_get_type ())
G_DECLARE_FINAL_TYPE (KithStore, kith_store, KITH, STORE, GObject)

/* Its name in the folder of a profile. */
#define KITH_STORE_FILE "kith.db"

/* @path: NULL for a database in memory. */
KithStore *kith_store_new (const char *path);
void kith_store_open_async (KithStore *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gboolean kith_store_open_finish (KithStore *self, GAsyncResult *result, GError **error);
void kith_store_close_async (KithStore *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gboolean kith_store_close_finish (KithStore *self, GAsyncResult *result, GError **error);

G_END_DECLS
