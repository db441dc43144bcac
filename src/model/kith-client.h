/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "kith-account.h"
#include "kith-secrets.h"

G_BEGIN_DECLS

/**
 * KithClient:
 *
 * The root of the model: owns the store and the accounts. Properties: `accounts` (GListModel of KithAccount), `conversations`
 * (GListModel of all KithConversation that are not hidden), `message-requests` (GListModel of all KithConversation that are requests:
 * they are in no other list, are not counted, and are told of by no signal), `contacts` (GListModel of the KithContact of all rosters), `requests`
 * (GListModel of all KithRequest), `loaded` (boolean), `unread` (uint, of all that is not muted).
 * Signal: "message-added" (KithConversation, KithMessage, gboolean live).
 */
#define KITH_TYPE_CLIENT (kith_client_get_type ())
G_DECLARE_FINAL_TYPE (KithClient, kith_client, KITH, CLIENT, GObject)

/* @directory: the profile, made if there is none; NULL: in memory. */
KithClient *kith_client_new (const char *directory, KithSecrets *secrets);

/* For tests and tools: certificates are checked against @database instead of the system's. */
void kith_client_set_tls_database (KithClient *self, GTlsDatabase *database);

/* For tools, before open: FALSE lets every account wait for kith_account_connect (). */
void kith_client_set_auto_connect (KithClient *self, gboolean auto_connect);

/* Loads accounts, rosters and conversations, and connects the accounts that are enabled. Errors: KITH_MODEL_ERROR_STORE_…. */
void kith_client_open_async (KithClient *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gboolean kith_client_open_finish (KithClient *self, GAsyncResult *result, GError **error);

/* Signs out, writes what is left, closes the store. */
void kith_client_close_async (KithClient *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gboolean kith_client_close_finish (KithClient *self, GAsyncResult *result, GError **error);

/* Returns: (transfer full): the file with the history; NULL: in memory */
char *kith_client_dup_path (KithClient *self);

gboolean kith_client_get_loaded (KithClient *self);
guint kith_client_get_unread (KithClient *self);
GListModel *kith_client_get_accounts (KithClient *self);
GListModel *kith_client_get_conversations (KithClient *self);
GListModel *kith_client_get_message_requests (KithClient *self);
GListModel *kith_client_get_contacts (KithClient *self);
GListModel *kith_client_get_requests (KithClient *self);

/* Stores a new account and connects it. Answers the account (borrowed) as soon as it is stored: watch its state. */
void kith_client_add_account_async (KithClient                *self,
                                    KithJid                   *jid,
                                    const char                *password,
                                    gboolean                   remember,
                                    const KithAccountSettings *settings,
                                    GCancellable              *cancellable,
                                    GAsyncReadyCallback        callback,
                                    gpointer                   user_data);
KithAccount *kith_client_add_account_finish (KithClient *self, GAsyncResult *result, GError **error);

/* Signs out and forgets the account, its password and all that is stored of it here. */
void kith_client_remove_account_async (KithClient         *self,
                                       KithAccount        *account,
                                       GCancellable       *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer            user_data);
gboolean kith_client_remove_account_finish (KithClient *self, GAsyncResult *result, GError **error);

/* Own presence of every account. */
void kith_client_set_presence (KithClient *self, KithShow show, const char *status);

/* Whether somebody looks at Kith: what nobody looks at, servers may keep back for a while. TRUE unless set. */
void kith_client_set_active (KithClient *self, gboolean active);

/* The machine has slept, or the like: every account finds out soon whether its server is still there. */
void kith_client_check_connections (KithClient *self);

/* Answers (transfer full) a GListModel of KithMessage, newest first. */
void kith_client_search_async (KithClient         *self,
                               const char         *text,
                               GCancellable       *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer            user_data);
GListModel *kith_client_search_finish (KithClient *self, GAsyncResult *result, GError **error);

G_END_DECLS
