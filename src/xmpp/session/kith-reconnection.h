/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "kith-endpoint.h"

G_BEGIN_DECLS

/**
 * KithReconnection:
 *
 * Signals: "due": the time for the next attempt has come; "network-changed": no attempt was planned, but a link that
 * stands may not stand any more.
 */
#define KITH_TYPE_RECONNECTION (kith_reconnection_get_type ())
G_DECLARE_FINAL_TYPE (KithReconnection, kith_reconnection, KITH, RECONNECTION, GObject)

KithReconnection *kith_reconnection_new (GNetworkMonitor *monitor);
void kith_reconnection_begin (KithReconnection *self, guint first, guint longest);
void kith_reconnection_note_online (KithReconnection *self);
gboolean kith_reconnection_plan (KithReconnection *self, const GError *error);
gboolean kith_reconnection_follow (KithReconnection *self, const char *host);
const KithEndpoint *kith_reconnection_get_redirection (KithReconnection *self);
void kith_reconnection_prefer (KithReconnection *self, const char *location);
gboolean kith_reconnection_leave_preferred (KithReconnection *self);
void kith_reconnection_stop (KithReconnection *self);

G_END_DECLS
