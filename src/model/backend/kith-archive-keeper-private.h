/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "kith-archive-module.h"
#include "kith-archive-writer-private.h"
#include "kith-conversation.h"
#include "kith-inbox-private.h"
#include "kith-session.h"
#include "kith-store.h"

G_BEGIN_DECLS

/**
 * KithArchiveKeeper:
 *
 * Brings what an account's archive on the server (XEP-0313) has, and the store has not: after a sign-in the newest page, so that the
 * chats in which something happened are up to date, then page by page what is missing before it. What is missing stands in the store, so that it
 * goes on where it stopped, whatever stopped it.
 *
 * Signal: "changed": whether there is an archive, or where something is missing; what a page moves or closes is not told of.
 */
#define KITH_TYPE_ARCHIVE_KEEPER (kith_archive_keeper_get_type ())
G_DECLARE_FINAL_TYPE (KithArchiveKeeper, kith_archive_keeper, KITH, ARCHIVE_KEEPER, GObject)

KithArchiveKeeper *kith_archive_keeper_new (KithAccount *account,
                                            gint64       account_id,
                                            KithStore   *store,
                                            KithSession *session,
                                            KithInbox   *inbox) G_GNUC_WARN_UNUSED_RESULT;

void kith_archive_keeper_set_online (KithArchiveKeeper *self, gboolean online);

/* Whether there is a connection, and an archive behind it. */
gboolean kith_archive_keeper_is_ready (KithArchiveKeeper *self);

gboolean kith_archive_keeper_is_online (KithArchiveKeeper *self);

/* Whether there is a connection, and no archive behind it. */
gboolean kith_archive_keeper_is_missing (KithArchiveKeeper *self);

/* Whether all that the archive has is here. */
gboolean kith_archive_keeper_is_complete (KithArchiveKeeper *self);

/* For those who ask for pages of their own; borrowed. */
KithArchiveModule *kith_archive_keeper_get_module (KithArchiveKeeper *self);
KithArchiveWriter *kith_archive_keeper_get_writer (KithArchiveKeeper *self);

/* Borrowed: cancelled when the connection that there is now goes. */
GCancellable *kith_archive_keeper_get_connected (KithArchiveKeeper *self);

/* For tests: how many entries a page has at most, and how long until what failed is tried again, in milliseconds. */
void kith_archive_keeper_set_page_size (KithArchiveKeeper *self, guint first, guint next);
void kith_archive_keeper_set_retry_delay (KithArchiveKeeper *self, guint milliseconds);

G_END_DECLS
