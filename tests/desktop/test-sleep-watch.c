/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-sleep-watch.h"

/* On a bus of the test's own, where the test is who tells of sleep: a machine that runs tests cannot be put to sleep. */

static void
count_cb (KithSleepWatch *watch,
          guint          *n)
{
  (*n)++;
}

static void
emit (GDBusConnection *bus,
      GVariant        *arguments)
{
  g_autoptr(GError) error = NULL;

  g_dbus_connection_emit_signal (bus, NULL, "/org/freedesktop/login1", "org.freedesktop.login1.Manager",
                                 "PrepareForSleep", arguments, &error);
  g_assert_no_error (error);
}

static GDBusConnection *
connect_to (const char *address)
{
  g_autoptr(GError) error = NULL;
  GDBusConnection *bus = NULL;

  bus = g_dbus_connection_new_for_address_sync (address, G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT |
                                                G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION, NULL, NULL, &error);
  g_assert_no_error (error);

  return bus;
}

static void
own_name (GDBusConnection *bus)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GVariant) reply = NULL;

  reply = g_dbus_connection_call_sync (bus, "org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus",
                                       "RequestName", g_variant_new ("(su)", "org.freedesktop.login1", 4u), NULL,
                                       G_DBUS_CALL_FLAGS_NONE, -1, NULL, &error);
  g_assert_no_error (error);
}

/* What was said before is there when an answer of the bus is. */
static void
settle (GDBusConnection *bus)
{
  g_autoptr(GVariant) reply = NULL;

  reply = g_dbus_connection_call_sync (bus, "org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus",
                                       "GetId", NULL, NULL, G_DBUS_CALL_FLAGS_NONE, -1, NULL, NULL);
  while (g_main_context_iteration (NULL, FALSE))
    continue;
}

static void
test_waking (void)
{
  g_autoptr(GTestDBus) daemon = g_test_dbus_new (G_TEST_DBUS_NONE);
  g_autoptr(GDBusConnection) logind = NULL;
  g_autoptr(GDBusConnection) stranger = NULL;
  KithSleepWatch *watch = NULL;
  guint n = 0;

  g_test_dbus_up (daemon);
  g_setenv ("DBUS_SYSTEM_BUS_ADDRESS", g_test_dbus_get_bus_address (daemon), TRUE);
  logind = connect_to (g_test_dbus_get_bus_address (daemon));
  stranger = connect_to (g_test_dbus_get_bus_address (daemon));
  own_name (logind);

  watch = kith_sleep_watch_new ();
  g_signal_connect (watch, "woke", G_CALLBACK (count_cb), &n);

  /* Until it listens. */
  while (n == 0)
    {
      emit (logind, g_variant_new ("(b)", FALSE));
      settle (logind);
      g_usleep (1000);
    }
  settle (logind);
  settle (g_bus_get_sync (G_BUS_TYPE_SYSTEM, NULL, NULL));
  n = 0;

  emit (logind, g_variant_new ("(b)", TRUE));
  emit (logind, g_variant_new ("(s)", "no"));
  emit (stranger, g_variant_new ("(b)", FALSE));
  settle (stranger);
  settle (logind);
  emit (logind, g_variant_new ("(b)", FALSE));
  while (n == 0)
    g_main_context_iteration (NULL, TRUE);
  settle (g_bus_get_sync (G_BUS_TYPE_SYSTEM, NULL, NULL));
  g_assert_cmpuint (n, ==, 1);

  g_assert_finalize_object (watch);
  g_dbus_connection_set_exit_on_close (g_bus_get_sync (G_BUS_TYPE_SYSTEM, NULL, NULL), FALSE);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/sleep-watch/waking", test_waking);

  return g_test_run ();
}
