/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "kith-client.h"

G_BEGIN_DECLS

typedef struct _KithStore KithStore;

KithSecrets *kith_client_get_secrets (KithClient *self);
GTlsDatabase *kith_client_get_tls_database (KithClient *self);
KithStore *kith_client_get_store (KithClient *self);
gboolean kith_client_get_auto_connect (KithClient *self);
void kith_client_set_store (KithClient *self, KithStore *store);

/* Shows an account, and what it has, in the lists; the client keeps it. */
void kith_client_attach (KithClient *self, KithAccount *account);
void kith_client_detach (KithClient *self, KithAccount *account);
void kith_client_set_loaded (KithClient *self, gboolean loaded);

G_END_DECLS
