/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "kith-link.h"
#include "kith-stream-management.h"

G_BEGIN_DECLS

/**
 * KithStreamKeeper:
 *
 * Keeps the router in step with the stream. While the stream has a connection, a link joins the router to it; while a stream that
 * was cut can be resumed, whoever waits for replies goes on waiting, and what was learned still counts.
 *
 * Property: `suspended`.
 *
 * Signals: "lost" (const GError *) and "left", of the link; see #KithLink.
 */
#define KITH_TYPE_STREAM_KEEPER (kith_stream_keeper_get_type ())
G_DECLARE_FINAL_TYPE (KithStreamKeeper, kith_stream_keeper, KITH, STREAM_KEEPER, GObject)

KithStreamKeeper *kith_stream_keeper_new (KithRouter *router, KithStreamManagement *management);
gboolean kith_stream_keeper_is_suspended (KithStreamKeeper *self);
gboolean kith_stream_keeper_conclude (KithStreamKeeper *self, KithJid *bound, GError **error);
void kith_stream_keeper_attach (KithStreamKeeper *self,
                                KithStreamWire   *wire,
                                KithStanza       *features,
                                guint             idle,
                                guint             patience);
void kith_stream_keeper_online (KithStreamKeeper *self, GPtrArray *early);
void kith_stream_keeper_detach (KithStreamKeeper *self);
void kith_stream_keeper_suspend (KithStreamKeeper *self);
void kith_stream_keeper_give_up (KithStreamKeeper *self);

/* The connection, while there is one. */
KithLink *kith_stream_keeper_get_link (KithStreamKeeper *self);

/* Whether somebody looks at Kith (XEP-0352). */
void kith_stream_keeper_set_active (KithStreamKeeper *self, gboolean active);

G_END_DECLS
