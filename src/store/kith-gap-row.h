/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "kith-connection.h"
#include "kith-store-archive.h"

G_BEGIN_DECLS

/* Where a gap is among the rows: what was stored up to `after` stands before it, and what of the archive was stored behind `before` stands
 * behind it; 0: nothing is before it; -1: nobody knows what is behind it. */
typedef struct
{
  gint64 after;
  gint64 before;
} KithGapRows;

gboolean kith_gap_row_save (KithConnection      *connection,
                            const KithGapRecord *gap,
                            const KithGapRows   *rows,
                            const char          *was,
                            GError             **error);
gboolean kith_gap_row_get_rows (KithConnection *connection, gint64 id, KithGapRows *rows, GError **error);
gboolean kith_gap_row_save_part (KithConnection      *connection,
                                 const KithGapRecord *gap,
                                 const char          *peer,
                                 GError             **error);
GPtrArray *kith_gap_row_load_all (KithConnection *connection, gint64 account_id, GError **error);
GPtrArray *kith_gap_row_load_parts (KithConnection *connection, gint64 conversation_id, GError **error);

G_END_DECLS
