/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define KITH_TYPE_SHORTCUTS_DIALOG (kith_shortcuts_dialog_get_type ())
G_DECLARE_FINAL_TYPE (KithShortcutsDialog, kith_shortcuts_dialog, KITH, SHORTCUTS_DIALOG, AdwWindow)

GtkWindow *kith_shortcuts_dialog_new (GtkWindow *parent);

G_END_DECLS
