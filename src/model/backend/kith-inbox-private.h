/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "kith-account.h"
#include "kith-session.h"
#include "kith-store-records.h"
#include "kith-store.h"

G_BEGIN_DECLS

/**
 * KithInbox:
 *
 * What comes in for one account: into the store first, in one transaction for all that came at once, then into the conversations. The
 * store decides what was there already. Signals "room": there is room again after messages could not be stored; "handed": the
 * store has been given all that came.
 */
#define KITH_TYPE_INBOX (kith_inbox_get_type ())
G_DECLARE_FINAL_TYPE (KithInbox, kith_inbox, KITH, INBOX, GObject)

KithInbox *kith_inbox_new (KithAccount *account, gint64 account_id, KithStore *store, KithSession *session) G_GNUC_WARN_UNUSED_RESULT;

/* How long until what could not be stored is tried again, in milliseconds; 10,000 unless set. */
void kith_inbox_set_retry_delay (KithInbox *self, guint milliseconds);

/* How much is kept in memory of what could not be stored, in bytes; 16 MiB unless set. The rest is refused. */
void kith_inbox_set_limit (KithInbox *self, gsize bytes);

/* Whether the archive is here up to now, so that what comes in moves its end. */
void kith_inbox_set_current (KithInbox *self, gboolean current);

KithMessage *kith_inbox_find_shown (KithInbox *self, const KithMessageRecord *record);
gboolean kith_inbox_get_failing (KithInbox *self);

/* Whether something came that the store has not been given yet: "handed" says when it has. */
gboolean kith_inbox_is_waiting (KithInbox *self);
void kith_inbox_try_again (KithInbox *self);

G_END_DECLS
