/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

char *kith_precis_username (const char *text, gssize length);
char *kith_precis_opaque (const char *text, gssize length);
gboolean kith_precis_is_identifier (const char *text);

G_END_DECLS
