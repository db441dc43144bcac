/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-application.h"

#include <glib/gi18n.h>

#include "kith-client.h"
#include "kith-config.h"
#include "kith-keyring.h"
#include "kith-sleep-watch.h"
#include "kith-window.h"

/* A window that was left for so long is not looked at. */
#define ATTENTION 60 /* s */

/**
 * KithApplication:
 *
 * The process: makes the keyring, the client and the window, joins them, and ends them in order. One for each session bus.
 */
struct _KithApplication
{
  AdwApplication  parent_instance;

  /* Owned */
  KithClient     *client;
  GSettings      *settings;
  GCancellable   *cancellable;
  GError         *trouble;
  KithSleepWatch *sleep_watch;

  /* Sources */
  guint           attention_id;

  unsigned        closing : 1;
};

G_DEFINE_TYPE (KithApplication, kith_application, ADW_TYPE_APPLICATION)

static void
opened_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(KithApplication) self = user_data;
  g_autoptr(GError) error = NULL;
  GtkWindow *window;

  if (kith_client_open_finish (KITH_CLIENT (source), result, &error) ||
      g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  window = gtk_application_get_active_window (GTK_APPLICATION (self));
  if (window != NULL)
    kith_window_show_trouble (KITH_WINDOW (window), error);

  g_clear_error (&self->trouble);
  self->trouble = g_steal_pointer (&error);
}

static void
closed_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(KithApplication) self = user_data;
  g_autoptr(GError) error = NULL;

  if (!kith_client_close_finish (KITH_CLIENT (source), result, &error))
    g_warning ("The profile was not closed well: %s", error->message);

  g_application_release (G_APPLICATION (self));
  g_application_quit (G_APPLICATION (self));
}

/* Windows go at once; the process stays until everything is signed out and written. */
static void
begin_closing (KithApplication *self)
{
  GList *windows;

  if (self->closing)
    return;

  self->closing = TRUE;
  g_application_hold (G_APPLICATION (self));

  windows = g_list_copy (gtk_application_get_windows (GTK_APPLICATION (self)));
  g_list_free_full (windows, (GDestroyNotify)gtk_window_destroy);

  kith_client_close_async (self->client, NULL, closed_cb, g_object_ref (self));
}

static void
quit_cb (GSimpleAction *action,
         GVariant      *parameter,
         gpointer       user_data)
{
  begin_closing (KITH_APPLICATION (user_data));
}

static void
about_cb (GSimpleAction *action,
          GVariant      *parameter,
          gpointer       user_data)
{
  KithApplication *self = KITH_APPLICATION (user_data);

  adw_show_about_window (gtk_application_get_active_window (GTK_APPLICATION (self)),
                         "application-name", "Kith",
                         "application-icon", KITH_APPLICATION_ID,
                         "version", KITH_VERSION,
                         "comments", _("Talk with your people on an open network"),
                         "developer-name", _("The Kith developers"),
                         "copyright", _("© 2026 The Kith developers"),
                         "license-type", GTK_LICENSE_GPL_3_0,
                         /* Translators: put your names here, one on each line */
                         "translator-credits", _("translator-credits"),
                         NULL);
}

static gboolean
close_request_cb (GtkWindow       *window,
                  KithApplication *self)
{
  begin_closing (self);

  return TRUE;
}

static gboolean
left_cb (gpointer user_data)
{
  KithApplication *self = user_data;

  self->attention_id = 0;
  kith_client_set_active (self->client, FALSE);

  return G_SOURCE_REMOVE;
}

static void
attention_cb (KithApplication *self,
              GParamSpec      *pspec,
              GtkWindow       *window)
{
  g_clear_handle_id (&self->attention_id, g_source_remove);
  if (gtk_window_is_active (window))
    kith_client_set_active (self->client, TRUE);
  else if (!self->closing)
    self->attention_id = g_timeout_add_seconds (ATTENTION, left_cb, self);
}

/* The keyboard map; the shortcuts window shows it by the actions' names. */
static const struct
{
  const char *action;
  const char *keys[3];
} accels[] = {
  { "app.quit", { "<Control>q" } },
  { "win.new-chat", { "<Control>n" } },
  { "win.add-contact", { "<Control><Shift>n" } },
  { "win.accounts", { "<Control>comma" } },
  { "win.details", { "<Control>i" } },
  { "win.shortcuts", { "<Control>question", "<Control>F1" } },
  { "win.back", { "<Alt>Left" } },
  { "win.show-list::chats", { "<Control>1" } },
  { "win.show-list::contacts", { "<Control>2" } },
  { "win.next-chat(1)", { "<Alt>Down", "<Control>Page_Down" } },
  { "win.next-chat(-1)", { "<Alt>Up", "<Control>Page_Up" } },
};

static void
kith_application_startup (GApplication *application)
{
  static const GActionEntry entries[] = {
    { .name = "quit", .activate = quit_cb },
    { .name = "about", .activate = about_cb },
  };
  KithApplication *self = KITH_APPLICATION (application);
  g_autofree char *directory = g_build_filename (g_get_user_data_dir (), "kith", NULL);
  g_autoptr(KithSecrets) keyring = NULL;

  G_APPLICATION_CLASS (kith_application_parent_class)->startup (application);

  g_action_map_add_action_entries (G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);
  for (guint i = 0; i < G_N_ELEMENTS (accels); i++)
    gtk_application_set_accels_for_action (GTK_APPLICATION (self), accels[i].action, accels[i].keys);

  keyring = KITH_SECRETS (kith_keyring_new ());
  self->client = kith_client_new (directory, keyring);
  self->settings = g_settings_new (KITH_APPLICATION_ID);
  self->sleep_watch = kith_sleep_watch_new ();
  g_signal_connect_object (self->sleep_watch, "woke", G_CALLBACK (kith_client_check_connections), self->client,
                           G_CONNECT_SWAPPED);
  kith_client_open_async (self->client, self->cancellable, opened_cb, g_object_ref (self));
}

static void
kith_application_activate (GApplication *application)
{
  KithApplication *self = KITH_APPLICATION (application);
  GtkWindow *window = gtk_application_get_active_window (GTK_APPLICATION (self));

  if (self->closing)
    return;

  if (window == NULL)
    {
      window = GTK_WINDOW (kith_window_new (GTK_APPLICATION (self), self->client, self->settings));
      g_signal_connect_object (window, "close-request", G_CALLBACK (close_request_cb), self, 0);
      g_signal_connect_object (window, "notify::is-active", G_CALLBACK (attention_cb), self, G_CONNECT_SWAPPED);

      if (self->trouble != NULL)
        kith_window_show_trouble (KITH_WINDOW (window), self->trouble);
    }

  gtk_window_present (window);
}

static void
kith_application_dispose (GObject *object)
{
  KithApplication *self = KITH_APPLICATION (object);

  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);

  g_clear_handle_id (&self->attention_id, g_source_remove);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->sleep_watch);
  g_clear_object (&self->client);
  g_clear_object (&self->settings);
  g_clear_error (&self->trouble);

  G_OBJECT_CLASS (kith_application_parent_class)->dispose (object);
}

static void
kith_application_class_init (KithApplicationClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GApplicationClass *application_class = G_APPLICATION_CLASS (klass);

  object_class->dispose = kith_application_dispose;
  application_class->startup = kith_application_startup;
  application_class->activate = kith_application_activate;
}

static void
kith_application_init (KithApplication *self)
{
  self->cancellable = g_cancellable_new ();
}

/**
 * kith_application_new:
 *
 * Returns: (transfer full): the application of this process
 */
KithApplication *
kith_application_new (void)
{
  return g_object_new (KITH_TYPE_APPLICATION,
                       "application-id", KITH_APPLICATION_ID,
                       "flags", G_APPLICATION_DEFAULT_FLAGS,
                       "resource-base-path", "/im/kith/Kith",
                       NULL);
}
