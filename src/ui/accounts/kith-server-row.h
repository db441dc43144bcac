/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "kith-account.h"

G_BEGIN_DECLS

#define KITH_TYPE_SERVER_ROW (kith_server_row_get_type ())
G_DECLARE_FINAL_TYPE (KithServerRow, kith_server_row, KITH, SERVER_ROW, AdwExpanderRow)

gboolean kith_server_row_is_valid (KithServerRow *self);
KithAccountSettings *kith_server_row_dup_settings (KithServerRow *self);
void kith_server_row_fill (KithServerRow *self, const KithAccountSettings *settings);

G_END_DECLS
