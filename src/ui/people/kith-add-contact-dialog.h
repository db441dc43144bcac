/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "kith-client.h"

G_BEGIN_DECLS

#define KITH_TYPE_ADD_CONTACT_DIALOG (kith_add_contact_dialog_get_type ())
G_DECLARE_FINAL_TYPE (KithAddContactDialog, kith_add_contact_dialog, KITH, ADD_CONTACT_DIALOG, AdwWindow)

GtkWindow *kith_add_contact_dialog_new (GtkWindow *parent, KithClient *client, const char *address);

G_END_DECLS
