/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-devices-private.h"

static void
test_best_device (void)
{
  KithDevices *devices = NULL;
  g_auto(GStrv) names = NULL;

  g_assert_null (kith_devices_get_best (devices));
  kith_devices_set (&devices, "desk", KITH_SHOW_AWAY, "tea", 5, 0, 10);
  kith_devices_set (&devices, "phone", KITH_SHOW_AVAILABLE, NULL, 5, 0, 5);
  g_assert_cmpstr (kith_devices_get_best (devices)->resource, ==, "phone");
  kith_devices_set (&devices, "desk", KITH_SHOW_AVAILABLE, NULL, 5, 0, 10);
  g_assert_cmpstr (kith_devices_get_best (devices)->resource, ==, "desk");
  kith_devices_set (&devices, "desk", KITH_SHOW_AVAILABLE, NULL, 5, 2, 11);
  g_assert_cmpstr (kith_devices_get_best (devices)->resource, ==, "phone");
  kith_devices_set (&devices, "bot", KITH_SHOW_CHATTY, NULL, -1, 0, 99);
  g_assert_cmpstr (kith_devices_get_best (devices)->resource, ==, "phone");
  kith_devices_set (&devices, "tv", KITH_SHOW_DO_NOT_DISTURB, NULL, 6, 0, 1);
  g_assert_cmpstr (kith_devices_get_best (devices)->resource, ==, "tv");

  names = kith_devices_dup_names (devices);
  g_assert_cmpuint (g_strv_length (names), ==, 4);
  kith_devices_remove (&devices, "nobody");
  kith_devices_remove (&devices, "tv");
  kith_devices_remove (&devices, "bot");
  kith_devices_remove (&devices, "desk");
  kith_devices_remove (&devices, "phone");
  g_assert_null (devices);
}

static void
test_many_devices (void)
{
  KithDevices *devices = NULL;

  for (guint i = 0; i < 1000; i++)
    {
      g_autofree char *resource = g_strdup_printf ("r%u", i);

      kith_devices_set (&devices, resource, KITH_SHOW_AVAILABLE, NULL, 0, 0, i + 1);
    }
  g_assert_cmpuint (devices->len, ==, 100);
  g_assert_cmpstr (kith_devices_get_best (devices)->resource, ==, "r999");
  for (guint i = 0; i < 1000; i++)
    {
      g_autofree char *resource = g_strdup_printf ("r%u", i);

      kith_devices_remove (&devices, resource);
    }
  g_assert_null (devices);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/devices/best", test_best_device);
  g_test_add_func ("/devices/many", test_many_devices);

  return g_test_run ();
}
