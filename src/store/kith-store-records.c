/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-store-records.h"

/* Plain values; a copy owns its strings. */

G_DEFINE_BOXED_TYPE (KithAccountRecord, kith_account_record, kith_account_record_copy, kith_account_record_free)
G_DEFINE_BOXED_TYPE (KithConversationRecord, kith_conversation_record, kith_conversation_record_copy, kith_conversation_record_free)
G_DEFINE_BOXED_TYPE (KithMessageRecord, kith_message_record, kith_message_record_copy, kith_message_record_free)

/* Returns: (transfer full): an empty record */
KithAccountRecord *
kith_account_record_new (void)
{
  return g_new0 (KithAccountRecord, 1);
}

/* Returns: (transfer full): a copy */
KithAccountRecord *
kith_account_record_copy (const KithAccountRecord *self)
{
  KithAccountRecord *copy;

  g_return_val_if_fail (self != NULL, NULL);

  copy = g_memdup2 (self, sizeof *self);
  copy->jid = g_strdup (self->jid);
  copy->host = g_strdup (self->host);
  copy->resource = g_strdup (self->resource);
  copy->pinned_certificate = g_strdup (self->pinned_certificate);
  copy->best_mechanism = g_strdup (self->best_mechanism);
  copy->user_agent_id = g_strdup (self->user_agent_id);
  copy->roster_version = g_strdup (self->roster_version);
  copy->nickname = g_strdup (self->nickname);
  copy->avatar_hash = g_strdup (self->avatar_hash);
  copy->status = g_strdup (self->status);
  return copy;
}

void
kith_account_record_free (KithAccountRecord *self)
{
  g_return_if_fail (self != NULL);

  g_free (self->jid);
  g_free (self->host);
  g_free (self->resource);
  g_free (self->pinned_certificate);
  g_free (self->best_mechanism);
  g_free (self->user_agent_id);
  g_free (self->roster_version);
  g_free (self->nickname);
  g_free (self->avatar_hash);
  g_free (self->status);
  g_free (self);
}

/* Returns: (transfer full): an empty record */
KithConversationRecord *
kith_conversation_record_new (void)
{
  return g_new0 (KithConversationRecord, 1);
}

/* Returns: (transfer full): a copy */
KithConversationRecord *
kith_conversation_record_copy (const KithConversationRecord *self)
{
  KithConversationRecord *copy;

  g_return_val_if_fail (self != NULL, NULL);

  copy = g_memdup2 (self, sizeof *self);
  copy->peer = g_strdup (self->peer);
  copy->draft = g_strdup (self->draft);
  copy->last_body = g_strdup (self->last_body);
  return copy;
}

void
kith_conversation_record_free (KithConversationRecord *self)
{
  g_return_if_fail (self != NULL);

  g_free (self->peer);
  g_free (self->draft);
  g_free (self->last_body);
  g_free (self);
}

/* Returns: (transfer full): an empty record */
KithMessageRecord *
kith_message_record_new (void)
{
  return g_new0 (KithMessageRecord, 1);
}

/* Returns: (transfer full): a copy */
KithMessageRecord *
kith_message_record_copy (const KithMessageRecord *self)
{
  KithMessageRecord *copy;

  g_return_val_if_fail (self != NULL, NULL);

  copy = g_memdup2 (self, sizeof *self);
  copy->peer = g_strdup (self->peer);
  copy->sender = g_strdup (self->sender);
  copy->body = g_strdup (self->body);
  copy->stanza_id = g_strdup (self->stanza_id);
  copy->origin_id = g_strdup (self->origin_id);
  copy->archive_id = g_strdup (self->archive_id);
  copy->error = g_strdup (self->error);
  return copy;
}

void
kith_message_record_free (KithMessageRecord *self)
{
  g_return_if_fail (self != NULL);

  g_free (self->peer);
  g_free (self->sender);
  g_free (self->body);
  g_free (self->stanza_id);
  g_free (self->origin_id);
  g_free (self->archive_id);
  g_free (self->error);
  g_free (self);
}
