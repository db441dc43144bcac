/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "kith-wire.h"

G_BEGIN_DECLS

/**
 * KithTestWire:
 *
 * The wire's twin without a connection: the test plays the server. What the code under test does is queued, and is
 * signalled for servers that answer by themselves; what the server does is said with the functions below.
 *
 * Signals: "header" (const char *to, const char *from): a stream header was sent; "sent" (KithStanza *, borrowed).
 */
#define KITH_TYPE_TEST_WIRE (kith_test_wire_get_type ())
G_DECLARE_FINAL_TYPE (KithTestWire, kith_test_wire, KITH, TEST_WIRE, GObject)

KithTestWire *kith_test_wire_new (void);

/* What the code under test did. */
guint kith_test_wire_get_n_headers (KithTestWire *self);
const char *kith_test_wire_get_to (KithTestWire *self);
const char *kith_test_wire_get_from (KithTestWire *self);
guint kith_test_wire_get_n_sent (KithTestWire *self);
KithStanza *kith_test_wire_pop_sent (KithTestWire *self) G_GNUC_WARN_UNUSED_RESULT;
gboolean kith_test_wire_is_closed (KithTestWire *self);

/* What the server does. */
void kith_test_wire_receive_header (KithTestWire *self, const char *id, const char *from);
void kith_test_wire_receive (KithTestWire *self, const char *xml);
void kith_test_wire_receive_end (KithTestWire *self, const GError *error);

/* What the connection is like. A TLS error lets the next STARTTLS fail with it. */
void kith_test_wire_set_secure (KithTestWire *self, gboolean secure);
void kith_test_wire_set_channel_binding (KithTestWire *self, GTlsChannelBindingType type, GBytes *data);
void kith_test_wire_set_tls_error (KithTestWire *self, const GError *error);

G_END_DECLS
