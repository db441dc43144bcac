/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-memory-secrets.h"
#include "kith-model-error.h"
#include "kith-model-fixture.h"
#include "kith-sign-in-private.h"

static guint n_changed;

static void
changed_cb (void)
{
  n_changed++;
}

static void
test_secrets (void)
{
  g_autoptr(KithModelFixture) fixture = kith_model_fixture_new ();
  g_autoptr(KithSecrets) secrets = kith_memory_secrets_new ();
  KithMemorySecrets *memory = KITH_MEMORY_SECRETS (secrets);
  g_autoptr(KithAccountRecord) record = kith_account_record_new ();
  g_autoptr(GError) locked =
    g_error_new_literal (KITH_MODEL_ERROR, KITH_MODEL_ERROR_KEYRING_LOCKED, "locked");
  KithSignIn *sign_in;

  record->jid = g_strdup ("ada@kith.example");
  sign_in = kith_sign_in_new (fixture->account, record, secrets, fixture->session);
  g_signal_connect (sign_in, "record-changed", G_CALLBACK (changed_cb), NULL);

  kith_sign_in_set_password (sign_in, "secret", TRUE);
  g_assert_cmpstr (kith_memory_secrets_peek (memory, record->jid, "password"), ==, "secret");
  g_signal_emit_by_name (fixture->session, "token-changed", "HT-SHA-256-NONE", "t0ken", (gint64)0);
  g_assert_cmpstr (kith_memory_secrets_peek (memory, record->jid, "token"), ==, "HT-SHA-256-NONE t0ken");
  g_signal_emit_by_name (fixture->session, "token-changed", NULL, NULL, (gint64)0);
  g_assert_null (kith_memory_secrets_peek (memory, record->jid, "token"));

  g_object_set (fixture->session, "best-mechanism", "SCRAM-SHA-256-PLUS", NULL);
  g_object_notify (G_OBJECT (fixture->session), "best-mechanism");
  g_assert_cmpstr (record->best_mechanism, ==, "SCRAM-SHA-256-PLUS");
  g_assert_cmpuint (n_changed, >=, 1);

  /* Not to be remembered: nothing stays behind, and it is asked for each time. */
  kith_sign_in_set_password (sign_in, "other", FALSE);
  kith_model_test_run (5);
  g_assert_null (kith_memory_secrets_peek (memory, record->jid, "password"));
  g_assert_true (record->ask_password);

  /* To be remembered, but the keyring does not: said, and asked for each time. */
  kith_memory_secrets_set_error (memory, locked);
  kith_sign_in_set_password (sign_in, "third", TRUE);
  kith_model_test_wait (kith_account_get_keyring_error (fixture->account) != NULL);
  g_assert_error (kith_account_get_keyring_error (fixture->account), KITH_MODEL_ERROR,
                  KITH_MODEL_ERROR_KEYRING_LOCKED);
  g_assert_true (record->ask_password);
  kith_memory_secrets_set_error (memory, NULL);
  kith_sign_in_forget (sign_in);
  kith_model_test_run (5);
  g_assert_finalize_object (sign_in);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/sign-in/secrets", test_secrets);

  return g_test_run ();
}
