/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "kith-client.h"

G_BEGIN_DECLS

#define KITH_TYPE_ACCOUNT_PAGE (kith_account_page_get_type ())
G_DECLARE_FINAL_TYPE (KithAccountPage, kith_account_page, KITH, ACCOUNT_PAGE, GtkWidget)

GtkWidget *kith_account_page_new (KithClient *client, KithAccount *account);

G_END_DECLS
