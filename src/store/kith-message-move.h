/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "kith-connection.h"
#include "kith-store-records.h"

G_BEGIN_DECLS

/**
 * KithMessageRange:
 *
 * Messages that one side wrote in a conversation.
 */
typedef struct
{
  gint64 conversation;
  KithDirection direction;
  gint64 after_row;            /* they were stored behind this row */
  gint64 after_time;           /* and stand behind this time */
} KithMessageRange;

gboolean kith_message_move_to (KithConnection *connection, gint64 id, gint64 time, GError **error);
gboolean kith_message_move_behind (KithConnection         *connection,
                                   const KithMessageRange *range,
                                   gint64                  time,
                                   GHashTable             *but,
                                   GPtrArray              *moved,
                                   GError                **error);

G_END_DECLS
