/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "kith-credentials.h"
#include "kith-jid.h"
#include "kith-wire.h"

G_BEGIN_DECLS

/**
 * KithNegotiationStep:
 *
 * One step of a negotiation: has the wire's ear while it runs, with a deadline for each answer. Ends once, by the signal
 * "finished" (GError *error or NULL), in the very emission that ended it, so that whoever comes next misses nothing.
 */
#define KITH_TYPE_NEGOTIATION_STEP (kith_negotiation_step_get_type ())
G_DECLARE_DERIVABLE_TYPE (KithNegotiationStep, kith_negotiation_step, KITH, NEGOTIATION_STEP, GObject)

struct _KithNegotiationStepClass
{
  GObjectClass parent_class;

  void (*start) (KithNegotiationStep *self, KithStanza *features);   /* features may be NULL */
  void (*receive) (KithNegotiationStep *self, KithStanza *stanza);
};

gpointer kith_negotiation_step_new (GType            type,
                                    KithWire        *wire,
                                    KithJid         *account,
                                    KithCredentials *credentials,
                                    guint            timeout);
void kith_negotiation_step_run (KithNegotiationStep *self, KithStanza *features);
void kith_negotiation_step_cancel (KithNegotiationStep *self);

/* For the steps. */
KithWire *kith_negotiation_step_get_wire (KithNegotiationStep *self);
KithJid *kith_negotiation_step_get_account (KithNegotiationStep *self);
KithCredentials *kith_negotiation_step_get_credentials (KithNegotiationStep *self);
GCancellable *kith_negotiation_step_get_cancellable (KithNegotiationStep *self);
gboolean kith_negotiation_step_is_running (KithNegotiationStep *self);

void kith_negotiation_step_send (KithNegotiationStep *self, KithStanza *stanza);
void kith_negotiation_step_expect (KithNegotiationStep *self);
void kith_negotiation_step_pause (KithNegotiationStep *self);
void kith_negotiation_step_succeed (KithNegotiationStep *self);
void kith_negotiation_step_fail (KithNegotiationStep *self, GError *error);
void kith_negotiation_step_fail_protocol (KithNegotiationStep *self, KithStanza *stanza);

G_END_DECLS
