/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "kith-archive-keeper-private.h"

G_BEGIN_DECLS

/* A page of the history of @conversation as kith_history_load_page () reads it, after what is missing in it has been fetched from
 * the archive, if there is a connection and the server answers soon. @task: (transfer full): answers a GPtrArray of KithMessage. */
void kith_archive_pages_load (KithArchiveKeeper *keeper,
                              KithStore         *store,
                              KithConversation  *conversation,
                              gint64             before_id,
                              guint              limit,
                              GTask             *task);

/* For tests: how long the server may take, in milliseconds. */
void kith_archive_pages_set_patience (guint milliseconds);

G_END_DECLS
