/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "kith-account.h"

G_BEGIN_DECLS

#define KITH_TYPE_PASSWORD_DIALOG (kith_password_dialog_get_type ())
G_DECLARE_FINAL_TYPE (KithPasswordDialog, kith_password_dialog, KITH, PASSWORD_DIALOG, AdwMessageDialog)

GtkWindow *kith_password_dialog_new (GtkWindow *parent, KithAccount *account);

G_END_DECLS
