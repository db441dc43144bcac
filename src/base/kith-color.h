/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

double kith_color_hue (const char *text);
void kith_color_for_hue (double hue, double saturation, double lightness, double rgb[3]);

G_END_DECLS
