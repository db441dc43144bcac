/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-saslprep.h"

#include "kith-credentials.h"

/* SASLprep (RFC 4013), by which both sides of SCRAM bring a password into one form. GnuTLS prepares passwords by RFC 8265 instead,
 * which composes differently ("Ⅸ" stays what it is) and would lock out who chose such a character on a server of today. */

/* RFC 3454, B.1 */
static gboolean
is_mapped_to_nothing (gunichar c)
{
  return c == 0x00AD || c == 0x034F || c == 0x1806 || (c >= 0x180B && c <= 0x180D) ||
         (c >= 0x200B && c <= 0x200D) || c == 0x2060 || (c >= 0xFE00 && c <= 0xFE0F) || c == 0xFEFF;
}

/* RFC 3454, C.1.2 */
static gboolean
is_other_space (gunichar c)
{
  return c == 0x00A0 || c == 0x1680 || (c >= 0x2000 && c <= 0x200A) || c == 0x202F || c == 0x205F || c == 0x3000;
}

/* RFC 3454, C.2 to C.9; surrogates do not pass g_utf8_validate(). */
static gboolean
is_prohibited (gunichar c)
{
  return c < 0x20 || (c >= 0x7F && c <= 0x9F) ||                                              /* C.2.1, C.2.2 */
         c == 0x06DD || c == 0x070F || c == 0x180E || c == 0x2028 || c == 0x2029 ||           /* C.2.2 */
         (c >= 0x2061 && c <= 0x2063) || (c >= 0x206A && c <= 0x206F) ||                      /* C.2.2, C.8 */
         (c >= 0xFFF9 && c <= 0xFFFD) || (c >= 0x1D173 && c <= 0x1D17A) ||                    /* C.2.2, C.6 */
         (c >= 0xE000 && c <= 0xF8FF) || c >= 0xF0000 ||                                      /* C.3 */
         (c >= 0xFDD0 && c <= 0xFDEF) || (c & 0xFFFE) == 0xFFFE ||                            /* C.4 */
         (c >= 0x2FF0 && c <= 0x2FFB) ||                                                      /* C.7 */
         c == 0x0340 || c == 0x0341 || c == 0x200E || c == 0x200F ||                          /* C.8 */
         (c >= 0x202A && c <= 0x202E) ||                                                      /* C.8 */
         c == 0xE0001 || (c >= 0xE0020 && c <= 0xE007F);                                      /* C.9 */
}

/**
 * kith_saslprep:
 * @text: what a person typed
 *
 * The check of mixed directions (RFC 3454, 6) is left to the server, which refused such a password when it was set.
 *
 * Returns: (transfer full) (nullable): @text prepared, to be freed with kith_secret_free(), or %NULL if it cannot be a password
 */
char *
kith_saslprep (const char *text)
{
  g_autoptr(GString) mapped = NULL;
  char *mapped_text;
  char *prepared;

  if (!g_utf8_validate (text, -1, NULL))
    return NULL;

  mapped = g_string_sized_new (4 * g_utf8_strlen (text, -1) + 1);
  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (!is_mapped_to_nothing (c))
        g_string_append_unichar (mapped, is_other_space (c) ? ' ' : c);
    }

  mapped_text = g_string_free (g_steal_pointer (&mapped), FALSE);
  prepared = g_utf8_normalize (mapped_text, -1, G_NORMALIZE_ALL_COMPOSE);
  kith_secret_free (mapped_text);

  for (const char *p = prepared; *p != '\0'; p = g_utf8_next_char (p))
    {
      if (!is_prohibited (g_utf8_get_char (p)))
        continue;

      kith_secret_free (prepared);
      return NULL;
    }

  return prepared;
}
