/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "kith-connection.h"
#include "kith-store-records.h"

G_BEGIN_DECLS

/**
 * KithMessageRowFlags:
 * @KITH_MESSAGE_ROW_RECEIVED: it came from the server: one of ours was written on another device, where what stands before it was read
 * @KITH_MESSAGE_ROW_READ: it counts as read, unless another device has said how far it has read
 */
typedef enum
{
  KITH_MESSAGE_ROW_NONE = 0,
  KITH_MESSAGE_ROW_RECEIVED = 1 << 0,
  KITH_MESSAGE_ROW_READ = 1 << 1,
} KithMessageRowFlags;

gboolean kith_message_row_add (KithConnection     *connection,
                               KithMessageRecord  *record,
                               KithMessageRowFlags flags,
                               GError            **error);
gboolean kith_message_row_add_all (KithConnection     *connection,
                                   GPtrArray          *records,
                                   KithMessageRowFlags flags,
                                   GError            **error);
gboolean kith_message_row_raise (KithConnection *connection,
                                 gint64          id,
                                 KithDelivery    delivery,
                                 const char     *error_text,
                                 GError        **error);
KithMessageRecord *kith_message_row_load (KithConnection *connection, gint64 id, GError **error);

G_END_DECLS
