/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "kith-connection.h"
#include "kith-store-records.h"

G_BEGIN_DECLS

gboolean kith_conversation_row_ensure (KithConnection *connection,
                                       gint64          account_id,
                                       const char     *peer,
                                       gboolean        request,
                                       gint64         *id,
                                       GError        **error);
gboolean kith_conversation_row_find (KithConnection *connection,
                                     gint64          account_id,
                                     const char     *peer,
                                     gint64         *id,
                                     GError        **error);
gboolean kith_conversation_row_welcome (KithConnection *connection, gint64 id, GError **error);
gboolean kith_conversation_row_get_owner (KithConnection *connection,
                                          gint64          id,
                                          gint64         *account_id,
                                          char          **peer,
                                          GError        **error);
gboolean kith_conversation_row_note (KithConnection          *connection,
                                     const KithMessageRecord *message,
                                     gboolean                 reads,
                                     GError                 **error);
gboolean kith_conversation_row_read_to (KithConnection *connection,
                                        gint64          id,
                                        gint64          message_id,
                                        gint64          time,
                                        gboolean        told,
                                        GError        **error);
gboolean kith_conversation_row_settle (KithConnection *connection, gint64 id, GError **error);
KithConversationRecord *kith_conversation_row_load (KithConnection *connection, gint64 id, GError **error);
gboolean kith_conversation_row_refresh (KithConnection *connection,
                                        gint64          id,
                                        GError        **error);
gboolean kith_conversation_row_count_unread (KithConnection *connection,
                                             gint64          id,
                                             gint64         *unread,
                                             GError        **error);

G_END_DECLS
