/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "kith-connection.h"
#include "kith-store-archive.h"

G_BEGIN_DECLS

gboolean kith_early_note_row_keep (KithConnection       *connection,
                                   gint64                account_id,
                                   const KithNoteRecord *note,
                                   GError              **error);
GPtrArray *kith_early_note_row_take (KithConnection *connection,
                                     gint64          account_id,
                                     GPtrArray      *messages,
                                     GError        **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
