/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "kith-jid.h"
#include "kith-stream-state.h"

G_BEGIN_DECLS

/**
 * KithSessionState:
 * @KITH_SESSION_WAITING: lost, and will try again by itself
 * @KITH_SESSION_FAILED: will not try again by itself; see the `error` property
 */
typedef enum
{
  KITH_SESSION_OFFLINE,
  KITH_SESSION_CONNECTING,
  KITH_SESSION_AUTHENTICATING,
  KITH_SESSION_RESUMING,
  KITH_SESSION_ONLINE,
  KITH_SESSION_WAITING,
  KITH_SESSION_FAILED,
} KithSessionState;

/**
 * KithSession:
 *
 * One account's connection, kept up: finds the server, negotiates, binds, reconnects with jittered backoff. Owns the router
 * and the modules. Made by the account of the model; main thread; never blocks.
 *
 * Properties: `account` (KithJid, construct), `state`, `error` (GError, why it waits or failed), `bound` (KithJid, while online),
 * `suspended` (the connection is gone, but its stream may be resumed: what is known of others, and of replies that are waited for,
 * still counts; notified before `state` when it ends),
 * and what is set before connecting: `host`, `port`, `direct-tls`, `allow-plain`, `password`, `resource`, `best-mechanism`
 * (notified when a stronger one was used), `user-agent-id`, `software`, `device` (see KithCredentials),
 * `pinned-certificate` (SHA-256 of the DER, hexadecimal), `fast-token` + `fast-mechanism`; for tests: `tls-database`, `resolver`,
 * `proxy-resolver`, and construct-only `network-monitor`. `stream-management` (%TRUE) says whether XEP-0198 is used where it is offered;
 * `keeps-state` (%FALSE) that whoever listens commits what was handled, see kith_session_hold ().
 *
 * In milliseconds, for tests: `connect-timeout` (of each of name, connection, TLS: 10,000), `step-timeout` (15,000), `ping-idle` (17,000),
 * `ping-patience` (10,000), `first-wait` (1,000) and `longest-wait` (60,000).
 *
 * Signals: "token-changed" (const char *mechanism, const char *token, gint64 expiry): a FAST token (XEP-0484) came, a
 * secret for the keyring, or was withdrawn (NULLs). The expiry is microseconds since 1970, 0 if it was not said.
 * "stream-state-changed" (const KithStreamState * or NULL): a stream that can be resumed begins, or there is none any more.
 * "acknowledged" (gint64 sequence): the server has handled all that was sent up to it; never twice the same, never backwards on a
 * stream. "checkpoint" (gint64 handled): only with `keeps-state`, see kith_session_committed ().
 */
#define KITH_TYPE_SESSION (kith_session_get_type ())
G_DECLARE_FINAL_TYPE (KithSession, kith_session, KITH, SESSION, GObject)

KithSession *kith_session_new (KithJid *account);
void kith_session_connect (KithSession *self);
void kith_session_disconnect (KithSession *self);
KithSessionState kith_session_get_state (KithSession *self);
const GError *kith_session_get_error (KithSession *self);
gboolean kith_session_is_secure (KithSession *self);

/* The certificate that was refused, and why; NULL and 0 if none was. */
GTlsCertificate *kith_session_get_refused_certificate (KithSession *self);
GTlsCertificateFlags kith_session_get_certificate_flaws (KithSession *self);

/* The module of @type: made with the session, there for its whole life. */
gpointer kith_session_get_module (KithSession *self, GType type);

/* Stream management (XEP-0198). */
KithSessionResumption kith_session_get_resumption (KithSession *self);
gboolean kith_session_is_suspended (KithSession *self);
void kith_session_set_stream_state (KithSession *self, const KithStreamState *state);
void kith_session_release (KithSession *self, gint64 sequence);
gint64 kith_session_hold (KithSession *self);
void kith_session_handled (KithSession *self, gint64 number);
void kith_session_committed (KithSession *self, gint64 handled);

/* There is a reason to doubt the connection, such as that the machine has slept: it is checked at once. */
void kith_session_check_now (KithSession *self);

/* Whether somebody looks at Kith (XEP-0352). */
void kith_session_set_active (KithSession *self, gboolean active);

G_END_DECLS
