/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

char *kith_search_text_for_index (const char *text);
char *kith_search_text_for_query (const char *text);

G_END_DECLS
