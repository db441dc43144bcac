/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

char *kith_certificate_dup_fingerprint (GTlsCertificate *certificate) G_GNUC_WARN_UNUSED_RESULT;
gboolean kith_certificate_matches (GTlsCertificate *certificate, const char *fingerprint);

G_END_DECLS
