/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-negotiation-sasl.h"

#include "kith-ns.h"
#include "kith-xmpp-error.h"

struct _KithNegotiationSasl
{
  KithNegotiationAuth parent_instance;
};

G_DEFINE_FINAL_TYPE (KithNegotiationSasl, kith_negotiation_sasl, KITH_TYPE_NEGOTIATION_AUTH)

static KithSasl *
choose (KithNegotiationStep *step,
        KithStanza          *features,
        GError             **error)
{
  g_autoptr(KithSaslOffer) offer = features != NULL ? kith_sasl_offer_parse (features) : NULL;

  if (offer == NULL)
    {
      g_set_error (error, KITH_XMPP_ERROR, KITH_XMPP_ERROR_SERVER_REFUSED, "The server offers no way to sign in");
      return NULL;
    }

  return kith_sasl_offer_choose (offer,
                                 kith_negotiation_step_get_wire (step),
                                 kith_negotiation_step_get_account (step),
                                 kith_negotiation_step_get_credentials (step),
                                 error);
}

static void
kith_negotiation_sasl_start (KithNegotiationStep *step,
                             KithStanza          *features)
{
  GError *error = NULL;
  g_autoptr(KithSasl) sasl = choose (step, features, &error);
  g_autoptr(KithStanza) stanza = NULL;
  char *response;

  if (sasl == NULL)
    {
      kith_negotiation_step_fail (step, error);
      return;
    }

  response = kith_negotiation_auth_begin (KITH_NEGOTIATION_AUTH (step), sasl);
  if (response == NULL)
    return;

  stanza = kith_stanza_new ("auth", KITH_NS_SASL);
  kith_stanza_set (stanza, "mechanism", kith_sasl_get_name (sasl));
  kith_stanza_set_text (stanza, response);
  kith_secret_free (response);
  kith_negotiation_step_send (step, stanza);
}

static void
kith_negotiation_sasl_accepted (KithNegotiationAuth *auth,
                                KithStanza          *success)
{
  g_autofree char *text = kith_stanza_dup_text (success);

  if (kith_negotiation_auth_verify (auth, text != NULL && *text != '\0' ? text : NULL))
    kith_negotiation_step_succeed (KITH_NEGOTIATION_STEP (auth));
}

static void
kith_negotiation_sasl_class_init (KithNegotiationSaslClass *klass)
{
  KithNegotiationAuthClass *auth_class = KITH_NEGOTIATION_AUTH_CLASS (klass);

  KITH_NEGOTIATION_STEP_CLASS (klass)->start = kith_negotiation_sasl_start;

  auth_class->ns = KITH_NS_SASL;
  auth_class->accepted = kith_negotiation_sasl_accepted;
}

static void
kith_negotiation_sasl_init (KithNegotiationSasl *self)
{
}
