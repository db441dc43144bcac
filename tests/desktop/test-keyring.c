/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-keyring.h"

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>

#include "kith-model-error.h"

/* Against a real gnome-keyring on a bus of the test's own. The libraries keep one connection for the life of a process, so each
 * session is a process: a test runs its parts one after the other in the same folder. */

#define MASTER "the master password"
#define PASSWORD "correct horse \xf0\x9f\x94\x8b staple"
#define TOKEN "HT-SHA-256-NONE token/+="
#define PATIENCE (20 * G_TIME_SPAN_SECOND)

/* Knows of no service that it could start by itself. */
#define BUS_CONFIGURATION \
  "<!DOCTYPE busconfig PUBLIC \"-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN\" " \
  "\"http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd\"><busconfig><type>session</type>" \
  "<listen>unix:tmpdir=/tmp</listen><auth>EXTERNAL</auth><policy context=\"default\">" \
  "<allow send_destination=\"*\" eavesdrop=\"true\"/><allow eavesdrop=\"true\"/><allow own=\"*\"/></policy></busconfig>"

typedef struct
{
  GSubprocess *bus;
  GSubprocess *daemon;   /* NULL: there is no keyring */
  KithSecrets *secrets;
} Session;

static void
end_with_parent (gpointer user_data)
{
  prctl (PR_SET_PDEATHSIG, SIGTERM);
}

/* What is strict with the test is not meant for the daemons. */
static GSubprocessLauncher *
new_launcher (GSubprocessFlags flags)
{
  GSubprocessLauncher *launcher = g_subprocess_launcher_new (flags | G_SUBPROCESS_FLAGS_STDERR_SILENCE);

  g_subprocess_launcher_unsetenv (launcher, "G_DEBUG");
  g_subprocess_launcher_unsetenv (launcher, "MALLOC_PERTURB_");
  g_subprocess_launcher_set_child_setup (launcher, end_with_parent, NULL, NULL);

  return launcher;
}

static GSubprocess *
start_bus (void)
{
  g_autoptr(GSubprocessLauncher) launcher = new_launcher (G_SUBPROCESS_FLAGS_STDOUT_PIPE);
  g_autoptr(GDataInputStream) output = NULL;
  g_autoptr(GDBusConnection) connection = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *file = g_build_filename (g_getenv ("XDG_RUNTIME_DIR"), "bus.conf", NULL);
  g_autofree char *address = NULL;
  GSubprocess *bus;

  g_assert_true (g_file_set_contents (file, BUS_CONFIGURATION, -1, NULL));
  bus = g_subprocess_launcher_spawn (launcher, &error, "dbus-daemon", "--nofork", "--print-address", "--config-file", file,
                                     NULL);
  g_assert_no_error (error);

  output = g_data_input_stream_new (g_subprocess_get_stdout_pipe (bus));
  address = g_data_input_stream_read_line (output, NULL, NULL, &error);
  g_assert_no_error (error);
  g_setenv ("DBUS_SESSION_BUS_ADDRESS", address, TRUE);

  /* The end of the bus is not the end of the test. */
  connection = g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, &error);
  g_assert_no_error (error);
  g_dbus_connection_set_exit_on_close (connection, FALSE);

  return bus;
}

static void
stop (GSubprocess **process)
{
  g_subprocess_send_signal (*process, SIGTERM);
  g_subprocess_wait (*process, NULL, NULL);
  g_clear_object (process);
}

static gboolean
has_owner (void)
{
  g_autoptr(GDBusConnection) connection = g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, NULL);
  g_autoptr(GVariant) answer = NULL;
  gboolean owned = FALSE;

  g_assert_nonnull (connection);
  answer = g_dbus_connection_call_sync (connection, "org.freedesktop.DBus", "/", "org.freedesktop.DBus", "NameHasOwner",
                                        g_variant_new ("(s)", "org.freedesktop.secrets"), NULL, G_DBUS_CALL_FLAGS_NONE,
                                        -1, NULL, NULL);
  g_variant_get (answer, "(b)", &owned);

  return owned;
}

static void
start_daemon (Session    *session,
              const char *master)
{
  g_autoptr(GSubprocessLauncher) launcher =
    new_launcher (G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_SILENCE);
  g_autoptr(GError) error = NULL;
  gint64 end = g_get_monotonic_time () + PATIENCE;
  GOutputStream *input;

  session->daemon = g_subprocess_launcher_spawn (launcher, &error, "gnome-keyring-daemon", "--foreground",
                                                 "--components=secrets", master != NULL ? "--unlock" : NULL, NULL);
  g_assert_no_error (error);

  input = g_subprocess_get_stdin_pipe (session->daemon);
  if (master != NULL)
    g_output_stream_write_all (input, master, strlen (master), NULL, NULL, NULL);
  g_output_stream_close (input, NULL, NULL);

  while (!has_owner ())
    {
      g_assert_cmpint (g_get_monotonic_time (), <, end);
      g_usleep (20000);
    }
}

/* @master: (nullable): opens the keyring; %NULL leaves it locked */
static void
open_session (Session    *session,
              gboolean    keyring,
              const char *master)
{
  session->bus = start_bus ();
  if (keyring)
    start_daemon (session, master);
  session->secrets = KITH_SECRETS (kith_keyring_new ());
}

static void
close_session (Session *session)
{
  g_assert_finalize_object (session->secrets);
  if (session->daemon != NULL)
    stop (&session->daemon);
  stop (&session->bus);
}

static void
result_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  *(GAsyncResult **)user_data = g_object_ref (result);
}

static GAsyncResult *
wait_for (GAsyncResult **result)
{
  while (*result == NULL)
    g_main_context_iteration (NULL, TRUE);

  return *result;
}

static char *
lookup (Session    *session,
        const char *account,
        const char *kind,
        GError    **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  kith_secrets_lookup_async (session->secrets, account, kind, NULL, result_cb, &result);
  return kith_secrets_lookup_finish (session->secrets, wait_for (&result), error);
}

static gboolean
save (Session    *session,
      const char *account,
      const char *kind,
      const char *secret,
      GError    **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  kith_secrets_save_async (session->secrets, account, kind, secret, NULL, result_cb, &result);
  return kith_secrets_save_finish (session->secrets, wait_for (&result), error);
}

static void
assert_secret (Session    *session,
               const char *account,
               const char *kind,
               const char *expected)
{
  g_autoptr(GError) error = NULL;
  char *secret = lookup (session, account, kind, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (secret, ==, expected);
  kith_secret_free (secret);
}

static void
assert_saved (Session    *session,
              const char *account,
              const char *kind,
              const char *secret)
{
  g_autoptr(GError) error = NULL;

  g_assert_true (save (session, account, kind, secret, &error));
  g_assert_no_error (error);
}

/* Two accounts, two kinds; another secret takes the place of the first; what is cleared is gone, and may be cleared twice. */
static void
part_all (void)
{
  Session session = { NULL };

  open_session (&session, TRUE, MASTER);
  assert_secret (&session, "ada@kith.example", "password", NULL);
  assert_saved (&session, "ada@kith.example", "password", "first");
  assert_saved (&session, "ada@kith.example", "password", PASSWORD);
  assert_saved (&session, "ada@kith.example", "token", TOKEN);
  assert_saved (&session, "ben@kith.example", "password", "");
  assert_secret (&session, "ada@kith.example", "password", PASSWORD);
  assert_secret (&session, "ada@kith.example", "token", TOKEN);
  assert_secret (&session, "ben@kith.example", "password", "");
  assert_secret (&session, "ben@kith.example", "token", NULL);

  assert_saved (&session, "ada@kith.example", "password", NULL);
  assert_saved (&session, "ada@kith.example", "password", NULL);
  assert_secret (&session, "ada@kith.example", "password", NULL);
  assert_secret (&session, "ada@kith.example", "token", TOKEN);
  close_session (&session);
}

static void
part_store (void)
{
  Session session = { NULL };

  open_session (&session, TRUE, MASTER);
  assert_saved (&session, "ada@kith.example", "password", PASSWORD);
  assert_saved (&session, "ada@kith.example", "token", TOKEN);
  close_session (&session);
}

static void
part_again (void)
{
  Session session = { NULL };

  open_session (&session, TRUE, MASTER);
  assert_secret (&session, "ada@kith.example", "password", PASSWORD);
  assert_secret (&session, "ada@kith.example", "token", TOKEN);
  close_session (&session);
}

static void
part_locked (void)
{
  Session session = { NULL };
  g_autoptr(GError) error = NULL;

  open_session (&session, TRUE, NULL);
  g_assert_null (lookup (&session, "ada@kith.example", "password", &error));
  g_assert_error (error, KITH_MODEL_ERROR, KITH_MODEL_ERROR_KEYRING_LOCKED);
  g_clear_error (&error);

  g_assert_false (save (&session, "ada@kith.example", "password", "other", &error));
  g_assert_error (error, KITH_MODEL_ERROR, KITH_MODEL_ERROR_KEYRING_LOCKED);
  close_session (&session);
}

static void
part_nobody (void)
{
  Session session = { NULL };
  g_autoptr(GError) error = NULL;

  open_session (&session, FALSE, NULL);
  g_assert_null (lookup (&session, "ada@kith.example", "password", &error));
  g_assert_error (error, KITH_MODEL_ERROR, KITH_MODEL_ERROR_KEYRING_UNAVAILABLE);
  g_clear_error (&error);
  g_assert_false (save (&session, "ada@kith.example", "password", PASSWORD, &error));
  g_assert_error (error, KITH_MODEL_ERROR, KITH_MODEL_ERROR_KEYRING_UNAVAILABLE);
  g_clear_error (&error);
  g_assert_false (save (&session, "ada@kith.example", "password", NULL, &error));
  g_assert_error (error, KITH_MODEL_ERROR, KITH_MODEL_ERROR_KEYRING_UNAVAILABLE);
  close_session (&session);
}

/* Where there is not even a bus. */
static void
part_no_bus (void)
{
  Session session = { NULL };
  g_autoptr(GError) error = NULL;

  g_setenv ("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/bus", TRUE);
  session.secrets = KITH_SECRETS (kith_keyring_new ());
  g_assert_null (lookup (&session, "ada@kith.example", "password", &error));
  g_assert_error (error, KITH_MODEL_ERROR, KITH_MODEL_ERROR_KEYRING_UNAVAILABLE);
  g_clear_error (&error);
  g_assert_false (save (&session, "ada@kith.example", "password", "x", &error));
  g_assert_error (error, KITH_MODEL_ERROR, KITH_MODEL_ERROR_KEYRING_UNAVAILABLE);
  g_assert_finalize_object (session.secrets);
}

/* As in Flatpak, where libsecret keeps a file of its own behind a portal. */
static void
part_file (void)
{
  Session session = { NULL };
  g_autofree char *path = g_build_filename (g_getenv ("XDG_DATA_HOME"), "secrets", NULL);

  g_setenv ("SECRET_BACKEND", "file", TRUE);
  g_setenv ("SECRET_FILE_TEST_PATH", path, TRUE);
  g_setenv ("SECRET_FILE_TEST_PASSWORD", "test", TRUE);
  session.secrets = KITH_SECRETS (kith_keyring_new ());
  assert_secret (&session, "ada@kith.example", "password", NULL);
  assert_saved (&session, "ada@kith.example", "password", "first");
  assert_saved (&session, "ada@kith.example", "password", PASSWORD);
  assert_saved (&session, "ada@kith.example", "token", TOKEN);
  assert_secret (&session, "ada@kith.example", "password", PASSWORD);
  assert_saved (&session, "ada@kith.example", "password", NULL);
  assert_secret (&session, "ada@kith.example", "password", NULL);
  assert_secret (&session, "ada@kith.example", "token", TOKEN);
  g_assert_finalize_object (session.secrets);
}

/* A cancelled call answers that it was, whatever the keyring does. */
static void
part_cancelled (void)
{
  Session session = { NULL };
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  open_session (&session, TRUE, MASTER);
  kith_secrets_lookup_async (session.secrets, "ada@kith.example", "password", cancellable, result_cb, &result);
  g_cancellable_cancel (cancellable);
  g_assert_null (kith_secrets_lookup_finish (session.secrets, wait_for (&result), &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_object (&result);
  close_session (&session);
}

/* How many files below @path hold @text; @n_files: how many there are. */
static guint
count_files (const char *path,
             const char *text,
             guint      *n_files)
{
  g_autoptr(GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;
  guint n = 0;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);
      g_autofree char *content = NULL;
      gsize length;

      if (g_file_test (child, G_FILE_TEST_IS_DIR) && !g_file_test (child, G_FILE_TEST_IS_SYMLINK))
        {
          n += count_files (child, text, n_files);
        }
      else if (g_file_test (child, G_FILE_TEST_IS_REGULAR) && g_file_get_contents (child, &content, &length, NULL))
        {
          (*n_files)++;
          n += memmem (content, length, text, strlen (text)) != NULL;
        }
    }

  return n;
}

static void
remove_all (const char *path)
{
  g_autoptr(GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      remove_all (child);
    }

  g_remove (path);
}

static void
set_folder (const char *variable,
            const char *root,
            const char *name)
{
  g_autofree char *path = g_build_filename (root, name, NULL);

  g_mkdir (path, 0700);
  g_setenv (variable, path, TRUE);
}

/* Nothing of the person's own is touched; the parts inherit it. */
static char *
make_folder (void)
{
  g_autoptr(GError) error = NULL;
  char *root = g_dir_make_tmp ("kith-keyring-XXXXXX", &error);

  g_assert_no_error (error);
  g_unsetenv ("DBUS_SESSION_BUS_ADDRESS");
  g_unsetenv ("GNOME_KEYRING_CONTROL");
  g_unsetenv ("DISPLAY");
  g_unsetenv ("WAYLAND_DISPLAY");
  set_folder ("HOME", root, "home");
  set_folder ("XDG_DATA_HOME", root, "data");
  set_folder ("XDG_CONFIG_HOME", root, "config");
  set_folder ("XDG_CACHE_HOME", root, "cache");
  set_folder ("XDG_RUNTIME_DIR", root, "run");

  return root;
}

/* @parts: the names of the parts, in order */
static void
run_parts (const char *const *parts,
           const char        *hidden)
{
  g_autofree char *root = make_folder ();

  for (guint i = 0; parts[i] != NULL; i++)
    {
      g_autofree char *path = g_strconcat ("/keyring/subprocess/", parts[i], NULL);

      g_test_trap_subprocess (path, 60 * G_TIME_SPAN_SECOND, G_TEST_SUBPROCESS_INHERIT_STDERR);
      g_test_trap_assert_passed ();
    }

  if (hidden != NULL)
    {
      guint n_files = 0;

      g_assert_cmpuint (count_files (root, hidden, &n_files), ==, 0);
      g_assert_cmpuint (n_files, >, 0);
    }
  remove_all (root);
}

static void
test_secrets (void)
{
  run_parts ((const char *const []) { "all", NULL }, TOKEN);
}

static void
test_restart (void)
{
  run_parts ((const char *const []) { "store", "again", NULL }, PASSWORD);
}

static void
test_locked (void)
{
  run_parts ((const char *const []) { "store", "locked", NULL }, PASSWORD);
}

static void
test_nobody (void)
{
  run_parts ((const char *const []) { "nobody", NULL }, NULL);
}

static void
test_no_bus (void)
{
  run_parts ((const char *const []) { "no-bus", NULL }, NULL);
}

static void
test_file (void)
{
  run_parts ((const char *const []) { "file", NULL }, TOKEN);
}

static void
test_cancelled (void)
{
  run_parts ((const char *const []) { "cancelled", NULL }, NULL);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/keyring/secrets", test_secrets);
  g_test_add_func ("/keyring/restart", test_restart);
  g_test_add_func ("/keyring/locked", test_locked);
  g_test_add_func ("/keyring/nobody", test_nobody);
  g_test_add_func ("/keyring/no-bus", test_no_bus);
  g_test_add_func ("/keyring/file", test_file);
  g_test_add_func ("/keyring/cancelled", test_cancelled);
  g_test_add_func ("/keyring/subprocess/all", part_all);
  g_test_add_func ("/keyring/subprocess/store", part_store);
  g_test_add_func ("/keyring/subprocess/again", part_again);
  g_test_add_func ("/keyring/subprocess/locked", part_locked);
  g_test_add_func ("/keyring/subprocess/nobody", part_nobody);
  g_test_add_func ("/keyring/subprocess/no-bus", part_no_bus);
  g_test_add_func ("/keyring/subprocess/file", part_file);
  g_test_add_func ("/keyring/subprocess/cancelled", part_cancelled);

  return g_test_run ();
}
