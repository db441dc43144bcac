/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "kith-fast-token.h"
#include "kith-negotiation-auth.h"
#include "kith-sasl-offer.h"
#include "kith-stream-management.h"

G_BEGIN_DECLS

/**
 * KithNegotiationSasl2:
 *
 * Signs in by SASL 2 (XEP-0388), with Bind 2 (XEP-0386) and FAST (XEP-0484) where they are offered, and waits for the features that
 * follow. A stream that can be resumed is resumed with it where that is offered (XEP-0198, 9), and no features follow then. A FAST
 * token that is refused is given up, and the password is tried once.
 */
#define KITH_TYPE_NEGOTIATION_SASL2 (kith_negotiation_sasl2_get_type ())
G_DECLARE_FINAL_TYPE (KithNegotiationSasl2, kith_negotiation_sasl2, KITH, NEGOTIATION_SASL2, KithNegotiationAuth)

/* NULL, unless set before the step runs: streams are not managed. */
void kith_negotiation_sasl2_set_management (KithNegotiationSasl2 *self, KithStreamManagement *management);

/* All valid when it has finished; borrowed. */
KithStanza *kith_negotiation_sasl2_get_features (KithNegotiationSasl2 *self);
KithJid *kith_negotiation_sasl2_get_bound (KithNegotiationSasl2 *self);
gboolean kith_negotiation_sasl2_get_token_changed (KithNegotiationSasl2 *self);
const KithFastToken *kith_negotiation_sasl2_get_token (KithNegotiationSasl2 *self);

G_END_DECLS
