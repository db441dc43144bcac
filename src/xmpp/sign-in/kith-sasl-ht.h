/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "kith-sasl.h"

G_BEGIN_DECLS

/**
 * KithSaslHt:
 *
 * HT-SHA-256-… (draft-schmaus-kitten-sasl-ht): proves a FAST token (XEP-0484) in one message, and lets the server prove it too.
 */
#define KITH_TYPE_SASL_HT (kith_sasl_ht_get_type ())
G_DECLARE_FINAL_TYPE (KithSaslHt, kith_sasl_ht, KITH, SASL_HT, KithSasl)

KithSasl *kith_sasl_ht_new (const char *mechanism, const char *username, const char *token, GBytes *binding);

/* Which channel binding a mechanism is bound to, or FALSE if it is none of ours. "…-NONE" has none. */
gboolean kith_sasl_ht_parse (const char *mechanism, gboolean *bound, GTlsChannelBindingType *type);

G_END_DECLS
