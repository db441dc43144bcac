/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

gboolean kith_graphics_has_device (const char *devices);
void kith_graphics_prepare (const char *devices);

G_END_DECLS
