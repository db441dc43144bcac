/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "kith-connection.h"

G_BEGIN_DECLS

gboolean kith_stream_row_set_handled (KithConnection *connection, gint64 account_id, gint64 handled, GError **error);
GPtrArray *kith_stream_row_load_numbered (KithConnection *connection, gint64 account_id, gint64 sequence, GError **error);
gboolean kith_stream_row_clear_numbers (KithConnection *connection, gint64 account_id, gint64 sequence, GError **error);
gboolean kith_stream_row_doubt_numbers (KithConnection *connection, gint64 account_id, GError **error);

G_END_DECLS
