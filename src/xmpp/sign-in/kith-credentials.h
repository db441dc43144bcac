/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

#define KITH_TYPE_CREDENTIALS (kith_credentials_get_type ())

/* Salted keys of earlier sign-ins, in memory only; see kith-scram-keys.h. */
typedef struct _KithScramKeys KithScramKeys;

/**
 * KithCredentials:
 *
 * What an account may prove itself with, and what it calls itself; a plain value. Every string is owned and may be %NULL.
 * Set the secrets by their setters: what was there is overwritten in memory first, as it is when the value is freed.
 */
typedef struct
{
  char *password;        /* secret, as the person typed it */
  char *best_mechanism;  /* the strongest ever used with this account: nothing weaker is accepted */
  char *fast_mechanism;  /* what fast_token is for (XEP-0484) */
  char *fast_token;      /* secret */
  char *resource;        /* wished for; the server has the last word */
  char *user_agent_id;   /* UUID of this installation and account; without it no FAST token is asked for */
  char *software;        /* for the list of devices that a server shows the person */
  char *device;
  KithScramKeys *keys;   /* owned; shared by copies */
  guint allow_plain : 1; /* the person allowed the password itself to be sent, under TLS */
} KithCredentials;

GType kith_credentials_get_type (void) G_GNUC_CONST;
KithCredentials *kith_credentials_new (void) G_GNUC_WARN_UNUSED_RESULT;
KithCredentials *kith_credentials_copy (const KithCredentials *self) G_GNUC_WARN_UNUSED_RESULT;
void kith_credentials_free (KithCredentials *self);
void kith_credentials_set_password (KithCredentials *self, const char *password);
void kith_credentials_set_fast (KithCredentials *self, const char *mechanism, const char *token);

/* Overwrites and frees a secret string; %NULL is fine. */
void kith_secret_free (char *secret);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (KithCredentials, kith_credentials_free)

G_END_DECLS
