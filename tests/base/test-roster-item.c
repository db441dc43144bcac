/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-roster-item.h"

static void
test_new (void)
{
  g_autoptr(KithJid) jid = kith_jid_new ("romeo@example.net/orchard", NULL);
  g_autoptr(KithRosterItem) item = kith_roster_item_new (jid);

  g_assert_cmpstr (kith_jid_get_text (item->jid), ==, "romeo@example.net");
  g_assert_null (item->name);
  g_assert_nonnull (item->groups);
  g_assert_cmpuint (g_strv_length (item->groups), ==, 0);
  g_assert_cmpint (item->subscription, ==, KITH_SUBSCRIPTION_NONE);
  g_assert_false (item->ask);
  g_assert_false (item->approved);
}

static void
test_copy (void)
{
  g_autoptr(KithJid) jid = kith_jid_new ("romeo@example.net", NULL);
  g_autoptr(KithRosterItem) item = kith_roster_item_new (jid);
  g_autoptr(KithRosterItem) copy = NULL;

  item->name = g_strdup ("Romeo");
  g_strfreev (item->groups);
  item->groups = g_strsplit ("Friends,Montague", ",", -1);
  item->subscription = KITH_SUBSCRIPTION_BOTH;
  item->ask = TRUE;
  item->approved = TRUE;

  copy = kith_roster_item_copy (item);
  g_assert_true (copy->name != item->name);
  g_assert_true (copy->groups != item->groups);
  g_clear_pointer (&item, kith_roster_item_free);

  g_assert_cmpstr (kith_jid_get_text (copy->jid), ==, "romeo@example.net");
  g_assert_cmpstr (copy->name, ==, "Romeo");
  g_assert_cmpstr (copy->groups[1], ==, "Montague");
  g_assert_cmpint (copy->subscription, ==, KITH_SUBSCRIPTION_BOTH);
  g_assert_true (copy->ask);
  g_assert_true (copy->approved);
}

static void
test_boxed (void)
{
  g_autoptr(KithJid) jid = kith_jid_new ("romeo@example.net", NULL);
  g_autoptr(KithRosterItem) item = kith_roster_item_new (jid);
  g_auto(GValue) value = G_VALUE_INIT;

  g_value_init (&value, KITH_TYPE_ROSTER_ITEM);
  g_value_set_boxed (&value, item);
  g_assert_true (g_value_get_boxed (&value) != item);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/roster-item/new", test_new);
  g_test_add_func ("/roster-item/copy", test_copy);
  g_test_add_func ("/roster-item/boxed", test_boxed);

  return g_test_run ();
}
