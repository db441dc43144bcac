/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "kith-negotiation-step.h"
#include "kith-stream-management.h"

G_BEGIN_DECLS

/**
 * KithNegotiationEnable:
 *
 * Has a stream that was just bound managed (XEP-0198, 3). A server that refuses goes on without; either way the step succeeds, and the
 * stream management knows what was said. What the server sends before it answers does not count yet, and is kept.
 */
#define KITH_TYPE_NEGOTIATION_ENABLE (kith_negotiation_enable_get_type ())
G_DECLARE_FINAL_TYPE (KithNegotiationEnable, kith_negotiation_enable, KITH, NEGOTIATION_ENABLE, KithNegotiationStep)

void kith_negotiation_enable_set_management (KithNegotiationEnable *self, KithStreamManagement *management);

/* The stanzas that came before the answer, in order; borrowed. */
GPtrArray *kith_negotiation_enable_get_early (KithNegotiationEnable *self);

G_END_DECLS
