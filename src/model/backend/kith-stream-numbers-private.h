/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "kith-session.h"
#include "kith-store-streams.h"

G_BEGIN_DECLS

/**
 * KithStreamNumbers:
 *
 * Which numbers messages of ours have on the stream: committed first, then let out onto it. So what the server says it has handled is
 * also understood by another process.
 */
#define KITH_TYPE_STREAM_NUMBERS (kith_stream_numbers_get_type ())
G_DECLARE_FINAL_TYPE (KithStreamNumbers, kith_stream_numbers, KITH, STREAM_NUMBERS, GObject)

KithStreamNumbers *kith_stream_numbers_new (KithStore *store, KithSession *session) G_GNUC_WARN_UNUSED_RESULT;

/* @sequence: positive: let out when it is committed; 0: it has none; %KITH_SEQUENCE_UNCERTAIN */
void kith_stream_numbers_add (KithStreamNumbers *self, gint64 message_id, gint64 sequence);

/* The stream is over, or another process' part of it: what was not committed yet never will be. */
void kith_stream_numbers_forget (KithStreamNumbers *self);

/* For tests. */
void kith_stream_numbers_set_retry_delay (KithStreamNumbers *self, guint milliseconds);

G_END_DECLS
