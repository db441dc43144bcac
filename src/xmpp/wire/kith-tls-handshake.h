/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define KITH_TYPE_TLS_HANDSHAKE (kith_tls_handshake_get_type ())
G_DECLARE_FINAL_TYPE (KithTlsHandshake, kith_tls_handshake, KITH, TLS_HANDSHAKE, GObject)

KithTlsHandshake *kith_tls_handshake_new (GIOStream *stream, const char *domain, GTlsDatabase *database, const char *pinned);
void kith_tls_handshake_run_async (KithTlsHandshake   *self,
                                   gboolean            direct,
                                   guint               timeout,
                                   GAsyncReadyCallback callback,
                                   gpointer            user_data);
GTlsConnection *kith_tls_handshake_run_finish (KithTlsHandshake *self, GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void kith_tls_handshake_cancel (KithTlsHandshake *self);

GTlsCertificate *kith_tls_handshake_get_refused_certificate (KithTlsHandshake *self);
GTlsCertificateFlags kith_tls_handshake_get_certificate_flaws (KithTlsHandshake *self);

G_END_DECLS
