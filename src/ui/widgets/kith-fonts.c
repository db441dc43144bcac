/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-fonts.h"

/* Finding a font among all that are installed takes milliseconds for each size and weight, and so does reading its letters, above all
 * emoji. Whoever lays out and draws text for the first time waits for that, unless somebody asked before. */

static void
ask_for (PangoContext         *context,
         PangoFontDescription *font)
{
  PangoFontset *fonts = pango_context_load_fontset (context, font, pango_context_get_language (context));

  g_clear_object (&fonts);
}

/**
 * kith_fonts_ask_for:
 * @widget: one that has the font that is meant
 * @scale: how large, if 1 is that font's own size
 * @weight: how heavy
 *
 * Lets fonts for letters and for emoji be looked for, and does not wait for them.
 */
void
kith_fonts_ask_for (GtkWidget  *widget,
                    double      scale,
                    PangoWeight weight)
{
  PangoContext *context = gtk_widget_get_pango_context (widget);
  g_autoptr(PangoFontDescription) font = pango_font_description_copy (pango_context_get_font_description (context));
  int size = (int)(scale * pango_font_description_get_size (font));

  if (pango_font_description_get_size_is_absolute (font))
    pango_font_description_set_absolute_size (font, size);
  else
    pango_font_description_set_size (font, size);
  pango_font_description_set_weight (font, weight);

  ask_for (context, font);
  /* Pango takes them from the family of this name, whatever the font. */
  pango_font_description_set_family_static (font, "emoji");
  ask_for (context, font);
}

/**
 * kith_fonts_draw:
 * @layout: (nullable): a text
 * @scale: how many pixels of the screen are one of @layout
 *
 * Draws @layout where nobody sees it: its letters are read from their fonts now, and not when a frame waits for them.
 */
void
kith_fonts_draw (PangoLayout *layout,
                 int          scale)
{
  cairo_surface_t *surface;
  cairo_t *cairo;

  if (layout == NULL)
    return;

  surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, 400 * scale, 100 * scale);
  cairo_surface_set_device_scale (surface, scale, scale);
  cairo = cairo_create (surface);
  pango_cairo_show_layout (cairo, layout);
  cairo_destroy (cairo);
  cairo_surface_destroy (surface);
}
