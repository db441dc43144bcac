/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * KithTestAuthority:
 *
 * Who signs certificates in a test; its key is made at run time and goes with it.
 */
typedef struct _KithTestAuthority KithTestAuthority;

KithTestAuthority *kith_test_authority_new (const char *name);
void kith_test_authority_free (KithTestAuthority *self);

/* A database that trusts what it signs, and nothing else. */
GTlsDatabase *kith_test_authority_create_database (KithTestAuthority *self) G_GNUC_WARN_UNUSED_RESULT;

/* A server's certificate with a key of its own: @name may have a wildcard; seconds since 1970. */
GTlsCertificate *kith_test_authority_sign (KithTestAuthority *self, const char *name, gint64 from, gint64 until) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (KithTestAuthority, kith_test_authority_free)

G_END_DECLS
