/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "kith-jid.h"

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
 * and what is set before connecting: `host`, `port`, `direct-tls`, `allow-plain`, `password`, `resource`, `best-mechanism`
 * (notified when a stronger one was used), `user-agent-id`, `software`, `device` (see KithCredentials),
 * `pinned-certificate` (SHA-256 of the DER, hexadecimal), `fast-token` + `fast-mechanism`; for tests: `tls-database`, `resolver`,
 * `proxy-resolver`, and construct-only `network-monitor`.
 *
 * In milliseconds, for tests: `connect-timeout` (of each of name, connection, TLS: 10,000), `step-timeout` (15,000), `ping-idle` (30,000),
 * `ping-patience` (10,000), `first-wait` (1,000) and `longest-wait` (60,000).
 *
 * Signals: "token-changed" (const char *mechanism, const char *token, gint64 expiry): a FAST token came or was withdrawn (NULLs).
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

G_END_DECLS
