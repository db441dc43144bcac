/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "kith-negotiation-step.h"

G_BEGIN_DECLS

/**
 * KithNegotiationBind:
 *
 * Binds a resource (RFC 6120, 7) and, where a server of old still wants it, starts a session (RFC 3921, 3).
 */
#define KITH_TYPE_NEGOTIATION_BIND (kith_negotiation_bind_get_type ())
G_DECLARE_FINAL_TYPE (KithNegotiationBind, kith_negotiation_bind, KITH, NEGOTIATION_BIND, KithNegotiationStep)

/* Borrowed; NULL before the end. */
KithJid *kith_negotiation_bind_get_bound (KithNegotiationBind *self);

G_END_DECLS
