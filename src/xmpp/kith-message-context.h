/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "kith-incoming-message.h"
#include "kith-router.h"

G_BEGIN_DECLS

/**
 * KithMessageContext:
 *
 * A message on its way through the router's phases: what the phases have read out of it so far.
 */
KithMessageContext *kith_message_context_new (KithStanza *stanza, KithJid *from) G_GNUC_WARN_UNUSED_RESULT;
void kith_message_context_free (KithMessageContext *self);

/* The stanza whose content counts; borrowed. An unwrapping handler puts another in its place. */
KithStanza *kith_message_context_get_stanza (KithMessageContext *self);
void kith_message_context_set_stanza (KithMessageContext *self, KithStanza *stanza, KithJid *from);

/* The same for a copy that the own server made of a message of @account; FALSE, and nothing happens, if it is none. */
gboolean kith_message_context_set_copy (KithMessageContext *self, KithStanza *stanza, KithMessageVia via, KithJid *account);

/* Borrowed, to be filled by observers. */
KithIncomingMessage *kith_message_context_get_message (KithMessageContext *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (KithMessageContext, kith_message_context_free)

G_END_DECLS
