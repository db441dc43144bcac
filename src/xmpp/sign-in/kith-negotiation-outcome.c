/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-negotiation-outcome.h"

#include "kith-negotiation-bind.h"
#include "kith-negotiation-enable.h"
#include "kith-negotiation-open.h"
#include "kith-negotiation-resume.h"
#include "kith-negotiation-sasl2.h"

static void
set_features (KithNegotiationOutcome *self, KithStanza *features)
{
  g_clear_pointer (&self->features, kith_stanza_unref);
  self->features = features != NULL ? kith_stanza_copy (features) : NULL;
}

static void
set_bound (KithNegotiationOutcome *self, KithJid *bound)
{
  g_clear_pointer (&self->bound, kith_jid_unref);
  self->bound = bound != NULL ? kith_jid_ref (bound) : NULL;
}

static void
note_auth (KithNegotiationOutcome *self, KithNegotiationAuth *auth)
{
  g_free (self->mechanism);
  self->mechanism = g_strdup (kith_negotiation_auth_get_mechanism (auth));

  if (KITH_IS_NEGOTIATION_SASL2 (auth))
    {
      set_features (self, kith_negotiation_sasl2_get_features (KITH_NEGOTIATION_SASL2 (auth)));
      set_bound (self, kith_negotiation_sasl2_get_bound (KITH_NEGOTIATION_SASL2 (auth)));
    }
}

/**
 * kith_negotiation_outcome_new:
 *
 * Returns: (transfer full): that of a negotiation which has not begun
 */
KithNegotiationOutcome *
kith_negotiation_outcome_new (void)
{
  return g_new0 (KithNegotiationOutcome, 1);
}

void
kith_negotiation_outcome_free (KithNegotiationOutcome *self)
{
  if (self == NULL)
    return;

  g_clear_pointer (&self->features, kith_stanza_unref);
  g_clear_pointer (&self->bound, kith_jid_unref);
  g_clear_pointer (&self->early, g_ptr_array_unref);
  kith_fast_token_free (self->token);
  g_free (self->mechanism);
  g_free (self);
}

/**
 * kith_negotiation_outcome_note_token:
 * @step: one that has ended, well or not
 *
 * Notes what became of the token, which a step may learn also where it fails.
 */
void
kith_negotiation_outcome_note_token (KithNegotiationOutcome *self, KithNegotiationStep *step)
{
  const KithFastToken *token = NULL;

  if (!KITH_IS_NEGOTIATION_SASL2 (step))
    return;

  token = kith_negotiation_sasl2_get_token (KITH_NEGOTIATION_SASL2 (step));
  self->token_changed = kith_negotiation_sasl2_get_token_changed (KITH_NEGOTIATION_SASL2 (step));
  g_clear_pointer (&self->token, kith_fast_token_free);
  self->token = token != NULL ? kith_fast_token_copy (token) : NULL;
}

/**
 * kith_negotiation_outcome_note_step:
 * @step: one that has ended well
 * @management: (nullable): what streams are resumed and managed by
 *
 * Notes what it has found out. The TLS and SASL steps leave a stream without features, to be opened anew.
 */
void
kith_negotiation_outcome_note_step (KithNegotiationOutcome *self,
                                    KithNegotiationStep    *step,
                                    KithStreamManagement   *management)
{
  if (KITH_IS_NEGOTIATION_OPEN (step))
    {
      set_features (self, kith_negotiation_open_get_features (KITH_NEGOTIATION_OPEN (step)));
    }
  else if (KITH_IS_NEGOTIATION_BIND (step))
    {
      set_bound (self, kith_negotiation_bind_get_bound (KITH_NEGOTIATION_BIND (step)));
    }
  else if (KITH_IS_NEGOTIATION_RESUME (step))
    {
      if (kith_stream_management_was_resumed (management))
        set_bound (self, kith_stream_management_get_state (management)->bound);
    }
  else if (KITH_IS_NEGOTIATION_ENABLE (step))
    {
      self->early = g_ptr_array_ref (kith_negotiation_enable_get_early (KITH_NEGOTIATION_ENABLE (step)));
    }
  else
    {
      set_features (self, NULL);
      if (KITH_IS_NEGOTIATION_AUTH (step))
        note_auth (self, KITH_NEGOTIATION_AUTH (step));
    }
}
