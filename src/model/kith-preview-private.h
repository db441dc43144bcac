/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "kith-message.h"

G_BEGIN_DECLS

/* What of it changed. */
typedef enum
{
  KITH_PREVIEW_TIME = 1 << 0,
  KITH_PREVIEW_BODY = 1 << 1,
  KITH_PREVIEW_DIRECTION = 1 << 2,
  KITH_PREVIEW_DELIVERY = 1 << 3,
} KithPreviewChange;

/* What a list of chats shows of the newest message of one. A plain value; read the fields, set by the functions. */
typedef struct
{
  char *body;  /* the beginning of its text */
  gint64 time; /* µs; 0: there is none */
  KithDirection direction;
  KithDelivery delivery;
} KithPreview;

void kith_preview_clear (KithPreview *self);

/* Each answers what changed. @message: NULL: there is none. */
KithPreviewChange kith_preview_set (KithPreview *self, gint64 time, const char *body, KithDirection direction, KithDelivery delivery);
KithPreviewChange kith_preview_set_message (KithPreview *self, KithMessage *message);

/* The delivery of @message changed, which may not be the one shown. */
KithPreviewChange kith_preview_set_delivery (KithPreview *self, KithMessage *message, KithDelivery delivery);

G_END_DECLS
