/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-ticks.h"

#include <glib/gi18n.h>

#include "kith-style.h"

/* The mark behind an own message: a clock, one tick, two ticks, two in the accent colour, or what went wrong. */

static void
draw_tick (cairo_t *cr,
           double   x)
{
  cairo_move_to (cr, x + 1.2, 6.6);
  cairo_line_to (cr, x + 4.2, 9.6);
  cairo_line_to (cr, x + 10.2, 2.6);
}

static void
draw_second_tick (cairo_t *cr)
{
  cairo_move_to (cr, 7.6, 9.0);
  cairo_line_to (cr, 8.2, 9.6);
  cairo_line_to (cr, 14.2, 2.6);
}

static void
draw_clock (cairo_t *cr)
{
  cairo_new_sub_path (cr);
  cairo_arc (cr, 9, 6, 4.6, 0, 2 * G_PI);
  cairo_move_to (cr, 9, 3.6);
  cairo_line_to (cr, 9, 6.2);
  cairo_line_to (cr, 10.8, 7.2);
}

static void
draw_failure (cairo_t *cr)
{
  cairo_new_sub_path (cr);
  cairo_arc (cr, 9, 6, 5, 0, 2 * G_PI);
  cairo_stroke (cr);
  cairo_move_to (cr, 9, 3.4);
  cairo_line_to (cr, 9, 6.4);
  cairo_move_to (cr, 9, 8.6);
  cairo_line_to (cr, 9, 8.7);
}

static void
draw (cairo_t     *cr,
      KithDelivery delivery)
{
  switch (delivery)
    {
    case KITH_DELIVERY_PENDING:
      draw_clock (cr);
      break;

    case KITH_DELIVERY_SENT:
      draw_tick (cr, 3);
      break;

    case KITH_DELIVERY_DELIVERED:
    case KITH_DELIVERY_READ:
      draw_tick (cr, 0);
      draw_second_tick (cr);
      break;

    case KITH_DELIVERY_FAILED:
      draw_failure (cr);
      break;

    case KITH_DELIVERY_NONE:
      break;
    }
}

/**
 * kith_ticks_snapshot:
 * @color: of the text around
 * @x: of the left upper corner of a place of %KITH_TICKS_WIDTH × %KITH_TICKS_HEIGHT
 */
void
kith_ticks_snapshot (GtkWidget     *widget,
                     GtkSnapshot   *snapshot,
                     KithDelivery   delivery,
                     const GdkRGBA *color,
                     double         x,
                     double         y)
{
  GdkRGBA own = *color;
  cairo_t *cr;

  if (delivery == KITH_DELIVERY_NONE)
    return;

  if (delivery == KITH_DELIVERY_READ)
    kith_style_get_named_color (widget, "accent_color", &own);
  else if (delivery == KITH_DELIVERY_FAILED)
    kith_style_get_named_color (widget, "error_color", &own);

  cr = gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT ((float)x, (float)y, KITH_TICKS_WIDTH, KITH_TICKS_HEIGHT));
  cairo_translate (cr, x, y);
  cairo_set_line_width (cr, 1.4);
  cairo_set_line_cap (cr, CAIRO_LINE_CAP_ROUND);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  gdk_cairo_set_source_rgba (cr, &own);
  draw (cr, delivery);
  cairo_stroke (cr);
  cairo_destroy (cr);
}

/**
 * kith_ticks_get_words:
 *
 * Returns: (transfer none): the same for a screen reader; empty for a message that came in
 */
const char *
kith_ticks_get_words (KithDelivery delivery)
{
  switch (delivery)
    {
    case KITH_DELIVERY_PENDING:
      /* Translators: how far an own message has come. */
      return C_("message", "waiting to be sent");

    case KITH_DELIVERY_SENT:
      /* Translators: how far an own message has come. */
      return C_("message", "sent");

    case KITH_DELIVERY_DELIVERED:
      /* Translators: how far an own message has come. */
      return C_("message", "delivered");

    case KITH_DELIVERY_READ:
      /* Translators: how far an own message has come. */
      return C_("message", "read");

    case KITH_DELIVERY_FAILED:
      /* Translators: how far an own message has come. */
      return C_("message", "not sent");

    case KITH_DELIVERY_NONE:
      return "";
    }

  return "";
}
