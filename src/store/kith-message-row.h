/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "kith-connection.h"
#include "kith-store-records.h"

G_BEGIN_DECLS

gboolean kith_message_row_add (KithConnection *connection, KithMessageRecord *record, GError **error);
gboolean kith_message_row_raise (KithConnection *connection,
                                 gint64          id,
                                 KithDelivery    delivery,
                                 const char     *error_text,
                                 GError        **error);
KithMessageRecord *kith_message_row_load (KithConnection *connection, gint64 id, GError **error);

G_END_DECLS
