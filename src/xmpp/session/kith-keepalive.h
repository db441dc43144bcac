/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "kith-router.h"
#include "kith-stream-traffic.h"
#include "kith-stream-wire.h"

G_BEGIN_DECLS

/**
 * KithKeepalive:
 *
 * Signal "lost": nothing came for too long, not even the answer to a question; once.
 */
#define KITH_TYPE_KEEPALIVE (kith_keepalive_get_type ())
G_DECLARE_FINAL_TYPE (KithKeepalive, kith_keepalive, KITH, KEEPALIVE, GObject)

KithKeepalive *kith_keepalive_new (KithStreamWire    *wire,
                                   KithRouter        *router,
                                   KithStreamTraffic *traffic,
                                   guint              idle,
                                   guint              patience);
void kith_keepalive_check_now (KithKeepalive *self);
void kith_keepalive_expect (KithKeepalive *self);

G_END_DECLS
