/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-fingerprint.h"

/* A fingerprint as people read it. */

/**
 * kith_fingerprint_dup_text:
 * @digest: in hexadecimal
 *
 * Returns: (transfer full): the same in capitals and in groups of two, as other programs show it, so that people can compare
 */
char *
kith_fingerprint_dup_text (const char *digest)
{
  GString *text;

  g_return_val_if_fail (digest != NULL, NULL);

  text = g_string_new (NULL);
  for (guint i = 0; digest[i] != '\0'; i++)
    {
      if (i > 0 && i % 2 == 0)
        g_string_append_c (text, ':');

      g_string_append_c (text, g_ascii_toupper (digest[i]));
    }

  return g_string_free (text, FALSE);
}
