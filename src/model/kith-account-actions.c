/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-account-private.h"

#include "kith-conversation-private.h"

/* What the person does with an account: noted here, and made true by the engine, if there is one. */

void
kith_account_set_enabled (KithAccount *self,
                          gboolean     enabled)
{
  g_return_if_fail (KITH_IS_ACCOUNT (self));

  kith_account_restore (self, NULL, enabled, kith_account_get_show (self),
                        kith_account_get_status (self));
}

void
kith_account_set_settings (KithAccount               *self,
                           const KithAccountSettings *settings)
{
  g_return_if_fail (KITH_IS_ACCOUNT (self));
  g_return_if_fail (settings != NULL);

  kith_account_restore (self, settings, kith_account_get_enabled (self),
                        kith_account_get_show (self), kith_account_get_status (self));
}

void
kith_account_trust_certificate (KithAccount *self)
{
  g_return_if_fail (KITH_IS_ACCOUNT (self));
}

void
kith_account_set_password (KithAccount *self,
                           const char  *password,
                           gboolean     remember)
{
  g_return_if_fail (KITH_IS_ACCOUNT (self));
}

void
kith_account_connect (KithAccount *self)
{
  g_return_if_fail (KITH_IS_ACCOUNT (self));
}

void
kith_account_disconnect (KithAccount *self)
{
  g_return_if_fail (KITH_IS_ACCOUNT (self));
}

void
kith_account_set_presence (KithAccount *self,
                           KithShow     show,
                           const char  *status)
{
  g_return_if_fail (KITH_IS_ACCOUNT (self));

  kith_account_restore (self, NULL, kith_account_get_enabled (self), show, status);
}

/**
 * kith_account_get_conversation:
 * @peer: any address; only the bare part counts
 *
 * Returns: (transfer none): the chat with @peer, made if there is none
 */
KithConversation *
kith_account_get_conversation (KithAccount *self,
                               KithJid     *peer)
{
  g_autoptr(GPtrArray) added = NULL;
  KithConversation *conversation;
  KithContact *contact;

  g_return_val_if_fail (KITH_IS_ACCOUNT (self), NULL);

  conversation = kith_account_lookup_conversation (self, kith_jid_get_bare_text (peer));
  if (conversation != NULL)
    return conversation;

  contact = kith_roster_get_contact (kith_account_get_roster (self), peer);
  conversation = kith_conversation_new (self, contact);
  added = g_ptr_array_new_with_free_func (g_object_unref);
  g_ptr_array_add (added, conversation);
  kith_account_add_conversations (self, added);

  return conversation;
}

void
kith_account_store_conversation (KithAccount      *self,
                                 KithConversation *conversation)
{
}

void
kith_account_send_message (KithAccount *self,
                           KithMessage *message)
{
}

void
kith_account_forget_message (KithAccount *self,
                             KithMessage *message)
{
}

void
kith_account_mark_read (KithAccount      *self,
                        KithConversation *conversation)
{
}

void
kith_account_send_chat_state (KithAccount      *self,
                              KithConversation *conversation,
                              KithChatState     state)
{
}
