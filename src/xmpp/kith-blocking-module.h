/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "kith-module.h"

G_BEGIN_DECLS

/**
 * KithBlockingModule:
 *
 * The list of blocked addresses (XEP-0191). Asks for it as soon as a stream is bound, and takes pushes from the own account alone.
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

G_END_DECLS
