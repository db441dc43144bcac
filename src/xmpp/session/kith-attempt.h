/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "kith-negotiation.h"
#include "kith-session-settings.h"

G_BEGIN_DECLS

/**
 * KithAttempt:
 *
 * Signals: "connected": the server was found, and signing in begins; "stage": the negotiation has come on; "done": stanzas may flow from here on;
 * "failed" (const GError *): it is over. Of the last two one comes, once, unless the attempt is stopped.
 */
#define KITH_TYPE_ATTEMPT (kith_attempt_get_type ())
G_DECLARE_FINAL_TYPE (KithAttempt, kith_attempt, KITH, ATTEMPT, GObject)

KithAttempt *kith_attempt_new (KithJid              *account,
                               KithSessionSettings  *settings,
                               const KithEndpoint   *redirection,
                               KithStreamManagement *management);
void kith_attempt_start (KithAttempt *self);
void kith_attempt_stop (KithAttempt *self);
KithStreamWire *kith_attempt_get_wire (KithAttempt *self);
KithNegotiation *kith_attempt_get_negotiation (KithAttempt *self);
GTlsCertificate *kith_attempt_get_refused_certificate (KithAttempt *self);
GTlsCertificateFlags kith_attempt_get_certificate_flaws (KithAttempt *self);

G_END_DECLS
