/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-store.h"

#include "kith-store-private.h"

struct _KithStore
{
  GObject       parent_instance;

  KithDatabase *database;  /* owned */
};

G_DEFINE_FINAL_TYPE (KithStore, kith_store, G_TYPE_OBJECT)

static void
kith_store_finalize (GObject *object)
{
  KithStore *self = (KithStore *)object;

  g_clear_object (&self->database);

  G_OBJECT_CLASS (kith_store_parent_class)->finalize (object);
}

static void
kith_store_class_init (KithStoreClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = kith_store_finalize;
}

static void
kith_store_init (KithStore *self)
{
}

/**
 * kith_store_new:
 * @path: (type filename) (nullable): the file; NULL for a database in memory
 *
 * Returns: (transfer full): a store that is not open yet
 */
KithStore *
kith_store_new (const char *path)
{
  KithStore *self = g_object_new (KITH_TYPE_STORE, NULL);

  self->database = kith_database_new (path);
  return self;
}

/**
 * kith_store_open_async:
 *
 * Opens the file, makes it (and its folder) if there is none, and brings an older one up to date. Until it is closed, no
 * other process can open it. Calls may be queued without waiting for the answer.
 *
 * Errors: %KITH_STORE_ERROR_CORRUPT, _NEWER, _READ_ONLY, _FULL, _LOCKED or _FAILED; the store may then be opened again.
 */
void
kith_store_open_async (KithStore          *self,
                       GCancellable       *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer            user_data)
{
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (KITH_IS_STORE (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, kith_store_open_async);
  kith_database_open (self->database, task);
}

gboolean
kith_store_open_finish (KithStore    *self,
                        GAsyncResult *result,
                        GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_pointer (G_TASK (result), error) != NULL;
}

/**
 * kith_store_close_async:
 *
 * Does everything that was asked for before, then closes the file. What is asked for afterwards fails. A store that is not
 * closed closes its file when it is finalized, which then waits for the disk.
 */
void
kith_store_close_async (KithStore          *self,
                        GCancellable       *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer            user_data)
{
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (KITH_IS_STORE (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, kith_store_close_async);
  kith_database_close (self->database, task);
}

gboolean
kith_store_close_finish (KithStore    *self,
                         GAsyncResult *result,
                         GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_pointer (G_TASK (result), error) != NULL;
}

/**
 * kith_store_call:
 * @data: (transfer full): what @call's function gets
 *
 * Queues a call. Cancelling it drops its answer; what it writes is written all the same, so that an object that goes away
 * with a write on its way loses nothing.
 */
void
kith_store_call (KithStore           *self,
                 const KithStoreCall *call,
                 gpointer             data,
                 GCancellable        *cancellable,
                 GAsyncReadyCallback  callback,
                 gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, (gpointer)call);
  g_task_set_name (task, call->name);
  g_task_set_task_data (task, data, call->data_free);
  kith_database_run (self->database, task, call->access, call->func, call->result_free);
}

gpointer
kith_store_call_finish (KithStore           *self,
                        const KithStoreCall *call,
                        GAsyncResult        *result,
                        GError             **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (g_task_get_source_tag (G_TASK (result)) == call, NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
