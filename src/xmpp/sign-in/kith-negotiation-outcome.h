/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "kith-fast-token.h"
#include "kith-negotiation-step.h"
#include "kith-stream-management.h"

G_BEGIN_DECLS

/**
 * KithNegotiationOutcome:
 *
 * What a negotiation has brought so far; a plain value that is filled as its steps end.
 */
typedef struct
{
  KithStanza *features;   /* owned: <stream:features/> of the stream as it is; NULL: it is to be opened anew, or was resumed without any */
  KithJid *bound;         /* owned, full: the address that the stream has; NULL: none yet */
  GPtrArray *early;       /* of KithStanza (owned): came before the stream was managed, and does not count; NULL: nothing did */
  char *mechanism;        /* owned: what authenticated us, such as "SCRAM-SHA-256-PLUS"; NULL: nothing yet */
  KithFastToken *token;   /* owned: to be used the next time; NULL: none came */
  guint token_changed : 1; /* the token of the credentials is not to be used any more, whether another came or not */
} KithNegotiationOutcome;

KithNegotiationOutcome *kith_negotiation_outcome_new (void) G_GNUC_WARN_UNUSED_RESULT;
void kith_negotiation_outcome_free (KithNegotiationOutcome *self);
void kith_negotiation_outcome_note_token (KithNegotiationOutcome *self, KithNegotiationStep *step);
void kith_negotiation_outcome_note_step (KithNegotiationOutcome *self,
                                         KithNegotiationStep    *step,
                                         KithStreamManagement   *management);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (KithNegotiationOutcome, kith_negotiation_outcome_free)

G_END_DECLS
