/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define KITH_TYPE_CREATE_ACCOUNT_PAGE (kith_create_account_page_get_type ())
G_DECLARE_FINAL_TYPE (KithCreateAccountPage, kith_create_account_page, KITH, CREATE_ACCOUNT_PAGE, GtkWidget)

GtkWidget *kith_create_account_page_new (void);

G_END_DECLS
