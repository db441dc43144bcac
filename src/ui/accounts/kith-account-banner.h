/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "kith-client.h"

G_BEGIN_DECLS

#define KITH_TYPE_ACCOUNT_BANNER (kith_account_banner_get_type ())
G_DECLARE_FINAL_TYPE (KithAccountBanner, kith_account_banner, KITH, ACCOUNT_BANNER, GtkWidget)

void kith_account_banner_set_client (KithAccountBanner *self, KithClient *client);

G_END_DECLS
