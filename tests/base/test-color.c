/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-color.h"

#include <math.h>

typedef struct
{
  const char *text;
  double      hue;
  double      rgb[3];
} Vector;

/* XEP-0392, “Test Vectors” */
static const Vector vectors[] = {
  { "Romeo", 327.255249, { 0.865, 0.000, 0.686 } },
  { "juliet@capulet.lit", 209.410400, { 0.000, 0.515, 0.573 } },
  { "😺", 331.199341, { 0.872, 0.000, 0.659 } },
  { "council", 359.994507, { 0.918, 0.000, 0.394 } },
  { "Board", 171.430664, { 0.000, 0.527, 0.457 } },
};

static void
test_vectors (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (vectors); i++)
    {
      double hue = kith_color_hue (vectors[i].text);
      double rgb[3];

      g_assert_cmpfloat_with_epsilon (hue, vectors[i].hue, 0.000001);
      kith_color_for_hue (hue, 100, 50, rgb);
      for (int channel = 0; channel < 3; channel++)
        g_assert_cmpfloat_with_epsilon (rgb[channel], vectors[i].rgb[channel], 0.001);
    }
}

static void
test_edges (void)
{
  double rgb[3];

  kith_color_for_hue (120, 100, 0, rgb);
  g_assert_cmpfloat (rgb[0] + rgb[1] + rgb[2], ==, 0);
  kith_color_for_hue (120, 100, 100, rgb);
  g_assert_cmpfloat (rgb[0] + rgb[1] + rgb[2], ==, 3);
  kith_color_for_hue (120, 100, 250, rgb);
  g_assert_cmpfloat (rgb[0] + rgb[1] + rgb[2], ==, 3);

  kith_color_for_hue (33, 0, 53.585, rgb);
  g_assert_cmpfloat_with_epsilon (rgb[0], rgb[1], 0.001);
  g_assert_cmpfloat_with_epsilon (rgb[1], rgb[2], 0.001);
  g_assert_cmpfloat_with_epsilon (rgb[0], 128.0 / 255.0, 0.001);
}

static double
linear_of (double channel)
{
  return channel <= 0.04045 ? channel / 12.92 : pow ((channel + 0.055) / 1.055, 2.4);
}

/* Colours of one lightness have one luminance, whatever the hue. */
static void
test_even_lightness (void)
{
  for (int hue = 0; hue < 360; hue++)
    {
      double rgb[3];
      double luminance = 0;
      static const double weights[] = { 0.21263900587, 0.71516867877, 0.07219231536 };

      kith_color_for_hue (hue, 100, 50, rgb);
      for (int i = 0; i < 3; i++)
        {
          g_assert_cmpfloat (rgb[i], >=, 0);
          g_assert_cmpfloat (rgb[i], <=, 1);
          luminance += weights[i] * linear_of (rgb[i]);
        }
      g_assert_cmpfloat_with_epsilon (luminance, pow (66.0 / 116.0, 3), 0.0001);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/color/vectors", test_vectors);
  g_test_add_func ("/color/edges", test_edges);
  g_test_add_func ("/color/even-lightness", test_even_lightness);

  return g_test_run ();
}
