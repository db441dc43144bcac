/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-preview-private.h"

#include "kith-text.h"

/* A copy, so that a chat can be listed without its messages. */

/* How much of the text a list of chats may want to show. */
#define LETTERS 200

void
kith_preview_clear (KithPreview *self)
{
  g_clear_pointer (&self->body, g_free);
}

KithPreviewChange
kith_preview_set (KithPreview  *self,
                  gint64        time,
                  const char   *body,
                  KithDirection direction,
                  KithDelivery  delivery)
{
  KithPreviewChange changes = 0;

  if (g_strcmp0 (self->body, body) != 0)
    {
      g_free (self->body);
      self->body = g_strdup (body);
      changes |= KITH_PREVIEW_BODY;
    }
  if (self->time != time)
    changes |= KITH_PREVIEW_TIME;
  if (self->direction != direction)
    changes |= KITH_PREVIEW_DIRECTION;
  if (self->delivery != delivery)
    changes |= KITH_PREVIEW_DELIVERY;

  self->time = time;
  self->direction = direction;
  self->delivery = delivery;

  return changes;
}

KithPreviewChange
kith_preview_set_message (KithPreview *self,
                          KithMessage *message)
{
  g_autofree char *body = NULL;

  if (message == NULL)
    return kith_preview_set (self, 0, NULL, KITH_DIRECTION_IN, KITH_DELIVERY_NONE);

  body = kith_text_dup_start (kith_message_get_body (message), LETTERS);

  return kith_preview_set (self, kith_message_get_time (message), body, kith_message_get_direction (message),
                           kith_message_get_delivery (message));
}

KithPreviewChange
kith_preview_set_delivery (KithPreview *self,
                           KithMessage *message,
                           KithDelivery delivery)
{
  if (self->direction != KITH_DIRECTION_OUT || kith_message_get_time (message) != self->time ||
      self->delivery == delivery)
    return 0;

  self->delivery = delivery;

  return KITH_PREVIEW_DELIVERY;
}
