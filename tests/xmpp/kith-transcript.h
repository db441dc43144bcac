/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "kith-incoming-message.h"
#include "kith-router.h"

G_BEGIN_DECLS

/**
 * KithTranscript:
 *
 * A conversation between a server and modules, read from a file of cases, each of them a test with a fresh router of
 * juliet@capulet.example/balcony. A case is a list of steps:
 *
 * `<online resumed='true'/>` and `<offline/>`: the stream comes and goes; `<in>`: the server sends this stanza; `<out>`: just this
 * stanza is what goes out next; `<call name='…'>`: the test does something; `<said>`: just this is what the test noted next.
 * In `<out>`, an attribute of "*" is anything, and one of "$NAME" is kept under that name for the steps that follow.
 * What goes out or is noted without a step for it fails the case.
 */
typedef struct _KithTranscript KithTranscript;

typedef void (*KithTranscriptSetup) (KithTranscript *self);
typedef void (*KithTranscriptCall) (KithTranscript *self, KithStanza *step);

void kith_transcript_add_tests (const char *path, const char *file, KithTranscriptSetup setup);

KithRouter *kith_transcript_get_router (KithTranscript *self);
gpointer kith_transcript_add_module (KithTranscript *self, GType type);
gpointer kith_transcript_get_module (KithTranscript *self, GType type);
void kith_transcript_add_call (KithTranscript *self, const char *name, KithTranscriptCall call);
void kith_transcript_say (KithTranscript *self, const char *format, ...) G_GNUC_PRINTF (2, 3);

/* For asynchronous functions: notes "WHAT done", or "WHAT failed: CONDITION". */
void kith_transcript_say_result (KithTranscript *self, const char *what, const GError *error);

/* Adds the message module and all that read for it, and notes all its signals. */
void kith_transcript_add_messages (KithTranscript *self);

/* Notes @message, after @what, with all that it says. */
void kith_transcript_say_message (KithTranscript *self, const char *what, const KithIncomingMessage *message);

/* Adds subscriptions and presence; romeo@montague.example may see us. */
void kith_transcript_add_contacts (KithTranscript *self);

G_END_DECLS
