/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "kith-client.h"

G_BEGIN_DECLS

#define KITH_TYPE_SIGN_IN_PAGE (kith_sign_in_page_get_type ())
G_DECLARE_FINAL_TYPE (KithSignInPage, kith_sign_in_page, KITH, SIGN_IN_PAGE, GtkWidget)

GtkWidget *kith_sign_in_page_new (KithClient *client);
void kith_sign_in_page_fill (KithSignInPage *self, const char *address, const char *password, const KithAccountSettings *settings);
void kith_sign_in_page_submit (KithSignInPage *self);

G_END_DECLS
