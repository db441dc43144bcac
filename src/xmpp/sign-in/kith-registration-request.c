/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-registration-request.h"

#include "kith-ns.h"

struct _KithRegistrationRequest
{
  KithNegotiationStep parent_instance;

  KithStanza         *iq; /* owned */
  KithStanza         *reply; /* owned */
};

G_DEFINE_FINAL_TYPE (KithRegistrationRequest, kith_registration_request, KITH_TYPE_NEGOTIATION_STEP)

static void
kith_registration_request_start (KithNegotiationStep *step,
                                 KithStanza          *features)
{
  KithRegistrationRequest *self = KITH_REGISTRATION_REQUEST (step);

  g_return_if_fail (self->iq != NULL);

  kith_negotiation_step_send (step, self->iq);
}

/* Who the answer is from need not be asked: at this point nobody but the server can speak. */
static void
kith_registration_request_receive (KithNegotiationStep *step,
                                   KithStanza          *stanza)
{
  KithRegistrationRequest *self = KITH_REGISTRATION_REQUEST (step);
  const char *type = kith_stanza_get (stanza, "type");

  if (!kith_stanza_is (stanza, "iq", KITH_NS_CLIENT) ||
      g_strcmp0 (kith_stanza_get (stanza, "id"), kith_stanza_get (self->iq, "id")) != 0)
    {
      kith_negotiation_step_fail_protocol (step, stanza);
    }
  else if (g_strcmp0 (type, "result") == 0)
    {
      self->reply = kith_stanza_copy (stanza);
      kith_negotiation_step_succeed (step);
    }
  else if (g_strcmp0 (type, "error") == 0)
    {
      kith_negotiation_step_fail (step, kith_stanza_dup_error (stanza));
    }
  else
    {
      kith_negotiation_step_fail_protocol (step, stanza);
    }
}

static void
kith_registration_request_finalize (GObject *object)
{
  KithRegistrationRequest *self = KITH_REGISTRATION_REQUEST (object);

  g_clear_pointer (&self->iq, kith_stanza_unref);
  g_clear_pointer (&self->reply, kith_stanza_unref);

  G_OBJECT_CLASS (kith_registration_request_parent_class)->finalize (object);
}

static void
kith_registration_request_class_init (KithRegistrationRequestClass *klass)
{
  KithNegotiationStepClass *step_class = KITH_NEGOTIATION_STEP_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = kith_registration_request_finalize;

  step_class->start = kith_registration_request_start;
  step_class->receive = kith_registration_request_receive;
}

static void
kith_registration_request_init (KithRegistrationRequest *self)
{
}

/**
 * kith_registration_request_set_iq:
 * @iq: what to ask; referenced
 */
void
kith_registration_request_set_iq (KithRegistrationRequest *self,
                                  KithStanza              *iq)
{
  g_return_if_fail (KITH_IS_REGISTRATION_REQUEST (self));

  g_clear_pointer (&self->iq, kith_stanza_unref);
  self->iq = kith_stanza_ref (iq);
}

/**
 * kith_registration_request_get_reply:
 *
 * Returns: (transfer none) (nullable): the result that came
 */
KithStanza *
kith_registration_request_get_reply (KithRegistrationRequest *self)
{
  g_return_val_if_fail (KITH_IS_REGISTRATION_REQUEST (self), NULL);

  return self->reply;
}
