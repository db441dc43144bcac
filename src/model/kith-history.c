/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-conversation-private.h"

/* Pages of a conversation's history, from the store to message objects. */

void
kith_conversation_load_page_async (KithConversation   *self,
                                   gint64              before_id,
                                   guint               limit,
                                   GCancellable       *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer            user_data)
{
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, kith_conversation_load_page_async);
  g_task_return_pointer (task, g_ptr_array_new_with_free_func (g_object_unref),
                         (GDestroyNotify) g_ptr_array_unref);
}

GPtrArray *
kith_conversation_load_page_finish (KithConversation *self,
                                    GAsyncResult     *result,
                                    GError          **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
