/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-tab-stop.h"

/**
 * KithTabStop:
 *
 * Holds a scrolled list view and makes it one stop for the Tab key, which would otherwise walk through every row. Tab enters at
 * the selected row if it is in sight, else at the first in sight or, with `from-end`, the last; arrow keys go from row to row.
 */
struct _KithTabStop
{
  GtkWidget  parent_instance;

  /* Owned */
  GtkWidget *child; /* a GtkScrolledWindow */

  gboolean   from_end;
};

enum
{
  PROP_0,
  PROP_CHILD,
  PROP_FROM_END,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (KithTabStop, kith_tab_stop, GTK_TYPE_WIDGET)

static gboolean
is_in_sight (KithTabStop *self,
             GtkWidget   *row)
{
  graphene_rect_t bounds;

  return gtk_widget_get_mapped (row) && gtk_widget_get_focusable (row) &&
         gtk_widget_compute_bounds (row, GTK_WIDGET (self), &bounds) && bounds.size.height > 0 &&
         bounds.origin.y + bounds.size.height > 0 && bounds.origin.y < gtk_widget_get_height (GTK_WIDGET (self));
}

static GtkWidget *
find_row (KithTabStop *self)
{
  GtkWidget *list = gtk_scrolled_window_get_child (GTK_SCROLLED_WINDOW (self->child));
  GtkWidget *found = NULL;

  for (GtkWidget *row = gtk_widget_get_first_child (list); row != NULL; row = gtk_widget_get_next_sibling (row))
    {
      if (!is_in_sight (self, row))
        continue;

      if (gtk_widget_get_state_flags (row) & GTK_STATE_FLAG_SELECTED)
        return row;

      if (found == NULL || self->from_end)
        found = row;
    }

  return found;
}

static gboolean
kith_tab_stop_focus (GtkWidget       *widget,
                     GtkDirectionType direction)
{
  KithTabStop *self = KITH_TAB_STOP (widget);
  GtkWidget *row;

  if (direction != GTK_DIR_TAB_FORWARD && direction != GTK_DIR_TAB_BACKWARD)
    return GTK_WIDGET_CLASS (kith_tab_stop_parent_class)->focus (widget, direction);

  if (gtk_widget_get_focus_child (widget) != NULL)
    return FALSE;

  row = find_row (self);

  return row != NULL && gtk_widget_grab_focus (row);
}

static void
kith_tab_stop_dispose (GObject *object)
{
  g_clear_pointer (&KITH_TAB_STOP (object)->child, gtk_widget_unparent);

  G_OBJECT_CLASS (kith_tab_stop_parent_class)->dispose (object);
}

static void
kith_tab_stop_get_property (GObject    *object,
                            guint       prop_id,
                            GValue     *value,
                            GParamSpec *pspec)
{
  KithTabStop *self = KITH_TAB_STOP (object);

  switch (prop_id)
    {
    case PROP_CHILD:
      g_value_set_object (value, self->child);
      break;

    case PROP_FROM_END:
      g_value_set_boolean (value, self->from_end);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
kith_tab_stop_set_property (GObject      *object,
                            guint         prop_id,
                            const GValue *value,
                            GParamSpec   *pspec)
{
  KithTabStop *self = KITH_TAB_STOP (object);

  switch (prop_id)
    {
    case PROP_CHILD:
      g_clear_pointer (&self->child, gtk_widget_unparent);
      self->child = g_value_get_object (value);
      if (self->child != NULL)
        gtk_widget_set_parent (self->child, GTK_WIDGET (self));
      break;

    case PROP_FROM_END:
      self->from_end = g_value_get_boolean (value);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
kith_tab_stop_class_init (KithTabStopClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = kith_tab_stop_dispose;
  object_class->get_property = kith_tab_stop_get_property;
  object_class->set_property = kith_tab_stop_set_property;
  widget_class->focus = kith_tab_stop_focus;

  properties[PROP_CHILD] =
    g_param_spec_object ("child", NULL, NULL, GTK_TYPE_WIDGET, G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  properties[PROP_FROM_END] =
    g_param_spec_boolean ("from-end", NULL, NULL, FALSE, G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static void
kith_tab_stop_init (KithTabStop *self)
{
}
