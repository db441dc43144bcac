/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define KITH_TYPE_CERTIFICATE_DIALOG (kith_certificate_dialog_get_type ())
G_DECLARE_FINAL_TYPE (KithCertificateDialog, kith_certificate_dialog, KITH, CERTIFICATE_DIALOG, AdwWindow)

GtkWindow *kith_certificate_dialog_new (GtkWindow           *parent,
                                        GTlsCertificate     *certificate,
                                        GTlsCertificateFlags flaws,
                                        const char          *domain,
                                        const char          *address);

G_END_DECLS
