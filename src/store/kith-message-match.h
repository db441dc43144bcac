/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "kith-connection.h"
#include "kith-store-records.h"

G_BEGIN_DECLS

gboolean kith_message_match_find (KithConnection *connection, const KithMessageRecord *record, gint64 *id, GError **error);

G_END_DECLS
