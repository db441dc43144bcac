/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "kith-module.h"

G_BEGIN_DECLS

/**
 * KithReportReason:
 *
 * What somebody is reported for (XEP-0377, 6.4).
 */
typedef enum
{
  KITH_REPORT_SPAM,
  KITH_REPORT_ABUSE,
} KithReportReason;

/**
 * KithBlockingModule:
 *
 * The list of blocked addresses (XEP-0191), and reports of them (XEP-0377). Asks for it as soon as a stream is bound, and takes pushes from the own account alone.
 *
 * Signals: "received" (GPtrArray *of KithJid): the whole list; "blocked" (GPtrArray *of KithJid); "unblocked" (GPtrArray *of KithJid or NULL: all).
 */
#define KITH_TYPE_BLOCKING_MODULE (kith_blocking_module_get_type ())
G_DECLARE_FINAL_TYPE (KithBlockingModule, kith_blocking_module, KITH, BLOCKING_MODULE, KithModule)

/* Whether the server keeps such a list; FALSE as long as it has not answered. */
gboolean kith_blocking_module_is_supported (KithBlockingModule *self);
gboolean kith_blocking_module_is_blocked (KithBlockingModule *self, KithJid *jid);

/* @blocked: whether nothing shall come from @jid any more. What changed comes by signal. */
void kith_blocking_module_set_blocked_async (KithBlockingModule *self,
                                             KithJid            *jid,
                                             gboolean            blocked,
                                             GCancellable       *cancellable,
                                             GAsyncReadyCallback callback,
                                             gpointer            user_data);
gboolean kith_blocking_module_set_blocked_finish (KithBlockingModule *self, GAsyncResult *result, GError **error);

/* Whether who runs the server wants to know of spam and abuse. */
gboolean kith_blocking_module_can_report (KithBlockingModule *self);

/* Blocks @jid and tells why; @archive_ids: of messages of theirs in the own archive, ended by NULL; @text: what the person has to say,
 * NULL: nothing. Where nobody wants to know, blocks only. */
void kith_blocking_module_report_async (KithBlockingModule *self,
                                        KithJid            *jid,
                                        KithReportReason    reason,
                                        const char *const  *archive_ids,
                                        const char         *text,
                                        GCancellable       *cancellable,
                                        GAsyncReadyCallback callback,
                                        gpointer            user_data);
gboolean kith_blocking_module_report_finish (KithBlockingModule *self, GAsyncResult *result, GError **error);

G_END_DECLS
