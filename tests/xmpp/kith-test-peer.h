/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * KithTestPeer:
 *
 * The server's end of a connection, in the hands of a test that reads like a transcript. It reads only what is expected, so that
 * TLS can start between two lines. What waits spins the main context and fails the test after ten seconds.
 */
#define KITH_TYPE_TEST_PEER (kith_test_peer_get_type ())
G_DECLARE_FINAL_TYPE (KithTestPeer, kith_test_peer, KITH, TEST_PEER, GObject)

KithTestPeer *kith_test_peer_new (GIOStream *stream);
void kith_test_peer_send (KithTestPeer *self, const char *text);
void kith_test_peer_expect (KithTestPeer *self, const char *text);
char *kith_test_peer_take (KithTestPeer *self, const char *text) G_GNUC_WARN_UNUSED_RESULT;
void kith_test_peer_expect_end (KithTestPeer *self);
gboolean kith_test_peer_start_tls (KithTestPeer *self, GTlsCertificate *certificate);
GIOStream *kith_test_peer_get_stream (KithTestPeer *self);
void kith_test_peer_drop (KithTestPeer *self);

/* The two ends of a connection that never leaves the process. */
void kith_test_connection_pair (GIOStream **one, GIOStream **other);

/* A port on loopback, and who connects to it. */
GSocketListener *kith_test_listen (guint16 *port);
KithTestPeer *kith_test_accept (GSocketListener *listener);

/* A self-signed certificate for @domain with a key of its own, and a database that trusts it. */
GTlsCertificate *kith_test_certificate_new (const char *domain, gint64 valid_until);
GTlsDatabase *kith_test_database_new (GTlsCertificate *certificate);

/* Runs the main context until *@flag is set; the second for a time in any case. */
void kith_test_spin_until (const gboolean *flag);
void kith_test_spin_for (guint milliseconds);

G_END_DECLS
