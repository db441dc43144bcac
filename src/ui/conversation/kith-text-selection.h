/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * KithTextSelection:
 *
 * What of a text is selected, in bytes; a plain value, all zero where nothing is.
 */
typedef struct
{
  int anchor; /* where it was begun */
  int cursor; /* where it ends, which may stand before that */
} KithTextSelection;

gboolean kith_text_selection_is_empty (const KithTextSelection *self);
void kith_text_selection_get_range (const KithTextSelection *self, int *start, int *end);

/* @text: valid UTF-8; @index: where a letter begins. A word has letters and digits. */
void kith_text_selection_select_word (KithTextSelection *self, const char *text, int index);
void kith_text_selection_select_all (KithTextSelection *self, const char *text);

/* Returns: (transfer full) (nullable): what of @text is selected */
char *kith_text_selection_dup_text (const KithTextSelection *self, const char *text);

G_END_DECLS
