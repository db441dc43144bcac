/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "kith-client.h"

G_BEGIN_DECLS

#define KITH_TYPE_ACCOUNTS_DIALOG (kith_accounts_dialog_get_type ())
G_DECLARE_FINAL_TYPE (KithAccountsDialog, kith_accounts_dialog, KITH, ACCOUNTS_DIALOG, AdwPreferencesWindow)

KithAccountsDialog *kith_accounts_dialog_new (GtkWindow *parent, KithClient *client);
void kith_accounts_dialog_show_account (KithAccountsDialog *self, KithAccount *account);

G_END_DECLS
