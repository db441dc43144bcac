/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "kith-negotiation-step.h"
#include "kith-stream-management.h"

G_BEGIN_DECLS

/**
 * KithNegotiationResume:
 *
 * Resumes a stream in place of binding a resource (XEP-0198, 5). A server that refuses lets us bind one; either way the step succeeds,
 * and the stream management knows what was said.
 */
#define KITH_TYPE_NEGOTIATION_RESUME (kith_negotiation_resume_get_type ())
G_DECLARE_FINAL_TYPE (KithNegotiationResume, kith_negotiation_resume, KITH, NEGOTIATION_RESUME, KithNegotiationStep)

void kith_negotiation_resume_set_management (KithNegotiationResume *self, KithStreamManagement *management);

G_END_DECLS
