/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-negotiation-open.h"

#include "kith-ns.h"

struct _KithNegotiationOpen
{
  KithNegotiationStep parent_instance;

  KithStanza         *features; /* owned */
};

G_DEFINE_FINAL_TYPE (KithNegotiationOpen, kith_negotiation_open, KITH_TYPE_NEGOTIATION_STEP)

static void
kith_negotiation_open_start (KithNegotiationStep *step,
                             KithStanza          *features)
{
  KithWire *wire = kith_negotiation_step_get_wire (step);
  KithJid *account = kith_negotiation_step_get_account (step);
  gboolean say_who = kith_wire_is_secure (wire) && kith_jid_get_localpart (account) != NULL;

  kith_negotiation_step_expect (step);
  kith_wire_open (wire, kith_jid_get_domainpart (account), say_who ? kith_jid_get_bare_text (account) : NULL);
}

static void
kith_negotiation_open_receive (KithNegotiationStep *step,
                               KithStanza          *stanza)
{
  KithNegotiationOpen *self = KITH_NEGOTIATION_OPEN (step);

  if (!kith_stanza_is (stanza, "features", KITH_NS_STREAMS))
    {
      kith_negotiation_step_fail_protocol (step, stanza);
      return;
    }

  self->features = kith_stanza_copy (stanza);
  kith_negotiation_step_succeed (step);
}

static void
kith_negotiation_open_finalize (GObject *object)
{
  KithNegotiationOpen *self = KITH_NEGOTIATION_OPEN (object);

  g_clear_pointer (&self->features, kith_stanza_unref);

  G_OBJECT_CLASS (kith_negotiation_open_parent_class)->finalize (object);
}

static void
kith_negotiation_open_class_init (KithNegotiationOpenClass *klass)
{
  KithNegotiationStepClass *step_class = KITH_NEGOTIATION_STEP_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = kith_negotiation_open_finalize;

  step_class->start = kith_negotiation_open_start;
  step_class->receive = kith_negotiation_open_receive;
}

static void
kith_negotiation_open_init (KithNegotiationOpen *self)
{
}

/**
 * kith_negotiation_open_get_features:
 *
 * Returns: (transfer none) (nullable): the features of the stream that was opened
 */
KithStanza *
kith_negotiation_open_get_features (KithNegotiationOpen *self)
{
  g_return_val_if_fail (KITH_IS_NEGOTIATION_OPEN (self), NULL);

  return self->features;
}
