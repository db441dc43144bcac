/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "kith-message.h"

G_BEGIN_DECLS

/**
 * KithOutgoingStep:
 * @KITH_OUTGOING_STORING: on its way into the store
 * @KITH_OUTGOING_READY: the server does not have it, and may be given it
 * @KITH_OUTGOING_HANDED: written to the connection; nothing is known of it yet
 *
 * How far a message has come.
 */
typedef enum
{
  KITH_OUTGOING_STORING,
  KITH_OUTGOING_READY,
  KITH_OUTGOING_HANDED,
} KithOutgoingStep;

typedef struct
{
  KithMessage *message; /* owned */
  char *peer;           /* bare address */
  KithOutgoingStep step;
  guint burst;          /* the question behind it, once it is handed over */
} KithOutgoing;

/* Messages that the server does not have yet, in the order in which they were written. A plain value. */
typedef struct
{
  GQueue items;      /* KithOutgoing (owned) */
  GHashTable *by_id; /* stanza id (in the message) → GList of items */
} KithOutgoingQueue;

void kith_outgoing_queue_init (KithOutgoingQueue *self);
void kith_outgoing_queue_clear (KithOutgoingQueue *self);

/* Borrowed, or NULL: it is there already, or belongs to no chat any more. */
KithOutgoing *kith_outgoing_queue_add (KithOutgoingQueue *self, KithMessage *message, KithOutgoingStep step);

/* Borrowed, or NULL. */
KithOutgoing *kith_outgoing_queue_find (KithOutgoingQueue *self, const char *stanza_id);
void kith_outgoing_queue_remove (KithOutgoingQueue *self, KithOutgoing *outgoing);

G_END_DECLS
