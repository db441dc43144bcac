/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "kith-client.h"

G_BEGIN_DECLS

#define KITH_TYPE_REQUESTS_BUTTON (kith_requests_button_get_type ())
G_DECLARE_FINAL_TYPE (KithRequestsButton, kith_requests_button, KITH, REQUESTS_BUTTON, GtkButton)

void kith_requests_button_set_client (KithRequestsButton *self, KithClient *client);

G_END_DECLS
