/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-database.h"
#include "kith-store-error.h"

/* The thread, the connection and its statements, below the store. */

static void
answered_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  GAsyncResult **place = user_data;

  *place = g_object_ref (result);
}

/* Runs @func with @data and answers its pointer. */
static gpointer
run (KithDatabase      *database,
     KithDatabaseAccess access,
     KithDatabaseFunc   func,
     gpointer           data,
     GError           **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  {
    g_autoptr(GTask) task = g_task_new (NULL, NULL, answered_cb, &result);

    g_task_set_task_data (task, data, NULL);
    if (func != NULL)
      {
        kith_database_run (database, task, access, func, NULL);
      }
    else
      {
        kith_database_open (database, task);
      }
  }
  while (result == NULL)
    {
      g_main_context_iteration (NULL, TRUE);
    }
  return g_task_propagate_pointer (G_TASK (result), error);
}

static KithDatabase *
make_database (void)
{
  KithDatabase *database = kith_database_new (NULL);

  g_assert_nonnull (run (database, KITH_DATABASE_READ, NULL, NULL, NULL));
  return database;
}

static gpointer
find_thread (KithConnection *connection,
             gpointer        data,
             GError        **error)
{
  return g_thread_self ();
}

static void
test_thread (void)
{
  KithDatabase *database = make_database ();
  GThread *first = run (database, KITH_DATABASE_READ, find_thread, NULL, NULL);
  GThread *second = run (database, KITH_DATABASE_WRITE, find_thread, NULL, NULL);

  g_assert_nonnull (first);
  g_assert_true (first != g_thread_self ());
  g_assert_true (first == second);
  g_assert_finalize_object (database);
}

static gpointer
insert (KithConnection *connection,
        gpointer        data,
        GError        **error)
{
  g_autoptr(KithStatement) statement = kith_connection_prepare (
    connection, "INSERT INTO avatars (hash, data) VALUES (?, x'00')");

  kith_statement_bind_text (statement, data);
  return GINT_TO_POINTER (kith_statement_run (statement, error));
}

static gpointer
insert_and_fail (KithConnection *connection,
                 gpointer        data,
                 GError        **error)
{
  g_assert_nonnull (insert (connection, data, error));
  g_set_error_literal (error, KITH_STORE_ERROR, KITH_STORE_ERROR_FAILED, "on purpose");
  return NULL;
}

static gpointer
count (KithConnection *connection,
       gpointer        data,
       GError        **error)
{
  g_autoptr(KithStatement) statement = kith_connection_prepare (connection, "SELECT count (*) FROM avatars");

  g_assert_true (kith_statement_step (statement));
  return GINT_TO_POINTER (kith_statement_get_int (statement, 0));
}

static void
test_transaction (void)
{
  g_autoptr(GError) error = NULL;
  KithDatabase *database = make_database ();

  g_assert_nonnull (run (database, KITH_DATABASE_WRITE, insert, (gpointer)"a", NULL));
  g_assert_null (run (database, KITH_DATABASE_WRITE, insert_and_fail, (gpointer)"b", &error));
  g_assert_error (error, KITH_STORE_ERROR, KITH_STORE_ERROR_FAILED);
  g_assert_nonnull (run (database, KITH_DATABASE_WRITE, insert, (gpointer)"c", NULL));
  g_assert_cmpint (GPOINTER_TO_INT (run (database, KITH_DATABASE_READ, count, NULL, NULL)), ==, 2);
  g_assert_finalize_object (database);
}

/* What SQLite says about a value is not repeated. */
static void
test_error_says_nothing (void)
{
  g_autoptr(GError) error = NULL;
  KithDatabase *database = make_database ();

  g_assert_nonnull (run (database, KITH_DATABASE_WRITE, insert, (gpointer)"secret", NULL));
  g_assert_null (run (database, KITH_DATABASE_WRITE, insert, (gpointer)"secret", &error));
  g_assert_error (error, KITH_STORE_ERROR, KITH_STORE_ERROR_FAILED);
  g_assert_null (strstr (error->message, "secret"));
  g_assert_finalize_object (database);
}

static void
test_statement (void)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(KithConnection) connection = kith_connection_open (NULL, &error);

  g_assert_no_error (error);
  for (guint i = 0; i < 3; i++)
    {
      g_autoptr(GBytes) bytes = g_bytes_new_static ("\0\1", 2);
      g_autoptr(GBytes) back = NULL;
      g_autoptr(KithStatement) statement = kith_connection_prepare (connection, "SELECT ?, ?, ?, ?, ?");

      kith_statement_bind_int (statement, G_MININT64);
      kith_statement_bind_text (statement, "text");
      kith_statement_bind_bytes (statement, bytes);
      kith_statement_bind_text (statement, NULL);
      if (i == 2)
        {
          /* one that was bound before is not there any more */
          kith_statement_bind_bytes (statement, NULL);
        }
      g_assert_true (kith_statement_step (statement));
      g_assert_cmpint (kith_statement_get_int (statement, 0), ==, G_MININT64);
      g_assert_cmpstr (kith_statement_get_text (statement, 1), ==, "text");
      back = kith_statement_dup_bytes (statement, 2);
      g_assert_true (g_bytes_equal (back, bytes));
      g_assert_null (kith_statement_get_text (statement, 3));
      g_assert_null (kith_statement_dup_bytes (statement, 4));
      g_assert_false (kith_statement_step (statement));
      g_assert_true (kith_statement_check (statement, &error));
    }
}

/* The first failure sticks, and the next user of the same text starts afresh. */
static void
test_statement_fails (void)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(KithConnection) connection = kith_connection_open (NULL, &error);

  g_assert_no_error (error);
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr(KithStatement) statement = kith_connection_prepare (connection, "SELECT x FROM nothing");

      kith_statement_bind_int (statement, 1);
      g_assert_false (kith_statement_step (statement));
      g_assert_false (kith_statement_check (statement, &error));
      g_assert_error (error, KITH_STORE_ERROR, KITH_STORE_ERROR_FAILED);
      g_clear_error (&error);
    }
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr(KithStatement) statement = kith_connection_prepare (connection, "SELECT 1");

      if (i == 0)
        {
          kith_statement_bind_int (statement, 1);
        }
      g_assert_cmpint (kith_statement_step (statement), ==, i == 1);
      g_assert_cmpint (kith_statement_check (statement, NULL), ==, i == 1);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/store/database/thread", test_thread);
  g_test_add_func ("/store/database/transaction", test_transaction);
  g_test_add_func ("/store/database/error-says-nothing", test_error_says_nothing);
  g_test_add_func ("/store/database/statement", test_statement);
  g_test_add_func ("/store/database/statement-fails", test_statement_fails);

  return g_test_run ();
}
