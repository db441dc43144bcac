/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-style.h"

/* What widgets that draw themselves ask of the theme, by the functions of the baseline: later GTK keeps them. */

/**
 * kith_style_get_color:
 *
 * Answers the colour of @widget's text.
 */
void
kith_style_get_color (GtkWidget *widget,
                      GdkRGBA   *color)
{
  gtk_style_context_get_color (gtk_widget_get_style_context (widget), color);
}

/**
 * kith_style_get_named_color:
 * @name: one of libadwaita's, such as "accent_color"
 *
 * Answers that colour, or that of @widget's text where the theme does not know @name.
 */
void
kith_style_get_named_color (GtkWidget  *widget,
                            const char *name,
                            GdkRGBA    *color)
{
  if (!gtk_style_context_lookup_color (gtk_widget_get_style_context (widget), name, color))
    kith_style_get_color (widget, color);
}

/**
 * kith_style_get_line_height:
 *
 * Returns: the height of a line of @widget's text, in pixels
 */
int
kith_style_get_line_height (GtkWidget *widget)
{
  PangoFontMetrics *metrics = pango_context_get_metrics (gtk_widget_get_pango_context (widget), NULL, NULL);
  int height = pango_font_metrics_get_ascent (metrics) + pango_font_metrics_get_descent (metrics);

  pango_font_metrics_unref (metrics);

  return PANGO_PIXELS_CEIL (height);
}

/**
 * kith_style_show_uri:
 *
 * Opens @uri with the program that the desktop has for it.
 */
void
kith_style_show_uri (GtkWidget  *widget,
                     const char *uri)
{
  GtkRoot *root = gtk_widget_get_root (widget);

  G_GNUC_BEGIN_IGNORE_DEPRECATIONS gtk_show_uri (GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL, uri, GDK_CURRENT_TIME);
  G_GNUC_END_IGNORE_DEPRECATIONS
}
