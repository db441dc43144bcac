/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "kith-module.h"

G_BEGIN_DECLS

/**
 * KithTimeModule:
 *
 * Tells contacts the time here (XEP-0202), and asks for theirs. Strangers get no answer: a time zone is a place.
 */
#define KITH_TYPE_TIME_MODULE (kith_time_module_get_type ())
G_DECLARE_FINAL_TYPE (KithTimeModule, kith_time_module, KITH, TIME_MODULE, KithModule)

/* Answers their clock in µs since 1970, and in @offset their distance from UTC in seconds. */
void kith_time_module_query_async (KithTimeModule     *self,
                                   KithJid            *jid,
                                   GCancellable       *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer            user_data);
gboolean kith_time_module_query_finish (KithTimeModule *self,
                                        GAsyncResult   *result,
                                        gint64         *time,
                                        int            *offset,
                                        GError        **error);

G_END_DECLS
