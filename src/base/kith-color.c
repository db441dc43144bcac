/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-color.h"

#include <math.h>
#include <string.h>

/*
 * One colour for one name in every client (XEP-0392): a hash gives the hue, HSLuv makes of it a
 * colour that is as light as every other. HSLuv is CIELUV whose chroma is a part of the largest
 * that sRGB can show at that hue and lightness; all channels are linear in the chroma, so the
 * largest is the nearest point at which one of them reaches 0 or 1.
 */

#define WHITE_U 0.19783000664283681 /* D65 */
#define WHITE_V 0.46831999493879100
#define KAPPA (24389.0 / 27.0)

/* CIE XYZ to linear sRGB */
static const double xyz_to_rgb[3][3] = {
  { 3.2409699419045214, -1.5373831775700935, -0.49861076029300328 },
  { -0.96924363628087983, 1.8759675015077207, 0.041555057407175613 },
  { 0.055630079696993609, -0.20397695888897657, 1.0569715142428786 },
};

static double
luminance_of (double lightness)
{
  if (lightness <= 8.0)
    return lightness / KAPPA;

  return pow ((lightness + 16.0) / 116.0, 3.0);
}

static double
largest_chroma (double lightness,
                double luminance,
                double angle)
{
  double u_slope = cos (angle) / (13.0 * lightness);
  double v_slope = sin (angle) / (13.0 * lightness);
  double largest = G_MAXDOUBLE;

  for (int i = 0; i < 3; i++)
    {
      const double *m = xyz_to_rgb[i];
      double base = luminance * (9.0 * m[0] * WHITE_U + 4.0 * m[1] * WHITE_V +
                                 m[2] * (12.0 - 3.0 * WHITE_U - 20.0 * WHITE_V));
      double slope = luminance * ((9.0 * m[0] - 3.0 * m[2]) * u_slope +
                                  (4.0 * m[1] - 20.0 * m[2]) * v_slope);

      for (int bound = 0; bound <= 1; bound++)
        {
          double chroma = (bound * 4.0 * WHITE_V - base) / (slope - bound * 4.0 * v_slope);

          if (chroma >= 0.0 && chroma < largest)
            largest = chroma;
        }
    }

  return largest;
}

static double
gamma_of (double linear)
{
  double channel = linear <= 0.0031308 ? 12.92 * linear : 1.055 * pow (linear, 1.0 / 2.4) - 0.055;

  return CLAMP (channel, 0.0, 1.0);
}

/**
 * kith_color_hue:
 * @text: what the colour is for: a bare address, a nickname, a group's name
 *
 * Returns: the hue angle of @text in degrees, from 0 to below 360 (XEP-0392, 5.1)
 */
double
kith_color_hue (const char *text)
{
  g_autoptr(GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA1);
  guint8 digest[20];
  gsize length = sizeof digest;

  g_return_val_if_fail (text != NULL, 0.0);

  g_checksum_update (checksum, (const guchar *)text, strlen (text));
  g_checksum_get_digest (checksum, digest, &length);

  return (digest[0] | digest[1] << 8) / 65536.0 * 360.0;
}

/**
 * kith_color_for_hue:
 * @hue: an angle in degrees
 * @saturation: from 0 to 100
 * @lightness: from 0 to 100
 * @rgb: (out): red, green and blue of sRGB, each from 0 to 1
 *
 * Turns a colour of HSLuv into one that can be drawn.
 */
void
kith_color_for_hue (double hue,
                    double saturation,
                    double lightness,
                    double rgb[3])
{
  double clamped = CLAMP (lightness, 0.0, 100.0);
  double angle = hue * G_PI / 180.0;
  double luminance, chroma, u, v, x, z;

  g_return_if_fail (rgb != NULL);

  if (clamped < 1e-7 || clamped > 100.0 - 1e-7)
    {
      rgb[0] = rgb[1] = rgb[2] = clamped < 50.0 ? 0.0 : 1.0;
      return;
    }

  luminance = luminance_of (clamped);
  chroma = largest_chroma (clamped, luminance, angle) * CLAMP (saturation, 0.0, 100.0) / 100.0;
  u = WHITE_U + chroma * cos (angle) / (13.0 * clamped);
  v = WHITE_V + chroma * sin (angle) / (13.0 * clamped);
  x = luminance * 9.0 * u / (4.0 * v);
  z = luminance * (12.0 - 3.0 * u - 20.0 * v) / (4.0 * v);

  for (int i = 0; i < 3; i++)
    rgb[i] = gamma_of (xyz_to_rgb[i][0] * x + xyz_to_rgb[i][1] * luminance + xyz_to_rgb[i][2] * z);
}
