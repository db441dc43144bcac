/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "kith-negotiation-step.h"
#include "kith-sasl.h"

G_BEGIN_DECLS

/**
 * KithNegotiationAuth:
 *
 * What the two ways of signing in (RFC 6120, 6 and XEP-0388) have in common: carries the messages of a mechanism, and knows
 * what a failure means.
 */
#define KITH_TYPE_NEGOTIATION_AUTH (kith_negotiation_auth_get_type ())
G_DECLARE_DERIVABLE_TYPE (KithNegotiationAuth, kith_negotiation_auth, KITH, NEGOTIATION_AUTH, KithNegotiationStep)

struct _KithNegotiationAuthClass
{
  KithNegotiationStepClass parent_class;

  const char *ns;

  void (*accepted) (KithNegotiationAuth *self, KithStanza *success);
  /* condition: NULL if it is none of RFC 6120; takes the error */
  void (*refused) (KithNegotiationAuth *self, const char *condition, GError *error);
  void (*other) (KithNegotiationAuth *self, KithStanza *stanza);
};

/* The name of the mechanism that let us in or is tried. */
const char *kith_negotiation_auth_get_mechanism (KithNegotiationAuth *self);

/* For the two. */
char *kith_negotiation_auth_begin (KithNegotiationAuth *self, KithSasl *sasl) G_GNUC_WARN_UNUSED_RESULT;
gboolean kith_negotiation_auth_verify (KithNegotiationAuth *self, const char *text);

G_END_DECLS
