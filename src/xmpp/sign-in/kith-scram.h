/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "kith-credentials.h"
#include "kith-sasl.h"

G_BEGIN_DECLS

/* A server may ask for so many rounds: fewer is no protection, more is an attack on our time. */
#define KITH_SCRAM_MIN_ITERATIONS 4096
#define KITH_SCRAM_MAX_ITERATIONS 1000000

/**
 * KithScram:
 *
 * SCRAM-SHA-1, -256 and -512 with and without -PLUS (RFC 5802, RFC 7677, XEP-0474): proves the password without showing it and
 * makes the server prove that it knows it.
 */
#define KITH_TYPE_SCRAM (kith_scram_get_type ())
G_DECLARE_FINAL_TYPE (KithScram, kith_scram, KITH, SCRAM, KithSasl)

KithSasl *kith_scram_new (const char *mechanism, const char *username, const char *password, KithScramKeys *keys);

/* Before the start: how the attempt is tied to the channel and to what was offered. */
void kith_scram_set_binding (KithScram *self, const char *type, GBytes *data);
void kith_scram_set_unbound (KithScram *self, gboolean able);
void kith_scram_set_offer (KithScram *self, const char *offer, gboolean must_match);
void kith_scram_set_nonce (KithScram *self, const char *nonce);

gboolean kith_scram_is_supported (const char *mechanism);

G_END_DECLS
