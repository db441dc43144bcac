/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-negotiation-resume.h"

#include "kith-ns.h"

struct _KithNegotiationResume
{
  KithNegotiationStep   parent_instance;

  KithStreamManagement *management; /* owned */
};

G_DEFINE_FINAL_TYPE (KithNegotiationResume, kith_negotiation_resume, KITH_TYPE_NEGOTIATION_STEP)

static void
kith_negotiation_resume_start (KithNegotiationStep *step, KithStanza *features)
{
  KithNegotiationResume *self = KITH_NEGOTIATION_RESUME (step);
  g_autoptr(KithStanza) resume = kith_stream_management_create_resume (self->management);

  if (resume != NULL)
    kith_negotiation_step_send (step, resume);
  else
    kith_negotiation_step_succeed (step);
}

static void
kith_negotiation_resume_receive (KithNegotiationStep *step, KithStanza *stanza)
{
  KithNegotiationResume *self = KITH_NEGOTIATION_RESUME (step);

  if (!kith_stanza_is (stanza, "resumed", KITH_NS_SM) && !kith_stanza_is (stanza, "failed", KITH_NS_SM))
    {
      kith_negotiation_step_fail_protocol (step, stanza);
      return;
    }

  kith_stream_management_note (self->management, stanza);
  kith_negotiation_step_succeed (step);
}

static void
kith_negotiation_resume_finalize (GObject *object)
{
  g_clear_object (&KITH_NEGOTIATION_RESUME (object)->management);

  G_OBJECT_CLASS (kith_negotiation_resume_parent_class)->finalize (object);
}

static void
kith_negotiation_resume_class_init (KithNegotiationResumeClass *klass)
{
  KithNegotiationStepClass *step_class = KITH_NEGOTIATION_STEP_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = kith_negotiation_resume_finalize;

  step_class->start = kith_negotiation_resume_start;
  step_class->receive = kith_negotiation_resume_receive;
}

static void
kith_negotiation_resume_init (KithNegotiationResume *self)
{
}

/**
 * kith_negotiation_resume_set_management:
 * @management: knows the stream
 *
 * To be called before the step runs.
 */
void
kith_negotiation_resume_set_management (KithNegotiationResume *self, KithStreamManagement *management)
{
  g_return_if_fail (KITH_IS_NEGOTIATION_RESUME (self));

  g_set_object (&self->management, management);
}
