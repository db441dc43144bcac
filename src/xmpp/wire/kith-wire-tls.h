/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "kith-wire-input.h"
#include "kith-wire-output.h"

G_BEGIN_DECLS

/**
 * KithWireTls:
 *
 * Properties, all writable alone: `database` (GTlsDatabase; %NULL: the system's), `pinned` (SHA-256 of the DER in hexadecimal of a
 * certificate that is taken whatever its flaws), `timeout` (milliseconds from the start to the end).
 */
#define KITH_TYPE_WIRE_TLS (kith_wire_tls_get_type ())
G_DECLARE_FINAL_TYPE (KithWireTls, kith_wire_tls, KITH, WIRE_TLS, GObject)

KithWireTls *kith_wire_tls_new (const char *domain, KithWireInput *input, KithWireOutput *output);

void kith_wire_tls_start_async (KithWireTls        *self,
                                GIOStream          *stream,
                                gboolean            direct,
                                GAsyncReadyCallback callback,
                                gpointer            user_data);
GTlsConnection *kith_wire_tls_start_finish (KithWireTls *self, GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void kith_wire_tls_cancel (KithWireTls *self);

gboolean kith_wire_tls_is_starting (KithWireTls *self);
gboolean kith_wire_tls_is_busy (KithWireTls *self);
GTlsCertificate *kith_wire_tls_get_refused_certificate (KithWireTls *self);
GTlsCertificateFlags kith_wire_tls_get_certificate_flaws (KithWireTls *self);

G_END_DECLS
