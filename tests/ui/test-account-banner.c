/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <adwaita.h>
#include <glib/gstdio.h>

#include "kith-account-banner.h"
#include "kith-account-private.h"
#include "kith-avatar.h"
#include "kith-client-private.h"
#include "kith-model-error.h"

/* What stands in the window while an account is offline, on a screen that nobody sees. */

static gboolean
wake_cb (gpointer user_data)
{
  *(gboolean *)user_data = TRUE;

  return G_SOURCE_REMOVE;
}

static void
run_for (guint milliseconds)
{
  gboolean done = FALSE;

  g_timeout_add (milliseconds, wake_cb, &done);
  while (!done)
    g_main_context_iteration (NULL, TRUE);
}

static void
count_cb (guint *n)
{
  (*n)++;
}

static GtkWidget *
make_window (KithClient  *client,
             KithAccount *account)
{
  GtkWidget *window = gtk_window_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *banner = g_object_new (KITH_TYPE_ACCOUNT_BANNER, NULL);
  GtkWidget *avatar = g_object_new (KITH_TYPE_AVATAR, "size", 32, "show-presence", TRUE, NULL);

  kith_account_banner_set_client (KITH_ACCOUNT_BANNER (banner), client);
  kith_avatar_set_person (KITH_AVATAR (avatar), G_OBJECT (account));
  gtk_box_append (GTK_BOX (box), banner);
  gtk_box_append (GTK_BOX (box), avatar);
  gtk_window_set_child (GTK_WINDOW (window), box);
  gtk_window_present (GTK_WINDOW (window));

  return window;
}

/* Offline, attempts come and fail for hours: none of them is worth a frame. */
static void
test_attempts_draw_nothing (void)
{
  g_autofree char *folder = g_dir_make_tmp ("kith-test-XXXXXX", NULL);
  g_autoptr(KithJid) jid = kith_jid_new ("me@kith.example", NULL);
  g_autoptr(GError) error = g_error_new (KITH_MODEL_ERROR, KITH_MODEL_ERROR_UNREACHABLE, "for the log");
  KithClient *client = kith_client_new (folder, NULL);
  KithAccount *account = kith_account_new (jid);
  GtkWidget *window;
  guint n_frames = 0;

  kith_client_attach (client, account);
  kith_account_set_state (account, KITH_ACCOUNT_WAITING, error);
  window = make_window (client, account);
  run_for (500);
  g_signal_connect_swapped (gtk_widget_get_frame_clock (window), "paint", G_CALLBACK (count_cb), &n_frames);

  for (guint i = 0; i < 3; i++)
    {
      kith_account_set_state (account, KITH_ACCOUNT_CONNECTING, NULL);
      run_for (60);
      kith_account_set_state (account, KITH_ACCOUNT_WAITING, error);
      run_for (60);
    }
  g_assert_cmpuint (n_frames, ==, 0);

  /* What says something new is drawn. */
  kith_account_set_state (account, KITH_ACCOUNT_ONLINE, NULL);
  run_for (500);
  g_assert_cmpuint (n_frames, >, 0);

  gtk_window_destroy (GTK_WINDOW (window));
  run_for (50);
  kith_client_detach (client, account);
  g_assert_finalize_object (account);
  g_assert_finalize_object (client);
  g_rmdir (folder);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  adw_init ();

  g_test_add_func ("/account-banner/attempts-draw-nothing", test_attempts_draw_nothing);

  return g_test_run ();
}
