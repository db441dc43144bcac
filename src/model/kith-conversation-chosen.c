/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-account-private.h"
#include "kith-conversation-choices-private.h"
#include "kith-conversation-private.h"

/* What a person chose for a chat. */

static void
choose_and_store (KithConversation      *self,
                  KithConversationChoice choice,
                  gboolean               chosen)
{
  KithAccount *account = kith_conversation_get_account (self);

  if (kith_conversation_choose (self, choice, chosen) && account != NULL)
    kith_account_store_conversation (account, self);
}

void
kith_conversation_restore_kept (KithConversation *self,
                                gboolean          kept)
{
  g_return_if_fail (KITH_IS_CONVERSATION (self));

  kith_conversation_choose (self, KITH_CONVERSATION_UNKEPT, !kept);
}

gboolean
kith_conversation_get_pinned (KithConversation *self)
{
  g_return_val_if_fail (KITH_IS_CONVERSATION (self), FALSE);

  return kith_conversation_has_chosen (self, KITH_CONVERSATION_PINNED);
}

void
kith_conversation_set_pinned (KithConversation *self,
                              gboolean          pinned)
{
  g_return_if_fail (KITH_IS_CONVERSATION (self));

  choose_and_store (self, KITH_CONVERSATION_PINNED, pinned);
}

gboolean
kith_conversation_get_muted (KithConversation *self)
{
  g_return_val_if_fail (KITH_IS_CONVERSATION (self), FALSE);

  return kith_conversation_has_chosen (self, KITH_CONVERSATION_MUTED);
}

void
kith_conversation_set_muted (KithConversation *self,
                             gboolean          muted)
{
  g_return_if_fail (KITH_IS_CONVERSATION (self));

  choose_and_store (self, KITH_CONVERSATION_MUTED, muted);
}

gboolean
kith_conversation_get_hidden (KithConversation *self)
{
  g_return_val_if_fail (KITH_IS_CONVERSATION (self), FALSE);

  return kith_conversation_has_chosen (self, KITH_CONVERSATION_HIDDEN);
}

/**
 * kith_conversation_set_hidden:
 * @hidden: takes it out of the lists of conversations until something new comes
 */
void
kith_conversation_set_hidden (KithConversation *self,
                              gboolean          hidden)
{
  g_return_if_fail (KITH_IS_CONVERSATION (self));

  choose_and_store (self, KITH_CONVERSATION_HIDDEN, hidden);
}

gboolean
kith_conversation_get_kept (KithConversation *self)
{
  g_return_val_if_fail (KITH_IS_CONVERSATION (self), TRUE);

  return !kith_conversation_has_chosen (self, KITH_CONVERSATION_UNKEPT);
}

/**
 * kith_conversation_set_kept:
 * @kept: %FALSE: no server is to keep what is said from now on; a wish that holds until it is taken back
 */
void
kith_conversation_set_kept (KithConversation *self,
                            gboolean          kept)
{
  KithAccount *account = kith_conversation_get_account (self);

  g_return_if_fail (KITH_IS_CONVERSATION (self));

  if (kith_conversation_choose (self, KITH_CONVERSATION_UNKEPT, !kept) && account != NULL)
    kith_account_set_kept (account, self, kept);
}
