/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "kith-connection.h"
#include "kith-store-archive.h"

G_BEGIN_DECLS

gboolean kith_gap_row_save (KithConnection *connection, const KithGapRecord *gap, const char *was, GError **error);
gboolean kith_gap_row_save_part (KithConnection      *connection,
                                 const KithGapRecord *gap,
                                 const char          *peer,
                                 GError             **error);
GPtrArray *kith_gap_row_load_all (KithConnection *connection, gint64 account_id, GError **error);
GPtrArray *kith_gap_row_load_parts (KithConnection *connection, gint64 conversation_id, GError **error);

G_END_DECLS
