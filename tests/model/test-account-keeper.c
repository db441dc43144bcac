/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-account-keeper-private.h"
#include "kith-model-fixture.h"
#include "kith-store-accounts.h"

static void
accounts_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  *(GPtrArray **)user_data = kith_store_load_accounts_finish (KITH_STORE (source), result, NULL);
}

static void
test_choices (void)
{
  g_autoptr(KithModelFixture) fixture = kith_model_fixture_new ();
  g_autoptr(KithAccountRecord) record = kith_account_record_new ();
  g_autoptr(KithAccountSettings) settings = kith_account_settings_new ();
  g_autoptr(GPtrArray) stored = NULL;
  const KithAccountRecord *kept;
  KithAccountKeeper *keeper;

  record->id = fixture->account_id;
  record->jid = g_strdup ("ada@kith.example");
  record->best_mechanism = g_strdup ("SCRAM-SHA-512");
  keeper = kith_account_keeper_new (fixture->account, record, fixture->store);
  kept = kith_account_keeper_get_record (keeper);

  settings->host = g_strdup ("host.example");
  settings->port = 5223;
  settings->allow_plain = TRUE;
  kith_account_restore (fixture->account, settings, TRUE, KITH_SHOW_OFFLINE, "on the way");
  kith_account_keeper_gather (keeper);
  g_assert_cmpstr (kept->host, ==, "host.example");
  g_assert_cmpuint (kept->port, ==, 5223);
  g_assert_true (kept->allow_plain);
  g_assert_cmpint (kept->show, ==, KITH_SHOW_OFFLINE);
  g_assert_cmpstr (kept->best_mechanism, ==, "SCRAM-SHA-512");

  kith_account_keeper_come_back (keeper);
  g_assert_cmpint (kith_account_get_show (fixture->account), ==, KITH_SHOW_AVAILABLE);
  g_assert_cmpstr (kith_account_get_status (fixture->account), ==, "on the way");
  kith_store_load_accounts_async (fixture->store, NULL, accounts_cb, &stored);
  kith_model_test_wait (stored != NULL);
  g_assert_cmpuint (stored->len, ==, 1);
  g_assert_cmpint (((KithAccountRecord *)stored->pdata[0])->show, ==, KITH_SHOW_AVAILABLE);
  g_assert_cmpstr (((KithAccountRecord *)stored->pdata[0])->host, ==, "host.example");

  /* Whoever is there stays as they are. */
  kith_account_restore (fixture->account, NULL, TRUE, KITH_SHOW_AWAY, NULL);
  kith_account_keeper_come_back (keeper);
  g_assert_cmpint (kept->show, ==, KITH_SHOW_AWAY);
  kith_model_fixture_settle (fixture);
  g_assert_finalize_object (keeper);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/account-keeper/choices", test_choices);

  return g_test_run ();
}
