/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "kith-conversation.h"
#include "kith-roster.h"

G_BEGIN_DECLS

/**
 * KithAccountState:
 * @KITH_ACCOUNT_WAITING: the connection was lost; it tries again by itself (`error` says why)
 * @KITH_ACCOUNT_FAILED: it will not try again by itself (`error` says why)
 */
typedef enum
{
  KITH_ACCOUNT_OFFLINE,
  KITH_ACCOUNT_CONNECTING,
  KITH_ACCOUNT_ONLINE,
  KITH_ACCOUNT_WAITING,
  KITH_ACCOUNT_FAILED,
} KithAccountState;

/**
 * KithKeeping:
 * @KITH_KEEPING_UNKNOWN: it has not said yet
 * @KITH_KEEPING_NONE: it keeps no archive
 * @KITH_KEEPING_FIXED: it lets nobody choose what it keeps
 * @KITH_KEEPING_CONTACTS: what is exchanged with contacts alone
 *
 * What the server of an account keeps of its chats, where a chat has no choice of its own.
 */
typedef enum
{
  KITH_KEEPING_UNKNOWN,
  KITH_KEEPING_NONE,
  KITH_KEEPING_FIXED,
  KITH_KEEPING_ALWAYS,
  KITH_KEEPING_CONTACTS,
  KITH_KEEPING_NEVER,
} KithKeeping;

/**
 * KithAccountSettings:
 *
 * How to reach the server of an account; a plain value.
 */
typedef struct
{
  char *host;              /* NULL: as the domain says */
  guint port;              /* 0: as the domain says */
  gboolean direct_tls;
  gboolean allow_plain;
  char *pinned_certificate; /* SHA-256 of the DER in hexadecimal, NULL: none */
} KithAccountSettings;

KithAccountSettings *kith_account_settings_new (void);
KithAccountSettings *kith_account_settings_copy (const KithAccountSettings *self);
void kith_account_settings_free (KithAccountSettings *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (KithAccountSettings, kith_account_settings_free)

/**
 * KithAccount:
 *
 * One account of the person. Properties (readable, notified; * also writable): `jid`, `address`, `display-name` (nickname, else the
 * localpart), `avatar` (GBytes), `state`, `error` (GError of %KITH_MODEL_ERROR), `show` (what the person chose), `status`,
 * `enabled`*, `roster`, `conversations` (GListModel of KithConversation), `message-requests` (GListModel of the KithConversation
 * that are requests), `requests` (GListModel of KithRequest),
 * `certificate` (GTlsCertificate that was refused, or NULL), `certificate-flaws` (GTlsCertificateFlags),
 * `keeping` (KithKeeping: what the server keeps or is being told to keep), `keyring-error` (GError, when the password could not be kept or read).
 */
#define KITH_TYPE_ACCOUNT (kith_account_get_type ())
G_DECLARE_FINAL_TYPE (KithAccount, kith_account, KITH, ACCOUNT, GObject)

KithJid *kith_account_get_jid (KithAccount *self);
const char *kith_account_get_address (KithAccount *self);
const char *kith_account_get_display_name (KithAccount *self);
const char *kith_account_get_nickname (KithAccount *self);
GBytes *kith_account_get_avatar (KithAccount *self);
KithAccountState kith_account_get_state (KithAccount *self);
const GError *kith_account_get_error (KithAccount *self);
const GError *kith_account_get_keyring_error (KithAccount *self);
KithShow kith_account_get_show (KithAccount *self);
const char *kith_account_get_status (KithAccount *self);
gboolean kith_account_get_enabled (KithAccount *self);
void kith_account_set_enabled (KithAccount *self, gboolean enabled);
KithRoster *kith_account_get_roster (KithAccount *self);
GListModel *kith_account_get_conversations (KithAccount *self);
GListModel *kith_account_get_message_requests (KithAccount *self);
GListModel *kith_account_get_requests (KithAccount *self);
GTlsCertificate *kith_account_get_certificate (KithAccount *self);
GTlsCertificateFlags kith_account_get_certificate_flaws (KithAccount *self);
const KithAccountSettings *kith_account_get_settings (KithAccount *self);

/* What the server keeps, as it said last, or as the person wants it and it is being told. */
KithKeeping kith_account_get_keeping (KithAccount *self);

/* What it is to keep from now on where a chat has no choice of its own: ALWAYS, CONTACTS or NEVER. Without a connection it is told later. */
void kith_account_set_keeping_async (KithAccount        *self,
                                     KithKeeping         keeping,
                                     GCancellable       *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer            user_data);
gboolean kith_account_set_keeping_finish (KithAccount *self, GAsyncResult *result, GError **error);

/* Takes effect at the next connection; reconnects if it is not online. */
void kith_account_set_settings (KithAccount *self, const KithAccountSettings *settings);

/* Pins the certificate that was refused, for this account alone, and connects. */
void kith_account_trust_certificate (KithAccount *self);

/* After WEAKER_MECHANISM: signs in all the same. @always: and takes it as good from then on; else until Kith is closed. */
void kith_account_accept_weaker_sign_in (KithAccount *self, gboolean always);

/* A new password for signing in; @remember: into the keyring. Connects. */
void kith_account_set_password (KithAccount *self, const char *password, gboolean remember);

/* What we call ourselves, for our contacts to see; NULL or nothing but blanks: no name. Without a connection it is told later. */
void kith_account_set_nickname_async (KithAccount        *self,
                                      const char         *nickname,
                                      GCancellable       *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer            user_data);
gboolean kith_account_set_nickname_finish (KithAccount *self, GAsyncResult *result, GError **error);

void kith_account_connect (KithAccount *self);
void kith_account_disconnect (KithAccount *self);

/* KITH_SHOW_OFFLINE signs out; anything else signs in where needed. */
void kith_account_set_presence (KithAccount *self, KithShow show, const char *status);

/* Borrowed; made if there is none. */
KithConversation *kith_account_get_conversation (KithAccount *self, KithJid *peer);

G_END_DECLS
