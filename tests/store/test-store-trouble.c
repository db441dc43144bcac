/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-schema.h"
#include "kith-test-store.h"

#include <fcntl.h>
#include <grp.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <glib/gstdio.h>
#include <sqlite3.h>

/* Files that are damaged, locked, foreign, too new, not to be written; a disk that is full; a process that is killed. What needs a
 * process of its own runs this program again, with "--open" or "--write" and the file. */

#define ME "me@kith.example"
#define JULIET "juliet@capulet.example"

/* Any user but root. */
#define NOBODY 65534

static const char *program;

typedef struct
{
  char *directory;
  char *path;
} Fixture;

static void
set_up (Fixture      *f,
        gconstpointer data)
{
  f->directory = kith_test_store_make_directory ();
  f->path = g_build_filename (f->directory, KITH_STORE_FILE, NULL);
}

static void
tear_down (Fixture      *f,
           gconstpointer data)
{
  g_free (f->path);
  kith_test_store_remove_directory (f->directory);
}

static GPtrArray *
make_batch (gint64 account_id,
            guint  n)
{
  GPtrArray *records = g_ptr_array_new_with_free_func ((GDestroyNotify)kith_message_record_free);

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *body = g_strnfill (500, 'a' + i % 26);

      g_ptr_array_add (records, kith_test_store_make_message (account_id, JULIET, KITH_DIRECTION_IN, i, body));
    }
  return records;
}

static void
fill (const char *path,
      guint       n)
{
  g_autoptr(GError) error = NULL;
  KithStore *store = kith_test_store_open (path);
  g_autoptr(GPtrArray) records = make_batch (kith_test_store_add_account (store, ME), n);
  g_autoptr(GPtrArray) added = kith_test_store_add (store, records, &error);

  g_assert_no_error (error);
  kith_test_store_end (store);
}

static void
assert_open_fails (const char    *path,
                   KithStoreError code)
{
  g_autoptr(GError) error = NULL;
  KithStore *store = kith_store_new (path);

  g_assert_false (kith_test_store_try_open (store, &error));
  g_assert_error (error, KITH_STORE_ERROR, (int)code);
  kith_test_store_end (store);
}

static void
run_sql (const char *path,
         const char *sql)
{
  sqlite3 *db = NULL;

  g_assert_cmpint (sqlite3_open (path, &db), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (db, sql, NULL, NULL, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_close (db), ==, SQLITE_OK);
}

static void
test_garbage (Fixture      *f,
              gconstpointer data)
{
  g_autofree char *garbage = g_strnfill (40000, '#');
  g_autofree char *after = NULL;

  g_assert_true (g_file_set_contents (f->path, garbage, -1, NULL));
  assert_open_fails (f->path, KITH_STORE_ERROR_CORRUPT);
  g_assert_true (g_file_get_contents (f->path, &after, NULL, NULL));
  g_assert_cmpstr (after, ==, garbage);
}

static void
test_truncated (Fixture      *f,
                gconstpointer data)
{
  fill (f->path, 1000);
  g_assert_cmpint (truncate (f->path, 100 * 1024), ==, 0);
  assert_open_fails (f->path, KITH_STORE_ERROR_CORRUPT);
}

/* Damage in the middle shows only when it is read. */
static void
test_damaged (Fixture      *f,
              gconstpointer data)
{
  g_autofree char *contents = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GPtrArray) page = NULL;
  gsize length;
  KithStore *store;

  fill (f->path, 1000);
  g_assert_true (g_file_get_contents (f->path, &contents, &length, NULL));
  memset (contents + length / 4, 0xff, length / 2);
  g_assert_true (g_file_set_contents (f->path, contents, length, NULL));

  store = kith_test_store_open (f->path);
  KITH_TEST_CALL (load_messages, result, store, 1, 0, 1000);
  page = kith_store_load_messages_finish (store, result, &error);
  g_assert_error (error, KITH_STORE_ERROR, KITH_STORE_ERROR_CORRUPT);
  g_assert_null (page);
  g_clear_object (&result);
  kith_test_store_end (store);
}

static void
test_newer (Fixture      *f,
            gconstpointer data)
{
  g_autofree char *back = g_strdup_printf ("PRAGMA user_version = %u", kith_schema_get_version ());

  fill (f->path, 10);
  run_sql (f->path, "PRAGMA user_version = 9999");
  assert_open_fails (f->path, KITH_STORE_ERROR_NEWER);
  run_sql (f->path, back);
  kith_test_store_end (kith_test_store_open (f->path));
}

static void
test_newer_and_bare (Fixture      *f,
                     gconstpointer data)
{
  run_sql (f->path, "CREATE TABLE t (x); PRAGMA user_version = 9999");
  assert_open_fails (f->path, KITH_STORE_ERROR_NEWER);
}

static void
test_foreign (Fixture      *f,
              gconstpointer data)
{
  run_sql (f->path, "CREATE TABLE t (x)");
  assert_open_fails (f->path, KITH_STORE_ERROR_CORRUPT);
  run_sql (f->path, "INSERT INTO t VALUES (1)");
}

/* Runs this program again and answers the line that it prints. */
static char *
run_child (const char *mode,
           const char *path)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *line = NULL;
  g_autoptr(GSubprocess) child = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error,
                                                   program, mode, path, NULL);

  g_assert_no_error (error);
  g_subprocess_communicate_utf8 (child, NULL, NULL, &line, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_get_successful (child));
  return g_strchomp (g_steal_pointer (&line));
}

static void
assert_child_says (const char    *mode,
                   const char    *path,
                   KithStoreError code)
{
  g_autofree char *expected = g_strdup_printf ("%d", code);
  g_autofree char *said = run_child (mode, path);

  g_assert_cmpstr (said, ==, expected);
}

static void
test_locked (Fixture      *f,
             gconstpointer data)
{
  g_autofree char *said = NULL;
  KithStore *store = kith_test_store_open (f->path);

  assert_open_fails (f->path, KITH_STORE_ERROR_LOCKED);
  /* and what was tried here did not let go of the lock */
  assert_child_says ("--open", f->path, KITH_STORE_ERROR_LOCKED);
  kith_test_store_end (store);
  said = run_child ("--open", f->path);
  g_assert_cmpstr (said, ==, "open");
}

static void
set_modes (Fixture *f,
           int      directory,
           int      file)
{
  g_assert_cmpint (g_chmod (f->directory, directory), ==, 0);
  g_assert_cmpint (g_chmod (f->path, file), ==, 0);
}

/* The child is not root: root may write everywhere. */
static void
test_read_only (Fixture      *f,
                gconstpointer data)
{
  fill (f->path, 10);
  if (geteuid () == 0)
    {
      g_assert_cmpint (chown (f->directory, NOBODY, NOBODY), ==, 0);
      g_assert_cmpint (chown (f->path, NOBODY, NOBODY), ==, 0);
    }
  set_modes (f, 0500, 0400);
  assert_child_says ("--open", f->path, KITH_STORE_ERROR_READ_ONLY);
  set_modes (f, 0500, 0600);
  assert_child_says ("--open", f->path, KITH_STORE_ERROR_READ_ONLY);
  set_modes (f, 0700, 0400);
  assert_child_says ("--open", f->path, KITH_STORE_ERROR_READ_ONLY);
  set_modes (f, 0700, 0600);
  g_free (run_child ("--open", f->path));
}

static void
test_read_only_folder (Fixture      *f,
                       gconstpointer data)
{
  if (geteuid () == 0)
    {
      g_assert_cmpint (chown (f->directory, NOBODY, NOBODY), ==, 0);
    }
  g_assert_cmpint (g_chmod (f->directory, 0500), ==, 0);
  assert_child_says ("--open", f->path, KITH_STORE_ERROR_READ_ONLY);
  g_assert_cmpint (g_chmod (f->directory, 0700), ==, 0);
}

static void
limit_files (rlim_t limit)
{
  struct rlimit limits;

  g_assert_cmpint (getrlimit (RLIMIT_FSIZE, &limits), ==, 0);
  limits.rlim_cur = MIN (limit, limits.rlim_max);
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &limits), ==, 0);
}

/* No file may grow over a limit: for SQLite that is a disk without room. */
static void
test_full (Fixture      *f,
           gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  KithStore *store = kith_test_store_open (f->path);
  gint64 account = kith_test_store_add_account (store, ME);
  g_autoptr(KithConversationRecord) conversation = kith_test_store_conversation (store, account, JULIET);
  guint n = 0;

  limit_files (1024 * 1024);
  for (;;)
    {
      g_autoptr(GPtrArray) records = make_batch (account, 100);
      g_autoptr(GPtrArray) added = kith_test_store_add (store, records, &error);

      if (added == NULL)
        {
          break;
        }
      n += added->len;
      g_assert_cmpuint (n, <, 100000);
    }
  limit_files (RLIM_INFINITY);
  g_assert_error (error, KITH_STORE_ERROR, KITH_STORE_ERROR_FULL);

  /* nothing is lost, and with room again it goes on */
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr(GPtrArray) records = make_batch (account, 100);
      g_autoptr(GPtrArray) page = kith_test_store_page (store, conversation->id, 0, G_MAXINT);
      g_autoptr(GPtrArray) added = kith_test_store_add (store, records, NULL);

      g_assert_cmpuint (page->len, ==, n);
      n += added->len;
    }
  kith_test_store_end (store);
  store = kith_test_store_open (f->path);
  {
    g_autoptr(GPtrArray) page = kith_test_store_page (store, conversation->id, 0, G_MAXINT);

    g_assert_cmpuint (page->len, ==, n);
  }
  kith_test_store_end (store);
}

static void
test_full_at_open (Fixture      *f,
                   gconstpointer data)
{
  limit_files (0);
  assert_open_fails (f->path, KITH_STORE_ERROR_FULL);
  limit_files (RLIM_INFINITY);
  kith_test_store_end (kith_test_store_open (f->path));
}

/* Everything that was answered is there after the process was killed. */
static void
test_killed (Fixture      *f,
             gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GSubprocess) child = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error,
                                                   program, "--write", f->path, NULL);
  g_autoptr(GDataInputStream) lines = NULL;
  g_autoptr(GPtrArray) page = NULL;
  gint64 answered = 0;
  KithStore *store;

  g_assert_no_error (error);
  lines = g_data_input_stream_new (g_subprocess_get_stdout_pipe (child));
  for (guint i = 0; i < 50; i++)
    {
      g_autofree char *line = g_data_input_stream_read_line (lines, NULL, NULL, &error);

      g_assert_no_error (error);
      g_assert_nonnull (line);
      answered = g_ascii_strtoll (line, NULL, 10);
    }
  g_subprocess_force_exit (child);
  for (;;)
    {
      g_autofree char *line = g_data_input_stream_read_line (lines, NULL, NULL, NULL);

      if (line == NULL)
        {
          break;
        }
      answered = g_ascii_strtoll (line, NULL, 10);
    }
  g_subprocess_wait (child, NULL, NULL);
  g_assert_true (g_subprocess_get_if_signaled (child));

  store = kith_test_store_open (f->path);
  page = kith_test_store_page (store, 1, 0, G_MAXINT);
  g_assert_cmpint (page->len, >=, answered);
  for (guint i = 0; i < page->len; i++)
    {
      g_assert_cmpint (((KithMessageRecord *)g_ptr_array_index (page, i))->time, ==, i + 1);
    }
  kith_test_store_end (store);
}

static int
mode_of (const char *directory,
         const char *name)
{
  g_autofree char *path = g_build_filename (directory, name, NULL);
  GStatBuf info;

  g_assert_cmpint (g_stat (path, &info), ==, 0);
  return info.st_mode & 0777;
}

static void
test_modes (Fixture      *f,
            gconstpointer data)
{
  g_autofree char *inner = g_build_filename (f->directory, "profile", NULL);
  g_autofree char *path = g_build_filename (inner, KITH_STORE_FILE, NULL);
  mode_t mask = umask (0);
  KithStore *store = kith_test_store_open (path);

  g_assert_cmpint (mode_of (f->directory, "profile"), ==, 0700);
  g_assert_cmpint (mode_of (inner, KITH_STORE_FILE), ==, 0600);
  g_assert_cmpint (mode_of (inner, KITH_STORE_FILE "-wal"), ==, 0600);
  kith_test_store_end (store);
  g_assert_cmpint (g_chmod (path, 0644), ==, 0);
  kith_test_store_end (kith_test_store_open (path));
  g_assert_cmpint (mode_of (inner, KITH_STORE_FILE), ==, 0600);
  umask (mask);
  g_assert_cmpint (g_remove (path), ==, 0);
  g_assert_cmpint (g_rmdir (inner), ==, 0);
}

static int
child_open (const char *path)
{
  g_autoptr(GError) error = NULL;
  KithStore *store = NULL;

  if (geteuid () == 0)
    {
      GStatBuf info;
      g_autofree char *directory = g_path_get_dirname (path);

      if (g_stat (directory, &info) == 0 && info.st_uid == NOBODY &&
          (setgroups (0, NULL) != 0 || setresgid (NOBODY, NOBODY, NOBODY) != 0 ||
           setresuid (NOBODY, NOBODY, NOBODY) != 0 || prctl (PR_SET_DUMPABLE, 1) != 0))
        {
          return 1;
        }
    }
  store = kith_store_new (path);
  if (kith_test_store_try_open (store, &error))
    {
      g_print ("open\n");
    }
  else
    {
      g_print ("%d\n", error->code);
    }
  kith_test_store_end (store);
  return 0;
}

/* Adds messages for ever, and says the number of each as soon as it was answered. */
static int
child_write (const char *path)
{
  KithStore *store = kith_test_store_open (path);
  gint64 account = kith_test_store_add_account (store, ME);

  for (gint64 i = 1;; i++)
    {
      kith_message_record_free (kith_test_store_add_one (
                                  store, kith_test_store_make_message (account, JULIET, KITH_DIRECTION_IN, i, "x")));
      g_print ("%" G_GINT64_FORMAT "\n", i);
    }
  return 0;
}

int
main (int   argc,
      char *argv[])
{
  program = argv[0];
  if (argc == 3 && g_str_equal (argv[1], "--open"))
    {
      return child_open (argv[2]);
    }
  if (argc == 3 && g_str_equal (argv[1], "--write"))
    {
      return child_write (argv[2]);
    }
  g_test_init (&argc, &argv, NULL);
  signal (SIGXFSZ, SIG_IGN);

  g_test_add ("/store/trouble/garbage", Fixture, NULL, set_up, test_garbage, tear_down);
  g_test_add ("/store/trouble/truncated", Fixture, NULL, set_up, test_truncated, tear_down);
  g_test_add ("/store/trouble/damaged", Fixture, NULL, set_up, test_damaged, tear_down);
  g_test_add ("/store/trouble/newer", Fixture, NULL, set_up, test_newer, tear_down);
  g_test_add ("/store/trouble/newer-and-bare", Fixture, NULL, set_up, test_newer_and_bare, tear_down);
  g_test_add ("/store/trouble/foreign", Fixture, NULL, set_up, test_foreign, tear_down);
  g_test_add ("/store/trouble/locked", Fixture, NULL, set_up, test_locked, tear_down);
  g_test_add ("/store/trouble/read-only", Fixture, NULL, set_up, test_read_only, tear_down);
  g_test_add ("/store/trouble/read-only-folder", Fixture, NULL, set_up, test_read_only_folder, tear_down);
  g_test_add ("/store/trouble/full", Fixture, NULL, set_up, test_full, tear_down);
  g_test_add ("/store/trouble/full-at-open", Fixture, NULL, set_up, test_full_at_open, tear_down);
  g_test_add ("/store/trouble/killed", Fixture, NULL, set_up, test_killed, tear_down);
  g_test_add ("/store/trouble/modes", Fixture, NULL, set_up, test_modes, tear_down);

  return g_test_run ();
}
