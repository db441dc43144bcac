/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "kith-client.h"

G_BEGIN_DECLS

/* Shows an account, and what it has, in the lists; the client keeps it. */
void kith_client_attach (KithClient *self, KithAccount *account);
void kith_client_detach (KithClient *self, KithAccount *account);
void kith_client_set_loaded (KithClient *self, gboolean loaded);

G_END_DECLS
