/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "kith-account-backend-private.h"
#include "kith-account.h"
#include "kith-conversation-index-private.h"
#include "kith-message.h"
#include "kith-request.h"

G_BEGIN_DECLS

KithAccount *kith_account_new (KithJid *jid) G_GNUC_WARN_UNUSED_RESULT;

/* Without a backend (in tests of windows) an account lives in memory alone and never signs in. */
void kith_account_take_backend (KithAccount *self, KithAccountBackend *backend);
KithAccountBackend *kith_account_get_backend (KithAccount *self);

/* As kith_account_set_password (), but for the next sign-in, whenever that is. */
void kith_account_keep_password (KithAccount *self, const char *password, gboolean remember);

/* For the backend: what is, set without being acted upon. */
void kith_account_set_state (KithAccount *self, KithAccountState state, const GError *error);
void kith_account_set_keyring_error (KithAccount *self, const GError *error);
void kith_account_set_certificate (KithAccount *self, GTlsCertificate *certificate, GTlsCertificateFlags flaws);
void kith_account_set_profile (KithAccount *self, const char *nickname, GBytes *avatar);
void kith_account_restore (KithAccount               *self,
                           const KithAccountSettings *settings,
                           gboolean                   enabled,
                           KithShow                   show,
                           const char                *status);

/* Notifies also of what stays as it was: a choice was refused. */
void kith_account_restore_keeping (KithAccount *self, KithKeeping keeping);

KithConversationIndex *kith_account_get_index (KithAccount *self);

void kith_account_add_request (KithAccount *self, KithRequest *request);
gboolean kith_account_remove_request (KithAccount *self, KithRequest *request);
KithRequest *kith_account_find_request (KithAccount *self, KithContact *contact);

/* It was answered elsewhere, taken back, or need not be answered any more. */
void kith_account_drop_request (KithAccount *self, KithContact *contact);

/* Borrowed, or NULL: the conversation if there is one. */
KithConversation *kith_account_lookup_conversation (KithAccount *self, const char *peer);
/* Several at once, each new one: one "items-changed". @conversations: KithConversation */
void kith_account_add_conversations (KithAccount *self, GPtrArray *conversations);
void kith_account_drop_conversation (KithAccount *self, KithConversation *conversation);

/* Borrowed: as kith_account_get_conversation (), but one that is made is a request. */
KithConversation *kith_account_get_conversation_of_stranger (KithAccount *self, KithJid *peer);

/* For conversations. */
void kith_account_store_conversation (KithAccount *self, KithConversation *conversation);
void kith_account_send_message (KithAccount *self, KithMessage *message);
void kith_account_forget_message (KithAccount *self, KithMessage *message);
void kith_account_set_kept (KithAccount *self, KithConversation *conversation, gboolean kept);
void kith_account_mark_read (KithAccount *self, KithConversation *conversation, KithMessage *last);
void kith_account_settle_request (KithAccount *self, KithConversation *conversation, gboolean accepted);
void kith_account_send_chat_state (KithAccount *self, KithConversation *conversation, KithChatState state);

G_END_DECLS
