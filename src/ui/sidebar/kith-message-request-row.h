/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "kith-conversation.h"

G_BEGIN_DECLS

#define KITH_TYPE_MESSAGE_REQUEST_ROW (kith_message_request_row_get_type ())
G_DECLARE_FINAL_TYPE (KithMessageRequestRow, kith_message_request_row, KITH, MESSAGE_REQUEST_ROW, GtkListBoxRow)

GtkWidget *kith_message_request_row_new (KithConversation *conversation);

G_END_DECLS
