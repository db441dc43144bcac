/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * KithLink:
 * @start: first byte of its words in the text
 * @end: first byte behind them
 * @uri: where it leads
 */
typedef struct
{
  guint start;
  guint end;
  char *uri;
} KithLink;

gboolean kith_links_may_open (const char *uri);
GArray *kith_links_find (const char *text);

G_END_DECLS
