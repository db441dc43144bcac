/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-contact-private.h"

static guint n_notified;

static void
notify_cb (void)
{
  n_notified++;
}

static KithContact *
new_contact (const char *address)
{
  g_autoptr(KithJid) jid = kith_jid_new (address, NULL);

  return kith_contact_new (NULL, jid);
}

static void
test_names (void)
{
  KithContact *contact = new_contact ("ben@kith.example/phone");
  KithContact *server = new_contact ("kith.example");
  g_autoptr(KithRosterItem) item = kith_contact_dup_item (contact);

  g_assert_cmpstr (kith_contact_get_address (contact), ==, "ben@kith.example");
  g_assert_cmpstr (kith_contact_get_display_name (contact), ==, "ben");
  g_assert_cmpstr (kith_contact_get_display_name (server), ==, "kith.example");
  g_assert_false (kith_contact_get_in_roster (contact));
  g_assert_nonnull (kith_contact_get_groups (contact));

  n_notified = 0;
  g_signal_connect (contact, "notify::display-name", G_CALLBACK (notify_cb), NULL);
  kith_contact_set_nickname (contact, "Benny");
  g_assert_cmpstr (kith_contact_get_display_name (contact), ==, "Benny");
  g_assert_cmpuint (n_notified, ==, 1);

  item->name = g_strdup ("Ben");
  item->subscription = KITH_SUBSCRIPTION_BOTH;
  g_assert_true (kith_contact_set_item (contact, item));
  g_assert_false (kith_contact_set_item (contact, item));
  g_assert_cmpstr (kith_contact_get_display_name (contact), ==, "Ben");
  g_assert_cmpuint (n_notified, ==, 2);
  kith_contact_set_nickname (contact, "Benjamin");
  g_assert_cmpuint (n_notified, ==, 2);

  g_assert_true (kith_contact_get_in_roster (contact));
  item->subscription = KITH_SUBSCRIPTION_REMOVE;
  g_assert_true (kith_contact_set_item (contact, item));
  g_assert_false (kith_contact_get_in_roster (contact));
  g_assert_cmpstr (kith_contact_get_display_name (contact), ==, "Benjamin");

  g_assert_finalize_object (contact);
  g_assert_finalize_object (server);
}

static void
test_presence (void)
{
  KithContact *contact = new_contact ("ben@kith.example");

  g_assert_cmpint (kith_contact_get_show (contact), ==, KITH_SHOW_UNKNOWN);
  kith_contact_set_online (contact, TRUE);
  g_assert_cmpint (kith_contact_get_show (contact), ==, KITH_SHOW_OFFLINE);

  kith_contact_set_presence (contact, "desk", KITH_SHOW_AWAY, "tea", 0, 7, 100);
  kith_contact_set_presence (contact, "phone", KITH_SHOW_AVAILABLE, "here", 0, 0, 200);
  g_assert_cmpint (kith_contact_get_show (contact), ==, KITH_SHOW_AVAILABLE);
  g_assert_cmpstr (kith_contact_get_status (contact), ==, "here");
  g_assert_cmpuint (g_strv_length ((GStrv)kith_contact_get_devices (contact)), ==, 2);
  g_assert_cmpint (kith_contact_get_last_seen (contact), ==, 200);

  kith_contact_set_presence (contact, "phone", KITH_SHOW_OFFLINE, "bye", 0, 0, 300);
  g_assert_cmpint (kith_contact_get_show (contact), ==, KITH_SHOW_AWAY);
  g_assert_cmpint (kith_contact_get_idle_since (contact), ==, 7);
  kith_contact_set_presence (contact, "desk", KITH_SHOW_OFFLINE, "gone home", 0, 0, 400);
  g_assert_cmpint (kith_contact_get_show (contact), ==, KITH_SHOW_OFFLINE);
  g_assert_cmpstr (kith_contact_get_status (contact), ==, "gone home");

  kith_contact_set_presence (contact, "desk", KITH_SHOW_AVAILABLE, NULL, 0, 0, 500);
  kith_contact_set_presence (contact, "phone", KITH_SHOW_AVAILABLE, NULL, 0, 0, 500);
  kith_contact_set_presence (contact, NULL, KITH_SHOW_OFFLINE, NULL, 0, 0, 600);
  g_assert_cmpint (kith_contact_get_show (contact), ==, KITH_SHOW_OFFLINE);

  kith_contact_set_presence (contact, "desk", KITH_SHOW_AVAILABLE, NULL, 0, 0, 500);
  kith_contact_set_online (contact, FALSE);
  g_assert_cmpint (kith_contact_get_show (contact), ==, KITH_SHOW_UNKNOWN);
  g_assert_null (kith_contact_get_devices (contact)[0]);
  g_assert_finalize_object (contact);
}

static guint n_wanted;

static void
wanted_cb (KithContact *contact,
           gpointer     user_data)
{
  n_wanted++;
}

static void
test_avatar (void)
{
  KithContact *contact = new_contact ("ben@kith.example");
  g_autoptr(GBytes) bytes = g_bytes_new_static ("x", 1);

  kith_contact_set_avatar_loader (contact, wanted_cb, NULL);
  g_assert_null (kith_contact_get_avatar (contact));
  g_assert_cmpuint (n_wanted, ==, 0);
  kith_contact_set_avatar_hash (contact, "abc");
  g_assert_null (kith_contact_get_avatar (contact));
  g_assert_null (kith_contact_get_avatar (contact));
  g_assert_cmpuint (n_wanted, ==, 1);
  kith_contact_set_avatar (contact, bytes);
  g_assert_true (kith_contact_get_avatar (contact) == bytes);
  kith_contact_set_avatar_hash (contact, "def");
  g_assert_null (kith_contact_get_avatar (contact));
  g_assert_cmpuint (n_wanted, ==, 2);
  g_assert_finalize_object (contact);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/contact/names", test_names);
  g_test_add_func ("/contact/presence", test_presence);
  g_test_add_func ("/contact/avatar", test_avatar);

  return g_test_run ();
}
