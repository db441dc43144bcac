/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "kith-archive-module.h"
#include "kith-store-archive.h"

G_BEGIN_DECLS

/* Asks for the newest page of what is missing in @gap; without `before_id`: of what came after it. @with: whose messages alone, NULL: everybody's. An
 * end that the archive no longer knows is looked for by its time. */
void kith_archive_fetch_async (KithArchiveModule   *module,
                               const KithGapRecord *gap,
                               KithJid             *with,
                               guint                max,
                               GCancellable        *cancellable,
                               GAsyncReadyCallback  callback,
                               gpointer             user_data);

/* Returns: (transfer full): the page, `complete` if nothing of the gap is left before it; else NULL and an error of the module */
KithArchivePage *kith_archive_fetch_finish (GAsyncResult *result, GError **error);

/* Whether the page was asked for by time: then it may reach over the end of the gap. */
gboolean kith_archive_fetch_is_by_time (GAsyncResult *result);

G_END_DECLS
