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

/* Fills the account with what lies in the store. */
void kith_xmpp_backend_load_async (KithXmppBackend *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gboolean kith_xmpp_backend_load_finish (KithXmppBackend *self, GAsyncResult *result, GError **error);

void kith_xmpp_backend_set_tls_database (KithXmppBackend *self, GTlsDatabase *database);
gint64 kith_xmpp_backend_get_account_id (KithXmppBackend *self);
KithSession *kith_xmpp_backend_get_session (KithXmppBackend *self);
KithOutbox *kith_xmpp_backend_get_outbox (KithXmppBackend *self);

/* Forgets all secrets of the account. */
void kith_xmpp_backend_forget_secrets (KithXmppBackend *self);

/* What is to be stored soon is stored now. */
void kith_xmpp_backend_flush (KithXmppBackend *self);

G_END_DECLS
