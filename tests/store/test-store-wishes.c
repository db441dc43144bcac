/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-store-wishes.h"
#include "kith-test-store.h"

static gint64
save (KithStore            *store,
      gint64                account,
      const KithWishRecord *wish)
{
  g_autoptr(GAsyncResult) result = NULL;

  KITH_TEST_CALL (save_wish, result, store, account, wish);
  return kith_store_save_wish_finish (store, result, NULL);
}

static GPtrArray *
load (KithStore *store,
      gint64     account)
{
  g_autoptr(GAsyncResult) result = NULL;

  KITH_TEST_CALL (load_wishes, result, store, account);
  return kith_store_load_wishes_finish (store, result, NULL);
}

static const KithWishRecord *
get (GPtrArray *wishes,
     guint      i)
{
  return g_ptr_array_index (wishes, i);
}

static void
test_wishes (void)
{
  KithStore *store = kith_test_store_open (NULL);
  gint64 account = kith_test_store_add_account (store, "me@kith.example");
  g_autoptr(KithWishRecord) item = kith_wish_record_new (KITH_WISH_ITEM, "juliet@capulet.example");
  g_autoptr(KithWishRecord) approve = kith_wish_record_new (KITH_WISH_APPROVE, "tybalt@capulet.example");
  g_autoptr(KithWishRecord) refuse = kith_wish_record_new (KITH_WISH_REFUSE, "tybalt@capulet.example");
  g_autoptr(KithWishRecord) ask = kith_wish_record_new (KITH_WISH_ASK, "juliet@capulet.example");
  const char *const groups[] = { "Verona", "Balconies", NULL };
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GPtrArray) wishes = NULL;
  g_autoptr(GPtrArray) left = NULL;

  item->name = g_strdup ("Juliet");
  g_strfreev (item->groups);
  item->groups = g_strdupv ((GStrv)groups);
  ask->text = g_strdup ("It is I");

  save (store, account, approve);
  g_assert_cmpint (save (store, account, item), >, 0);
  save (store, account, ask);
  save (store, account, refuse);
  wishes = load (store, account);
  g_assert_cmpuint (wishes->len, ==, 3);
  g_assert_cmpint (get (wishes, 0)->kind, ==, KITH_WISH_ITEM);
  g_assert_cmpstr (get (wishes, 0)->name, ==, "Juliet");
  g_assert_cmpstr (get (wishes, 0)->groups[1], ==, "Balconies");
  g_assert_cmpstr (get (wishes, 1)->text, ==, "It is I");
  g_assert_null (get (wishes, 1)->groups[0]);
  g_assert_cmpint (get (wishes, 2)->kind, ==, KITH_WISH_REFUSE);

  KITH_TEST_CALL (remove_wish, result, store, get (wishes, 0)->id);
  g_assert_true (kith_store_remove_wish_finish (store, result, NULL));
  left = load (store, account);
  g_assert_cmpuint (left->len, ==, 2);
  g_assert_cmpint (save (store, account + 1, ask), ==, -1);
  g_clear_object (&result);
  kith_test_store_end (store);
}

static void
test_matters (void)
{
  g_assert_cmpuint (kith_wish_kind_get_matter (KITH_WISH_APPROVE), ==, kith_wish_kind_get_matter (KITH_WISH_REFUSE));
  g_assert_cmpuint (kith_wish_kind_get_matter (KITH_WISH_ASK), ==, kith_wish_kind_get_matter (KITH_WISH_STOP));
  g_assert_cmpuint (kith_wish_kind_get_matter (KITH_WISH_ASK), !=, kith_wish_kind_get_matter (KITH_WISH_APPROVE));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/store/wishes/all", test_wishes);
  g_test_add_func ("/store/wishes/matters", test_matters);

  return g_test_run ();
}
