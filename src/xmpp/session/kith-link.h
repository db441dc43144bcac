/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "kith-router.h"
#include "kith-stream-traffic.h"
#include "kith-stream-wire.h"

G_BEGIN_DECLS

/**
 * KithLink:
 *
 * Signals: "lost" (const GError *): it ended, and nobody wanted it to; "left": it ended after kith_link_leave (). One of them
 * comes, once, unless the link is dropped. "features" (KithStanza *): what the server can, of a stream that was resumed before it said so.
 */
#define KITH_TYPE_LINK (kith_link_get_type ())
G_DECLARE_FINAL_TYPE (KithLink, kith_link, KITH, LINK, GObject)

KithLink *kith_link_new (KithStreamWire    *wire,
                         KithRouter        *router,
                         KithStreamTraffic *traffic,
                         guint              idle,
                         guint              patience);
KithStreamWire *kith_link_get_wire (KithLink *self);
void kith_link_check_now (KithLink *self);
void kith_link_leave (KithLink *self);
void kith_link_drop (KithLink *self);

G_END_DECLS
