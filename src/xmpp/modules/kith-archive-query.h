/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "kith-jid.h"
#include "kith-stanza.h"

G_BEGIN_DECLS

#define KITH_TYPE_ARCHIVE_QUERY (kith_archive_query_get_type ())

/**
 * KithArchiveQuery:
 *
 * Which page of the own archive is wanted (XEP-0313, 4); a plain value, everything in it is owned. Empty as it is made: the oldest page of all.
 *
 * Paging to the newer end: after_id is the last id of the page before. Paging to the older end: `newest` and before_id is the first
 * id of the page before. Both with the other id: no further than that one.
 */
typedef struct
{
  KithJid *with;      /* whose messages, of which those of a bare address count for all its devices; NULL: everybody's */
  gint64 start;       /* µs since 1970: not older; 0: from the beginning */
  gint64 end;         /* not newer; 0: to the end */
  char *after_id;     /* only what comes after this one in the archive */
  char *before_id;    /* only what comes before it */
  GStrv ids;          /* just these, whatever the rest says; needs an archive with %KITH_ARCHIVE_SUPPORT_EXTENDED */
  guint max;          /* how many at most; 0: as the server likes */
  guint newest : 1;   /* of what matches the newest page, else the oldest one; oldest first in both */
} KithArchiveQuery;

GType kith_archive_query_get_type (void) G_GNUC_CONST;
KithArchiveQuery *kith_archive_query_new (void) G_GNUC_WARN_UNUSED_RESULT;
KithArchiveQuery *kith_archive_query_copy (const KithArchiveQuery *self) G_GNUC_WARN_UNUSED_RESULT;
void kith_archive_query_free (KithArchiveQuery *self);

/* The id at the far end of the page, where paging stops; borrowed, NULL: none. */
const char *kith_archive_query_get_bound (const KithArchiveQuery *self);

/* The <query/>; @extended: whether the archive knows about a far end. */
KithStanza *kith_archive_query_to_stanza (const KithArchiveQuery *self, const char *query_id, gboolean extended)
G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (KithArchiveQuery, kith_archive_query_free)

G_END_DECLS
