/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "kith-negotiation-auth.h"
#include "kith-sasl-offer.h"

G_BEGIN_DECLS

/**
 * KithNegotiationSasl:
 *
 * Signs in by the SASL of RFC 6120, 6. A new stream has to be opened after it.
 */
#define KITH_TYPE_NEGOTIATION_SASL (kith_negotiation_sasl_get_type ())
G_DECLARE_FINAL_TYPE (KithNegotiationSasl, kith_negotiation_sasl, KITH, NEGOTIATION_SASL, KithNegotiationAuth)

G_END_DECLS
