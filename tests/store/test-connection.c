/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-connection.h"

#include <glib/gstdio.h>

#include "kith-store-error.h"

typedef struct
{
  char *folder;
  char *path;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr(GError) error = NULL;

  fixture->folder = g_dir_make_tmp ("kith-XXXXXX", &error);
  g_assert_no_error (error);
  fixture->path = g_build_filename (fixture->folder, "deep", "kith.db", NULL);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  static const char *const suffixes[] = { "", "-wal", "-journal", "-shm" };
  g_autofree char *deep = g_path_get_dirname (fixture->path);

  for (guint i = 0; i < G_N_ELEMENTS (suffixes); i++)
    {
      g_autofree char *name = g_strconcat (fixture->path, suffixes[i], NULL);

      g_unlink (name);
    }
  g_rmdir (deep);
  g_assert_cmpint (g_rmdir (fixture->folder), ==, 0);
  g_free (fixture->folder);
  g_free (fixture->path);
}

static KithConnection *
open_file (Fixture *fixture)
{
  g_autoptr(GError) error = NULL;
  KithConnection *connection = kith_connection_open (fixture->path, &error);

  g_assert_no_error (error);

  return connection;
}

static void
exec (KithConnection *connection, const char *sql)
{
  g_autoptr(GError) error = NULL;

  kith_connection_exec (connection, sql, &error);
  g_assert_no_error (error);
}

static gint64
count (KithConnection *connection)
{
  g_autoptr(KithStatement) statement = kith_connection_prepare (connection, "SELECT count (*) FROM t");

  g_assert_true (kith_statement_step (statement));

  return kith_statement_get_int (statement, 0);
}

static guint
mode_of (const char *path)
{
  GStatBuf info = { 0 };

  g_assert_cmpint (g_stat (path, &info), ==, 0);

  return info.st_mode & 0777;
}

/* Nobody else on the machine reads it, nor what lies beside it. */
static void
test_modes (Fixture *fixture, gconstpointer data)
{
  g_autofree char *deep = g_path_get_dirname (fixture->path);
  g_autofree char *log = g_strconcat (fixture->path, "-wal", NULL);
  KithConnection *connection = open_file (fixture);

  exec (connection, "PRAGMA journal_mode = WAL; CREATE TABLE t (x)");
  g_assert_cmpuint (mode_of (deep), ==, 0700);
  g_assert_cmpuint (mode_of (fixture->path), ==, 0600);
  g_assert_cmpuint (mode_of (log), ==, 0600);
  kith_connection_close (connection);

  /* As an old backup may leave it. */
  g_chmod (fixture->path, 0644);
  kith_connection_close (open_file (fixture));
  g_assert_cmpuint (mode_of (fixture->path), ==, 0600);
}

static void
test_transactions (Fixture *fixture, gconstpointer data)
{
  KithConnection *connection = open_file (fixture);

  exec (connection, "CREATE TABLE t (x)");
  kith_connection_rollback (connection);
  g_assert_true (kith_connection_begin (connection, NULL));
  exec (connection, "INSERT INTO t VALUES (1)");
  kith_connection_rollback (connection);
  g_assert_cmpint (count (connection), ==, 0);

  g_assert_true (kith_connection_begin (connection, NULL));
  g_assert_false (kith_connection_begin (connection, NULL));
  exec (connection, "INSERT INTO t VALUES (1)");
  g_assert_cmpint (kith_connection_get_last_id (connection), ==, 1);
  g_assert_true (kith_connection_commit (connection, NULL));
  g_assert_false (kith_connection_commit (connection, NULL));
  kith_connection_close (connection);

  /* It is on the disk. */
  connection = open_file (fixture);
  g_assert_cmpint (count (connection), ==, 1);
  kith_connection_close (connection);
}

/* A statement is prepared once; one that is not SQL is not kept. */
static void
test_statements (Fixture *fixture, gconstpointer data)
{
  static const char *const sql = "SELECT count (*) FROM t";
  KithConnection *connection = open_file (fixture);
  KithStatement *first = NULL;
  KithStatement *again = NULL;

  first = kith_connection_prepare (connection, sql);
  g_assert_false (kith_statement_is_prepared (first));
  kith_statement_release (first);

  exec (connection, "CREATE TABLE t (x)");
  first = kith_connection_prepare (connection, sql);
  g_assert_true (kith_statement_is_prepared (first));
  kith_statement_release (first);
  again = kith_connection_prepare (connection, sql);
  g_assert_true (again == first);
  kith_statement_release (again);
  kith_connection_close (connection);
}

static void
test_no_database (Fixture *fixture, gconstpointer data)
{
  g_autofree char *deep = g_path_get_dirname (fixture->path);
  g_autofree char *filling = g_strnfill (8192, 'x');
  g_autoptr(KithConnection) connection = NULL;
  g_autoptr(GError) error = NULL;

  g_assert_cmpint (g_mkdir (deep, 0700), ==, 0);
  g_assert_true (g_file_set_contents (fixture->path, filling, -1, NULL));
  connection = kith_connection_open (fixture->path, &error);
  if (connection != NULL)
    kith_connection_exec (connection, "SELECT * FROM sqlite_schema", &error);
  g_assert_error (error, KITH_STORE_ERROR, KITH_STORE_ERROR_CORRUPT);
}

static void
test_folder_in_the_way (Fixture *fixture, gconstpointer data)
{
  g_autofree char *deep = g_path_get_dirname (fixture->path);
  g_autoptr(GError) error = NULL;

  g_assert_true (g_file_set_contents (deep, "a file", -1, NULL));
  g_assert_null (kith_connection_open (fixture->path, &error));
  g_assert_nonnull (error);
  g_assert_true (error->domain == KITH_STORE_ERROR);
  g_unlink (deep);
}

static void
test_errors (Fixture *fixture, gconstpointer data)
{
  KithConnection *connection = open_file (fixture);
  g_autoptr(GError) error = NULL;

  g_assert_false (kith_connection_exec (connection, "SELECT * FROM nowhere", &error));
  g_assert_error (error, KITH_STORE_ERROR, KITH_STORE_ERROR_FAILED);
  kith_connection_close (connection);
}

#define ADD(path, function) g_test_add ("/connection/" path, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("modes", test_modes);
  ADD ("transactions", test_transactions);
  ADD ("statements", test_statements);
  ADD ("no-database", test_no_database);
  ADD ("folder-in-the-way", test_folder_in_the_way);
  ADD ("errors", test_errors);

  return g_test_run ();
}
