/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "kith-connection.h"
#include "kith-store-archive.h"

G_BEGIN_DECLS

/* A message, by what a peer calls it. */
typedef struct
{
  gint64 conversation_id;
  gint64 id;                   /* 0: there is none */
  gint64 time;
} KithNamedMessage;

gboolean kith_reading_row_find (KithConnection   *connection,
                                gint64            account_id,
                                const char       *peer,
                                const char       *stanza_id,
                                KithDirection     direction,
                                KithNamedMessage *message,
                                GError          **error);
GArray *kith_reading_row_see (KithConnection *connection, const KithNamedMessage *message, GError **error);
gboolean kith_reading_row_note (KithConnection       *connection,
                                gint64                account_id,
                                const KithNoteRecord *note,
                                GPtrArray            *changed,
                                GError              **error);

G_END_DECLS
