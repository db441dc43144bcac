/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-roster-private.h"

static guint n_changes;

static void
changed_cb (GListModel *list,
            guint       position,
            guint       removed,
            guint       added,
            gpointer    user_data)
{
  guint *length = user_data;

  *length += added - removed;
  n_changes++;
  g_assert_cmpuint (*length, ==, g_list_model_get_n_items (list));
}

static GPtrArray *
make_items (guint       n,
            const char *group)
{
  GPtrArray *items = g_ptr_array_new_with_free_func ((GDestroyNotify)kith_roster_item_free);

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *address = g_strdup_printf ("c%u@kith.example", i);
      g_autoptr(KithJid) jid = kith_jid_new (address, NULL);
      KithRosterItem *item = kith_roster_item_new (jid);
      const char *groups[] = { group, NULL };

      g_strfreev (item->groups);
      item->groups = g_strdupv ((GStrv)groups);
      item->subscription = KITH_SUBSCRIPTION_BOTH;
      g_ptr_array_add (items, item);
    }

  return items;
}

static void
check_positions (KithRoster *roster)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (roster));

  for (guint i = 0; i < n; i++)
    {
      g_autoptr(KithContact) contact = g_list_model_get_item (G_LIST_MODEL (roster), i);

      g_assert_cmpuint (kith_contact_get_position (contact), ==, i);
    }
}

static void
test_many (void)
{
  KithRoster *roster = kith_roster_new (NULL);
  g_autoptr(GPtrArray) all = make_items (2000, "b");
  g_autoptr(GPtrArray) fewer = make_items (1500, "a");
  g_autoptr(GPtrArray) one = make_items (1, "c");
  g_auto(GStrv) groups = NULL;
  guint length = 0;
  gint64 start;

  g_signal_connect (roster, "items-changed", G_CALLBACK (changed_cb), &length);
  start = g_get_monotonic_time ();
  kith_roster_update (roster, all, TRUE);
  g_test_message ("2,000 contacts: %" G_GINT64_FORMAT " µs", g_get_monotonic_time () - start);
  g_assert_cmpuint (length, ==, 2000);
  g_assert_cmpuint (n_changes, ==, 1);

  kith_roster_update (roster, all, TRUE);
  g_assert_cmpuint (n_changes, ==, 1);

  kith_roster_update (roster, fewer, TRUE);
  g_assert_cmpuint (length, ==, 1500);
  g_assert_cmpuint (n_changes, ==, 2);
  check_positions (roster);

  ((KithRosterItem *)one->pdata[0])->subscription = KITH_SUBSCRIPTION_REMOVE;
  kith_roster_update (roster, one, FALSE);
  g_assert_cmpuint (length, ==, 1499);
  check_positions (roster);
  ((KithRosterItem *)one->pdata[0])->subscription = KITH_SUBSCRIPTION_TO;
  kith_roster_update (roster, one, FALSE);
  g_assert_cmpuint (length, ==, 1500);
  check_positions (roster);

  groups = kith_roster_dup_groups (roster);
  g_assert_cmpuint (g_strv_length (groups), ==, 2);
  g_assert_cmpstr (groups[0], ==, "a");
  g_assert_cmpstr (groups[1], ==, "c");
  g_assert_finalize_object (roster);
}

static void
test_identity (void)
{
  KithRoster *roster = kith_roster_new (NULL);
  g_autoptr(KithJid) bare = kith_jid_new ("ben@kith.example", NULL);
  g_autoptr(KithJid) full = kith_jid_new ("ben@kith.example/phone", NULL);

  g_assert_null (kith_roster_lookup (roster, "ben@kith.example"));
  g_assert_true (kith_roster_get_contact (roster, full) == kith_roster_get_contact (roster, bare));
  g_assert_true (kith_roster_lookup (roster, "ben@kith.example") ==
                 kith_roster_get_contact (roster, bare));
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (roster)), ==, 0);
  g_assert_false (kith_roster_get_loaded (roster));
  kith_roster_set_loaded (roster, TRUE);
  g_assert_true (kith_roster_get_loaded (roster));
  g_assert_finalize_object (roster);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/roster/many", test_many);
  g_test_add_func ("/roster/identity", test_identity);

  return g_test_run ();
}
