/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-statement.h"

#include "kith-sqlite-error.h"

#include <sqlite3.h>

/* A prepared statement of the database thread. Values are bound in the order of the question marks. The first failure of
 * preparing, binding or stepping sticks: everything after it does nothing, and kith_statement_check() hands the error out. So
 * a caller looks once, at the end. Made by the connection, which keeps it for the next time. */
struct _KithStatement
{
  sqlite3      *db;       /* borrowed */
  sqlite3_stmt *handle;   /* owned, NULL when preparing failed */
  GError       *error;    /* owned */
  int           bound;
  guint         cached : 1;
  guint         claimed : 1;
};

static void
fail (KithStatement *self,
      int            code)
{
  if (self->error == NULL)
    {
      self->error = kith_sqlite_error_new_from_db (self->db, code);
    }
}

/**
 * kith_statement_new:
 * @sql: one statement
 *
 * Returns: (transfer full): a statement, also when it could not be prepared
 */
KithStatement *
kith_statement_new (sqlite3    *db,
                    const char *sql)
{
  KithStatement *self = g_new0 (KithStatement, 1);
  int code;

  self->db = db;
  code = sqlite3_prepare_v3 (db, sql, -1, SQLITE_PREPARE_PERSISTENT, &self->handle, NULL);
  if (code != SQLITE_OK)
    {
      fail (self, code);
    }
  return self;
}

void
kith_statement_free (KithStatement *self)
{
  sqlite3_finalize (self->handle);
  g_clear_error (&self->error);
  g_free (self);
}

gboolean
kith_statement_is_prepared (const KithStatement *self)
{
  return self->handle != NULL;
}

/* Takes the statement into use; one that is not @cached is freed with its release. A statement is never used inside itself. */
void
kith_statement_claim (KithStatement *self,
                      gboolean       cached)
{
  g_assert (!self->claimed);

  self->claimed = TRUE;
  self->cached = cached;
}

/* Gives the statement back to the connection, without the values that were bound. */
void
kith_statement_release (KithStatement *self)
{
  if (!self->cached)
    {
      kith_statement_free (self);
      return;
    }
  sqlite3_reset (self->handle);
  sqlite3_clear_bindings (self->handle);
  g_clear_error (&self->error);
  self->bound = 0;
  self->claimed = FALSE;
}

void
kith_statement_bind_int (KithStatement *self,
                         gint64         value)
{
  if (self->error == NULL)
    {
      int code = sqlite3_bind_int64 (self->handle, ++self->bound, value);

      if (code != SQLITE_OK)
        {
          fail (self, code);
        }
    }
}

/* @value: copied; NULL is bound as NULL */
void
kith_statement_bind_text (KithStatement *self,
                          const char    *value)
{
  if (self->error == NULL)
    {
      int code = sqlite3_bind_text (self->handle, ++self->bound, value, -1, SQLITE_TRANSIENT);

      if (code != SQLITE_OK)
        {
          fail (self, code);
        }
    }
}

/* @value: copied; NULL is bound as NULL */
void
kith_statement_bind_bytes (KithStatement *self,
                           GBytes        *value)
{
  gsize size = 0;
  gconstpointer data = value != NULL ? g_bytes_get_data (value, &size) : NULL;
  int code;

  if (self->error != NULL)
    {
      return;
    }
  self->bound++;
  if (value == NULL)
    {
      code = sqlite3_bind_null (self->handle, self->bound);
    }
  else if (size == 0)
    {
      code = sqlite3_bind_zeroblob (self->handle, self->bound, 0);
    }
  else
    {
      code = sqlite3_bind_blob64 (self->handle, self->bound, data, size, SQLITE_TRANSIENT);
    }
  if (code != SQLITE_OK)
    {
      fail (self, code);
    }
}

/**
 * kith_statement_step:
 *
 * Returns: whether there is a row; FALSE at the end and after a failure, which kith_statement_check() tells apart
 */
gboolean
kith_statement_step (KithStatement *self)
{
  int code;

  if (self->error != NULL)
    {
      return FALSE;
    }
  code = sqlite3_step (self->handle);
  if (code != SQLITE_ROW && code != SQLITE_DONE)
    {
      fail (self, code);
    }
  return code == SQLITE_ROW;
}

/**
 * kith_statement_check:
 *
 * Returns: whether nothing failed up to now
 */
gboolean
kith_statement_check (KithStatement *self,
                      GError       **error)
{
  if (self->error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&self->error));
      self->error = g_error_new_literal (KITH_STORE_ERROR, KITH_STORE_ERROR_FAILED, "failed before");
      return FALSE;
    }
  return TRUE;
}

/**
 * kith_statement_run:
 *
 * Runs a statement to its end, for one whose rows do not matter.
 *
 * Returns: whether it succeeded
 */
gboolean
kith_statement_run (KithStatement *self,
                    GError       **error)
{
  while (kith_statement_step (self))
    {
    }
  return kith_statement_check (self, error);
}

/**
 * kith_statement_run_found:
 *
 * Like kith_statement_run(), for a statement that must change a row.
 *
 * Returns: whether it did; else with %KITH_STORE_ERROR_NOT_FOUND
 */
gboolean
kith_statement_run_found (KithStatement *self,
                          GError       **error)
{
  if (!kith_statement_run (self, error))
    {
      return FALSE;
    }
  if (sqlite3_changes (self->db) == 0)
    {
      g_set_error_literal (error, KITH_STORE_ERROR, KITH_STORE_ERROR_NOT_FOUND, "no such row");
      return FALSE;
    }
  return TRUE;
}

gint64
kith_statement_get_int (KithStatement *self,
                        int            column)
{
  return sqlite3_column_int64 (self->handle, column);
}

/* Returns: (transfer none) (nullable): valid until the next step */
const char *
kith_statement_get_text (KithStatement *self,
                         int            column)
{
  return (const char *)sqlite3_column_text (self->handle, column);
}

char *
kith_statement_dup_text (KithStatement *self,
                         int            column)
{
  return g_strdup (kith_statement_get_text (self, column));
}

/* Returns: (transfer full) (nullable): the bytes of the column, NULL for NULL */
GBytes *
kith_statement_dup_bytes (KithStatement *self,
                          int            column)
{
  if (sqlite3_column_type (self->handle, column) == SQLITE_NULL)
    {
      return NULL;
    }
  gconstpointer data = sqlite3_column_blob (self->handle, column);

  return g_bytes_new (data, sqlite3_column_bytes (self->handle, column));
}
