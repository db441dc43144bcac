/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "kith-negotiation-step.h"

G_BEGIN_DECLS

/**
 * KithRegistrationRequest:
 *
 * One iq to a server that does not know us yet, and its answer; there is no router before a name is bound.
 */
#define KITH_TYPE_REGISTRATION_REQUEST (kith_registration_request_get_type ())
G_DECLARE_FINAL_TYPE (KithRegistrationRequest, kith_registration_request, KITH, REGISTRATION_REQUEST, KithNegotiationStep)

/* Before it runs. */
void kith_registration_request_set_iq (KithRegistrationRequest *self, KithStanza *iq);

/* Borrowed; the result, NULL before the end. */
KithStanza *kith_registration_request_get_reply (KithRegistrationRequest *self);

G_END_DECLS
