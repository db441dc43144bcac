/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-availability-private.h"

static void
test_changes (void)
{
  KithAvailability self;

  kith_availability_init (&self);
  g_assert_cmpint (self.show, ==, KITH_SHOW_UNKNOWN);
  g_assert_null (self.device_names[0]);

  g_assert_cmpint (kith_availability_set_known (&self, TRUE), ==, KITH_AVAILABILITY_SHOW);
  g_assert_cmpint (self.show, ==, KITH_SHOW_OFFLINE);
  g_assert_cmpint (kith_availability_set_known (&self, TRUE), ==, 0);

  g_assert_cmpint (kith_availability_set_presence (&self, "desk", KITH_SHOW_AWAY, "tea", 0, 7, 100), ==,
                   KITH_AVAILABILITY_SHOW | KITH_AVAILABILITY_STATUS | KITH_AVAILABILITY_IDLE_SINCE |
                   KITH_AVAILABILITY_LAST_SEEN | KITH_AVAILABILITY_DEVICES);
  g_assert_cmpint (self.idle_since, ==, 7);
  g_assert_cmpint (kith_availability_set_presence (&self, "desk", KITH_SHOW_AWAY, "tea", 0, 7, 90), ==, 0);
  g_assert_cmpint (self.last_seen, ==, 100);

  /* Another device that does not speak for them. */
  g_assert_cmpint (kith_availability_set_presence (&self, "bot", KITH_SHOW_CHATTY, NULL, -1, 0, 90), ==,
                   KITH_AVAILABILITY_DEVICES);
  g_assert_cmpuint (g_strv_length (self.device_names), ==, 2);
  kith_availability_clear (&self);
}

static void
test_gone (void)
{
  KithAvailability self;

  kith_availability_init (&self);
  kith_availability_set_presence (&self, "desk", KITH_SHOW_AVAILABLE, "here", 0, 0, 1);
  kith_availability_set_presence (&self, "phone", KITH_SHOW_AWAY, NULL, 0, 0, 2);
  kith_availability_set_presence (&self, "desk", KITH_SHOW_OFFLINE, "bye", 0, 0, 3);
  g_assert_cmpint (self.show, ==, KITH_SHOW_AWAY);
  g_assert_null (self.status);

  /* The last one says why. */
  kith_availability_set_presence (&self, "phone", KITH_SHOW_OFFLINE, "gone home", 0, 0, 4);
  g_assert_cmpint (self.show, ==, KITH_SHOW_OFFLINE);
  g_assert_cmpstr (self.status, ==, "gone home");

  kith_availability_set_presence (&self, "desk", KITH_SHOW_AVAILABLE, NULL, 0, 0, 5);
  kith_availability_set_presence (&self, NULL, KITH_SHOW_OFFLINE, NULL, 0, 0, 6);
  g_assert_cmpint (self.show, ==, KITH_SHOW_OFFLINE);
  kith_availability_set_known (&self, FALSE);
  g_assert_cmpint (self.show, ==, KITH_SHOW_UNKNOWN);
  kith_availability_clear (&self);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/availability/changes", test_changes);
  g_test_add_func ("/availability/gone", test_gone);

  return g_test_run ();
}
