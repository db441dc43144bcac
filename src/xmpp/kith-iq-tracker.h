/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "kith-stanza.h"

G_BEGIN_DECLS

/**
 * KithIqTracker:
 *
 * The requests that wait for a reply. A reply is taken only if both its id and its sender are right; anything else leaves the request
 * waiting. Owned by the router.
 */
#define KITH_TYPE_IQ_TRACKER (kith_iq_tracker_get_type ())
G_DECLARE_FINAL_TYPE (KithIqTracker, kith_iq_tracker, KITH, IQ_TRACKER, GObject)

KithIqTracker *kith_iq_tracker_new (void);
gboolean kith_iq_tracker_add (KithIqTracker *self, const char *id, KithJid *to, GTask *task, guint timeout);
gboolean kith_iq_tracker_take (KithIqTracker *self, KithStanza *reply, KithJid *from, gboolean from_own);
void kith_iq_tracker_fail_all (KithIqTracker *self, const GError *error);
guint kith_iq_tracker_get_n_waiting (KithIqTracker *self);

G_END_DECLS
