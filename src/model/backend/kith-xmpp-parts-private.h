/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "kith-archive-keeper-private.h"
#include "kith-archiving-keeper-private.h"
#include "kith-block-keeper-private.h"
#include "kith-drafts-private.h"
#include "kith-gap-keeper-private.h"
#include "kith-inbox-private.h"
#include "kith-outbox-private.h"
#include "kith-profiles-private.h"
#include "kith-read-keeper-private.h"
#include "kith-request-keeper-private.h"
#include "kith-stream-ledger-private.h"
#include "kith-wishes-private.h"
#include "kith-xmpp-load-private.h"

G_BEGIN_DECLS

/**
 * KithXmppParts:
 *
 * All who act for one account between its session, its part of the store and the model, each for one matter; a plain value, made
 * and ended by the backend.
 */
typedef struct
{
  KithArchiveKeeper *archive;  /* owned */
  KithGapKeeper *gaps;         /* owned */
  KithArchivingKeeper *archiving; /* owned */
  KithReadKeeper *reading;     /* owned */
  KithInbox *inbox;            /* owned */
  KithOutbox *outbox;          /* owned */
  KithRosterKeeper *keeper;    /* owned */
  KithRequestKeeper *requests; /* owned */
  KithBlockKeeper *blocks;     /* owned */
  KithWishes *wishes;          /* owned */
  KithProfiles *profiles;      /* owned */
  KithDrafts *drafts;          /* owned */
  KithStreamLedger *ledger;    /* owned */

  KithSession *session;        /* owned */
  KithAccount *account;        /* weak */

  guint online : 1;            /* what goes out goes out */
  guint known : 1;             /* what was learned of others still counts */
} KithXmppParts;

/* @account: not kept alive */
KithXmppParts *kith_xmpp_parts_new (KithAccount *account,
                                    gint64       account_id,
                                    KithStore   *store,
                                    KithSession *session) G_GNUC_WARN_UNUSED_RESULT;
void kith_xmpp_parts_free (KithXmppParts *self);

/* Gives each what the store holds of it, and makes the conversations. To be called once, before the first sign-in. */
void kith_xmpp_parts_restore (KithXmppParts *self, KithXmppLoad *load, const char *roster_version);

/* Says to each whom it concerns what has changed: @online: what goes out goes out; @known: what was learned of others still counts. */
void kith_xmpp_parts_set_online (KithXmppParts *self, gboolean online, gboolean known);

/* Only while what goes out goes out: it is not said later. */
void kith_xmpp_parts_send_chat_state (KithXmppParts *self, KithConversation *conversation, KithChatState state);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (KithXmppParts, kith_xmpp_parts_free)

G_END_DECLS
