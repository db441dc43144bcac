/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-sleep-watch.h"

/* Owned by the application; main thread. Listens to logind on the system's bus, and to nobody where there is none. */
struct _KithSleepWatch
{
  GObject          parent_instance;

  GDBusConnection *bus;         /* owned, NULL until it is there */
  GCancellable    *cancellable; /* of the way to the bus */
  guint            subscription;
};

enum
{
  WOKE,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (KithSleepWatch, kith_sleep_watch, G_TYPE_OBJECT)

static void
prepare_cb (GDBusConnection *bus,
            const char      *sender,
            const char      *path,
            const char      *interface,
            const char      *signal,
            GVariant        *arguments,
            gpointer         user_data)
{
  gboolean falling_asleep = TRUE;

  if (g_variant_is_of_type (arguments, G_VARIANT_TYPE ("(b)")))
    g_variant_get (arguments, "(b)", &falling_asleep);

  if (!falling_asleep)
    g_signal_emit (user_data, signals[WOKE], 0);
}

static void
bus_cb (GObject      *source,
        GAsyncResult *result,
        gpointer      user_data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GDBusConnection) bus = g_bus_get_finish (result, &error);
  KithSleepWatch *self;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  if (bus == NULL)
    {
      g_debug ("Nobody tells when the machine sleeps: %s", error->message);
      return;
    }

  self = KITH_SLEEP_WATCH (user_data);
  self->bus = g_steal_pointer (&bus);
  self->subscription =
    g_dbus_connection_signal_subscribe (self->bus, "org.freedesktop.login1", "org.freedesktop.login1.Manager",
                                        "PrepareForSleep", "/org/freedesktop/login1", NULL,
                                        G_DBUS_SIGNAL_FLAGS_NONE, prepare_cb, self, NULL);
}

static void
kith_sleep_watch_dispose (GObject *object)
{
  KithSleepWatch *self = KITH_SLEEP_WATCH (object);

  g_cancellable_cancel (self->cancellable);
  if (self->subscription != 0)
    g_dbus_connection_signal_unsubscribe (self->bus, self->subscription);
  self->subscription = 0;
  g_clear_object (&self->bus);

  G_OBJECT_CLASS (kith_sleep_watch_parent_class)->dispose (object);
}

static void
kith_sleep_watch_finalize (GObject *object)
{
  g_clear_object (&KITH_SLEEP_WATCH (object)->cancellable);

  G_OBJECT_CLASS (kith_sleep_watch_parent_class)->finalize (object);
}

static void
kith_sleep_watch_class_init (KithSleepWatchClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = kith_sleep_watch_dispose;
  object_class->finalize = kith_sleep_watch_finalize;

  signals[WOKE] = g_signal_new ("woke", KITH_TYPE_SLEEP_WATCH, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
kith_sleep_watch_init (KithSleepWatch *self)
{
  self->cancellable = g_cancellable_new ();
  g_bus_get (G_BUS_TYPE_SYSTEM, self->cancellable, bus_cb, self);
}

/**
 * kith_sleep_watch_new:
 *
 * Returns: (transfer full): a watch that begins as soon as the bus is there
 */
KithSleepWatch *
kith_sleep_watch_new (void)
{
  return g_object_new (KITH_TYPE_SLEEP_WATCH, NULL);
}
