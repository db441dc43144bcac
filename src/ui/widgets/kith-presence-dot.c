/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-presence-dot.h"

#include "kith-style.h"

#define SIZE 11

/**
 * KithPresenceDot:
 *
 * How available somebody is, by a shape as well as a colour: full (available), moon (away), bar (do not disturb), ring
 * (offline); nothing where nothing is known. The colours are those of the CSS classes. Grows with its size request.
 */
struct _KithPresenceDot
{
  GtkWidget parent_instance;

  KithShow  show;
};

enum
{
  PROP_0,
  PROP_SHOW,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (KithPresenceDot, kith_presence_dot, GTK_TYPE_WIDGET)

static const char *
get_css_class (KithShow show)
{
  switch (show)
    {
    case KITH_SHOW_AVAILABLE:
    case KITH_SHOW_CHATTY:
      return "available";

    case KITH_SHOW_AWAY:
    case KITH_SHOW_EXTENDED_AWAY:
      return "away";

    case KITH_SHOW_DO_NOT_DISTURB:
      return "busy";

    case KITH_SHOW_OFFLINE:
    case KITH_SHOW_UNKNOWN:
      return "offline";
    }

  return "offline";
}

static void
draw_ring (cairo_t *cr,
           double   radius)
{
  double width = radius * 0.4;

  cairo_set_line_width (cr, width);
  cairo_arc (cr, 0, 0, radius - width / 2, 0, 2 * G_PI);
  cairo_stroke (cr);
}

static void
draw_moon (cairo_t *cr,
           double   radius)
{
  cairo_push_group (cr);
  cairo_arc (cr, 0, 0, radius, 0, 2 * G_PI);
  cairo_fill (cr);
  cairo_set_operator (cr, CAIRO_OPERATOR_CLEAR);
  cairo_arc (cr, radius * 0.5, -radius * 0.45, radius * 0.8, 0, 2 * G_PI);
  cairo_fill (cr);
  cairo_pop_group_to_source (cr);
  cairo_paint (cr);
}

static void
draw_disc (cairo_t *cr,
           double   radius,
           gboolean bar)
{
  cairo_set_fill_rule (cr, CAIRO_FILL_RULE_EVEN_ODD);
  cairo_arc (cr, 0, 0, radius, 0, 2 * G_PI);
  if (bar)
    cairo_rectangle (cr, -radius * 0.6, -radius * 0.2, radius * 1.2, radius * 0.4);
  cairo_fill (cr);
}

static void
draw (KithPresenceDot *self,
      cairo_t         *cr,
      double           radius)
{
  switch (self->show)
    {
    case KITH_SHOW_AVAILABLE:
    case KITH_SHOW_CHATTY:
      draw_disc (cr, radius, FALSE);
      break;

    case KITH_SHOW_AWAY:
    case KITH_SHOW_EXTENDED_AWAY:
      draw_moon (cr, radius);
      break;

    case KITH_SHOW_DO_NOT_DISTURB:
      draw_disc (cr, radius, TRUE);
      break;

    case KITH_SHOW_OFFLINE:
      draw_ring (cr, radius);
      break;

    case KITH_SHOW_UNKNOWN:
      break;
    }
}

static void
kith_presence_dot_snapshot (GtkWidget   *widget,
                            GtkSnapshot *snapshot)
{
  KithPresenceDot *self = KITH_PRESENCE_DOT (widget);
  int width = gtk_widget_get_width (widget);
  int height = gtk_widget_get_height (widget);
  GdkRGBA color;
  cairo_t *cr;

  if (self->show == KITH_SHOW_UNKNOWN)
    return;

  kith_style_get_color (widget, &color);
  cr = gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT (0, 0, width, height));
  gdk_cairo_set_source_rgba (cr, &color);
  cairo_translate (cr, width / 2.0, height / 2.0);
  draw (self, cr, MIN (width, height) / 2.0);
  cairo_destroy (cr);
}

static void
kith_presence_dot_measure (GtkWidget     *widget,
                           GtkOrientation orientation,
                           int            for_size,
                           int           *minimum,
                           int           *natural,
                           int           *minimum_baseline,
                           int           *natural_baseline)
{
  *minimum = *natural = SIZE;
  *minimum_baseline = *natural_baseline = -1;
}

static void
kith_presence_dot_get_property (GObject    *object,
                                guint       prop_id,
                                GValue     *value,
                                GParamSpec *pspec)
{
  KithPresenceDot *self = KITH_PRESENCE_DOT (object);

  switch (prop_id)
    {
    case PROP_SHOW:
      g_value_set_uint (value, self->show);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
kith_presence_dot_set_property (GObject      *object,
                                guint         prop_id,
                                const GValue *value,
                                GParamSpec   *pspec)
{
  KithPresenceDot *self = KITH_PRESENCE_DOT (object);

  switch (prop_id)
    {
    case PROP_SHOW:
      kith_presence_dot_set_show (self, g_value_get_uint (value));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
kith_presence_dot_class_init (KithPresenceDotClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = kith_presence_dot_get_property;
  object_class->set_property = kith_presence_dot_set_property;
  widget_class->measure = kith_presence_dot_measure;
  widget_class->snapshot = kith_presence_dot_snapshot;

  properties[PROP_SHOW] =
    g_param_spec_uint ("show", NULL, NULL, KITH_SHOW_UNKNOWN, KITH_SHOW_CHATTY, KITH_SHOW_UNKNOWN,
                       G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_set_css_name (widget_class, "presencedot");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_PRESENTATION);
}

static void
kith_presence_dot_init (KithPresenceDot *self)
{
  gtk_widget_add_css_class (GTK_WIDGET (self), "offline");
  gtk_widget_set_can_target (GTK_WIDGET (self), FALSE);
}

GtkWidget *
kith_presence_dot_new (void)
{
  return g_object_new (KITH_TYPE_PRESENCE_DOT, NULL);
}

void
kith_presence_dot_set_show (KithPresenceDot *self,
                            KithShow         show)
{
  g_return_if_fail (KITH_IS_PRESENCE_DOT (self));

  if (self->show == show)
    return;

  gtk_widget_remove_css_class (GTK_WIDGET (self), get_css_class (self->show));
  self->show = show;
  gtk_widget_add_css_class (GTK_WIDGET (self), get_css_class (show));
  gtk_widget_queue_draw (GTK_WIDGET (self));
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SHOW]);
}

KithShow
kith_presence_dot_get_show (KithPresenceDot *self)
{
  g_return_val_if_fail (KITH_IS_PRESENCE_DOT (self), KITH_SHOW_UNKNOWN);

  return self->show;
}
