/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-connection.h"

#include "kith-sqlite-error.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>

#include <glib/gstdio.h>
#include <sqlite3.h>

/* How long an opening waits for another process to let go of the file, in milliseconds: a Kith that is just ending. */
#define BUSY_TIMEOUT 1000

/* The connection with SQLite and its prepared statements. Made, used and closed by the database thread alone.
 *
 * The file is locked for as long as it is open, so that there is never more than one Kith on a profile. In this mode SQLite
 * keeps the index of the write-ahead log in memory and writes no -shm file.
 *
 * `synchronous` is FULL: what was answered is on the disk. With NORMAL, a power cut could take back messages that the server was
 * told we have, and that it will not send again. */
struct _KithConnection
{
  sqlite3    *db;          /* owned */
  GHashTable *statements;  /* SQL (static) → KithStatement (owned) */
};

static gboolean
create_file (const char *path,
             GError    **error)
{
  g_autofree char *directory = g_path_get_dirname (path);
  int fd;

  if (g_mkdir_with_parents (directory, 0700) != 0)
    {
      g_propagate_error (error, kith_sqlite_error_new_from_errno (errno));
      return FALSE;
    }
  /* Never opened when it is there: closing a second descriptor would drop the locks that SQLite holds in this process. */
  fd = g_open (path, O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, 0600);
  if (fd < 0 && errno != EEXIST)
    {
      g_propagate_error (error, kith_sqlite_error_new_from_errno (errno));
      return FALSE;
    }
  if (fd >= 0)
    {
      g_close (fd, NULL);
    }
  return TRUE;
}

/* SQLite gives the files beside the database its mode, but not to those that lie there from before. */
static void
tighten_modes (const char *path)
{
  const char *suffixes[] = { "", "-wal", "-shm", "-journal" };

  for (gsize i = 0; i < G_N_ELEMENTS (suffixes); i++)
    {
      g_autofree char *name = g_strconcat (path, suffixes[i], NULL);
      GStatBuf info;

      if (g_stat (name, &info) == 0 && S_ISREG (info.st_mode) && (info.st_mode & 0077) != 0 &&
          g_chmod (name, 0600) != 0)
        {
          g_warning ("The database can be read by others: %s", g_strerror (errno));
        }
    }
}

static gboolean
configure (KithConnection *self,
           GError        **error)
{
  sqlite3_busy_timeout (self->db, BUSY_TIMEOUT);
  sqlite3_db_config (self->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
  sqlite3_db_config (self->db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
  return kith_connection_exec (self,
                               "PRAGMA locking_mode = EXCLUSIVE;"
                               "PRAGMA foreign_keys = ON;"
                               "PRAGMA synchronous = FULL;"
                               "PRAGMA cell_size_check = ON;"
                               "PRAGMA temp_store = MEMORY;"
                               "PRAGMA journal_size_limit = 8388608;",
                               error);
}

static gboolean
check_writable (KithConnection *self,
                GError        **error)
{
  if (sqlite3_db_readonly (self->db, "main") == 1)
    {
      g_propagate_error (error, kith_sqlite_error_new (SQLITE_READONLY, 0));
      return FALSE;
    }
  return TRUE;
}

/**
 * kith_connection_open:
 * @path: (nullable): NULL for a database in memory
 *
 * Opens the file, or makes it with mode 0600 (and its folder with 0700). Nothing is read from it yet.
 *
 * Returns: (transfer full): the connection, or NULL with a %KITH_STORE_ERROR
 */
KithConnection *
kith_connection_open (const char *path,
                      GError    **error)
{
  g_autoptr(KithConnection) self = NULL;
  int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX |
              SQLITE_OPEN_PRIVATECACHE | SQLITE_OPEN_EXRESCODE;
  int code;

  if (path != NULL)
    {
      if (!create_file (path, error))
        {
          return NULL;
        }
      tighten_modes (path);
    }
  self = g_new0 (KithConnection, 1);
  self->statements = g_hash_table_new_full (g_str_hash, g_str_equal, NULL,
                                            (GDestroyNotify)kith_statement_free);
  code = sqlite3_open_v2 (path != NULL ? path : ":memory:", &self->db, flags, NULL);
  if (code != SQLITE_OK)
    {
      g_propagate_error (error, self->db != NULL
                                ? kith_sqlite_error_new_from_db (self->db, code)
                                : kith_sqlite_error_new (code, 0));
      return NULL;
    }
  if (!check_writable (self, error) || !configure (self, error))
    {
      return NULL;
    }
  return g_steal_pointer (&self);
}

/* Ends the connection; the write-ahead log goes into the database. */
void
kith_connection_close (KithConnection *self)
{
  g_hash_table_unref (self->statements);
  if (sqlite3_close (self->db) != SQLITE_OK)
    {
      g_critical ("The database was closed while in use");
    }
  g_free (self);
}

/**
 * kith_connection_exec:
 * @sql: statements that need no values
 */
gboolean
kith_connection_exec (KithConnection *self,
                      const char     *sql,
                      GError        **error)
{
  int code = sqlite3_exec (self->db, sql, NULL, NULL, NULL);

  if (code != SQLITE_OK)
    {
      g_propagate_error (error, kith_sqlite_error_new_from_db (self->db, code));
      return FALSE;
    }
  return TRUE;
}

/**
 * kith_connection_prepare:
 * @sql: a string that lives as long as the program
 *
 * Returns: (transfer full): the statement, to be given back with g_autoptr before it is asked for again
 */
KithStatement *
kith_connection_prepare (KithConnection *self,
                         const char     *sql)
{
  KithStatement *statement = g_hash_table_lookup (self->statements, sql);

  if (statement == NULL)
    {
      statement = kith_statement_new (self->db, sql);
      if (kith_statement_is_prepared (statement))
        {
          g_hash_table_insert (self->statements, (gpointer)sql, statement);
        }
    }
  kith_statement_claim (statement, kith_statement_is_prepared (statement));
  return statement;
}

/* Returns: the id of the row that was inserted last */
gint64
kith_connection_get_last_id (KithConnection *self)
{
  return sqlite3_last_insert_rowid (self->db);
}

gboolean
kith_connection_begin (KithConnection *self,
                       GError        **error)
{
  g_autoptr(KithStatement) statement = kith_connection_prepare (self, "BEGIN IMMEDIATE");

  return kith_statement_run (statement, error);
}

/* Returns: whether it is on the disk; if not, the transaction is still open and wants a rollback */
gboolean
kith_connection_commit (KithConnection *self,
                        GError        **error)
{
  g_autoptr(KithStatement) statement = kith_connection_prepare (self, "COMMIT");

  return kith_statement_run (statement, error);
}

/* Takes back the transaction, if SQLite did not do so already, as it does when the disk is full. */
void
kith_connection_rollback (KithConnection *self)
{
  if (!sqlite3_get_autocommit (self->db))
    {
      g_autoptr(GError) error = NULL;

      if (!kith_connection_exec (self, "ROLLBACK", &error))
        {
          g_warning ("A transaction could not be taken back: %s", error->message);
        }
    }
}
