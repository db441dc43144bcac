/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "kith-client.h"

G_BEGIN_DECLS

#define KITH_TYPE_CONTACT_LIST (kith_contact_list_get_type ())
G_DECLARE_FINAL_TYPE (KithContactList, kith_contact_list, KITH, CONTACT_LIST, GtkWidget)

GtkWidget *kith_contact_list_new (KithClient *client);

G_END_DECLS
