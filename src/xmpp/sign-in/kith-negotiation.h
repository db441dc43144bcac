/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "kith-credentials.h"
#include "kith-negotiation-outcome.h"

G_BEGIN_DECLS

/**
 * KithNegotiationStage:
 * @KITH_NEGOTIATION_OPENING: waits for the server's stream header and features
 * @KITH_NEGOTIATION_SECURING: STARTTLS
 * @KITH_NEGOTIATION_AUTHENTICATING: SASL or SASL 2, in the latter binding too
 * @KITH_NEGOTIATION_RESUMING: a stream of before is to go on, after the authentication or together with it
 * @KITH_NEGOTIATION_BINDING: a resource is bound
 * @KITH_NEGOTIATION_DONE: stanzas may flow
 * @KITH_NEGOTIATION_FAILED: it did not come to that
 */
typedef enum
{
  KITH_NEGOTIATION_OPENING,
  KITH_NEGOTIATION_SECURING,
  KITH_NEGOTIATION_AUTHENTICATING,
  KITH_NEGOTIATION_RESUMING,
  KITH_NEGOTIATION_BINDING,
  KITH_NEGOTIATION_DONE,
  KITH_NEGOTIATION_FAILED,
} KithNegotiationStage;

/**
 * KithNegotiation:
 *
 * Brings a connected wire to the point where stanzas may flow: stream header, STARTTLS where the wire is not yet secure,
 * authentication, a stream that is resumed or a resource that is bound. One run each. Made by the session, or by whoever wants to sign in.
 *
 * Properties: `wire`, `account`, `credentials` (construct-only); `stage` (read-only); `step-timeout` (milliseconds for each
 * answer of the server, 15,000).
 *
 * `stage` becomes %KITH_NEGOTIATION_DONE, synchronously, with the server's last word, before the wire can emit anything else: who
 * connects to the wire's "stanza" in "notify::stage" misses nothing.
 *
 * The negotiation does not close the wire, whatever happens: its owner does.
 */
#define KITH_TYPE_NEGOTIATION (kith_negotiation_get_type ())
G_DECLARE_FINAL_TYPE (KithNegotiation, kith_negotiation, KITH, NEGOTIATION, GObject)

KithNegotiation *kith_negotiation_new (KithWire *wire, KithJid *account, KithCredentials *credentials);

/* Without it streams are neither resumed nor managed. What the server says to that is noted there, and is the session's to conclude. */
void kith_negotiation_set_management (KithNegotiation *self, KithStreamManagement *management);

void kith_negotiation_run_async (KithNegotiation    *self,
                                 GCancellable       *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer            user_data);
gboolean kith_negotiation_run_finish (KithNegotiation *self, GAsyncResult *result, GError **error);

KithNegotiationStage kith_negotiation_get_stage (KithNegotiation *self);

/* Whole when it is done; what became of the token also when it has failed. */
const KithNegotiationOutcome *kith_negotiation_get_outcome (KithNegotiation *self);

/* What to remember as KithCredentials.best_mechanism. */
const char *kith_negotiation_get_best_mechanism (KithNegotiation *self);

G_END_DECLS
