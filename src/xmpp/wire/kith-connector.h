/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "kith-stream-wire.h"

G_BEGIN_DECLS

/**
 * KithConnector:
 *
 * Finds a domain's server and connects to it: looks both services up, tries every place in order, starts TLS where it comes
 * first. One run each. Made by the session, or by whoever wants to register.
 *
 * Properties: `domain` (construct-only); settable before the run: `host` (in place of what the domain says), `port` (0: the
 * usual), `direct-tls`, `pinned-certificate`, `resolver`, `proxy-resolver`, `tls-database` (%NULL: the system's), and in
 * milliseconds `resolve-timeout`, `connect-timeout`, `tls-timeout`.
 */
#define KITH_TYPE_CONNECTOR (kith_connector_get_type ())
G_DECLARE_FINAL_TYPE (KithConnector, kith_connector, KITH, CONNECTOR, GObject)

KithConnector *kith_connector_new (const char *domain);
void kith_connector_run_async (KithConnector      *self,
                               GCancellable       *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer            user_data);
KithStreamWire *kith_connector_run_finish (KithConnector *self, GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;

GTlsCertificate *kith_connector_get_refused_certificate (KithConnector *self);
GTlsCertificateFlags kith_connector_get_certificate_flaws (KithConnector *self);

G_END_DECLS
