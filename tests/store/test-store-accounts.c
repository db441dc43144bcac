/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-test-store.h"

#define JULIET "juliet@capulet.example"

static GPtrArray *
load (KithStore *store)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GAsyncResult) result = NULL;
  GPtrArray *accounts;

  KITH_TEST_CALL (load_accounts, result, store);
  accounts = kith_store_load_accounts_finish (store, result, &error);
  g_assert_no_error (error);
  return accounts;
}

static gint64
save (KithStore               *store,
      const KithAccountRecord *record,
      GError                 **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  KITH_TEST_CALL (save_account, result, store, record);
  return kith_store_save_account_finish (store, result, error);
}

static KithAccountRecord *
make_full (void)
{
  KithAccountRecord *record = kith_account_record_new ();

  record->jid = g_strdup ("me@kith.example");
  record->host = g_strdup ("xmpp.kith.example");
  record->port = 5223;
  record->resource = g_strdup ("desk");
  record->pinned_certificate = g_strdup ("abcdef");
  record->best_mechanism = g_strdup ("SCRAM-SHA-256-PLUS");
  record->user_agent_id = g_strdup ("5a0ee45c-1e3f-4f7e-9a3c-0c8f4a7c1d2e");
  record->roster_version = g_strdup ("v7");
  record->nickname = g_strdup ("Me");
  record->avatar_hash = g_strdup ("0123");
  record->show = KITH_SHOW_EXTENDED_AWAY;
  record->status = g_strdup ("gone fishing");
  record->position = 3;
  record->enabled = record->direct_tls = record->allow_plain = record->ask_password = TRUE;
  return record;
}

static void
assert_same (const KithAccountRecord *a,
             const KithAccountRecord *b)
{
  g_assert_cmpstr (a->jid, ==, b->jid);
  g_assert_cmpstr (a->host, ==, b->host);
  g_assert_cmpuint (a->port, ==, b->port);
  g_assert_cmpstr (a->resource, ==, b->resource);
  g_assert_cmpstr (a->pinned_certificate, ==, b->pinned_certificate);
  g_assert_cmpstr (a->best_mechanism, ==, b->best_mechanism);
  g_assert_cmpstr (a->user_agent_id, ==, b->user_agent_id);
  g_assert_cmpstr (a->roster_version, ==, b->roster_version);
  g_assert_cmpstr (a->nickname, ==, b->nickname);
  g_assert_cmpstr (a->avatar_hash, ==, b->avatar_hash);
  g_assert_cmpint (a->show, ==, b->show);
  g_assert_cmpstr (a->status, ==, b->status);
  g_assert_cmpint (a->position, ==, b->position);
  g_assert_cmpint (a->enabled, ==, b->enabled);
  g_assert_cmpint (a->direct_tls, ==, b->direct_tls);
  g_assert_cmpint (a->allow_plain, ==, b->allow_plain);
  g_assert_cmpint (a->ask_password, ==, b->ask_password);
}

static void
test_save (void)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(KithAccountRecord) full = make_full ();
  g_autoptr(KithAccountRecord) bare = kith_account_record_new ();
  g_autoptr(GPtrArray) accounts = NULL;
  KithStore *store = kith_test_store_open (NULL);

  bare->jid = g_strdup ("other@kith.example");
  full->id = save (store, full, &error);
  bare->id = save (store, bare, &error);
  g_assert_no_error (error);
  accounts = load (store);
  g_assert_cmpuint (accounts->len, ==, 2);
  assert_same (g_ptr_array_index (accounts, 0), bare);
  assert_same (g_ptr_array_index (accounts, 1), full);

  /* replaced, which takes nothing from what hangs on it */
  kith_message_record_free (kith_test_store_add_one (
                              store, kith_test_store_make_message (full->id, JULIET, KITH_DIRECTION_IN, 1, "x")));
  g_clear_pointer (&full->host, g_free);
  full->position = -1;
  full->enabled = FALSE;
  g_assert_cmpint (save (store, full, &error), ==, full->id);
  g_clear_pointer (&accounts, g_ptr_array_unref);
  accounts = load (store);
  assert_same (g_ptr_array_index (accounts, 0), full);
  g_clear_pointer (&accounts, g_ptr_array_unref);
  accounts = kith_test_store_conversations (store, full->id);
  g_assert_cmpuint (accounts->len, ==, 1);
  kith_test_store_end (store);
}

static void
test_save_fails (void)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(KithAccountRecord) record = make_full ();
  KithStore *store = kith_test_store_open (NULL);

  g_assert_cmpint (save (store, record, &error), >, 0);
  g_assert_cmpint (save (store, record, &error), ==, -1);
  g_assert_error (error, KITH_STORE_ERROR, KITH_STORE_ERROR_FAILED);
  g_clear_error (&error);
  record->id = 4711;
  g_assert_cmpint (save (store, record, &error), ==, -1);
  g_assert_error (error, KITH_STORE_ERROR, KITH_STORE_ERROR_NOT_FOUND);
  kith_test_store_end (store);
}

static gboolean
remove_account (KithStore *store,
                gint64     id,
                GError   **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  KITH_TEST_CALL (remove_account, result, store, id);
  return kith_store_remove_account_finish (store, result, error);
}

static void
test_remove (void)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) found = NULL;
  g_autoptr(GPtrArray) accounts = NULL;
  g_autoptr(GPtrArray) conversations = NULL;
  KithStore *store = kith_test_store_open (NULL);
  gint64 first = kith_test_store_add_account (store, "me@kith.example");
  gint64 second = kith_test_store_add_account (store, "other@kith.example");

  kith_message_record_free (kith_test_store_add_one (
                              store, kith_test_store_make_message (first, JULIET, KITH_DIRECTION_IN, 1, "nightingale")));
  kith_message_record_free (kith_test_store_add_one (
                              store, kith_test_store_make_message (second, JULIET, KITH_DIRECTION_IN, 1, "nightingale")));
  g_assert_true (remove_account (store, first, &error));
  accounts = load (store);
  g_assert_cmpuint (accounts->len, ==, 1);
  conversations = kith_test_store_conversations (store, first);
  g_assert_cmpuint (conversations->len, ==, 0);
  found = kith_test_store_search (store, "nightingale");
  g_assert_cmpuint (found->len, ==, 1);
  g_assert_cmpint (((KithMessageRecord *)g_ptr_array_index (found, 0))->account_id, ==, second);

  g_assert_false (remove_account (store, first, &error));
  g_assert_error (error, KITH_STORE_ERROR, KITH_STORE_ERROR_NOT_FOUND);
  /* the number of one that went is never given to another */
  g_assert_cmpint (kith_test_store_add_account (store, "third@kith.example"), >, second);
  kith_test_store_end (store);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/store/accounts/save", test_save);
  g_test_add_func ("/store/accounts/save-fails", test_save_fails);
  g_test_add_func ("/store/accounts/remove", test_remove);

  return g_test_run ();
}
