/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "kith-module.h"
#include "kith-presence.h"

G_BEGIN_DECLS

/**
 * KithPresenceModule:
 *
 * Presence, ours and that of others (RFC 6121, 4), with idle times (XEP-0319). Ours is sent when a stream is bound and when it
 * changes; quick changes are gathered. Offline while connected is being invisible: nobody is told that we are there.
 *
 * Signals: "changed" (KithPresence *): a device came, went or changed; "bounced" (KithJid *from, GError *): presence did not reach
 * somebody, who counts as offline.
 */
#define KITH_TYPE_PRESENCE_MODULE (kith_presence_module_get_type ())
G_DECLARE_FINAL_TYPE (KithPresenceModule, kith_presence_module, KITH, PRESENCE_MODULE, KithModule)

/* From OFFLINE (invisible) to CHATTY; UNKNOWN says nothing at all. @idle_since: µs since 1970, 0: not idle. */
void kith_presence_module_set_own (KithPresenceModule *self, KithShow show, const char *status, gint64 idle_since);
KithShow kith_presence_module_get_own_show (KithPresenceModule *self);

/* The next stream was resumed from an earlier process: we are gone before we are there. */
void kith_presence_module_note_lingering (KithPresenceModule *self);

/* The priority of RFC 6121, 4.7.2.3, -128 to 127; 0 unless set. */
void kith_presence_module_set_priority (KithPresenceModule *self, int priority);

/* Sends ours again soon, because what modules add to it changed. */
void kith_presence_module_refresh (KithPresenceModule *self);

/* How long changes are gathered, in milliseconds; 500 unless set. */
void kith_presence_module_set_delay (KithPresenceModule *self, guint milliseconds);

G_END_DECLS
