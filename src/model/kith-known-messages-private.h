/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "kith-message.h"

G_BEGIN_DECLS

/**
 * KithKnownMessages:
 *
 * The message objects of one conversation that are alive, by the ids of the store, so that there is one object for a message as long as
 * anybody uses it. Keeps none of them alive.
 */
typedef struct _KithKnownMessages KithKnownMessages;

KithKnownMessages *kith_known_messages_new (void) G_GNUC_WARN_UNUSED_RESULT;
void kith_known_messages_free (KithKnownMessages *self);

/* Borrowed, or NULL. */
KithMessage *kith_known_messages_find (KithKnownMessages *self, gint64 id);

/* Does nothing for one that is not stored, or known. */
void kith_known_messages_add (KithKnownMessages *self, KithMessage *message);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (KithKnownMessages, kith_known_messages_free)

G_END_DECLS
