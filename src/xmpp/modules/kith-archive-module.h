/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "kith-archive-page.h"
#include "kith-archive-query.h"
#include "kith-module.h"

G_BEGIN_DECLS

/**
 * KithArchiveSupport:
 * @KITH_ARCHIVE_SUPPORT_UNKNOWN: the server has not said yet
 * @KITH_ARCHIVE_SUPPORT_NONE: it keeps no archive for the account
 * @KITH_ARCHIVE_SUPPORT_BASIC: it does
 * @KITH_ARCHIVE_SUPPORT_EXTENDED: and knows about single entries, a far end of pages, and its own first and last entry
 */
typedef enum
{
  KITH_ARCHIVE_SUPPORT_UNKNOWN,
  KITH_ARCHIVE_SUPPORT_NONE,
  KITH_ARCHIVE_SUPPORT_BASIC,
  KITH_ARCHIVE_SUPPORT_EXTENDED,
} KithArchiveSupport;

/* The ends of an archive; owned, NULL and 0: it is empty. */
typedef struct
{
  char *first_id;
  gint64 first_time;   /* µs since 1970 */
  char *last_id;
  gint64 last_time;
} KithArchiveEnds;

/**
 * KithArchiveModule:
 *
 * The own account's archive (XEP-0313). Its entries are taken from the own account alone, and only as answers to a query that waits for
 * them; they come as a page, all or none of it, never as messages that arrive.
 *
 * Signals: "support-changed": more is known of what the archive can.
 */
#define KITH_TYPE_ARCHIVE_MODULE (kith_archive_module_get_type ())
G_DECLARE_FINAL_TYPE (KithArchiveModule, kith_archive_module, KITH, ARCHIVE_MODULE, KithModule)

KithArchiveSupport kith_archive_module_get_support (KithArchiveModule *self);

/* How long a page is waited for, in milliseconds; 180,000 unless set. */
void kith_archive_module_set_timeout (KithArchiveModule *self, guint milliseconds);

void kith_archive_module_query_async (KithArchiveModule      *self,
                                      const KithArchiveQuery *query,
                                      GCancellable           *cancellable,
                                      GAsyncReadyCallback     callback,
                                      gpointer                user_data);
KithArchivePage *kith_archive_module_query_finish (KithArchiveModule *self, GAsyncResult *result, GError **error);

void kith_archive_module_get_ends_async (KithArchiveModule  *self,
                                         GCancellable       *cancellable,
                                         GAsyncReadyCallback callback,
                                         gpointer            user_data);
KithArchiveEnds *kith_archive_module_get_ends_finish (KithArchiveModule *self, GAsyncResult *result, GError **error);

void kith_archive_ends_free (KithArchiveEnds *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (KithArchiveEnds, kith_archive_ends_free)

G_END_DECLS
