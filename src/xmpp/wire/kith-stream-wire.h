/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "kith-wire.h"

G_BEGIN_DECLS

/**
 * KithStreamWire:
 *
 * The wire over GIO. Made by a connector, for one connection.
 *
 * Properties: `io-stream` (GIOStream) and `domain` (whom the certificate must name), construct-only; `tls-database` (%NULL: the
 * system's), `pinned-certificate` (SHA-256 of the DER in hexadecimal); `tls-timeout` and `close-timeout` in milliseconds.
 *
 * Signal "left-out" (KithStanza *): a stanza passed a limit; of it there are name, `from`, `to`, `id` and `type`. A reply that passed one
 * comes as "stanza", as an error.
 */
#define KITH_TYPE_STREAM_WIRE (kith_stream_wire_get_type ())
G_DECLARE_FINAL_TYPE (KithStreamWire, kith_stream_wire, KITH, STREAM_WIRE, GObject)

KithStreamWire *kith_stream_wire_new (GIOStream *stream, const char *domain);

/* TLS from the first byte, with the ALPN of XEP-0368; finished by kith_wire_start_tls_finish (). */
void kith_stream_wire_start_direct_tls_async (KithStreamWire     *self,
                                              GCancellable       *cancellable,
                                              GAsyncReadyCallback callback,
                                              gpointer            user_data);

GTlsCertificate *kith_stream_wire_get_refused_certificate (KithStreamWire *self);
GTlsCertificateFlags kith_stream_wire_get_certificate_flaws (KithStreamWire *self);
const char *kith_stream_wire_get_see_other_host (KithStreamWire *self);
gint64 kith_stream_wire_get_last_read (KithStreamWire *self);

G_END_DECLS
