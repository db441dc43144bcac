/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define KITH_XMPP_ERROR (kith_xmpp_error_quark ())

/**
 * KithXmppError:
 * @KITH_XMPP_ERROR_HOST_NOT_FOUND: no such host
 * @KITH_XMPP_ERROR_UNREACHABLE: nothing answered where the domain says its server is
 * @KITH_XMPP_ERROR_TIMEOUT: a step passed its deadline
 * @KITH_XMPP_ERROR_LOST: the connection broke
 * @KITH_XMPP_ERROR_CERTIFICATE: the certificate was refused; the session holds it and its flaws
 * @KITH_XMPP_ERROR_NO_TLS: the server offers no encryption, or less than TLS 1.2
 * @KITH_XMPP_ERROR_NOT_AUTHORIZED: wrong password or unknown account
 * @KITH_XMPP_ERROR_ACCOUNT_DISABLED: the server has closed or not yet opened the account
 * @KITH_XMPP_ERROR_WEAK_MECHANISM: nothing but PLAIN, or weaker than once seen, is on offer
 * @KITH_XMPP_ERROR_SERVER_FORGED: the server could not prove that it knows the password
 * @KITH_XMPP_ERROR_CONFLICT: another device took this connection's place
 * @KITH_XMPP_ERROR_POLICY: the server's policy ended the stream
 * @KITH_XMPP_ERROR_SERVER_REFUSED: the server does not want or cannot serve us; the message says its condition
 * @KITH_XMPP_ERROR_PROTOCOL: what arrived is not XMPP
 * @KITH_XMPP_ERROR_PASSWORD_NEEDED: no password is known
 * @KITH_XMPP_ERROR_STANZA: a stanza error; see kith_stanza_error_get_condition ()
 *
 * What goes wrong between us and a server. Messages are for logs, never for people: the UI has its own sentences.
 */
typedef enum
{
  KITH_XMPP_ERROR_HOST_NOT_FOUND,
  KITH_XMPP_ERROR_UNREACHABLE,
  KITH_XMPP_ERROR_TIMEOUT,
  KITH_XMPP_ERROR_LOST,
  KITH_XMPP_ERROR_CERTIFICATE,
  KITH_XMPP_ERROR_NO_TLS,
  KITH_XMPP_ERROR_NOT_AUTHORIZED,
  KITH_XMPP_ERROR_ACCOUNT_DISABLED,
  KITH_XMPP_ERROR_WEAK_MECHANISM,
  KITH_XMPP_ERROR_SERVER_FORGED,
  KITH_XMPP_ERROR_CONFLICT,
  KITH_XMPP_ERROR_POLICY,
  KITH_XMPP_ERROR_SERVER_REFUSED,
  KITH_XMPP_ERROR_PROTOCOL,
  KITH_XMPP_ERROR_PASSWORD_NEEDED,
  KITH_XMPP_ERROR_STANZA,
} KithXmppError;

#define KITH_STANZA_ERROR (kith_stanza_error_quark ())

/**
 * KithStanzaError:
 *
 * The defined conditions of RFC 6120, 8.3.3, as codes of %KITH_STANZA_ERROR; the message holds the server's text, if any.
 * %KITH_STANZA_ERROR_BLOCKED is the condition that XEP-0191, 3.5, adds: the sender has blocked the addressee.
 */
typedef enum
{
  KITH_STANZA_ERROR_BAD_REQUEST,
  KITH_STANZA_ERROR_CONFLICT,
  KITH_STANZA_ERROR_FEATURE_NOT_IMPLEMENTED,
  KITH_STANZA_ERROR_FORBIDDEN,
  KITH_STANZA_ERROR_GONE,
  KITH_STANZA_ERROR_INTERNAL_SERVER_ERROR,
  KITH_STANZA_ERROR_ITEM_NOT_FOUND,
  KITH_STANZA_ERROR_JID_MALFORMED,
  KITH_STANZA_ERROR_NOT_ACCEPTABLE,
  KITH_STANZA_ERROR_NOT_ALLOWED,
  KITH_STANZA_ERROR_NOT_AUTHORIZED,
  KITH_STANZA_ERROR_POLICY_VIOLATION,
  KITH_STANZA_ERROR_RECIPIENT_UNAVAILABLE,
  KITH_STANZA_ERROR_REDIRECT,
  KITH_STANZA_ERROR_REGISTRATION_REQUIRED,
  KITH_STANZA_ERROR_REMOTE_SERVER_NOT_FOUND,
  KITH_STANZA_ERROR_REMOTE_SERVER_TIMEOUT,
  KITH_STANZA_ERROR_RESOURCE_CONSTRAINT,
  KITH_STANZA_ERROR_SERVICE_UNAVAILABLE,
  KITH_STANZA_ERROR_SUBSCRIPTION_REQUIRED,
  KITH_STANZA_ERROR_UNDEFINED_CONDITION,
  KITH_STANZA_ERROR_UNEXPECTED_REQUEST,
  KITH_STANZA_ERROR_BLOCKED,
} KithStanzaError;

GQuark kith_xmpp_error_quark (void);
GQuark kith_stanza_error_quark (void);
const char *kith_stanza_error_to_condition (KithStanzaError code);
KithStanzaError kith_stanza_error_from_condition (const char *condition);

G_END_DECLS
