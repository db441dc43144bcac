/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "kith-negotiation.h"
#include "kith-ns.h"
#include "kith-test-scram.h"
#include "kith-test-wire.h"
#include "kith-xmpp-error.h"

G_BEGIN_DECLS

/* The words of servers that several tests speak. */
#define STREAMS "xmlns='" KITH_NS_STREAMS "'"
#define STARTTLS "<starttls xmlns='" KITH_NS_TLS "'><required/></starttls>"
#define SASL_FEATURES(mechanisms) \
  "<features " STREAMS "><mechanisms xmlns='" KITH_NS_SASL "'>" mechanisms "</mechanisms></features>"
#define M(name) "<mechanism>" name "</mechanism>"
#define BIND_FEATURES \
  "<features " STREAMS "><bind xmlns='" KITH_NS_BIND "'/>" \
  "<sub xmlns='" KITH_NS_PRE_APPROVAL "'/></features>"

/* A negotiation over the wire's twin, with the test as its server: the fixture of the tests of signing in. */
typedef struct
{
  KithTestWire    *wire;
  KithCredentials *credentials;
  KithNegotiation *negotiation;
  GAsyncResult    *result;
  GError          *error;
  gboolean         ok;
  guint            timeout;   /* milliseconds for a step, 0: as it is */
} KithTestNegotiation;

void kith_test_negotiation_set_up (KithTestNegotiation *fixture, gconstpointer data);
void kith_test_negotiation_tear_down (KithTestNegotiation *fixture, gconstpointer data);
void kith_test_negotiation_run (KithTestNegotiation *fixture, GCancellable *cancellable);
void kith_test_negotiation_finish (KithTestNegotiation *fixture);
void kith_test_negotiation_assert_failed (KithTestNegotiation *fixture, KithXmppError code);
KithStanza *kith_test_negotiation_expect (KithTestNegotiation *fixture, const char *name, const char *ns);
void kith_test_negotiation_receive (KithTestNegotiation *fixture, const char *format, ...) G_GNUC_PRINTF (2, 3);
void kith_test_negotiation_open (KithTestNegotiation *fixture, guint n, const char *features);
void kith_test_negotiation_starttls (KithTestNegotiation *fixture);
void kith_test_negotiation_bind (KithTestNegotiation *fixture, guint n);
char *kith_test_negotiation_scram (KithTestNegotiation *fixture, const char *mechanism, KithTestScram *server);

G_END_DECLS
