/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "kith-connection.h"
#include "kith-store-records.h"

G_BEGIN_DECLS

gboolean kith_message_order_live (KithConnection *connection,
                                  GPtrArray      *records,
                                  GPtrArray      *moved,
                                  GError        **error);
gboolean kith_message_order_page (KithConnection *connection,
                                  GPtrArray      *records,
                                  gint64          after_row,
                                  gint64          before_row,
                                  gboolean        leaves_gap,
                                  GPtrArray      *moved,
                                  GError        **error);

G_END_DECLS
