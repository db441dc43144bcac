/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "kith-statement.h"

G_BEGIN_DECLS

typedef struct _KithConnection KithConnection;

KithConnection *kith_connection_open (const char *path, GError **error);
void kith_connection_close (KithConnection *self);

gboolean kith_connection_exec (KithConnection *self, const char *sql, GError **error);
KithStatement *kith_connection_prepare (KithConnection *self, const char *sql);
gint64 kith_connection_get_last_id (KithConnection *self);

gboolean kith_connection_begin (KithConnection *self, GError **error);
gboolean kith_connection_commit (KithConnection *self, GError **error);
void kith_connection_rollback (KithConnection *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (KithConnection, kith_connection_close)

G_END_DECLS
