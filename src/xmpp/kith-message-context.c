/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-message-context.h"

/* Lives as long as the router's dispatch of one message. */
struct _KithMessageContext
{
  KithStanza          *stanza;    /* owned */
  KithIncomingMessage *message;   /* owned */
};

/**
 * kith_message_context_new:
 * @stanza: referenced
 * @from: its sender, or the own account where it names none
 */
KithMessageContext *
kith_message_context_new (KithStanza *stanza, KithJid *from)
{
  KithMessageContext *self = g_new0 (KithMessageContext, 1);

  self->stanza = kith_stanza_ref (stanza);
  self->message = kith_incoming_message_new (from);

  return self;
}

void
kith_message_context_free (KithMessageContext *self)
{
  kith_stanza_unref (self->stanza);
  kith_incoming_message_free (self->message);
  g_free (self);
}

KithStanza *
kith_message_context_get_stanza (KithMessageContext *self)
{
  return self->stanza;
}

/**
 * kith_message_context_set_stanza:
 * @stanza: copied, because it may be a child
 * @from: whose @stanza it is
 *
 * Puts @stanza in the place of the one that carried it; what the phases after this one see is this.
 */
void
kith_message_context_set_stanza (KithMessageContext *self, KithStanza *stanza, KithJid *from)
{
  KithStanza *copy = kith_stanza_copy (stanza);
  KithJid *sender = kith_jid_ref (from);

  kith_stanza_unref (self->stanza);
  self->stanza = copy;
  kith_jid_unref (self->message->from);
  self->message->from = sender;
}

KithIncomingMessage *
kith_message_context_get_message (KithMessageContext *self)
{
  return self->message;
}
