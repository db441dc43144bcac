/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-flat-list.h"
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
test_flat (void)
{
  KithFlatList *flat = kith_flat_list_new (KITH_TYPE_CONTACT);
  KithRoster *first = kith_roster_new (NULL);
  KithRoster *second = kith_roster_new (NULL);
  g_autoptr(GPtrArray) three = make_items (3, "a");
  g_autoptr(GPtrArray) five = make_items (5, "b");
  g_autoptr(KithContact) fourth = NULL;
  g_autoptr(KithContact) last = NULL;
  guint length = 0;

  g_signal_connect (flat, "items-changed", G_CALLBACK (changed_cb), &length);
  kith_flat_list_add (flat, G_LIST_MODEL (first));
  kith_roster_update (second, five, TRUE);
  kith_flat_list_add (flat, G_LIST_MODEL (second));
  g_assert_cmpuint (length, ==, 5);
  kith_roster_update (first, three, TRUE);
  g_assert_cmpuint (length, ==, 8);

  fourth = g_list_model_get_item (G_LIST_MODEL (flat), 3);
  g_assert_cmpstr (kith_contact_get_groups (fourth)[0], ==, "b");
  last = g_list_model_get_item (G_LIST_MODEL (flat), 7);
  g_assert_cmpstr (kith_contact_get_address (last), ==, "c4@kith.example");
  g_assert_null (g_list_model_get_item (G_LIST_MODEL (flat), 8));
  g_assert_true (g_list_model_get_item_type (G_LIST_MODEL (flat)) == KITH_TYPE_CONTACT);

  kith_flat_list_remove (flat, G_LIST_MODEL (first));
  g_assert_cmpuint (length, ==, 5);
  g_ptr_array_set_size (three, 0);
  kith_roster_update (first, three, TRUE);
  g_assert_cmpuint (length, ==, 5);

  g_assert_finalize_object (flat);
  g_assert_finalize_object (first);
  g_clear_object (&fourth);
  g_clear_object (&last);
  g_assert_finalize_object (second);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/flat-list/all", test_flat);

  return g_test_run ();
}
