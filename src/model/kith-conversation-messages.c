/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-conversation-private.h"

#include "kith-account-private.h"
#include "kith-message-list-private.h"
#include "kith-message-private.h"

/* What happens in a chat: messages come, change and go, and are read; and what is shown of the last one. */

static void
notify_last (KithConversation *self,
             KithPreviewChange changes)
{
  GObject *object = G_OBJECT (self);

  g_object_freeze_notify (object);
  if ((changes & KITH_PREVIEW_BODY) != 0)
    g_object_notify (object, "last-body");
  if ((changes & KITH_PREVIEW_DIRECTION) != 0)
    g_object_notify (object, "last-direction");
  if ((changes & KITH_PREVIEW_DELIVERY) != 0)
    g_object_notify (object, "last-delivery");
  if ((changes & KITH_PREVIEW_TIME) != 0)
    {
      g_object_notify (object, "last-time");
      g_object_notify (object, "last-activity");
    }
  g_object_thaw_notify (object);
}

/**
 * kith_conversation_set_last:
 * @time: of the newest message, µs since 1970, UTC; 0: there is none
 * @body: (nullable): the beginning of its text
 */
void
kith_conversation_set_last (KithConversation *self,
                            gint64            time,
                            const char       *body,
                            KithDirection     direction,
                            KithDelivery      delivery)
{
  g_return_if_fail (KITH_IS_CONVERSATION (self));

  notify_last (self, kith_preview_set (kith_conversation_get_preview (self), time, body, direction, delivery));
}

void
kith_conversation_set_last_message (KithConversation *self,
                                    KithMessage      *message)
{
  g_return_if_fail (KITH_IS_CONVERSATION (self));

  notify_last (self, kith_preview_set_message (kith_conversation_get_preview (self), message));
}

void
kith_conversation_set_last_delivery (KithConversation *self,
                                     KithMessage      *message,
                                     KithDelivery      delivery)
{
  g_return_if_fail (KITH_IS_CONVERSATION (self));

  notify_last (self, kith_preview_set_delivery (kith_conversation_get_preview (self), message, delivery));
}

void
kith_conversation_add_message (KithConversation *self,
                               KithMessage      *message,
                               gboolean          live)
{
  KithMessageList *messages = kith_conversation_get_messages (self);

  g_return_if_fail (KITH_IS_CONVERSATION (self));

  kith_message_list_know (messages, message);
  /* What is not stored yet would not be there when the window is filled from the store. */
  if (kith_message_get_id (message) == 0 || kith_message_list_is_open (messages))
    kith_message_list_add (messages, message);

  if (kith_message_get_time (message) >= kith_conversation_get_last_time (self))
    kith_conversation_set_last_message (self, message);

  if (kith_message_get_direction (message) == KITH_DIRECTION_IN)
    {
      kith_conversation_set_chat_state (self, KITH_CHAT_STATE_ACTIVE);
      kith_conversation_set_unread (self, kith_conversation_get_unread (self) + 1);
      if (kith_conversation_get_active (self))
        kith_conversation_mark_read (self);
    }

  kith_conversation_set_hidden (self, FALSE);

  g_signal_emit_by_name (self, "message-added", message, live);
}

void
kith_conversation_remove_message (KithConversation *self,
                                  KithMessage      *message)
{
  KithMessageList *messages = kith_conversation_get_messages (self);
  gboolean was_newest;

  g_return_if_fail (KITH_IS_CONVERSATION (self));

  was_newest = kith_message_list_get_newest (messages) == message;
  kith_message_list_remove (messages, message);
  if (was_newest)
    kith_conversation_set_last_message (self, kith_message_list_get_newest (messages));
}

void
kith_conversation_set_delivery (KithConversation *self,
                                KithMessage      *message,
                                KithDelivery      delivery,
                                const GError     *error)
{
  g_return_if_fail (KITH_IS_CONVERSATION (self));

  kith_message_set_delivery (message, delivery, error);
  kith_conversation_set_last_delivery (self, message, delivery);
}

/**
 * kith_conversation_mark_read:
 *
 * Everything that came in so far has been seen.
 */
void
kith_conversation_mark_read (KithConversation *self)
{
  KithAccount *account;

  g_return_if_fail (KITH_IS_CONVERSATION (self));

  if (kith_conversation_get_unread (self) == 0)
    return;

  kith_conversation_set_unread (self, 0);
  account = kith_conversation_get_account (self);
  if (account != NULL)
    kith_account_mark_read (account, self, NULL);
}

/**
 * kith_conversation_mark_read_to:
 * @message: of this conversation
 *
 * What came in up to @message has been seen. How much is unread then is counted where the messages are, and told a little later.
 */
void
kith_conversation_mark_read_to (KithConversation *self,
                                KithMessage      *message)
{
  KithAccount *account;

  g_return_if_fail (KITH_IS_CONVERSATION (self));
  g_return_if_fail (KITH_IS_MESSAGE (message));

  account = kith_conversation_get_account (self);
  if (kith_conversation_get_unread (self) > 0 && account != NULL)
    kith_account_mark_read (account, self, message);
}

gint64
kith_conversation_get_last_time (KithConversation *self)
{
  g_return_val_if_fail (KITH_IS_CONVERSATION (self), 0);

  return kith_conversation_get_preview (self)->time;
}

const char *
kith_conversation_get_last_body (KithConversation *self)
{
  g_return_val_if_fail (KITH_IS_CONVERSATION (self), NULL);

  return kith_conversation_get_preview (self)->body;
}

KithDirection
kith_conversation_get_last_direction (KithConversation *self)
{
  g_return_val_if_fail (KITH_IS_CONVERSATION (self), KITH_DIRECTION_IN);

  return kith_conversation_get_preview (self)->direction;
}

KithDelivery
kith_conversation_get_last_delivery (KithConversation *self)
{
  g_return_val_if_fail (KITH_IS_CONVERSATION (self), KITH_DELIVERY_NONE);

  return kith_conversation_get_preview (self)->delivery;
}
