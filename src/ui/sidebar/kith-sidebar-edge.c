/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-sidebar-edge.h"

#define SIDEBAR_MIN 260
#define SIDEBAR_MAX 420

/**
 * KithSidebarEdge:
 *
 * Makes a sidebar as wide as it was last time, and wider or narrower by dragging its edge. Owned by the window. Main thread.
 */
struct _KithSidebarEdge
{
  GObject    parent_instance;

  /* Owned */
  GSettings *settings;

  /* Borrowed (weak) */
  GtkWidget *sidebar;

  int        drag_start; /* the sidebar's width when a drag began */
};

G_DEFINE_FINAL_TYPE (KithSidebarEdge, kith_sidebar_edge, G_TYPE_OBJECT)

static void
drag_begin_cb (KithSidebarEdge *self)
{
  self->drag_start = gtk_widget_get_allocated_width (self->sidebar);
}

static void
drag_update_cb (KithSidebarEdge *self,
                double           x)
{
  int direction = gtk_widget_get_direction (self->sidebar) == GTK_TEXT_DIR_RTL ? -1 : 1;
  int width = CLAMP (self->drag_start + direction * (int)x, SIDEBAR_MIN, SIDEBAR_MAX);

  gtk_widget_set_size_request (self->sidebar, width, -1);
  g_settings_set_int (self->settings, "sidebar-width", width);
}

static void
kith_sidebar_edge_dispose (GObject *object)
{
  KithSidebarEdge *self = KITH_SIDEBAR_EDGE (object);

  g_clear_weak_pointer (&self->sidebar);
  g_clear_object (&self->settings);

  G_OBJECT_CLASS (kith_sidebar_edge_parent_class)->dispose (object);
}

static void
kith_sidebar_edge_class_init (KithSidebarEdgeClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = kith_sidebar_edge_dispose;
}

static void
kith_sidebar_edge_init (KithSidebarEdge *self)
{
}

/**
 * kith_sidebar_edge_new:
 * @edge: what is dragged
 * @sidebar: what becomes wider and narrower by that
 * @settings: which remember the width, of the schema im.kith.Kith
 *
 * Returns: (transfer full): to be kept as long as @edge is to be dragged
 */
KithSidebarEdge *
kith_sidebar_edge_new (GtkWidget *edge,
                       GtkWidget *sidebar,
                       GSettings *settings)
{
  KithSidebarEdge *self = g_object_new (KITH_TYPE_SIDEBAR_EDGE, NULL);
  GtkGesture *drag = gtk_gesture_drag_new ();

  self->settings = g_object_ref (settings);
  g_set_weak_pointer (&self->sidebar, sidebar);
  gtk_widget_set_size_request (sidebar, CLAMP (g_settings_get_int (settings, "sidebar-width"), SIDEBAR_MIN, SIDEBAR_MAX), -1);

  gtk_widget_set_cursor_from_name (edge, "col-resize");
  g_signal_connect_object (drag, "drag-begin", G_CALLBACK (drag_begin_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (drag, "drag-update", G_CALLBACK (drag_update_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (edge, GTK_EVENT_CONTROLLER (drag));

  return self;
}
