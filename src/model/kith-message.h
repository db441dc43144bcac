/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "kith-types.h"

G_BEGIN_DECLS

typedef struct _KithConversation KithConversation;

/**
 * KithMessage:
 *
 * One message of a conversation. Properties (all readable): `id` (gint64, 0 until stored), `body`, `time` (µs, UTC),
 * `direction`, `delivery`, `error` (GError of %KITH_MODEL_ERROR when delivery is FAILED), `sender` (bare JID text),
 * `sender-name`, `stanza-id`, `origin-id` and `archive-id` (XEP-0359: by its sender, by the own archive), `ref` (what kith-driver's caller named it).
 */
#define KITH_TYPE_MESSAGE (kith_message_get_type ())
G_DECLARE_FINAL_TYPE (KithMessage, kith_message, KITH, MESSAGE, GObject)

gint64 kith_message_get_id (KithMessage *self);
const char *kith_message_get_body (KithMessage *self);
gint64 kith_message_get_time (KithMessage *self);
KithDirection kith_message_get_direction (KithMessage *self);
KithDelivery kith_message_get_delivery (KithMessage *self);
const GError *kith_message_get_error (KithMessage *self);
const char *kith_message_get_sender (KithMessage *self);
const char *kith_message_get_stanza_id (KithMessage *self);
const char *kith_message_get_origin_id (KithMessage *self);
const char *kith_message_get_archive_id (KithMessage *self);
const char *kith_message_get_ref (KithMessage *self);
void kith_message_set_ref (KithMessage *self, const char *ref);
KithConversation *kith_message_get_conversation (KithMessage *self);

G_END_DECLS
