/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "kith-incoming-message.h"

G_BEGIN_DECLS

#define KITH_TYPE_ARCHIVE_PAGE (kith_archive_page_get_type ())

/**
 * KithArchivePage:
 *
 * A page of the own archive (XEP-0313, 5); a plain value, everything in it is owned.
 *
 * Its messages are those with a body, receipts and markers of either side, and errors; what else the archive holds is not
 * among them, but the ids and times of the page's ends count it. Each message has a time.
 */
typedef struct
{
  GPtrArray *messages;   /* of KithIncomingMessage (owned), oldest first */
  char *first_id;        /* the oldest entry of the page, NULL: it is empty */
  char *last_id;         /* the newest one, NULL: it is empty */
  gint64 first_time;     /* µs since 1970, 0: it is empty */
  gint64 last_time;
  gint64 count;          /* how many entries match altogether, -1: not said */
  guint complete : 1;    /* there is nothing further that way */
  guint stable : 1;      /* the server stands by it; else it is to be asked again, some time */
} KithArchivePage;

GType kith_archive_page_get_type (void) G_GNUC_CONST;
KithArchivePage *kith_archive_page_new (void) G_GNUC_WARN_UNUSED_RESULT;
KithArchivePage *kith_archive_page_copy (const KithArchivePage *self) G_GNUC_WARN_UNUSED_RESULT;
void kith_archive_page_free (KithArchivePage *self);

/* An entry, whether it is a message that counts or not: oldest first. @time: 0: not known. */
void kith_archive_page_add_entry (KithArchivePage *self, const char *id, gint64 time);

/* Forgets what has been added: something older than what is wanted followed. */
void kith_archive_page_clear (KithArchivePage *self);

/* Gives the messages and ends without a time that of their neighbours. */
void kith_archive_page_fill_times (KithArchivePage *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (KithArchivePage, kith_archive_page_free)

G_END_DECLS
