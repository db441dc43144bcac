/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "kith-attempt.h"

G_BEGIN_DECLS

/**
 * KithLoginStage:
 * @KITH_LOGIN_RESTING: no attempt runs; the next may be planned
 * @KITH_LOGIN_CONNECTING: the server is looked for
 * @KITH_LOGIN_AUTHENTICATING: a connection stands, and is signed in on
 * @KITH_LOGIN_RESUMING: a stream of before is to go on
 */
typedef enum
{
  KITH_LOGIN_RESTING,
  KITH_LOGIN_CONNECTING,
  KITH_LOGIN_AUTHENTICATING,
  KITH_LOGIN_RESUMING,
} KithLoginStage;

/**
 * KithLogin:
 *
 * Signs in, as often as it takes: one attempt after the other, when and where its reconnection says. Learns the token and the
 * mechanism for the next time.
 *
 * Property: `stage`.
 *
 * Signals: "done" (KithAttempt *): stanzas may flow, and kith_login_complete () takes the attempt's connection over; "failed"
 * (const GError *): the attempt is over; until kith_login_stop () its connection can still be looked at. "token-changed": see
 * #KithSession. "network-changed": no attempt was planned, but a connection may not stand any more.
 */
#define KITH_TYPE_LOGIN (kith_login_get_type ())
G_DECLARE_FINAL_TYPE (KithLogin, kith_login, KITH, LOGIN, GObject)

KithLogin *kith_login_new (KithJid              *account,
                           KithSessionSettings  *settings,
                           KithStreamManagement *management,
                           GNetworkMonitor      *monitor);
void kith_login_begin (KithLogin *self);
gboolean kith_login_follow (KithLogin *self, const char *host);
gboolean kith_login_plan (KithLogin *self, const GError *error);
void kith_login_stop (KithLogin *self);

/* What a negotiation that is done has brought. */
void kith_login_complete (KithLogin *self);
void kith_login_keep_token (KithLogin *self, KithNegotiation *negotiation);

KithLoginStage kith_login_get_stage (KithLogin *self);
KithAttempt *kith_login_get_attempt (KithLogin *self);
GTlsCertificate *kith_login_get_refused_certificate (KithLogin *self);
GTlsCertificateFlags kith_login_get_certificate_flaws (KithLogin *self);

G_END_DECLS
