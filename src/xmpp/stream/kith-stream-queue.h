/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "kith-stanza.h"

G_BEGIN_DECLS

/**
 * KithStreamAck:
 * @KITH_STREAM_ACK_NEWS: the server has handled more than we knew
 * @KITH_STREAM_ACK_NO_NEWS: as much as we knew
 * @KITH_STREAM_ACK_BACK: less than it had said before
 * @KITH_STREAM_ACK_TOO_HIGH: more than it was sent
 */
typedef enum
{
  KITH_STREAM_ACK_NEWS,
  KITH_STREAM_ACK_NO_NEWS,
  KITH_STREAM_ACK_BACK,
  KITH_STREAM_ACK_TOO_HIGH,
} KithStreamAck;

/**
 * KithStreamQueue:
 *
 * The stanzas that the server has not acknowledged, in order, each with its number. A gated one stops itself and all behind it
 * until it is released. Numbers do not wrap; the server's count of 32 bits is understood by what can be meant.
 */
#define KITH_TYPE_STREAM_QUEUE (kith_stream_queue_get_type ())
G_DECLARE_FINAL_TYPE (KithStreamQueue, kith_stream_queue, KITH, STREAM_QUEUE, GObject)

KithStreamQueue *kith_stream_queue_new (void);
void kith_stream_queue_reset (KithStreamQueue *self, gint64 count);
gint64 kith_stream_queue_add (KithStreamQueue *self, KithStanza *stanza, gboolean gated);
void kith_stream_queue_release (KithStreamQueue *self, gint64 sequence);
KithStanza *kith_stream_queue_write_next (KithStreamQueue *self);
void kith_stream_queue_rewind (KithStreamQueue *self);
KithStreamAck kith_stream_queue_acknowledge (KithStreamQueue *self, guint32 h);
gint64 kith_stream_queue_get_acknowledged (KithStreamQueue *self);
gint64 kith_stream_queue_get_written (KithStreamQueue *self);

G_END_DECLS
