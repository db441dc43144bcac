/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "kith-client.h"

G_BEGIN_DECLS

#define KITH_TYPE_REQUESTS_PAGE (kith_requests_page_get_type ())
G_DECLARE_FINAL_TYPE (KithRequestsPage, kith_requests_page, KITH, REQUESTS_PAGE, GtkWidget)

GtkWidget *kith_requests_page_new (KithClient *client);

G_END_DECLS
