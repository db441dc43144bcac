/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "kith-store-error.h"

G_BEGIN_DECLS

typedef struct sqlite3 sqlite3;

GError *kith_sqlite_error_new (int code, int system_error);
GError *kith_sqlite_error_new_from_db (sqlite3 *db, int code);
GError *kith_sqlite_error_new_from_errno (int system_error);

G_END_DECLS
