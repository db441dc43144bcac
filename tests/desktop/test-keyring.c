/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-keyring.h"

#include <glib/gstdio.h>

#include "kith-model-error.h"

/* Each case runs in a process of its own, for libsecret chooses its backend once in a process. */

static GAsyncResult *answer;

static void
answered_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_set_object (&answer, result);
}

static void
wait_answer (void)
{
  while (answer == NULL)
    g_main_context_iteration (NULL, TRUE);
}

static gboolean
save (KithSecrets *keyring,
      const char  *kind,
      const char  *secret,
      GError     **error)
{
  gboolean saved;

  kith_secrets_save_async (keyring, "ada@kith.example", kind, secret, NULL, answered_cb, NULL);
  wait_answer ();
  saved = kith_secrets_save_finish (keyring, answer, error);
  g_clear_object (&answer);

  return saved;
}

static char *
look_up (KithSecrets *keyring,
         const char  *kind,
         GError     **error)
{
  char *secret;

  kith_secrets_lookup_async (keyring, "ada@kith.example", kind, NULL, answered_cb, NULL);
  wait_answer ();
  secret = kith_secrets_lookup_finish (keyring, answer, error);
  g_clear_object (&answer);

  return secret;
}

static void
check (KithSecrets *keyring,
       const char  *kind,
       const char  *expected)
{
  g_autoptr(GError) error = NULL;
  char *secret = look_up (keyring, kind, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (secret, ==, expected);
  kith_secret_free (secret);
}

static void
test_file_backend (void)
{
  g_autofree char *directory = NULL;
  g_autofree char *path = NULL;
  g_autoptr(GError) error = NULL;
  KithSecrets *keyring;

  if (!g_test_subprocess ())
    {
      g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_INHERIT_STDERR);
      g_test_trap_assert_passed ();
      return;
    }

  directory = g_dir_make_tmp ("kith-keyring-XXXXXX", NULL);
  path = g_build_filename (directory, "secrets", NULL);
  g_setenv ("SECRET_BACKEND", "file", TRUE);
  g_setenv ("SECRET_FILE_TEST_PATH", path, TRUE);
  g_setenv ("SECRET_FILE_TEST_PASSWORD", "test", TRUE);
  keyring = KITH_SECRETS (kith_keyring_new ());

  check (keyring, "password", NULL);
  g_assert_true (save (keyring, "password", "open sesame", &error));
  g_assert_no_error (error);
  g_assert_true (save (keyring, "token", "t0ken", &error));
  check (keyring, "password", "open sesame");
  check (keyring, "token", "t0ken");
  g_assert_true (save (keyring, "password", "changed", &error));
  check (keyring, "password", "changed");
  g_assert_true (save (keyring, "password", NULL, &error));
  g_assert_no_error (error);
  check (keyring, "password", NULL);
  check (keyring, "token", "t0ken");

  g_assert_finalize_object (keyring);
  g_unlink (path);
  g_rmdir (directory);
}

static void
test_no_service (void)
{
  g_autoptr(GError) error = NULL;
  KithSecrets *keyring;

  if (!g_test_subprocess ())
    {
      g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_INHERIT_STDERR);
      g_test_trap_assert_passed ();
      return;
    }

  g_unsetenv ("SECRET_BACKEND");
  g_setenv ("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/bus", TRUE);
  keyring = KITH_SECRETS (kith_keyring_new ());
  g_assert_null (look_up (keyring, "password", &error));
  g_assert_error (error, KITH_MODEL_ERROR, KITH_MODEL_ERROR_KEYRING_UNAVAILABLE);
  g_clear_error (&error);
  g_assert_false (save (keyring, "password", "x", &error));
  g_assert_error (error, KITH_MODEL_ERROR, KITH_MODEL_ERROR_KEYRING_UNAVAILABLE);
  g_assert_finalize_object (keyring);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/keyring/file-backend", test_file_backend);
  g_test_add_func ("/keyring/no-service", test_no_service);

  return g_test_run ();
}
