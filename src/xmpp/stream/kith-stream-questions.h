/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "kith-wire.h"

G_BEGIN_DECLS

/**
 * KithStreamQuestions:
 *
 * Decides when the server is asked what it has handled (XEP-0198, 4): behind every burst, within a long one, and again where its
 * answer left something open.
 *
 * Signal "asked": <r/> was written.
 */
#define KITH_TYPE_STREAM_QUESTIONS (kith_stream_questions_get_type ())
G_DECLARE_FINAL_TYPE (KithStreamQuestions, kith_stream_questions, KITH, STREAM_QUESTIONS, GObject)

KithStreamQuestions *kith_stream_questions_new (void);
void kith_stream_questions_attach (KithStreamQuestions *self, KithWire *wire, gint64 acknowledged);
void kith_stream_questions_detach (KithStreamQuestions *self);
void kith_stream_questions_ask (KithStreamQuestions *self);
void kith_stream_questions_note_written (KithStreamQuestions *self, gint64 written);
void kith_stream_questions_note_answer (KithStreamQuestions *self, gint64 acknowledged);

G_END_DECLS
