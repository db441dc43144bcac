/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-account-private.h"
#include "kith-conversation-index-private.h"

/* The chats of an account, as its index has them. */

KithConversation *
kith_account_lookup_conversation (KithAccount *self,
                                  const char  *peer)
{
  g_return_val_if_fail (KITH_IS_ACCOUNT (self), NULL);

  return kith_conversation_index_lookup (kith_account_get_index (self), peer);
}

void
kith_account_add_conversations (KithAccount *self,
                                GPtrArray   *conversations)
{
  g_return_if_fail (KITH_IS_ACCOUNT (self));

  kith_conversation_index_add (kith_account_get_index (self), conversations);
}

void
kith_account_drop_conversation (KithAccount      *self,
                                KithConversation *conversation)
{
  g_return_if_fail (KITH_IS_ACCOUNT (self));

  kith_conversation_index_remove (kith_account_get_index (self), conversation);
}

GListModel *
kith_account_get_conversations (KithAccount *self)
{
  g_return_val_if_fail (KITH_IS_ACCOUNT (self), NULL);

  return kith_conversation_index_get_visible (kith_account_get_index (self));
}

/**
 * kith_account_get_message_requests:
 *
 * Returns: (transfer none): the conversations that strangers began, and of which nobody decided yet whether they are welcome
 */
GListModel *
kith_account_get_message_requests (KithAccount *self)
{
  g_return_val_if_fail (KITH_IS_ACCOUNT (self), NULL);

  return kith_conversation_index_get_requests (kith_account_get_index (self));
}
