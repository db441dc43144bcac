/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-schema.h"
#include "kith-store-archive.h"
#include "kith-store-blocks.h"
#include "kith-store-streams.h"
#include "kith-store-wishes.h"
#include "kith-test-store.h"

#include <sqlite3.h>

/* The way from one version of the schema to the next, and every old version that people may have. */

static gint64
number (KithConnection *connection,
        const char     *sql)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(KithStatement) statement = kith_connection_prepare (connection, sql);
  gint64 value = kith_statement_step (statement) ? kith_statement_get_int (statement, 0) : -1;

  g_assert_true (kith_statement_check (statement, &error));
  return value;
}

static gboolean
add_ten (KithConnection *connection,
         GError        **error)
{
  return kith_connection_exec (connection, "INSERT INTO t VALUES (10)", error);
}

static gboolean
refuse (KithConnection *connection,
        GError        **error)
{
  g_set_error_literal (error, KITH_STORE_ERROR, KITH_STORE_ERROR_FAILED, "refused");
  return FALSE;
}

static void
test_steps (void)
{
  const KithSchemaStep steps[] = {
    { "CREATE TABLE t (x)", NULL },
    { "INSERT INTO t VALUES (1)", add_ten },
    { NULL, add_ten },
  };
  g_autoptr(GError) error = NULL;
  g_autoptr(KithConnection) connection = kith_connection_open (NULL, &error);

  g_assert_no_error (error);
  g_assert_true (kith_schema_migrate (connection, steps, 1, &error));
  g_assert_cmpint (number (connection, "PRAGMA user_version"), ==, 1);
  g_assert_true (kith_schema_migrate (connection, steps, 3, &error));
  g_assert_true (kith_schema_migrate (connection, steps, 3, &error));
  g_assert_cmpint (number (connection, "PRAGMA user_version"), ==, 3);
  g_assert_cmpint (number (connection, "SELECT sum (x) FROM t"), ==, 21);

  g_assert_false (kith_schema_migrate (connection, steps, 2, &error));
  g_assert_error (error, KITH_STORE_ERROR, KITH_STORE_ERROR_NEWER);
}

/* The old version stays, whole. */
static void
assert_step_fails (const KithSchemaStep *bad)
{
  const KithSchemaStep steps[] = {
    { "CREATE TABLE t (x); INSERT INTO t VALUES (1)", NULL },
    *bad,
    { "CREATE TABLE never (x)", NULL },
  };
  g_autoptr(GError) error = NULL;
  g_autoptr(KithConnection) connection = kith_connection_open (NULL, &error);

  g_assert_no_error (error);
  g_assert_false (kith_schema_migrate (connection, steps, 3, &error));
  g_assert_error (error, KITH_STORE_ERROR, KITH_STORE_ERROR_FAILED);
  g_assert_cmpint (number (connection, "PRAGMA user_version"), ==, 1);
  g_assert_cmpint (number (connection, "SELECT count (*) FROM t"), ==, 1);
  g_assert_cmpint (number (connection, "SELECT count (*) FROM sqlite_schema"), ==, 1);
}

static void
test_failing_step (void)
{
  const KithSchemaStep bad_sql = { "INSERT INTO t VALUES (2); CREATE TABLE u (x); NONSENSE", NULL };
  const KithSchemaStep bad_func = { "INSERT INTO t VALUES (2); CREATE TABLE u (x)", refuse };

  assert_step_fails (&bad_sql);
  assert_step_fails (&bad_func);
}

static void
load_fixture (const char *name,
              const char *path)
{
  g_autofree char *file = g_test_build_filename (G_TEST_DIST, "store", "schemas", name, NULL);
  g_autofree char *sql = NULL;
  g_autoptr(GError) error = NULL;
  sqlite3 *db = NULL;

  g_file_get_contents (file, &sql, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (sqlite3_open (path, &db), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (db, sql, NULL, NULL, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_close (db), ==, SQLITE_OK);
}

static void
assert_contents (KithStore *store,
                 guint      version)
{
  g_autoptr(GPtrArray) conversations = kith_test_store_conversations (store, 1);
  g_autoptr(GPtrArray) page = NULL;
  g_autoptr(GPtrArray) found = kith_test_store_search (store, "晚上");
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GPtrArray) roster = NULL;
  const KithConversationRecord *conversation;

  g_assert_cmpuint (conversations->len, ==, 1);
  conversation = g_ptr_array_index (conversations, 0);
  g_assert_cmpstr (conversation->peer, ==, "juliet@capulet.example");
  g_assert_cmpstr (conversation->draft, ==, "Dear");
  g_assert_cmpuint (conversation->unread, ==, 1);
  g_assert_cmpstr (conversation->last_body, ==, "今天晚上见");
  page = kith_test_store_page (store, conversation->id, 0, 10);
  g_assert_cmpuint (page->len, ==, version == 1 ? 2 : 3);
  g_assert_cmpstr (((KithMessageRecord *)g_ptr_array_index (page, 0))->body, ==, "What light");
  g_assert_cmpint (((KithMessageRecord *)g_ptr_array_index (page, 0))->delivery, ==, KITH_DELIVERY_READ);
  g_assert_cmpuint (found->len, ==, 1);
  KITH_TEST_CALL (load_roster, result, store, 1);
  roster = kith_store_load_roster_finish (store, result, NULL);
  g_assert_cmpuint (roster->len, ==, 1);
  g_assert_cmpstr (((KithRosterItem *)g_ptr_array_index (roster, 0))->groups[1], ==, "Verona");
}

/* What version 2 brought: nothing is said of an older file, and what was read there need not be told again. */
static void
assert_version_2 (KithStore *store,
                  guint      version)
{
  g_autoptr(GAsyncResult) stream_result = NULL;
  g_autoptr(GAsyncResult) archive_result = NULL;
  g_autoptr(GAsyncResult) gaps_result = NULL;
  g_autoptr(GAsyncResult) end_result = NULL;
  g_autoptr(KithStreamRecord) stream = NULL;
  g_autoptr(KithArchiveRecord) archive = NULL;
  g_autoptr(GPtrArray) gaps = NULL;
  g_autoptr(GPtrArray) uncertain = NULL;
  g_autoptr(GPtrArray) conversations = kith_test_store_conversations (store, 1);
  const KithConversationRecord *conversation = g_ptr_array_index (conversations, 0);

  KITH_TEST_CALL (load_stream, stream_result, store, 1);
  stream = kith_store_load_stream_finish (store, stream_result, NULL);
  KITH_TEST_CALL (load_archive, archive_result, store, 1);
  archive = kith_store_load_archive_finish (store, archive_result, NULL);
  KITH_TEST_CALL (load_gaps, gaps_result, store, conversation->id);
  gaps = kith_store_load_gaps_finish (store, gaps_result, NULL);
  KITH_TEST_CALL (end_stream, end_result, store, 1);
  uncertain = kith_store_end_stream_finish (store, end_result, NULL);
  g_assert_cmpint (conversation->request, ==, version > 1);
  if (version == 1)
    {
      g_assert_null (stream);
      g_assert_null (archive->newest_id);
      g_assert_cmpuint (archive->gaps->len + gaps->len + uncertain->len, ==, 0);
      return;
    }
  g_assert_cmpstr (stream->id, ==, "stream-1");
  g_assert_cmpint (stream->handled, ==, 41);
  g_assert_cmpstr (archive->newest_id, ==, "a2");
  g_assert_cmpuint (archive->gaps->len, ==, 1);
  g_assert_cmpuint (gaps->len, ==, 1);
  g_assert_cmpstr (((KithGapRecord *)g_ptr_array_index (gaps, 0))->before_id, ==, "a0");
  g_assert_cmpuint (uncertain->len, ==, 1);
  g_assert_cmpint (((KithMessageRecord *)g_ptr_array_index (uncertain, 0))->sequence, ==, 7);
}

/* What version 3 brought: who is blocked. */
static void
assert_version_3 (KithStore *store,
                  guint      version)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GPtrArray) blocks = NULL;

  KITH_TEST_CALL (load_blocks, result, store, 1);
  blocks = kith_store_load_blocks_finish (store, result, NULL);
  g_assert_cmpuint (blocks->len, ==, version > 2 ? 1 : 0);
}

/* What version 4 brought: what is wanted of contacts. */
static void
assert_version_4 (KithStore *store,
                  guint      version)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GPtrArray) wishes = NULL;

  KITH_TEST_CALL (load_wishes, result, store, 1);
  wishes = kith_store_load_wishes_finish (store, result, NULL);
  g_assert_cmpuint (wishes->len, ==, version > 3 ? 1 : 0);
  if (version > 3)
    g_assert_cmpint (((KithWishRecord *)g_ptr_array_index (wishes, 0))->kind, ==, KITH_WISH_REMOVE);
}

/* What version 5 brought: where the archive's ends are among the rows. All that is in an older file is before what is yet to come. */
static void
assert_version_5 (const char *path,
                  guint       version)
{
  g_autoptr(GError) error = NULL;
  KithConnection *connection = kith_connection_open (path, &error);

  g_assert_no_error (error);
  if (version > 1)
    {
      g_assert_cmpint (number (connection, "SELECT newest_row FROM archives"), ==, 3);
      g_assert_cmpint (number (connection, "SELECT before_row + 1 FROM gaps"), ==, version > 4 ? 2 : 0);
    }
  kith_connection_close (connection);
}

/* What version 6 brought: what was said of messages that are not here. */
static void
assert_version_6 (const char *path,
                  guint       version)
{
  g_autoptr(GError) error = NULL;
  KithConnection *connection = kith_connection_open (path, &error);

  g_assert_no_error (error);
  g_assert_cmpint (number (connection, "SELECT count (*) FROM early_notes"), ==, version > 5 ? 1 : 0);
  kith_connection_close (connection);
}

/* One fixture a version, made by the Kith of that version. */
static void
test_old_versions (void)
{
  for (guint version = 1; version <= kith_schema_get_version (); version++)
    {
      g_autofree char *name = g_strdup_printf ("version-%u.sql", version);
      char *directory = kith_test_store_make_directory ();
      g_autofree char *path = g_build_filename (directory, KITH_STORE_FILE, NULL);
      KithStore *store;

      load_fixture (name, path);
      store = kith_test_store_open (path);
      assert_contents (store, version);
      assert_version_2 (store, version);
      assert_version_3 (store, version);
      assert_version_4 (store, version);
      kith_test_store_end (store);
      assert_version_5 (path, version);
      assert_version_6 (path, version);
      kith_test_store_remove_directory (directory);
    }
}

/* What is in the files of people is never changed, only added to. */
static void
test_fixture_is_current (void)
{
  char *directory = kith_test_store_make_directory ();
  g_autofree char *old_path = g_build_filename (directory, "old.db", NULL);
  g_autofree char *new_path = g_build_filename (directory, "new.db", NULL);
  g_autofree char *name = g_strdup_printf ("version-%u.sql", kith_schema_get_version ());
  g_autofree char *attach = g_strdup_printf ("ATTACH '%s' AS old", old_path);
  g_autoptr(GError) error = NULL;
  KithConnection *connection;

  load_fixture (name, old_path);
  connection = kith_connection_open (new_path, &error);
  g_assert_no_error (error);
  g_assert_true (kith_schema_prepare (connection, &error));
  g_assert_true (kith_connection_exec (connection, attach, &error));
  g_assert_cmpint (number (connection,
                           "SELECT count (*) FROM (SELECT name, sql FROM main.sqlite_schema"
                           " EXCEPT SELECT name, sql FROM old.sqlite_schema)"), ==, 0);
  g_assert_cmpint (number (connection,
                           "SELECT count (*) FROM (SELECT name, sql FROM old.sqlite_schema"
                           " EXCEPT SELECT name, sql FROM main.sqlite_schema)"), ==, 0);
  kith_connection_close (connection);
  kith_test_store_remove_directory (directory);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/store/schema/steps", test_steps);
  g_test_add_func ("/store/schema/failing-step", test_failing_step);
  g_test_add_func ("/store/schema/old-versions", test_old_versions);
  g_test_add_func ("/store/schema/fixture-is-current", test_fixture_is_current);

  return g_test_run ();
}
