/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "kith-client.h"

G_BEGIN_DECLS

#define KITH_TYPE_WINDOW (kith_window_get_type ())
G_DECLARE_FINAL_TYPE (KithWindow, kith_window, KITH, WINDOW, AdwApplicationWindow)

KithWindow *kith_window_new (GtkApplication *application, KithClient *client, GSettings *settings);
KithClient *kith_window_get_client (KithWindow *self);
KithConversation *kith_window_get_conversation (KithWindow *self);
void kith_window_show_trouble (KithWindow *self, const GError *error);
void kith_window_open_conversation (KithWindow *self, KithConversation *conversation);

G_END_DECLS
