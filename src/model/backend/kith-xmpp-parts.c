/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-xmpp-parts-private.h"

#include "kith-conversation-private.h"
#include "kith-message-module.h"

static void
forget_chat_states (KithAccount *account)
{
  GListModel *conversations = kith_account_get_conversations (account);
  guint n = g_list_model_get_n_items (conversations);

  for (guint i = 0; i < n; i++)
    {
      g_autoptr(KithConversation) conversation = g_list_model_get_item (conversations, i);

      kith_conversation_set_chat_state (conversation, KITH_CHAT_STATE_NONE);
    }
}

static void
set_sending (KithXmppParts *self,
             gboolean       online)
{
  self->online = !!online;
  kith_read_keeper_set_online (self->reading, online);
  kith_archive_keeper_set_online (self->archive, online);
  kith_archiving_keeper_set_online (self->archiving, online);
  if (online)
    kith_outbox_go_online (self->outbox, kith_session_get_resumption (self->session));
  else
    kith_outbox_go_offline (self->outbox);
}

static void
set_known (KithXmppParts *self,
           gboolean       known)
{
  self->known = !!known;
  kith_roster_keeper_set_online (self->keeper, known);
  kith_block_keeper_set_online (self->blocks, known);
  kith_profiles_set_online (self->profiles, known);
  if (!known && self->account != NULL)
    forget_chat_states (self->account);
}

KithXmppParts *
kith_xmpp_parts_new (KithAccount *account,
                     gint64       account_id,
                     KithStore   *store,
                     KithSession *session)
{
  KithXmppParts *self = g_new0 (KithXmppParts, 1);

  g_set_weak_pointer (&self->account, account);
  self->session = g_object_ref (session);
  self->inbox = kith_inbox_new (account, account_id, store, session);
  self->reading = kith_read_keeper_new (account, account_id, store, session);
  self->archive = kith_archive_keeper_new (account, account_id, store, session, self->inbox);
  self->gaps = kith_gap_keeper_new (account, account_id, store, self->archive);
  self->archiving = kith_archiving_keeper_new (account, account_id, store, session);
  self->outbox = kith_outbox_new (account, account_id, store, session);
  self->keeper = kith_roster_keeper_new (account, account_id, store, session);
  self->requests = kith_request_keeper_new (account, account_id, store, session);
  self->blocks = kith_block_keeper_new (account, account_id, store, session);
  self->profiles = kith_profiles_new (account, account_id, store, session);
  self->wishes = kith_wishes_new (account, account_id, store, self->keeper, self->profiles, self->archiving);
  self->drafts = kith_drafts_new (account_id, store);
  self->ledger = kith_stream_ledger_new (account_id, store, session);

  return self;
}

void
kith_xmpp_parts_free (KithXmppParts *self)
{
  if (self == NULL)
    return;

  g_clear_object (&self->reading);
  g_clear_object (&self->gaps);
  g_clear_object (&self->archiving);
  g_clear_object (&self->archive);
  g_clear_object (&self->inbox);
  g_clear_object (&self->outbox);
  g_clear_object (&self->keeper);
  g_clear_object (&self->requests);
  g_clear_object (&self->blocks);
  g_clear_object (&self->wishes);
  g_clear_object (&self->profiles);
  g_clear_object (&self->drafts);
  g_clear_object (&self->ledger);
  g_clear_object (&self->session);
  g_clear_weak_pointer (&self->account);
  g_free (self);
}

void
kith_xmpp_parts_restore (KithXmppParts *self,
                         KithXmppLoad  *load,
                         const char    *roster_version)
{
  kith_roster_keeper_restore (self->keeper, load->roster, roster_version);
  kith_block_keeper_restore (self->blocks, load->blocks);
  kith_request_keeper_restore (self->requests, load->requests);
  kith_profiles_restore (self->profiles, load->profiles);
  kith_wishes_restore (self->wishes, load->wishes);
  kith_xmpp_load_conversations (load, self->account);
  kith_archiving_keeper_restore (self->archiving, load->conversations);
  kith_stream_ledger_restore (self->ledger, load->stream);
  kith_outbox_restore (self->outbox, load->pending);
}

void
kith_xmpp_parts_set_online (KithXmppParts *self,
                            gboolean       online,
                            gboolean       known)
{
  if (self->online != !!online)
    set_sending (self, online);
  if (self->known != !!known)
    set_known (self, known);

  kith_wishes_set_online (self->wishes, online);
}

void
kith_xmpp_parts_send_chat_state (KithXmppParts    *self,
                                 KithConversation *conversation,
                                 KithChatState     state)
{
  if (self->online)
    kith_message_module_send_chat_state (kith_session_get_module (self->session, KITH_TYPE_MESSAGE_MODULE),
                                         kith_contact_get_jid (kith_conversation_get_contact (conversation)), state, NULL);
}
