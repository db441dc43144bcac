/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "kith-client.h"

G_BEGIN_DECLS

#define KITH_TYPE_NEW_CHAT_DIALOG (kith_new_chat_dialog_get_type ())
G_DECLARE_FINAL_TYPE (KithNewChatDialog, kith_new_chat_dialog, KITH, NEW_CHAT_DIALOG, AdwWindow)

GtkWindow *kith_new_chat_dialog_new (GtkWindow *parent, KithClient *client);

G_END_DECLS
