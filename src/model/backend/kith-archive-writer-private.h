/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "kith-account.h"
#include "kith-archive-page.h"
#include "kith-inbox-private.h"
#include "kith-store-archive.h"

G_BEGIN_DECLS

/**
 * KithArchiveWriter:
 *
 * Pages of one account's archive: into the store, each in one transaction with what is missing after it, then into the model.
 */
#define KITH_TYPE_ARCHIVE_WRITER (kith_archive_writer_get_type ())
G_DECLARE_FINAL_TYPE (KithArchiveWriter, kith_archive_writer, KITH, ARCHIVE_WRITER, GObject)

KithArchiveWriter *kith_archive_writer_new (KithAccount *account,
                                            gint64       account_id,
                                            KithStore   *store,
                                            KithInbox   *inbox) G_GNUC_WARN_UNUSED_RESULT;

/**
 * KithArchiveBounds:
 *
 * What a page says of the whole; see KithArrivals. Borrowed.
 */
typedef struct
{
  const char *newest_id;
  gint64 newest_time;
  const KithGapRecord *gap;
  const char *gap_was;
  const char *gap_peer;
  guint read : 1;              /* what is in it counts as read, unless another device says how far it has read */
  guint by_time : 1;           /* it was asked for by time, and may reach over the end of the gap */
  guint announce : 1;          /* the world is told of each message, as of those that are new */
} KithArchiveBounds;

void kith_archive_writer_write_async (KithArchiveWriter       *self,
                                      const KithArchivePage   *page,
                                      const KithArchiveBounds *bounds,
                                      GAsyncReadyCallback      callback,
                                      gpointer                 user_data);
gboolean kith_archive_writer_write_finish (KithArchiveWriter *self, GAsyncResult *result, GError **error);

G_END_DECLS
