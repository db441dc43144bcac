/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-negotiation-tls.h"

#include "kith-ns.h"
#include "kith-xmpp-error.h"

struct _KithNegotiationTls
{
  KithNegotiationStep parent_instance;

  guint               proceeding : 1;
};

G_DEFINE_FINAL_TYPE (KithNegotiationTls, kith_negotiation_tls, KITH_TYPE_NEGOTIATION_STEP)

static void
fail_without_tls (KithNegotiationStep *step,
                  const char          *why)
{
  kith_negotiation_step_fail (step, g_error_new_literal (KITH_XMPP_ERROR, KITH_XMPP_ERROR_NO_TLS, why));
}

static void
kith_negotiation_tls_start (KithNegotiationStep *step,
                            KithStanza          *features)
{
  g_autoptr(KithStanza) stanza = NULL;

  if (features == NULL || kith_stanza_find (features, "starttls", KITH_NS_TLS) == NULL)
    {
      fail_without_tls (step, "The server does not offer STARTTLS");
      return;
    }

  stanza = kith_stanza_new ("starttls", KITH_NS_TLS);
  kith_negotiation_step_send (step, stanza);
}

static void
secured_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(KithNegotiationStep) step = user_data;
  GError *error = NULL;

  if (kith_wire_start_tls_finish (KITH_WIRE (source), result, &error))
    {
      if (kith_wire_is_secure (KITH_WIRE (source)))
        kith_negotiation_step_succeed (step);
      else
        fail_without_tls (step, "The stream is not secure after STARTTLS");
    }
  else
    {
      kith_negotiation_step_fail (step, error);
    }
}

static void
kith_negotiation_tls_receive (KithNegotiationStep *step,
                              KithStanza          *stanza)
{
  KithNegotiationTls *self = KITH_NEGOTIATION_TLS (step);

  if (!self->proceeding && kith_stanza_is (stanza, "proceed", KITH_NS_TLS))
    {
      self->proceeding = TRUE;
      kith_negotiation_step_pause (step);   /* the handshake has its own deadline */
      kith_wire_start_tls_async (kith_negotiation_step_get_wire (step), kith_negotiation_step_get_cancellable (step),
                                 secured_cb, g_object_ref (self));
    }
  else if (kith_stanza_is (stanza, "failure", KITH_NS_TLS))
    {
      fail_without_tls (step, "The server failed to start TLS");
    }
  else
    {
      kith_negotiation_step_fail_protocol (step, stanza);
    }
}

static void
kith_negotiation_tls_class_init (KithNegotiationTlsClass *klass)
{
  KithNegotiationStepClass *step_class = KITH_NEGOTIATION_STEP_CLASS (klass);

  step_class->start = kith_negotiation_tls_start;
  step_class->receive = kith_negotiation_tls_receive;
}

static void
kith_negotiation_tls_init (KithNegotiationTls *self)
{
}
