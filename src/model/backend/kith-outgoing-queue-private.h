/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "kith-message.h"

G_BEGIN_DECLS

/**
 * KithOutgoingStep:
 * @KITH_OUTGOING_STORING: on its way into the store
 * @KITH_OUTGOING_READY: the server does not have it, and may be given it
 * @KITH_OUTGOING_HANDED: given to the connection; nothing is known of it yet
 * @KITH_OUTGOING_UNCERTAIN: it was given to a stream that is over, so that nobody knows whether the server has it
 *
 * How far a message has come.
 */
typedef enum
{
  KITH_OUTGOING_STORING,
  KITH_OUTGOING_READY,
  KITH_OUTGOING_HANDED,
  KITH_OUTGOING_UNCERTAIN,
} KithOutgoingStep;

typedef struct
{
  KithMessage *message; /* owned */
  char *peer;           /* bare address */
  KithOutgoingStep step;
  gint64 sequence;      /* its number on the stream, once it is handed over; 0: the stream has none */
  guint burst;          /* the question behind it, where it has no number */
  guint introduces : 1; /* it is the first to somebody who does not know us */
} KithOutgoing;

void kith_outgoing_free (KithOutgoing *self);

/* Messages that the server does not have yet, in the order in which they were written. Counts its references: the parts of an outbox
 * share it. */
typedef struct
{
  GQueue items;      /* KithOutgoing (owned) */
  GHashTable *by_id; /* stanza id (in the message) → GList of items */
} KithOutgoingQueue;

KithOutgoingQueue *kith_outgoing_queue_new (void) G_GNUC_WARN_UNUSED_RESULT;
KithOutgoingQueue *kith_outgoing_queue_ref (KithOutgoingQueue *self);
void kith_outgoing_queue_unref (KithOutgoingQueue *self);
void kith_outgoing_queue_clear (KithOutgoingQueue *self);

/* Borrowed, or NULL: it is there already, or belongs to no chat any more. */
KithOutgoing *kith_outgoing_queue_add (KithOutgoingQueue *self, KithMessage *message, KithOutgoingStep step);

/* Borrowed, or NULL. */
KithOutgoing *kith_outgoing_queue_find (KithOutgoingQueue *self, const char *stanza_id);
void kith_outgoing_queue_remove (KithOutgoingQueue *self, KithOutgoing *outgoing);

/* (transfer full): @outgoing, which is in the queue no longer. */
KithOutgoing *kith_outgoing_queue_steal (KithOutgoingQueue *self, KithOutgoing *outgoing) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
