/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "kith-negotiation-step.h"

G_BEGIN_DECLS

/**
 * KithNegotiationOpen:
 *
 * Opens a stream and waits for its features (RFC 6120, 4.3). The own address is said only where nobody listens.
 */
#define KITH_TYPE_NEGOTIATION_OPEN (kith_negotiation_open_get_type ())
G_DECLARE_FINAL_TYPE (KithNegotiationOpen, kith_negotiation_open, KITH, NEGOTIATION_OPEN, KithNegotiationStep)

/* Borrowed; NULL before the end. */
KithStanza *kith_negotiation_open_get_features (KithNegotiationOpen *self);

G_END_DECLS
