/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-text-cut.h"

/* Until somebody asks for more, and then. */
#define SHORT_BYTES 6000
#define SHORT_LINES 60
#define LONG_BYTES 65536
#define LONG_LINES 1000

#define LONG_WORD 12000

gsize
kith_text_cut_find (const char *text,
                    gboolean    whole)
{
  const char *end = text + (whole ? LONG_BYTES : SHORT_BYTES);
  guint lines = whole ? LONG_LINES : SHORT_LINES;
  const char *at = text;
  const char *word = at;

  for (; *at != '\0' && g_utf8_next_char (at) <= end; at = g_utf8_next_char (at))
    {
      gunichar letter = g_utf8_get_char (at);

      if (g_unichar_isspace (letter) || g_unichar_iswide (letter))
        word = at;
      if ((letter == '\n' && --lines == 0) || at - word >= LONG_WORD)
        break;
    }

  return (gsize)(at - text);
}
