/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "kith-stream-count.h"
#include "kith-wire.h"

G_BEGIN_DECLS

/**
 * KithStreamAnswers:
 *
 * Tells the server what is handled (XEP-0198, 4): at once when it asks, and again when what was held back then is handled.
 *
 * Signal "checkpoint" (gint64): this count is to be committed, so that the server may be told.
 */
#define KITH_TYPE_STREAM_ANSWERS (kith_stream_answers_get_type ())
G_DECLARE_FINAL_TYPE (KithStreamAnswers, kith_stream_answers, KITH, STREAM_ANSWERS, GObject)

KithStreamAnswers *kith_stream_answers_new (KithStreamCount *count);
void kith_stream_answers_attach (KithStreamAnswers *self, KithWire *wire);
void kith_stream_answers_detach (KithStreamAnswers *self);
void kith_stream_answers_stop (KithStreamAnswers *self);
void kith_stream_answers_answer (KithStreamAnswers *self);
void kith_stream_answers_note_handled (KithStreamAnswers *self);

G_END_DECLS
