/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-message-context.h"

/* Lives as long as the router's dispatch of one message. */
struct _KithMessageContext
{
  KithStanza          *root;      /* owned: a child does not outlive it */
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

  self->root = kith_stanza_ref (stanza);
  self->stanza = kith_stanza_ref (stanza);
  self->message = kith_incoming_message_new (from);

  return self;
}

void
kith_message_context_free (KithMessageContext *self)
{
  kith_stanza_unref (self->stanza);
  kith_stanza_unref (self->root);
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
 * @stanza: referenced; may be inside the one that the context was made for
 * @from: whose @stanza it is
 *
 * Puts @stanza in the place of the one that carried it; what the phases after this one see is this.
 */
void
kith_message_context_set_stanza (KithMessageContext *self, KithStanza *stanza, KithJid *from)
{
  KithStanza *inner = kith_stanza_ref (stanza);
  KithJid *sender = kith_jid_ref (from);

  kith_stanza_unref (self->stanza);
  self->stanza = inner;
  kith_jid_unref (self->message->from);
  self->message->from = sender;
}

/* An address that is missing is the own account's; one that is malformed is nobody's. */
static KithJid *
dup_party (KithStanza *message, const char *attribute, KithJid *account)
{
  return kith_stanza_get (message, attribute) != NULL ? kith_stanza_dup_jid (message, attribute) : kith_jid_ref (account);
}

/**
 * kith_message_context_set_copy:
 * @stanza: what the own server says that was sent or received; NULL: nothing that makes sense
 * @via: how
 * @account: the own bare address
 *
 * Puts @stanza in the place of the one that carried it. Who sent it, to whom, and so whether it is outgoing, are read from it.
 *
 * Returns: %FALSE for what @account neither sent nor got, and for messages of rooms
 */
gboolean
kith_message_context_set_copy (KithMessageContext *self, KithStanza *stanza, KithMessageVia via, KithJid *account)
{
  g_autoptr(KithJid) from = stanza != NULL ? dup_party (stanza, "from", account) : NULL;
  g_autoptr(KithJid) to = stanza != NULL ? dup_party (stanza, "to", account) : NULL;

  if (from == NULL || to == NULL || g_strcmp0 (kith_stanza_get (stanza, "type"), "groupchat") == 0 ||
      (!kith_jid_bare_equal (from, account) && !kith_jid_bare_equal (to, account)))
    return FALSE;

  kith_message_context_set_stanza (self, stanza, from);
  self->message->via = via;
  self->message->outgoing = kith_jid_bare_equal (from, account);
  g_clear_pointer (&self->message->to, kith_jid_unref);
  self->message->to = g_steal_pointer (&to);

  return TRUE;
}

KithIncomingMessage *
kith_message_context_get_message (KithMessageContext *self)
{
  return self->message;
}
