/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-incoming-message.h"

G_DEFINE_BOXED_TYPE (KithIncomingMessage, kith_incoming_message, kith_incoming_message_copy, kith_incoming_message_free)

/**
 * kith_incoming_message_new:
 *
 * Returns: (transfer full): an empty message of type normal
 */
KithIncomingMessage *
kith_incoming_message_new (KithJid *from)
{
  KithIncomingMessage *self = g_new0 (KithIncomingMessage, 1);

  self->from = kith_jid_ref (from);

  return self;
}

KithIncomingMessage *
kith_incoming_message_copy (const KithIncomingMessage *self)
{
  KithIncomingMessage *copy = g_memdup2 (self, sizeof *self);

  kith_jid_ref (copy->from);
  if (copy->to != NULL)
    kith_jid_ref (copy->to);
  copy->id = g_strdup (self->id);
  copy->body = g_strdup (self->body);
  copy->lang = g_strdup (self->lang);
  copy->subject = g_strdup (self->subject);
  copy->thread = g_strdup (self->thread);
  copy->nick = g_strdup (self->nick);
  copy->origin_id = g_strdup (self->origin_id);
  copy->archive_id = g_strdup (self->archive_id);
  copy->query_id = g_strdup (self->query_id);
  copy->receipt_id = g_strdup (self->receipt_id);
  copy->displayed_id = g_strdup (self->displayed_id);
  copy->error = self->error != NULL ? g_error_copy (self->error) : NULL;

  return copy;
}

void
kith_incoming_message_free (KithIncomingMessage *self)
{
  kith_jid_unref (self->from);
  g_clear_pointer (&self->to, kith_jid_unref);
  g_free (self->id);
  g_free (self->body);
  g_free (self->lang);
  g_free (self->subject);
  g_free (self->thread);
  g_free (self->nick);
  g_free (self->origin_id);
  g_free (self->archive_id);
  g_free (self->query_id);
  g_free (self->receipt_id);
  g_free (self->displayed_id);
  g_clear_error (&self->error);
  g_free (self);
}
