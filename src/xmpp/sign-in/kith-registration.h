/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "kith-data-form.h"
#include "kith-wire.h"

G_BEGIN_DECLS

/**
 * KithRegistration:
 *
 * Makes a new account at a server (XEP-0077): connects without signing in, asks what the server wants to know, hands it in. The
 * connection stays between the two, for a CAPTCHA belongs to it, and ends with the object.
 *
 * Properties: `domain` (construct-only); settable before the first fetch, as of #KithConnector: `host`, `port`, `direct-tls`,
 * `pinned-certificate`, `resolver`, `proxy-resolver`, `tls-database`; `step-timeout` (milliseconds for each answer, 15,000).
 */
#define KITH_TYPE_REGISTRATION (kith_registration_get_type ())
G_DECLARE_FINAL_TYPE (KithRegistration, kith_registration, KITH, REGISTRATION, GObject)

KithRegistration *kith_registration_new (const char *domain);

/* For tests: over a wire that is connected already. */
KithRegistration *kith_registration_new_for_wire (const char *domain, KithWire *wire);

void kith_registration_fetch_form_async (KithRegistration   *self,
                                         GCancellable       *cancellable,
                                         GAsyncReadyCallback callback,
                                         gpointer            user_data);
KithDataForm *kith_registration_fetch_form_finish (KithRegistration *self,
                                                   GAsyncResult     *result,
                                                   GError          **error) G_GNUC_WARN_UNUSED_RESULT;
void kith_registration_submit_async (KithRegistration   *self,
                                     KithDataForm       *form,
                                     GCancellable       *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer            user_data);
gboolean kith_registration_submit_finish (KithRegistration *self, GAsyncResult *result, GError **error);

/* Where the server wants people to register instead of, or besides, the form (XEP-0066); NULL if nowhere. http(s) only. */
const char *kith_registration_get_url (KithRegistration *self);

/* The certificate that was refused, and why, after %KITH_XMPP_ERROR_CERTIFICATE. */
GTlsCertificate *kith_registration_get_refused_certificate (KithRegistration *self);
GTlsCertificateFlags kith_registration_get_certificate_flaws (KithRegistration *self);

G_END_DECLS
