/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-memory-secrets.h"
#include "kith-model-error.h"

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

static void
test_secrets (void)
{
  KithSecrets *secrets = kith_memory_secrets_new ();
  g_autoptr(GError) refused =
    g_error_new_literal (KITH_MODEL_ERROR, KITH_MODEL_ERROR_KEYRING_LOCKED, "locked");
  g_autoptr(GError) error = NULL;
  char *secret;

  kith_secrets_save_async (secrets, "a@b", "password", "open", NULL, answered_cb, NULL);
  wait_answer ();
  g_assert_true (kith_secrets_save_finish (secrets, answer, NULL));
  g_clear_object (&answer);

  kith_secrets_lookup_async (secrets, "a@b", "password", NULL, answered_cb, NULL);
  wait_answer ();
  secret = kith_secrets_lookup_finish (secrets, answer, NULL);
  g_assert_cmpstr (secret, ==, "open");
  kith_secret_free (secret);
  g_clear_object (&answer);
  g_assert_null (kith_memory_secrets_peek (KITH_MEMORY_SECRETS (secrets), "a@b", "token"));

  kith_secrets_save_async (secrets, "a@b", "password", NULL, NULL, answered_cb, NULL);
  wait_answer ();
  g_assert_true (kith_secrets_save_finish (secrets, answer, NULL));
  g_clear_object (&answer);
  g_assert_null (kith_memory_secrets_peek (KITH_MEMORY_SECRETS (secrets), "a@b", "password"));

  kith_memory_secrets_set_error (KITH_MEMORY_SECRETS (secrets), refused);
  kith_secrets_lookup_async (secrets, "a@b", "password", NULL, answered_cb, NULL);
  wait_answer ();
  g_assert_null (kith_secrets_lookup_finish (secrets, answer, &error));
  g_assert_error (error, KITH_MODEL_ERROR, KITH_MODEL_ERROR_KEYRING_LOCKED);
  g_clear_object (&answer);
  g_assert_finalize_object (secrets);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/memory-secrets/all", test_secrets);

  return g_test_run ();
}
