/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "kith-account.h"
#include "kith-secrets.h"
#include "kith-session.h"
#include "kith-store-records.h"

G_BEGIN_DECLS

/**
 * KithSignIn:
 *
 * Gives one account's session what it needs to sign in: the server's place, the password and the token from the keyring or from the
 * person; and keeps what is learnt on the way. Signal "record-changed": the record it was given is to be stored.
 */
#define KITH_TYPE_SIGN_IN (kith_sign_in_get_type ())
G_DECLARE_FINAL_TYPE (KithSignIn, kith_sign_in, KITH, SIGN_IN, GObject)

/* @record: the backend's own, which outlives this. */
KithSignIn *kith_sign_in_new (KithAccount       *account,
                              KithAccountRecord *record,
                              KithSecrets       *secrets,
                              KithSession       *session) G_GNUC_WARN_UNUSED_RESULT;
void kith_sign_in_start (KithSignIn *self);
void kith_sign_in_stop (KithSignIn *self);
void kith_sign_in_set_password (KithSignIn *self, const char *password, gboolean remember);

/* Lets the session sign in in a way that is weaker than one that was used before: from now on, or with this object alone. */
void kith_sign_in_accept_weaker (KithSignIn *self, gboolean always);
void kith_sign_in_forget (KithSignIn *self);

G_END_DECLS
