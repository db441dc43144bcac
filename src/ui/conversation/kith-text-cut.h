/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Where a text is cut before it is laid out, which takes time by the letter, and for a word by the square of its letters: how many
 * bytes of @text (valid UTF-8) are shown. All of it, unless it is long; of @whole somebody asked for more. */
gsize kith_text_cut_find (const char *text, gboolean whole);

G_END_DECLS
