/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "kith-module.h"

G_BEGIN_DECLS

/**
 * KithPingModule:
 *
 * Answers pings and sends them (XEP-0199).
 */
#define KITH_TYPE_PING_MODULE (kith_ping_module_get_type ())
G_DECLARE_FINAL_TYPE (KithPingModule, kith_ping_module, KITH, PING_MODULE, KithModule)

/* @jid: NULL pings the own server. Answers the round trip in µs; an error that the other side sent is an answer, too. */
void kith_ping_module_ping_async (KithPingModule     *self,
                                  KithJid            *jid,
                                  GCancellable       *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer            user_data);
gint64 kith_ping_module_ping_finish (KithPingModule *self, GAsyncResult *result, GError **error);

G_END_DECLS
