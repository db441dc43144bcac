/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "kith-archive-keeper-private.h"
#include "kith-gap.h"

G_BEGIN_DECLS

/**
 * KithGapKeeper:
 *
 * Keeps the gaps in the histories of one account's open conversations as they stand in the store, and fills the one that somebody looks
 * at, for its conversation alone and ahead of the rest of the archive.
 */
#define KITH_TYPE_GAP_KEEPER (kith_gap_keeper_get_type ())
G_DECLARE_FINAL_TYPE (KithGapKeeper, kith_gap_keeper, KITH, GAP_KEEPER, GObject)

KithGapKeeper *kith_gap_keeper_new (KithAccount       *account,
                                    gint64             account_id,
                                    KithStore         *store,
                                    KithArchiveKeeper *archive) G_GNUC_WARN_UNUSED_RESULT;

/* Reads from the store where messages of @conversation are missing. */
void kith_gap_keeper_refresh (KithGapKeeper *self, KithConversation *conversation);

/* Asks for the newest of what is missing in @gap; what cannot be asked for now is when there is a connection. */
void kith_gap_keeper_fill (KithGapKeeper *self, KithConversation *conversation, KithGap *gap);

/* For tests: how many entries are asked for at once. */
void kith_gap_keeper_set_page_size (KithGapKeeper *self, guint size);

G_END_DECLS
