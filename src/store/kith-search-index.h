/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "kith-connection.h"

G_BEGIN_DECLS

gboolean kith_search_index_add (KithConnection *connection,
                                gint64          message_id,
                                const char     *body,
                                GError        **error);
gboolean kith_search_index_remove (KithConnection *connection,
                                   gint64          message_id,
                                   const char     *body,
                                   GError        **error);
gboolean kith_search_index_remove_conversation (KithConnection *connection,
                                                gint64          conversation_id,
                                                GError        **error);
gboolean kith_search_index_remove_account (KithConnection *connection,
                                           gint64          account_id,
                                           GError        **error);

G_END_DECLS
