/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-outgoing-store-private.h"

#include "kith-conversation-private.h"
#include "kith-message-list-private.h"
#include "kith-message-private.h"
#include "kith-store-messages.h"

/* Messages of ours, from the object to the row. */

static void
added_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  KithMessage *message = g_task_get_source_object (task);
  KithConversation *conversation = kith_message_get_conversation (message);
  GError *error = NULL;
  g_autoptr(GPtrArray) records = NULL;
  const KithMessageRecord *record;

  records = kith_store_add_messages_finish (KITH_STORE (source), result, &error);
  if (records == NULL)
    {
      g_task_return_error (task, error);
      return;
    }

  record = g_ptr_array_index (records, 0);
  kith_message_set_id (message, ABS (record->id));
  if (conversation != NULL)
    {
      kith_conversation_set_id (conversation, record->conversation_id);
      kith_message_list_know (kith_conversation_get_messages (conversation), message);
    }

  g_task_return_boolean (task, TRUE);
}

static void
retried_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  GError *error = NULL;
  g_autoptr(KithMessageRecord) record = NULL;

  record = kith_store_set_delivery_finish (KITH_STORE (source), result, &error);
  if (record == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

static void
removed_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GError) error = NULL;

  if (!kith_store_remove_message_finish (KITH_STORE (source), result, &error))
    g_debug ("message not removed: %s", error->message);
}

static KithMessageRecord *
make_record (gint64       account_id,
             KithMessage *message,
             const char  *peer)
{
  KithMessageRecord *record = kith_message_record_new ();

  record->account_id = account_id;
  record->peer = g_strdup (peer);
  record->sender = g_strdup (kith_message_get_sender (message));
  record->direction = KITH_DIRECTION_OUT;
  record->delivery = KITH_DELIVERY_PENDING;
  record->body = g_strdup (kith_message_get_body (message));
  record->time = kith_message_get_time (message);
  record->stanza_id = g_strdup (kith_message_get_stanza_id (message));
  record->origin_id = g_strdup (kith_message_get_stanza_id (message));

  return record;
}

/**
 * kith_outgoing_store_async:
 * @message: of a conversation
 */
void
kith_outgoing_store_async (KithStore          *store,
                           gint64              account_id,
                           KithMessage        *message,
                           GAsyncReadyCallback callback,
                           gpointer            user_data)
{
  KithContact *contact = kith_conversation_get_contact (kith_message_get_conversation (message));
  const char *peer = kith_contact_get_address (contact);
  g_autoptr(GPtrArray) records = NULL;
  GTask *task = g_task_new (message, NULL, callback, user_data);

  g_task_set_source_tag (task, kith_outgoing_store_async);
  if (kith_message_get_id (message) != 0)
    {
      kith_store_set_delivery_async (store, account_id, peer, kith_message_get_stanza_id (message),
                                     KITH_DELIVERY_PENDING, NULL, NULL, retried_cb, task);
      return;
    }

  records = g_ptr_array_new_with_free_func ((GDestroyNotify)kith_message_record_free);
  g_ptr_array_add (records, make_record (account_id, message, peer));
  kith_store_add_messages_async (store, records, NULL, added_cb, task);
}

gboolean
kith_outgoing_store_finish (KithMessage  *message,
                            GAsyncResult *result,
                            GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, message), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

void
kith_outgoing_store_remove (KithStore   *store,
                            KithMessage *message)
{
  if (kith_message_get_id (message) != 0)
    kith_store_remove_message_async (store, kith_message_get_id (message), NULL, removed_cb, NULL);
}
