/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <gtk/gtk.h>
#include <pango/pangocairo.h>

#include "kith-fonts.h"

/* Which fonts are looked for, and what is drawn where nobody sees it. */

#define TEST_TYPE_FONT_MAP (test_font_map_get_type ())
G_DECLARE_FINAL_TYPE (TestFontMap, test_font_map, TEST, FONT_MAP, PangoFontMap)

/* Has no fonts, but knows which it was asked for. */
struct _TestFontMap
{
  PangoFontMap parent_instance;

  GPtrArray   *asked_for; /* PangoFontDescription (owned) */
};

G_DEFINE_FINAL_TYPE (TestFontMap, test_font_map, PANGO_TYPE_FONT_MAP)

static PangoFontset *
test_font_map_load_fontset (PangoFontMap               *map,
                            PangoContext               *context,
                            const PangoFontDescription *font,
                            PangoLanguage              *language)
{
  g_ptr_array_add (TEST_FONT_MAP (map)->asked_for, pango_font_description_copy (font));

  return NULL;
}

static void
test_font_map_finalize (GObject *object)
{
  g_ptr_array_unref (TEST_FONT_MAP (object)->asked_for);

  G_OBJECT_CLASS (test_font_map_parent_class)->finalize (object);
}

static void
test_font_map_class_init (TestFontMapClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = test_font_map_finalize;
  PANGO_FONT_MAP_CLASS (klass)->load_fontset = test_font_map_load_fontset;
}

static void
test_font_map_init (TestFontMap *self)
{
  self->asked_for = g_ptr_array_new_with_free_func ((GDestroyNotify)pango_font_description_free);
}

static void
test_ask_for (void)
{
  g_autoptr(PangoFontMap) map = g_object_new (TEST_TYPE_FONT_MAP, NULL);
  g_autoptr(PangoFontDescription) before = NULL;
  g_autoptr(GtkWidget) label = g_object_ref_sink (gtk_label_new (NULL));
  GPtrArray *asked_for = TEST_FONT_MAP (map)->asked_for;
  const PangoFontDescription *own, *letters, *emoji;

  gtk_widget_set_font_map (label, map);
  own = pango_context_get_font_description (gtk_widget_get_pango_context (label));
  before = pango_font_description_copy (own);
  kith_fonts_ask_for (label, 2, PANGO_WEIGHT_BOLD);

  g_assert_cmpuint (asked_for->len, ==, 2);
  letters = g_ptr_array_index (asked_for, 0);
  emoji = g_ptr_array_index (asked_for, 1);
  g_assert_cmpstr (pango_font_description_get_family (letters), ==, pango_font_description_get_family (own));
  g_assert_cmpstr (pango_font_description_get_family (emoji), ==, "emoji");
  for (guint i = 0; i < asked_for->len; i++)
    {
      const PangoFontDescription *font = g_ptr_array_index (asked_for, i);

      g_assert_cmpint (pango_font_description_get_size (font), ==, 2 * pango_font_description_get_size (own));
      g_assert_cmpint (pango_font_description_get_size_is_absolute (font), ==,
                       pango_font_description_get_size_is_absolute (own));
      g_assert_cmpint (pango_font_description_get_weight (font), ==, PANGO_WEIGHT_BOLD);
    }

  g_assert_true (pango_font_description_equal (pango_context_get_font_description (gtk_widget_get_pango_context (label)),
                                               before));
}

static void
shape_cb (cairo_t        *cairo,
          PangoAttrShape *shape,
          gboolean        path,
          gpointer        user_data)
{
  double *scale = user_data;

  g_assert_false (path);
  cairo_surface_get_device_scale (cairo_get_target (cairo), scale, scale);
}

/* As large as the screen draws them, for letters of another size are other letters. */
static void
test_draw (void)
{
  g_autoptr(GtkWidget) label = g_object_ref_sink (gtk_label_new (NULL));
  g_autoptr(PangoLayout) layout = gtk_widget_create_pango_layout (label, "a picture");
  g_autoptr(PangoAttrList) attributes = pango_attr_list_new ();
  PangoRectangle size = { 0, 0, PANGO_SCALE, PANGO_SCALE };
  double scale = 0;

  pango_attr_list_insert (attributes, pango_attr_shape_new (&size, &size));
  pango_layout_set_attributes (layout, attributes);
  pango_cairo_context_set_shape_renderer (pango_layout_get_context (layout), shape_cb, &scale, NULL);

  kith_fonts_draw (NULL, 1);
  g_assert_cmpfloat (scale, ==, 0);
  kith_fonts_draw (layout, 1);
  g_assert_cmpfloat (scale, ==, 1);
  kith_fonts_draw (layout, 2);
  g_assert_cmpfloat (scale, ==, 2);
  g_assert_cmpint (pango_layout_get_width (layout), ==, -1);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  gtk_init ();

  g_test_add_func ("/fonts/ask-for", test_ask_for);
  g_test_add_func ("/fonts/draw", test_draw);

  return g_test_run ();
}
