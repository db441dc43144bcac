/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-sqlite-error.h"

#include <errno.h>

#include <sqlite3.h>

/* What SQLite and the system say, as errors of the store. SQLite's own messages are not passed on: they can quote the text
 * of a query, and with it what somebody wrote or looked for. */

G_DEFINE_QUARK (kith-store-error-quark, kith_store_error)

static KithStoreError
code_of_errno (int system_error)
{
  switch (system_error)
    {
    case EACCES:
    case EPERM:
    case EROFS:
      return KITH_STORE_ERROR_READ_ONLY;

    case EDQUOT:
    case EFBIG:
    case ENOSPC:
      return KITH_STORE_ERROR_FULL;

    default:
      return KITH_STORE_ERROR_FAILED;
    }
}

static KithStoreError
code_of_sqlite (int code,
                int system_error)
{
  if (code == SQLITE_CONSTRAINT_FOREIGNKEY)
    {
      return KITH_STORE_ERROR_NOT_FOUND;
    }
  switch (code & 0xff)
    {
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return KITH_STORE_ERROR_CORRUPT;

    case SQLITE_FULL:
      return KITH_STORE_ERROR_FULL;

    case SQLITE_READONLY:
    case SQLITE_PERM:
      return KITH_STORE_ERROR_READ_ONLY;

    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return KITH_STORE_ERROR_LOCKED;

    case SQLITE_CANTOPEN:
    case SQLITE_IOERR:
      return code_of_errno (system_error);

    default:
      return KITH_STORE_ERROR_FAILED;
    }
}

/**
 * kith_sqlite_error_new:
 * @code: an extended result code
 * @system_error: what sqlite3_system_errno() answers with it, or 0
 *
 * A foreign key that does not match is %KITH_STORE_ERROR_NOT_FOUND: the account or conversation has gone.
 *
 * Returns: (transfer full): the error, without any data of the database
 */
GError *
kith_sqlite_error_new (int code,
                       int system_error)
{
  KithStoreError mapped = code_of_sqlite (code, system_error);

  if ((code & 0xff) == SQLITE_IOERR || (code & 0xff) == SQLITE_CANTOPEN)
    {
      return g_error_new (KITH_STORE_ERROR, mapped, "%s (%d, %s)",
                          sqlite3_errstr (code), code, g_strerror (system_error));
    }
  return g_error_new (KITH_STORE_ERROR, mapped, "%s (%d)", sqlite3_errstr (code), code);
}

static int
last_errno_of (sqlite3 *db,
               int      which)
{
  sqlite3_file *file = NULL;
  int system_error = 0;

  if (sqlite3_file_control (db, "main", which, &file) == SQLITE_OK &&
      file != NULL && file->pMethods != NULL && file->pMethods->xFileControl != NULL)
    {
      file->pMethods->xFileControl (file, SQLITE_FCNTL_LAST_ERRNO, &system_error);
    }
  return system_error;
}

/**
 * kith_sqlite_error_new_from_db:
 * @code: what SQLite has just answered for @db
 *
 * The system's own error is looked for at the connection, then at the log and the file: SQLite does not always bring
 * it up from there.
 *
 * Returns: (transfer full): the error
 */
GError *
kith_sqlite_error_new_from_db (sqlite3 *db,
                               int      code)
{
  int system_error = sqlite3_system_errno (db);
  gboolean lost = system_error == 0 && (code & 0xff) == SQLITE_IOERR;

  if (lost)
    {
      system_error = last_errno_of (db, SQLITE_FCNTL_JOURNAL_POINTER);
    }
  if (lost && system_error == 0)
    {
      system_error = last_errno_of (db, SQLITE_FCNTL_FILE_POINTER);
    }
  return kith_sqlite_error_new (code, system_error);
}

/**
 * kith_sqlite_error_new_from_errno:
 *
 * Returns: (transfer full): the error for a system call of the store that failed
 */
GError *
kith_sqlite_error_new_from_errno (int system_error)
{
  return g_error_new_literal (KITH_STORE_ERROR, code_of_errno (system_error), g_strerror (system_error));
}
