/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-store-blocks.h"
#include "kith-test-store.h"

static GPtrArray *
load (KithStore *store,
      gint64     account)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  GPtrArray *blocks;

  KITH_TEST_CALL (load_blocks, result, store, account);
  blocks = kith_store_load_blocks_finish (store, result, &error);
  g_assert_no_error (error);

  return blocks;
}

static void
save (KithStore *store,
      gint64     account,
      GPtrArray *blocks)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  KITH_TEST_CALL (save_blocks, result, store, account, blocks);
  g_assert_true (kith_store_save_blocks_finish (store, result, &error));
  g_assert_no_error (error);
}

static void
test_blocks (void)
{
  KithStore *store = kith_test_store_open (NULL);
  gint64 me = kith_test_store_add_account (store, "me@kith.example");
  gint64 other = kith_test_store_add_account (store, "other@kith.example");
  KithStoredBlock mallory = { .jid = (char *)"mallory@kith.example", .listed = TRUE, .wanted = TRUE };
  KithStoredBlock server = { .jid = (char *)"bad.example", .listed = FALSE, .wanted = TRUE };
  g_autoptr(GPtrArray) blocks = g_ptr_array_new ();
  g_autoptr(GPtrArray) loaded = NULL;
  g_autoptr(GPtrArray) fewer = NULL;
  g_autoptr(GPtrArray) others = NULL;
  const KithStoredBlock *block;

  g_ptr_array_add (blocks, &mallory);
  g_ptr_array_add (blocks, &server);
  save (store, me, blocks);
  loaded = load (store, me);
  g_assert_cmpuint (loaded->len, ==, 2);
  block = g_ptr_array_index (loaded, 0);
  g_assert_cmpstr (block->jid, ==, "bad.example");
  g_assert_false (block->listed);
  g_assert_true (block->wanted);
  block = g_ptr_array_index (loaded, 1);
  g_assert_cmpstr (block->jid, ==, "mallory@kith.example");
  g_assert_true (block->listed);

  g_ptr_array_set_size (blocks, 1);
  save (store, me, blocks);
  fewer = load (store, me);
  g_assert_cmpuint (fewer->len, ==, 1);
  others = load (store, other);
  g_assert_cmpuint (others->len, ==, 0);

  kith_test_store_end (store);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/store-blocks/kept", test_blocks);

  return g_test_run ();
}
