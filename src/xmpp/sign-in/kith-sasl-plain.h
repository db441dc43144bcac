/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "kith-sasl.h"

G_BEGIN_DECLS

/**
 * KithSaslPlain:
 *
 * PLAIN (RFC 4616): the password itself. Made only when the person allowed it for the account, and under TLS.
 */
#define KITH_TYPE_SASL_PLAIN (kith_sasl_plain_get_type ())
G_DECLARE_FINAL_TYPE (KithSaslPlain, kith_sasl_plain, KITH, SASL_PLAIN, KithSasl)

KithSasl *kith_sasl_plain_new (const char *username, const char *password);

G_END_DECLS
