/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "kith-secrets.h"

G_BEGIN_DECLS

/**
 * KithMemorySecrets:
 *
 * Secrets that live as long as the program, for tests and tools.
 */
#define KITH_TYPE_MEMORY_SECRETS (kith_memory_secrets_get_type ())
G_DECLARE_FINAL_TYPE (KithMemorySecrets, kith_memory_secrets, KITH, MEMORY_SECRETS, GObject)

KithSecrets *kith_memory_secrets_new (void);

/* From now on every call answers @error; NULL: all is well again. */
void kith_memory_secrets_set_error (KithMemorySecrets *self, const GError *error);

/* Borrowed, or NULL. */
const char *kith_memory_secrets_peek (KithMemorySecrets *self, const char *account, const char *kind);

G_END_DECLS
