/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "kith-account-private.h"
#include "kith-outbox-private.h"
#include "kith-roster-keeper-private.h"
#include "kith-secrets.h"
#include "kith-store-records.h"
#include "kith-store.h"

G_BEGIN_DECLS

/**
 * KithEngine:
 *
 * What makes one account work: its connection, its part of the store, its secrets, and those who join them to the model.
 */
#define KITH_TYPE_ENGINE (kith_engine_get_type ())
G_DECLARE_FINAL_TYPE (KithEngine, kith_engine, KITH, ENGINE, GObject)

KithEngine *kith_engine_new (KithAccount             *account,
                             const KithAccountRecord *record,
                             KithStore               *store,
                             KithSecrets             *secrets,
                             GTlsDatabase            *tls_database) G_GNUC_WARN_UNUSED_RESULT;

/* Fills the account with what lies in the store. */
void kith_engine_load_async (KithEngine *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gboolean kith_engine_load_finish (KithEngine *self, GAsyncResult *result, GError **error);

void kith_engine_set_tls_database (KithEngine *self, GTlsDatabase *database);
gint64 kith_engine_get_account_id (KithEngine *self);
KithStore *kith_engine_get_store (KithEngine *self);
KithSession *kith_engine_get_session (KithEngine *self);
KithOutbox *kith_engine_get_outbox (KithEngine *self);
KithRosterKeeper *kith_engine_get_keeper (KithEngine *self);

void kith_engine_connect (KithEngine *self);
void kith_engine_disconnect (KithEngine *self);

/* The choices of the person changed: stored, and acted upon. */
void kith_engine_presence_changed (KithEngine *self);
void kith_engine_enabled_changed (KithEngine *self);
void kith_engine_settings_changed (KithEngine *self);
void kith_engine_set_password (KithEngine *self, const char *password, gboolean remember);

/* Forgets all secrets of the account. */
void kith_engine_forget_secrets (KithEngine *self);

/* Conversations: draft and the like are stored soon, all at once. */
void kith_engine_store_conversation (KithEngine *self, KithConversation *conversation);
void kith_engine_flush (KithEngine *self);
void kith_engine_mark_read (KithEngine *self, KithConversation *conversation);
void kith_engine_send_chat_state (KithEngine *self, KithConversation *conversation, KithChatState state);

G_END_DECLS
