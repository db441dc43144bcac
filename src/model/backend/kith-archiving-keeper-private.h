/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "kith-account.h"
#include "kith-session.h"
#include "kith-store.h"

G_BEGIN_DECLS

/**
 * KithArchivingKeeper:
 *
 * Keeps what the server archives of one account's chats (XEP-0441) the same in the model, in the store and on the server. What a person
 * decides for a chat holds at once, as a hint on each message (XEP-0334) and for servers that know nothing else; a server with preferences
 * learns it as soon as there is a connection, also after a restart. Once it has, its list counts, which other devices change, too.
 *
 * What is on this computer is not the server's matter: it stays, until the person deletes it.
 */
#define KITH_TYPE_ARCHIVING_KEEPER (kith_archiving_keeper_get_type ())
G_DECLARE_FINAL_TYPE (KithArchivingKeeper, kith_archiving_keeper, KITH, ARCHIVING_KEEPER, GObject)

KithArchivingKeeper *kith_archiving_keeper_new (KithAccount *account,
                                                gint64       account_id,
                                                KithStore   *store,
                                                KithSession *session) G_GNUC_WARN_UNUSED_RESULT;

/* @conversations: KithConversationRecord; those in the model have been told already. */
void kith_archiving_keeper_restore (KithArchivingKeeper *self, GPtrArray *conversations);
void kith_archiving_keeper_set_online (KithArchivingKeeper *self, gboolean online);

/* Shows @keeping until the server does so or refuses; what it keeps meanwhile is older. */
void kith_archiving_keeper_foresee_keeping (KithArchivingKeeper *self, KithKeeping keeping);

/* The same, and has the server do so. Single chats' choices stay. @task: (transfer full): answers a boolean when it does; else the old one
 * is back. */
void kith_archiving_keeper_set_keeping (KithArchivingKeeper *self, KithKeeping keeping, GTask *task);

/* ALWAYS, CONTACTS and NEVER in files, and back (ALWAYS for what is none of them). */
const char *kith_keeping_get_name (KithKeeping keeping);
KithKeeping kith_keeping_from_name (const char *name);

/* The person decided for a chat. */
void kith_archiving_keeper_set_kept (KithArchivingKeeper *self, KithConversation *conversation, gboolean kept);

G_END_DECLS
