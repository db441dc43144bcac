/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "kith-credentials.h"

G_BEGIN_DECLS

/**
 * KithScramKeys:
 *
 * What SCRAM derived from a password (RFC 5802, 3), remembered so that a reconnect does not pay for the derivation again. A
 * reference counted value of the main thread, never written to disk, overwritten when it goes.
 */
KithScramKeys *kith_scram_keys_new (void) G_GNUC_WARN_UNUSED_RESULT;
KithScramKeys *kith_scram_keys_ref (KithScramKeys *self);
void kith_scram_keys_unref (KithScramKeys *self);

void kith_scram_keys_add (KithScramKeys *self,
                          const char    *hash,
                          GBytes        *salt,
                          guint          iterations,
                          GBytes        *client_key,
                          GBytes        *server_key);
gboolean kith_scram_keys_find (KithScramKeys *self,
                               const char    *hash,
                               GBytes        *salt,
                               guint          iterations,
                               GBytes       **client_key,
                               GBytes       **server_key);
void kith_scram_keys_clear (KithScramKeys *self);

/* Bytes that are overwritten when the last reference goes. */
GBytes *kith_secret_bytes_new (gconstpointer data, gsize size) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (KithScramKeys, kith_scram_keys_unref)

G_END_DECLS
