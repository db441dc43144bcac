/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "kith-store-accounts.h"
#include "kith-store-cache.h"
#include "kith-store-conversations.h"
#include "kith-store-error.h"
#include "kith-store-messages.h"
#include "kith-store-roster.h"

G_BEGIN_DECLS

/* Turns the default main context until @result, which kith_test_store_cb() fills, is there. */
void kith_test_store_cb (GObject *source, GAsyncResult *result, gpointer user_data);
GAsyncResult *kith_test_store_wait (GAsyncResult **result);

/* Calls kith_store_NAME_async() with the arguments and waits for @result, to be given to kith_store_NAME_finish(). */
#define KITH_TEST_CALL(name, result, ...) \
        kith_store_ ## name ## _async (__VA_ARGS__, NULL, kith_test_store_cb, &result); \
        kith_test_store_wait (&result)

char *kith_test_store_make_directory (void);
void kith_test_store_remove_directory (char *directory);

KithStore *kith_test_store_open (const char *path);
gboolean kith_test_store_try_open (KithStore *store, GError **error);
void kith_test_store_end (KithStore *store);

gint64 kith_test_store_add_account (KithStore *store, const char *jid);
KithMessageRecord *kith_test_store_make_message (gint64        account_id,
                                                 const char   *peer,
                                                 KithDirection direction,
                                                 gint64        time,
                                                 const char   *body);
GPtrArray *kith_test_store_add (KithStore *store, GPtrArray *records, GError **error);
KithMessageRecord *kith_test_store_add_one (KithStore *store, KithMessageRecord *record);
GPtrArray *kith_test_store_page (KithStore *store, gint64 conversation_id, gint64 before_id, guint limit);
GPtrArray *kith_test_store_search (KithStore *store, const char *text);
GPtrArray *kith_test_store_conversations (KithStore *store, gint64 account_id);
KithConversationRecord *kith_test_store_conversation (KithStore *store, gint64 account_id, const char *peer);

G_END_DECLS
