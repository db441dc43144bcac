/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "kith-credentials.h"
#include "kith-sasl.h"
#include "kith-wire.h"

G_BEGIN_DECLS

/**
 * KithSaslOffer:
 *
 * What a server's features say about signing in, by SASL (RFC 6120, 6) or by SASL 2 (XEP-0388), and the choice of a mechanism from it.
 */
typedef struct _KithSaslOffer KithSaslOffer;

KithSaslOffer *kith_sasl_offer_parse (KithStanza *features) G_GNUC_WARN_UNUSED_RESULT;
KithSaslOffer *kith_sasl_offer_parse_sasl2 (KithStanza *features) G_GNUC_WARN_UNUSED_RESULT;
void kith_sasl_offer_free (KithSaslOffer *self);

KithSasl *kith_sasl_offer_choose (KithSaslOffer         *self,
                                  KithWire              *wire,
                                  KithJid               *account,
                                  const KithCredentials *credentials,
                                  GError               **error) G_GNUC_WARN_UNUSED_RESULT;
KithSasl *kith_sasl_offer_choose_fast (KithSaslOffer         *self,
                                       KithWire              *wire,
                                       KithJid               *account,
                                       const KithCredentials *credentials) G_GNUC_WARN_UNUSED_RESULT;

gboolean kith_sasl_offer_can_bind (KithSaslOffer *self);
gboolean kith_sasl_offer_can_resume (KithSaslOffer *self);
gboolean kith_sasl_offer_can_enable (KithSaslOffer *self);
gboolean kith_sasl_offer_can_copy (KithSaslOffer *self);
const char *kith_sasl_offer_get_best_fast (KithSaslOffer *self, KithWire *wire);

const char *kith_sasl_stronger (const char *a, const char *b);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (KithSaslOffer, kith_sasl_offer_free)

G_END_DECLS
