/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "kith-account.h"
#include "kith-data-form.h"

G_BEGIN_DECLS

/**
 * KithAccountCreation:
 *
 * Makes a new account at a server (XEP-0077): fetches the server's form, which the person fills in, and hands it in.
 * Properties: `domain` (construct), `url` (a page where the server wants people to register instead, or NULL).
 * Errors of KITH_MODEL_ERROR: NOT_SUPPORTED (the server takes no registrations), NAME_TAKEN, NOT_ACCEPTABLE, QUOTA (try later), CERTIFICATE, and those of connecting.
 */
#define KITH_TYPE_ACCOUNT_CREATION (kith_account_creation_get_type ())
G_DECLARE_FINAL_TYPE (KithAccountCreation, kith_account_creation, KITH, ACCOUNT_CREATION, GObject)

KithAccountCreation *kith_account_creation_new (const char *domain, const KithAccountSettings *settings);
void kith_account_creation_set_tls_database (KithAccountCreation *self, GTlsDatabase *database);
const char *kith_account_creation_get_url (KithAccountCreation *self);
GTlsCertificate *kith_account_creation_get_certificate (KithAccountCreation *self);
GTlsCertificateFlags kith_account_creation_get_certificate_flaws (KithAccountCreation *self);

void kith_account_creation_fetch_async (KithAccountCreation *self,
                                        GCancellable        *cancellable,
                                        GAsyncReadyCallback  callback,
                                        gpointer             user_data);
/* Returns: (transfer none): the form; fill its fields, then submit. */
KithDataForm *kith_account_creation_fetch_finish (KithAccountCreation *self, GAsyncResult *result, GError **error);
void kith_account_creation_submit_async (KithAccountCreation *self,
                                         GCancellable        *cancellable,
                                         GAsyncReadyCallback  callback,
                                         gpointer             user_data);
/* Returns: (transfer full): the new address, or NULL; @password (transfer full): what was chosen. */
KithJid *kith_account_creation_submit_finish (KithAccountCreation *self, GAsyncResult *result, char **password, GError **error);

G_END_DECLS
