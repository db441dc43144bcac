/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * KithTestProsody:
 *
 * A real server on loopback, run by tests/live/kith_server.py; it ends with this object. Its path is in KITH_SERVER.
 */
#define KITH_TYPE_TEST_PROSODY (kith_test_prosody_get_type ())
G_DECLARE_FINAL_TYPE (KithTestProsody, kith_test_prosody, KITH, TEST_PROSODY, GObject)

KithTestProsody *kith_test_prosody_new (const char *first_option, ...) G_GNUC_NULL_TERMINATED;
void kith_test_prosody_do (KithTestProsody *self, const char *verb);
guint kith_test_prosody_get_port (KithTestProsody *self);
guint kith_test_prosody_get_direct_tls_port (KithTestProsody *self);
const char *kith_test_prosody_get_fingerprint (KithTestProsody *self);
GTlsDatabase *kith_test_prosody_create_database (KithTestProsody *self);

G_END_DECLS
