/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "kith-negotiation-step.h"
#include "kith-ns.h"
#include "kith-test-wire.h"
#include "kith-xmpp-error.h"

G_BEGIN_DECLS

/* One step of a negotiation by itself over the wire's twin: the fixture of the tests of steps. */
typedef struct
{
  KithTestWire        *wire;
  KithCredentials     *credentials;
  gpointer             step;       /* owned */
  GError              *error;      /* what it finished with */
  guint                n_finished;
  guint                timeout;    /* milliseconds for an answer, 0: more than any test takes */
} KithTestStep;

void kith_test_step_set_up (KithTestStep *fixture, gconstpointer data);
void kith_test_step_tear_down (KithTestStep *fixture, gconstpointer data);

void kith_test_step_make (KithTestStep *fixture, GType type, const char *account);
void kith_test_step_run (KithTestStep *fixture, GType type, const char *features);
void kith_test_step_receive (KithTestStep *fixture, const char *format, ...) G_GNUC_PRINTF (2, 3);
KithStanza *kith_test_step_expect (KithTestStep *fixture, const char *name, const char *ns) G_GNUC_WARN_UNUSED_RESULT;
void kith_test_step_wait (KithTestStep *fixture);
void kith_test_step_assert_running (KithTestStep *fixture);
void kith_test_step_assert_succeeded (KithTestStep *fixture);
void kith_test_step_assert_failed (KithTestStep *fixture, KithXmppError code);

G_END_DECLS
