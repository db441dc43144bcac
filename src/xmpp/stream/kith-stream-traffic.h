/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "kith-stream-queue.h"
#include "kith-wire.h"

G_BEGIN_DECLS

/**
 * KithStreamTraffic:
 *
 * The stanzas of a stream, over all its connections (XEP-0198, 4): numbers and keeps what goes out until the server has it, counts what
 * comes in, asks and answers. Where the stream is not managed it only passes on.
 *
 * Signals: "acknowledged" (gint64): the server has handled all up to this number; "checkpoint" (gint64): this count is to be committed;
 * "asked": an answer is waited for; "broken" (const GError *): the server says what cannot be, and was told so; the stream is over.
 */
#define KITH_TYPE_STREAM_TRAFFIC (kith_stream_traffic_get_type ())
G_DECLARE_FINAL_TYPE (KithStreamTraffic, kith_stream_traffic, KITH, STREAM_TRAFFIC, GObject)

KithStreamTraffic *kith_stream_traffic_new (void);

/* For the stream management. */
void kith_stream_traffic_begin (KithStreamTraffic *self, gboolean managed, gboolean kept);
void kith_stream_traffic_set_kept (KithStreamTraffic *self, gboolean kept);
void kith_stream_traffic_restore (KithStreamTraffic *self, gint64 handled, gboolean kept);
KithStreamAck kith_stream_traffic_acknowledge (KithStreamTraffic *self, guint32 h);
void kith_stream_traffic_resume (KithStreamTraffic *self, gint64 told, gboolean forget);
void kith_stream_traffic_end (KithStreamTraffic *self);
gint64 kith_stream_traffic_get_told (KithStreamTraffic *self);

/* A connection. */
void kith_stream_traffic_attach (KithStreamTraffic *self, KithWire *wire);
void kith_stream_traffic_detach (KithStreamTraffic *self, KithWire *wire);
gboolean kith_stream_traffic_ask (KithStreamTraffic *self);
void kith_stream_traffic_say_goodbye (KithStreamTraffic *self);

/* What goes out. */
gint64 kith_stream_traffic_send (KithStreamTraffic *self, KithStanza *stanza, gboolean gated);
void kith_stream_traffic_release (KithStreamTraffic *self, gint64 sequence);

/* What comes in. */
gboolean kith_stream_traffic_take (KithStreamTraffic *self, KithStanza *stanza);
void kith_stream_traffic_dispatched (KithStreamTraffic *self);
gint64 kith_stream_traffic_hold (KithStreamTraffic *self);
void kith_stream_traffic_handled (KithStreamTraffic *self, gint64 number);
void kith_stream_traffic_committed (KithStreamTraffic *self, gint64 count);

G_END_DECLS
