/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What a server says first (RFC 5802, 5.1), checked. */
typedef struct
{
  char *nonce;          /* owned */
  GBytes *salt;         /* owned */
  GBytes *offer_hash;   /* owned, NULL where there is none; XEP-0474 */
  guint iterations;
} KithScramChallenge;

KithScramChallenge *kith_scram_challenge_parse (const char *text, const char *client_nonce, GError **error);
void kith_scram_challenge_free (KithScramChallenge *self);

GBytes *kith_scram_parse_signature (const char *text, GError **error);
char *kith_scram_escape_name (const char *name);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (KithScramChallenge, kith_scram_challenge_free)

G_END_DECLS
