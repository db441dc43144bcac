/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

gboolean kith_datetime_parse (const char *text, gint64 *microseconds);
char *kith_datetime_format (gint64 microseconds);

G_END_DECLS
