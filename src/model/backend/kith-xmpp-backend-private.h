/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "kith-account-private.h"
#include "kith-outbox-private.h"
#include "kith-secrets.h"
#include "kith-store-records.h"
#include "kith-store.h"

G_BEGIN_DECLS

/**
 * KithXmppBackend:
 *
 * Acts for an account that is XMPP: its connection, its part of the store, its secrets, and those who join them to the model.
 */
#define KITH_TYPE_XMPP_BACKEND (kith_xmpp_backend_get_type ())
G_DECLARE_FINAL_TYPE (KithXmppBackend, kith_xmpp_backend, KITH, XMPP_BACKEND, GObject)

KithXmppBackend *kith_xmpp_backend_new (KithAccount             *account,
                                        const KithAccountRecord *record,
                                        KithStore               *store,
                                        KithSecrets             *secrets,
                                        GTlsDatabase            *tls_database) G_GNUC_WARN_UNUSED_RESULT;

KithOutbox *kith_xmpp_backend_get_outbox (KithXmppBackend *self);

G_END_DECLS
