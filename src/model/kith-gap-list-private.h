/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "kith-gap-private.h"

G_BEGIN_DECLS

/**
 * KithGapList:
 *
 * The gaps in the history of one conversation as a GListModel of #KithGap, oldest first. Those that end before what is in the window of
 * messages are known and not shown: kith_gap_list_set_floor(). One that has moved is told of as if it had been replaced by itself.
 */
#define KITH_TYPE_GAP_LIST (kith_gap_list_get_type ())
G_DECLARE_FINAL_TYPE (KithGapList, kith_gap_list, KITH, GAP_LIST, GObject)

/* What is known of a gap: by which id, and where it ends (µs since 1970, UTC). */
typedef struct
{
  gint64 id;
  gint64 time;
} KithGapEnd;

KithGapList *kith_gap_list_new (void) G_GNUC_WARN_UNUSED_RESULT;

/* These are all there are; those that were known before stay the same objects. */
void kith_gap_list_set (KithGapList *self, const KithGapEnd *ends, guint n_ends);

/* Something of it is here: it now ends at @time, if that is earlier than before. */
void kith_gap_list_move (KithGapList *self, gint64 id, gint64 time);
void kith_gap_list_remove (KithGapList *self, gint64 id);

/* Only what ends after @time is shown; G_MAXINT64 (as at first): nothing, G_MININT64: everything. */
void kith_gap_list_set_floor (KithGapList *self, gint64 time);

/* Borrowed: all, also those that are not shown. */
GPtrArray *kith_gap_list_get_all (KithGapList *self);

G_END_DECLS
