/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-test-store.h"

#define JULIET "juliet@capulet.example"
#define ROMEO "romeo@montague.example"

typedef struct
{
  KithStore *store;
  gint64     account;
} Fixture;

static void
set_up (Fixture      *f,
        gconstpointer data)
{
  f->store = kith_test_store_open (NULL);
  f->account = kith_test_store_add_account (f->store, "me@kith.example");
}

static void
tear_down (Fixture      *f,
           gconstpointer data)
{
  kith_test_store_end (f->store);
}

static KithRosterItem *
make_item (const char      *text,
           KithSubscription subscription)
{
  g_autoptr(KithJid) jid = kith_jid_new (text, NULL);
  KithRosterItem *item = kith_roster_item_new (jid);

  item->subscription = subscription;
  return item;
}

static GPtrArray *
load (Fixture *f)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GAsyncResult) result = NULL;
  GPtrArray *items;

  KITH_TEST_CALL (load_roster, result, f->store, f->account);
  items = kith_store_load_roster_finish (f->store, result, &error);
  g_assert_no_error (error);
  return items;
}

/* Takes @item. */
static gboolean
save (Fixture        *f,
      gint64          account,
      KithRosterItem *item,
      gboolean        replace,
      const char     *version,
      GError        **error)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GPtrArray) items =
    g_ptr_array_new_with_free_func ((GDestroyNotify)kith_roster_item_free);

  if (item != NULL)
    {
      g_ptr_array_add (items, item);
    }
  KITH_TEST_CALL (save_roster, result, f->store, account, items, replace, version);
  return kith_store_save_roster_finish (f->store, result, error);
}

static void
assert_version (Fixture    *f,
                const char *expected)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GPtrArray) accounts = NULL;

  KITH_TEST_CALL (load_accounts, result, f->store);
  accounts = kith_store_load_accounts_finish (f->store, result, NULL);
  g_assert_cmpstr (((KithAccountRecord *)g_ptr_array_index (accounts, 0))->roster_version, ==, expected);
}

static void
test_item (Fixture      *f,
           gconstpointer data)
{
  const char *groups[] = { "Friends", "日本\nwith a line", "", NULL };
  KithRosterItem *item = make_item (JULIET, KITH_SUBSCRIPTION_FROM);
  g_autoptr(GPtrArray) items = NULL;
  const KithRosterItem *loaded;

  item->name = g_strdup ("Juliet");
  item->ask = item->approved = TRUE;
  g_strfreev (item->groups);
  item->groups = g_strdupv ((GStrv)groups);
  g_assert_true (save (f, f->account, item, FALSE, "v1", NULL));
  items = load (f);
  g_assert_cmpuint (items->len, ==, 1);
  loaded = g_ptr_array_index (items, 0);
  g_assert_cmpstr (kith_jid_get_text (loaded->jid), ==, JULIET);
  g_assert_cmpstr (loaded->name, ==, "Juliet");
  g_assert_cmpint (loaded->subscription, ==, KITH_SUBSCRIPTION_FROM);
  g_assert_true (loaded->ask && loaded->approved);
  g_assert_true (g_strv_equal ((const char *const *)loaded->groups, groups));
  assert_version (f, "v1");
}

static void
test_changes (Fixture      *f,
              gconstpointer data)
{
  g_autoptr(GPtrArray) items = NULL;

  g_assert_true (save (f, f->account, make_item (JULIET, KITH_SUBSCRIPTION_BOTH), FALSE, "v1", NULL));
  g_assert_true (save (f, f->account, make_item (ROMEO, KITH_SUBSCRIPTION_TO), FALSE, "v2", NULL));
  g_assert_true (save (f, f->account, make_item (JULIET, KITH_SUBSCRIPTION_NONE), FALSE, "v3", NULL));
  items = load (f);
  g_assert_cmpuint (items->len, ==, 2);
  g_assert_cmpint (((KithRosterItem *)g_ptr_array_index (items, 0))->subscription, ==, KITH_SUBSCRIPTION_NONE);
  g_assert_cmpuint (g_strv_length (((KithRosterItem *)g_ptr_array_index (items, 0))->groups), ==, 0);

  g_assert_true (save (f, f->account, make_item (JULIET, KITH_SUBSCRIPTION_REMOVE), FALSE, "v4", NULL));
  g_clear_pointer (&items, g_ptr_array_unref);
  items = load (f);
  g_assert_cmpuint (items->len, ==, 1);

  g_assert_true (save (f, f->account, make_item (JULIET, KITH_SUBSCRIPTION_BOTH), TRUE, "v5", NULL));
  g_clear_pointer (&items, g_ptr_array_unref);
  items = load (f);
  g_assert_cmpuint (items->len, ==, 1);
  g_assert_cmpstr (kith_jid_get_text (((KithRosterItem *)g_ptr_array_index (items, 0))->jid), ==, JULIET);
  assert_version (f, "v5");

  g_assert_true (save (f, f->account, NULL, TRUE, NULL, NULL));
  g_clear_pointer (&items, g_ptr_array_unref);
  items = load (f);
  g_assert_cmpuint (items->len, ==, 0);
  assert_version (f, NULL);
}

static void
test_no_account (Fixture      *f,
                 gconstpointer data)
{
  g_autoptr(GError) error = NULL;

  g_assert_false (save (f, 4711, make_item (JULIET, KITH_SUBSCRIPTION_BOTH), FALSE, "v1", &error));
  g_assert_error (error, KITH_STORE_ERROR, KITH_STORE_ERROR_NOT_FOUND);
}

static GPtrArray *
load_requests (Fixture *f)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GAsyncResult) result = NULL;
  GPtrArray *requests;

  KITH_TEST_CALL (load_requests, result, f->store, f->account);
  requests = kith_store_load_requests_finish (f->store, result, &error);
  g_assert_no_error (error);
  return requests;
}

static gboolean
save_request (Fixture                 *f,
              gint64                   account,
              const KithStoredRequest *request,
              GError                 **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  KITH_TEST_CALL (save_request, result, f->store, account, request);
  return kith_store_save_request_finish (f->store, result, error);
}

static void
test_requests (Fixture      *f,
               gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GPtrArray) requests = NULL;
  KithStoredRequest first = { (char *)JULIET, (char *)"Jule", (char *)"It is I", 20 };
  KithStoredRequest second = { (char *)ROMEO, NULL, NULL, 10 };
  const KithStoredRequest *loaded;

  g_assert_true (save_request (f, f->account, &first, &error));
  g_assert_true (save_request (f, f->account, &second, &error));
  first.text = (char *)"It is I, again";
  g_assert_true (save_request (f, f->account, &first, &error));
  g_assert_no_error (error);
  requests = load_requests (f);
  g_assert_cmpuint (requests->len, ==, 2);
  loaded = g_ptr_array_index (requests, 0);
  g_assert_cmpstr (loaded->jid, ==, ROMEO);
  g_assert_null (loaded->nick);
  loaded = g_ptr_array_index (requests, 1);
  g_assert_cmpstr (loaded->nick, ==, "Jule");
  g_assert_cmpstr (loaded->text, ==, "It is I, again");
  g_assert_cmpint (loaded->time, ==, 20);

  KITH_TEST_CALL (remove_request, result, f->store, f->account, JULIET);
  g_assert_true (kith_store_remove_request_finish (f->store, result, &error));
  g_clear_pointer (&requests, g_ptr_array_unref);
  requests = load_requests (f);
  g_assert_cmpuint (requests->len, ==, 1);
  g_assert_false (save_request (f, 4711, &first, &error));
  g_assert_error (error, KITH_STORE_ERROR, KITH_STORE_ERROR_NOT_FOUND);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add ("/store/roster/item", Fixture, NULL, set_up, test_item, tear_down);
  g_test_add ("/store/roster/changes", Fixture, NULL, set_up, test_changes, tear_down);
  g_test_add ("/store/roster/no-account", Fixture, NULL, set_up, test_no_account, tear_down);
  g_test_add ("/store/roster/requests", Fixture, NULL, set_up, test_requests, tear_down);

  return g_test_run ();
}
