/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

void kith_transport_set_up (GSocketConnection *connection);
GBytes *kith_transport_dup_channel_binding (GTlsConnection *connection, GTlsChannelBindingType type) G_GNUC_WARN_UNUSED_RESULT;
void kith_transport_close (GIOStream *connection, guint timeout);

G_END_DECLS
