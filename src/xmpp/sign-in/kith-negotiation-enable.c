/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-negotiation-enable.h"

#include "kith-ns.h"

/* A server that sends more than this before it answers does not mean well. */
#define MAX_EARLY 1000

struct _KithNegotiationEnable
{
  KithNegotiationStep   parent_instance;

  KithStreamManagement *management; /* owned */
  GPtrArray            *early;    /* of KithStanza (owned) */
};

G_DEFINE_FINAL_TYPE (KithNegotiationEnable, kith_negotiation_enable, KITH_TYPE_NEGOTIATION_STEP)

static void
kith_negotiation_enable_start (KithNegotiationStep *step, KithStanza *features)
{
  KithNegotiationEnable *self = KITH_NEGOTIATION_ENABLE (step);
  g_autoptr(KithStanza) enable = kith_stream_management_create_enable (self->management);

  if (enable != NULL)
    kith_negotiation_step_send (step, enable);
  else
    kith_negotiation_step_succeed (step);
}

static void
kith_negotiation_enable_receive (KithNegotiationStep *step, KithStanza *stanza)
{
  KithNegotiationEnable *self = KITH_NEGOTIATION_ENABLE (step);

  if (kith_stanza_is (stanza, "enabled", KITH_NS_SM))
    {
      kith_stream_management_note (self->management, stanza);
      kith_negotiation_step_succeed (step);
    }
  else if (kith_stanza_is (stanza, "failed", KITH_NS_SM))
    {
      kith_negotiation_step_succeed (step);
    }
  else if (g_strcmp0 (kith_stanza_get_ns (stanza), KITH_NS_CLIENT) == 0 && self->early->len < MAX_EARLY)
    {
      g_ptr_array_add (self->early, kith_stanza_copy (stanza));
    }
  else
    {
      kith_negotiation_step_fail_protocol (step, stanza);
    }
}

static void
kith_negotiation_enable_finalize (GObject *object)
{
  KithNegotiationEnable *self = KITH_NEGOTIATION_ENABLE (object);

  g_clear_object (&self->management);
  g_ptr_array_unref (self->early);

  G_OBJECT_CLASS (kith_negotiation_enable_parent_class)->finalize (object);
}

static void
kith_negotiation_enable_class_init (KithNegotiationEnableClass *klass)
{
  KithNegotiationStepClass *step_class = KITH_NEGOTIATION_STEP_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = kith_negotiation_enable_finalize;

  step_class->start = kith_negotiation_enable_start;
  step_class->receive = kith_negotiation_enable_receive;
}

static void
kith_negotiation_enable_init (KithNegotiationEnable *self)
{
  self->early = g_ptr_array_new_with_free_func ((GDestroyNotify)kith_stanza_unref);
}

/**
 * kith_negotiation_enable_set_management:
 * @management: what the stream is to be managed by
 *
 * To be called before the step runs.
 */
void
kith_negotiation_enable_set_management (KithNegotiationEnable *self, KithStreamManagement *management)
{
  g_return_if_fail (KITH_IS_NEGOTIATION_ENABLE (self));

  g_set_object (&self->management, management);
}

/**
 * kith_negotiation_enable_get_early:
 *
 * Returns: (transfer none) (element-type KithStanza): what came before the answer
 */
GPtrArray *
kith_negotiation_enable_get_early (KithNegotiationEnable *self)
{
  g_return_val_if_fail (KITH_IS_NEGOTIATION_ENABLE (self), NULL);

  return self->early;
}
