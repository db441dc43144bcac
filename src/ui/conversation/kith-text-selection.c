/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-text-selection.h"

#include <string.h>

gboolean
kith_text_selection_is_empty (const KithTextSelection *self)
{
  return self->anchor == self->cursor;
}

void
kith_text_selection_get_range (const KithTextSelection *self,
                               int                     *start,
                               int                     *end)
{
  *start = MIN (self->anchor, self->cursor);
  *end = MAX (self->anchor, self->cursor);
}

void
kith_text_selection_select_word (KithTextSelection *self,
                                 const char        *text,
                                 int                index)
{
  const char *start = text + index;
  const char *end = start;

  while (start > text && g_unichar_isalnum (g_utf8_get_char (g_utf8_prev_char (start))))
    start = g_utf8_prev_char (start);
  while (*end != '\0' && g_unichar_isalnum (g_utf8_get_char (end)))
    end = g_utf8_next_char (end);

  self->anchor = (int)(start - text);
  self->cursor = (int)(end - text);
}

void
kith_text_selection_select_all (KithTextSelection *self,
                                const char        *text)
{
  self->anchor = 0;
  self->cursor = (int)strlen (text);
}

char *
kith_text_selection_dup_text (const KithTextSelection *self,
                              const char              *text)
{
  int start, end;

  kith_text_selection_get_range (self, &start, &end);

  return start < end ? g_strndup (text + start, (gsize)(end - start)) : NULL;
}
