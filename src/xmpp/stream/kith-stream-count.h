/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "kith-stanza.h"

G_BEGIN_DECLS

/**
 * KithStreamCount:
 *
 * Counts the stanzas that came, and knows up to which they are handled: neither being dispatched nor held, and, where the count is
 * kept, committed.
 */
#define KITH_TYPE_STREAM_COUNT (kith_stream_count_get_type ())
G_DECLARE_FINAL_TYPE (KithStreamCount, kith_stream_count, KITH, STREAM_COUNT, GObject)

KithStreamCount *kith_stream_count_new (void);
void kith_stream_count_set_kept (KithStreamCount *self, gboolean kept);
void kith_stream_count_reset (KithStreamCount *self, gint64 count);
gboolean kith_stream_count_receive (KithStreamCount *self, KithStanza *stanza);
void kith_stream_count_dispatched (KithStreamCount *self);
gint64 kith_stream_count_hold (KithStreamCount *self);
void kith_stream_count_handled (KithStreamCount *self, gint64 number);
void kith_stream_count_committed (KithStreamCount *self, gint64 count);
gint64 kith_stream_count_get_received (KithStreamCount *self);
gint64 kith_stream_count_get_handled (KithStreamCount *self);
gint64 kith_stream_count_get_told (KithStreamCount *self);
void kith_stream_count_rewind (KithStreamCount *self, gint64 count);

G_END_DECLS
