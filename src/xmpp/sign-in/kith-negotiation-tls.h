/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "kith-negotiation-step.h"

G_BEGIN_DECLS

/**
 * KithNegotiationTls:
 *
 * STARTTLS (RFC 6120, 5). A server that does not offer it ends the negotiation: nothing is said in clear text.
 */
#define KITH_TYPE_NEGOTIATION_TLS (kith_negotiation_tls_get_type ())
G_DECLARE_FINAL_TYPE (KithNegotiationTls, kith_negotiation_tls, KITH, NEGOTIATION_TLS, KithNegotiationStep)

G_END_DECLS
