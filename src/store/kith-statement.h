/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct sqlite3 sqlite3;
typedef struct _KithStatement KithStatement;

KithStatement *kith_statement_new (sqlite3 *db, const char *sql);
void kith_statement_free (KithStatement *self);
gboolean kith_statement_is_prepared (const KithStatement *self);
void kith_statement_claim (KithStatement *self, gboolean cached);
void kith_statement_release (KithStatement *self);

void kith_statement_bind_int (KithStatement *self, gint64 value);
void kith_statement_bind_text (KithStatement *self, const char *value);
void kith_statement_bind_bytes (KithStatement *self, GBytes *value);

gboolean kith_statement_step (KithStatement *self);
gboolean kith_statement_check (KithStatement *self, GError **error);
gboolean kith_statement_run (KithStatement *self, GError **error);
gboolean kith_statement_run_found (KithStatement *self, GError **error);

gint64 kith_statement_get_int (KithStatement *self, int column);
const char *kith_statement_get_text (KithStatement *self, int column);
char *kith_statement_dup_text (KithStatement *self, int column);
GBytes *kith_statement_dup_bytes (KithStatement *self, int column);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (KithStatement, kith_statement_release)

G_END_DECLS
