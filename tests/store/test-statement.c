/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-statement.h"

#include "kith-connection.h"
#include "kith-store-error.h"

static KithConnection *
open_table (void)
{
  g_autoptr(GError) error = NULL;
  KithConnection *connection = kith_connection_open (NULL, &error);

  g_assert_no_error (error);
  kith_connection_exec (connection, "CREATE TABLE t (id INTEGER PRIMARY KEY, text TEXT UNIQUE, bytes BLOB) STRICT", &error);
  g_assert_no_error (error);

  return connection;
}

static gboolean
insert (KithConnection *connection, gint64 id, const char *text, GBytes *bytes, GError **error)
{
  g_autoptr(KithStatement) statement = kith_connection_prepare (connection, "INSERT INTO t VALUES (?, ?, ?)");

  kith_statement_bind_int (statement, id);
  kith_statement_bind_text (statement, text);
  kith_statement_bind_bytes (statement, bytes);

  return kith_statement_run (statement, error);
}

static void
test_values (void)
{
  g_autoptr(KithConnection) connection = open_table ();
  g_autoptr(GBytes) bytes = g_bytes_new_static ("a\0b", 3);
  g_autoptr(GBytes) empty = g_bytes_new_static ("", 0);
  g_autoptr(GError) error = NULL;

  g_assert_true (insert (connection, G_MAXINT64, "Grüße '); DROP TABLE t; --", bytes, &error));
  g_assert_true (insert (connection, G_MININT64, NULL, NULL, &error));
  g_assert_true (insert (connection, 0, "", empty, &error));
  g_assert_no_error (error);

  {
    g_autoptr(KithStatement) select = kith_connection_prepare (connection, "SELECT id, text, bytes FROM t ORDER BY id");
    g_autofree char *text = NULL;
    g_autoptr(GBytes) zero = NULL;
    g_autoptr(GBytes) read = NULL;

    g_assert_true (kith_statement_step (select));
    g_assert_cmpint (kith_statement_get_int (select, 0), ==, G_MININT64);
    g_assert_null (kith_statement_get_text (select, 1));
    g_assert_null (kith_statement_dup_text (select, 1));
    g_assert_null (kith_statement_dup_bytes (select, 2));

    g_assert_true (kith_statement_step (select));
    g_assert_cmpstr (kith_statement_get_text (select, 1), ==, "");
    zero = kith_statement_dup_bytes (select, 2);
    g_assert_cmpuint (g_bytes_get_size (zero), ==, 0);

    g_assert_true (kith_statement_step (select));
    g_assert_cmpint (kith_statement_get_int (select, 0), ==, G_MAXINT64);
    text = kith_statement_dup_text (select, 1);
    g_assert_cmpstr (text, ==, "Grüße '); DROP TABLE t; --");
    read = kith_statement_dup_bytes (select, 2);
    g_assert_cmpmem (g_bytes_get_data (read, NULL), g_bytes_get_size (read), "a\0b", 3);

    g_assert_false (kith_statement_step (select));
    g_assert_true (kith_statement_check (select, &error));
  }
}

/* What cannot be prepared says so at the end, whatever is done with it before. */
static void
test_not_sql (void)
{
  g_autoptr(KithConnection) connection = open_table ();
  g_autoptr(KithStatement) statement = kith_connection_prepare (connection, "SELECT nothing FROM nowhere");
  g_autoptr(GError) error = NULL;
  g_autoptr(GError) again = NULL;

  g_assert_false (kith_statement_is_prepared (statement));
  kith_statement_bind_int (statement, 1);
  kith_statement_bind_text (statement, "x");
  kith_statement_bind_bytes (statement, NULL);
  g_assert_false (kith_statement_step (statement));
  g_assert_false (kith_statement_run (statement, &error));
  g_assert_error (error, KITH_STORE_ERROR, KITH_STORE_ERROR_FAILED);
  g_assert_false (kith_statement_check (statement, &again));
  g_assert_error (again, KITH_STORE_ERROR, KITH_STORE_ERROR_FAILED);
}

static void
test_too_many_values (void)
{
  g_autoptr(KithConnection) connection = open_table ();
  g_autoptr(KithStatement) statement = kith_connection_prepare (connection, "DELETE FROM t WHERE id = ?");
  g_autoptr(GError) error = NULL;

  kith_statement_bind_int (statement, 1);
  kith_statement_bind_int (statement, 2);
  g_assert_false (kith_statement_run (statement, &error));
  g_assert_error (error, KITH_STORE_ERROR, KITH_STORE_ERROR_FAILED);
}

/* A failure is one statement's: given back, it is as good as new. */
static void
test_used_again (void)
{
  g_autoptr(KithConnection) connection = open_table ();
  g_autoptr(GError) error = NULL;

  g_assert_true (insert (connection, 1, "one", NULL, NULL));
  g_assert_false (insert (connection, 2, "one", NULL, &error));
  g_assert_nonnull (error);
  g_assert_true (insert (connection, 2, "two", NULL, NULL));
}

static void
test_found (void)
{
  g_autoptr(KithConnection) connection = open_table ();
  g_autoptr(GError) error = NULL;

  g_assert_true (insert (connection, 1, "one", NULL, NULL));
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr(KithStatement) statement = kith_connection_prepare (connection, "DELETE FROM t WHERE id = ?");

      kith_statement_bind_int (statement, 1);
      g_assert_true (kith_statement_run_found (statement, &error) == (i == 0));
    }
  g_assert_error (error, KITH_STORE_ERROR, KITH_STORE_ERROR_NOT_FOUND);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/statement/values", test_values);
  g_test_add_func ("/statement/not-sql", test_not_sql);
  g_test_add_func ("/statement/too-many-values", test_too_many_values);
  g_test_add_func ("/statement/used-again", test_used_again);
  g_test_add_func ("/statement/found", test_found);

  return g_test_run ();
}
