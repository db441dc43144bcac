/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-history-private.h"

#include "kith-conversation-private.h"
#include "kith-error-map-private.h"
#include "kith-message-list-private.h"
#include "kith-message-private.h"
#include "kith-store-conversations.h"
#include "kith-store-messages.h"

/* From rows of the store to message objects, a page at a time; and what becomes of what strangers wrote. */

static void
bare_copy (char       *bare,
           gsize       size,
           const char *full)
{
  g_strlcpy (bare, full != NULL ? full : "", size);
  bare[strcspn (bare, "/")] = '\0';
}

/**
 * kith_history_find_message:
 *
 * Returns: (transfer none) (nullable): the object of the message, if anybody holds it
 */
KithMessage *
kith_history_find_message (KithConversation        *conversation,
                           const KithMessageRecord *record)
{
  return kith_message_list_find (kith_conversation_get_messages (conversation), ABS (record->id));
}

/**
 * kith_history_get_message:
 *
 * Returns: (transfer full): the one object of the message
 */
KithMessage *
kith_history_get_message (KithConversation        *conversation,
                          const KithMessageRecord *record)
{
  KithMessage *message = kith_history_find_message (conversation, record);
  char sender[3072];

  if (message != NULL)
    {
      kith_message_set_ids (message, record->origin_id, record->archive_id);
      return g_object_ref (message);
    }

  bare_copy (sender, sizeof sender, record->sender);
  message = kith_message_new (conversation, record->direction, sender, record->body, record->time,
                              record->stanza_id);
  kith_message_set_id (message, ABS (record->id));
  kith_message_set_ids (message, record->origin_id, record->archive_id);

  if (record->direction == KITH_DIRECTION_OUT)
    {
      g_autoptr(GError) error = NULL;

      if (record->delivery == KITH_DELIVERY_FAILED)
        error = kith_error_map_from_text (record->error);
      kith_message_set_delivery (message, record->delivery, error);
    }

  kith_message_list_know (kith_conversation_get_messages (conversation), message);

  return message;
}

void
kith_history_apply_delivery (KithConversation        *conversation,
                             const KithMessageRecord *record)
{
  g_autoptr(KithMessage) message = kith_history_get_message (conversation, record);
  g_autoptr(GError) error = NULL;

  if (record->delivery == KITH_DELIVERY_FAILED)
    error = kith_error_map_from_text (record->error);

  kith_conversation_set_delivery (conversation, message, record->delivery, error);
}

static void
page_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) records = NULL;
  GPtrArray *messages;

  records = kith_store_load_messages_finish (KITH_STORE (source), result, &error);
  if (records == NULL)
    {
      kith_error_map_return (task, g_steal_pointer (&error));
      return;
    }

  messages = g_ptr_array_new_full (records->len, g_object_unref);
  for (guint i = 0; i < records->len; i++)
    g_ptr_array_add (messages, kith_history_get_message (g_task_get_task_data (task),
                                                         g_ptr_array_index (records, i)));

  g_task_return_pointer (task, messages, (GDestroyNotify)g_ptr_array_unref);
}

/**
 * kith_history_load_page:
 * @before_id: 0 for the newest page
 * @task: (transfer full): answers a GPtrArray of KithMessage
 *
 * Reads at most @limit messages before the one named, oldest first; none of a conversation that is not stored yet.
 */
void
kith_history_load_page (KithStore        *store,
                        KithConversation *conversation,
                        gint64            before_id,
                        guint             limit,
                        GTask            *task)
{
  gint64 id = kith_conversation_get_id (conversation);

  if (id == 0)
    {
      g_task_return_pointer (task, g_ptr_array_new_with_free_func (g_object_unref),
                             (GDestroyNotify)g_ptr_array_unref);
      g_object_unref (task);
      return;
    }

  g_task_set_task_data (task, g_object_ref (conversation), g_object_unref);
  kith_store_load_messages_async (store, id, before_id, limit, g_task_get_cancellable (task), page_cb,
                                  task);
}

static void
accepted_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(GError) error = NULL;

  if (!kith_store_set_request_finish (KITH_STORE (source), result, &error))
    g_message ("It could not be stored that a stranger is welcome: %s", error->message);
}

static void
declined_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(GError) error = NULL;

  if (!kith_store_remove_conversation_finish (KITH_STORE (source), result, &error))
    g_message ("What a stranger wrote could not be removed: %s", error->message);
}

/**
 * kith_history_settle_request:
 *
 * Notes that @conversation is no request any more, or removes it with its messages.
 */
void
kith_history_settle_request (KithStore        *store,
                             KithConversation *conversation,
                             gboolean          accepted)
{
  gint64 id = kith_conversation_get_id (conversation);

  if (id == 0)
    return;

  if (accepted)
    kith_store_set_request_async (store, id, FALSE, NULL, accepted_cb, NULL);
  else
    kith_store_remove_conversation_async (store, id, NULL, declined_cb, NULL);
}
