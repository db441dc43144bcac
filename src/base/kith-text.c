/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-text.h"

/* What GLib does not offer, or not safely, for text that others wrote. */

/**
 * kith_text_dup_start:
 * @text: (nullable): UTF-8
 * @n: in characters
 *
 * g_utf8_substring () reads on behind the end of a text that is shorter than what is asked of it; and its length need not be known:
 * of a text of megabytes, only the beginning is looked at.
 *
 * Returns: (transfer full): the first @n characters of @text, or all of it; "" for %NULL
 */
char *
kith_text_dup_start (const char *text,
                     guint       n)
{
  const char *end = text;

  if (text == NULL)
    return g_strdup ("");

  for (; n > 0 && *end != '\0'; n--)
    {
      end++;
      while ((*end & 0xc0) == 0x80)
        end++;
    }

  return g_strndup (text, end - text);
}
