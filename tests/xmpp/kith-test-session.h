/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "kith-ns.h"
#include "kith-session.h"
#include "kith-test-monitor.h"
#include "kith-test-peer.h"
#include "kith-xmpp-error.h"

G_BEGIN_DECLS

/* What a server says while a stream is set up. */
#define KITH_TEST_HEADER \
  "<?xml version='1.0'?><stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams' " \
  "id='s1' from='example.com' version='1.0'>"
#define KITH_TEST_FEATURES(inside) "<stream:features>" inside "</stream:features>"
#define KITH_TEST_FEATURES_TLS KITH_TEST_FEATURES ("<starttls xmlns='" KITH_NS_TLS "'/>")
#define KITH_TEST_FEATURES_SASL(mechanisms) \
  KITH_TEST_FEATURES ("<mechanisms xmlns='" KITH_NS_SASL "'>" mechanisms "</mechanisms>")
#define KITH_TEST_FEATURES_BIND KITH_TEST_FEATURES ("<bind xmlns='" KITH_NS_BIND "'/>")
#define KITH_TEST_PLAIN "<mechanism>PLAIN</mechanism>"
#define KITH_TEST_PROCEED "<proceed xmlns='" KITH_NS_TLS "'/>"
#define KITH_TEST_SUCCESS "<success xmlns='" KITH_NS_SASL "'/>"

/* The whole session of ada@example.com, who allows PLAIN, and a server in the hands of the test: over TCP and TLS on loopback. */
typedef struct
{
  KithSession     *session;
  KithTestMonitor *monitor;
  GSocketListener *listener;
  GTlsCertificate *certificate;
  GTlsDatabase    *database;
  guint16          port;
} KithTestSession;

void kith_test_session_set_up (KithTestSession *fixture, gconstpointer data);
void kith_test_session_tear_down (KithTestSession *fixture, gconstpointer data);

/* The server's part, step by step; each leaves the next word to the server. */
KithTestPeer *kith_test_session_accept (KithTestSession *fixture);
void kith_test_session_starttls (KithTestSession *fixture, KithTestPeer *peer);
void kith_test_session_plain (KithTestPeer *peer);
char *kith_test_session_take_bind (KithTestPeer *peer) G_GNUC_WARN_UNUSED_RESULT;
void kith_test_session_answer_bind (KithTestPeer *peer, const char *id);
KithTestPeer *kith_test_session_go_online (KithTestSession *fixture);

/* What became of it. */
void kith_test_session_wait (KithTestSession *fixture, KithSessionState state);
void kith_test_session_assert_stays (KithTestSession *fixture, KithTestPeer *peer);
void kith_test_session_assert_ended (KithTestSession *fixture, KithXmppError code);

G_END_DECLS
