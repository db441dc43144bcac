/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <gtk/gtk.h>

#include "kith-avatar.h"
#include "kith-contact-private.h"

/* What is drawn of a face, on a screen that nobody sees. */

#define SIZE 40

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

/* What is on the screen of @widget, in short. */
static char *
dup_drawing (GtkWidget *widget)
{
  g_autoptr(GdkPaintable) paintable = gtk_widget_paintable_new (widget);
  GtkSnapshot *snapshot = gtk_snapshot_new ();
  g_autoptr(GskRenderNode) node = NULL;
  g_autoptr(GBytes) bytes = NULL;

  gdk_paintable_snapshot (paintable, snapshot, SIZE, SIZE);
  node = gtk_snapshot_free_to_node (snapshot);
  g_assert_nonnull (node);
  bytes = gsk_render_node_serialize (node);

  return g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, bytes);
}

/* A list is there before the network is: everybody's presence comes to faces that have been drawn already. */
static void
test_presence_comes_later (void)
{
  g_autoptr(KithJid) jid = kith_jid_new ("ben@kith.example", NULL);
  g_autofree char *unknown = NULL;
  g_autofree char *available = NULL;
  g_autofree char *away = NULL;
  g_autofree char *unknown_again = NULL;
  KithContact *contact = kith_contact_new (NULL, jid);
  GtkWidget *window = gtk_window_new ();
  GtkWidget *avatar = g_object_new (KITH_TYPE_AVATAR, "size", SIZE, "show-presence", TRUE, NULL);

  kith_avatar_set_person (KITH_AVATAR (avatar), G_OBJECT (contact));
  gtk_window_set_child (GTK_WINDOW (window), avatar);
  gtk_window_present (GTK_WINDOW (window));
  run_for (500);
  unknown = dup_drawing (avatar);

  kith_contact_set_presence (contact, "phone", KITH_SHOW_AVAILABLE, NULL, 0, 0, 0);
  run_for (200);
  available = dup_drawing (avatar);
  g_assert_cmpstr (available, !=, unknown);

  kith_contact_set_presence (contact, "phone", KITH_SHOW_AWAY, NULL, 0, 0, 0);
  run_for (200);
  away = dup_drawing (avatar);
  g_assert_cmpstr (away, !=, available);

  kith_contact_set_online (contact, FALSE);
  run_for (200);
  unknown_again = dup_drawing (avatar);
  g_assert_cmpstr (unknown_again, ==, unknown);

  gtk_window_destroy (GTK_WINDOW (window));
  run_for (50);
  g_assert_finalize_object (contact);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  gtk_init ();

  g_test_add_func ("/avatar/presence-comes-later", test_presence_comes_later);

  return g_test_run ();
}
