/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-precis.h"

#include <string.h>

/*
 * The two string profiles that addresses need: UsernameCaseMapped and OpaqueString (RFC 8265), on
 * the classes of RFC 8264. What GLib's tables cannot answer is decided on the strict side: of the
 * joiners only those after a virama pass, and the directions of the Bidi Rule (RFC 5893) are taken
 * from a character's script and category.
 */

#define VIRAMA 9 /* canonical combining class */

typedef enum
{
  CLASS_DISALLOWED,
  CLASS_FREEFORM, /* valid in a freeform string, not in an identifier */
  CLASS_VALID,
  CLASS_JOINER,
  CLASS_CONTEXT,
} CharClass;

typedef enum
{
  BIDI_LEFT,
  BIDI_RIGHT,
  BIDI_EUROPEAN_NUMBER,
  BIDI_ARABIC_NUMBER,
  BIDI_MARK,
  BIDI_NEUTRAL,
} BidiClass;

typedef struct
{
  gunichar first;
  gunichar last;
} Range;

/* Sorted; RFC 8264, 9.6 (Exceptions, disallowed), 9.9 (OldHangulJamo) and 9.13 (ignorable). */
static const Range disallowed_ranges[] = {
  { 0x00AD, 0x00AD }, { 0x034F, 0x034F }, { 0x061C, 0x061C }, { 0x0640, 0x0640 },
  { 0x07FA, 0x07FA }, { 0x1100, 0x11FF }, { 0x17B4, 0x17B5 }, { 0x180B, 0x180F },
  { 0x200B, 0x200B }, { 0x200E, 0x200F }, { 0x202A, 0x202E }, { 0x2060, 0x206F },
  { 0x302E, 0x302F }, { 0x3031, 0x3035 }, { 0x303B, 0x303B }, { 0x3164, 0x3164 },
  { 0xA960, 0xA97C }, { 0xD7B0, 0xD7C6 }, { 0xD7CB, 0xD7FB }, { 0xFDD0, 0xFDEF },
  { 0xFE00, 0xFE0F }, { 0xFEFF, 0xFEFF }, { 0xFFA0, 0xFFA0 }, { 0xFFF0, 0xFFF8 },
  { 0x1BCA0, 0x1BCA3 }, { 0x1D173, 0x1D17A }, { 0xE0000, 0xE0FFF },
};

static gboolean
is_listed_disallowed (gunichar c)
{
  if ((c & 0xFFFE) == 0xFFFE)
    return TRUE;

  for (gsize i = 0; i < G_N_ELEMENTS (disallowed_ranges); i++)
    {
      if (c < disallowed_ranges[i].first)
        return FALSE;
      if (c <= disallowed_ranges[i].last)
        return TRUE;
    }

  return FALSE;
}

static gboolean
is_contextual (gunichar c)
{
  return c == 0x00B7 || c == 0x0375 || c == 0x05F3 || c == 0x05F4 || c == 0x30FB ||
         (c >= 0x0660 && c <= 0x0669) || (c >= 0x06F0 && c <= 0x06F9);
}

static gboolean
is_listed_valid (gunichar c)
{
  return c == 0x00DF || c == 0x03C2 || c == 0x06FD || c == 0x06FE || c == 0x0F0B || c == 0x3007;
}

static gboolean
has_compatibility_form (gunichar c)
{
  char text[7] = { 0 };
  g_autofree char *normalized = NULL;

  g_unichar_to_utf8 (c, text);
  normalized = g_utf8_normalize (text, -1, G_NORMALIZE_NFKC);

  return g_strcmp0 (text, normalized) != 0;
}

static CharClass
class_of_category (GUnicodeType category)
{
  switch (category)
    {
    case G_UNICODE_LOWERCASE_LETTER:
    case G_UNICODE_UPPERCASE_LETTER:
    case G_UNICODE_OTHER_LETTER:
    case G_UNICODE_MODIFIER_LETTER:
    case G_UNICODE_DECIMAL_NUMBER:
    case G_UNICODE_NON_SPACING_MARK:
    case G_UNICODE_SPACING_MARK:
      return CLASS_VALID;

    case G_UNICODE_TITLECASE_LETTER:
    case G_UNICODE_LETTER_NUMBER:
    case G_UNICODE_OTHER_NUMBER:
    case G_UNICODE_ENCLOSING_MARK:
    case G_UNICODE_SPACE_SEPARATOR:
    case G_UNICODE_MATH_SYMBOL:
    case G_UNICODE_CURRENCY_SYMBOL:
    case G_UNICODE_MODIFIER_SYMBOL:
    case G_UNICODE_OTHER_SYMBOL:
    case G_UNICODE_CONNECT_PUNCTUATION:
    case G_UNICODE_DASH_PUNCTUATION:
    case G_UNICODE_OPEN_PUNCTUATION:
    case G_UNICODE_CLOSE_PUNCTUATION:
    case G_UNICODE_INITIAL_PUNCTUATION:
    case G_UNICODE_FINAL_PUNCTUATION:
    case G_UNICODE_OTHER_PUNCTUATION:
      return CLASS_FREEFORM;

    case G_UNICODE_CONTROL:
    case G_UNICODE_FORMAT:
    case G_UNICODE_UNASSIGNED:
    case G_UNICODE_PRIVATE_USE:
    case G_UNICODE_SURROGATE:
    case G_UNICODE_LINE_SEPARATOR:
    case G_UNICODE_PARAGRAPH_SEPARATOR:
      return CLASS_DISALLOWED;
    }

  return CLASS_DISALLOWED;
}

/* RFC 8264, 8: the order of the questions is the specification's. */
static CharClass
class_of (gunichar c)
{
  if (is_listed_valid (c))
    return CLASS_VALID;
  if (is_contextual (c))
    return CLASS_CONTEXT;
  if (c < 0x80)
    return c > 0x20 && c < 0x7F ? CLASS_VALID : c == 0x20 ? CLASS_FREEFORM : CLASS_DISALLOWED;
  if (c == 0x200C || c == 0x200D)
    return CLASS_JOINER;
  if (is_listed_disallowed (c) || !g_unichar_isdefined (c) ||
      g_unichar_type (c) == G_UNICODE_CONTROL)
    return CLASS_DISALLOWED;
  if (has_compatibility_form (c))
    return CLASS_FREEFORM;

  return class_of_category (g_unichar_type (c));
}

static gboolean
contains_script_of_japan (const char *text)
{
  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      GUnicodeScript script = g_unichar_get_script (g_utf8_get_char (p));

      if (script == G_UNICODE_SCRIPT_HIRAGANA || script == G_UNICODE_SCRIPT_KATAKANA ||
          script == G_UNICODE_SCRIPT_HAN)
        return TRUE;
    }

  return FALSE;
}

static gboolean
contains_between (const char *text,
                  gunichar    first,
                  gunichar    last)
{
  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (c >= first && c <= last)
        return TRUE;
    }

  return FALSE;
}

/* The contextual rules of RFC 5892, appendix A. */
static gboolean
context_allows (const char *text,
                const char *p)
{
  gunichar c = g_utf8_get_char (p);
  gunichar before = p > text ? g_utf8_get_char (g_utf8_prev_char (p)) : 0;
  gunichar after = g_utf8_get_char (g_utf8_next_char (p));

  if (c == 0x200C || c == 0x200D)
    return before != 0 && g_unichar_combining_class (before) == VIRAMA;
  if (c == 0x00B7)
    return before == 'l' && after == 'l';
  if (c == 0x0375)
    return after != 0 && g_unichar_get_script (after) == G_UNICODE_SCRIPT_GREEK;
  if (c == 0x05F3 || c == 0x05F4)
    return before != 0 && g_unichar_get_script (before) == G_UNICODE_SCRIPT_HEBREW;
  if (c == 0x30FB)
    return contains_script_of_japan (text);
  if (c >= 0x0660 && c <= 0x0669)
    return !contains_between (text, 0x06F0, 0x06F9);

  return !contains_between (text, 0x0660, 0x0669);
}

static gboolean
all_of_class (const char *text,
              CharClass   lowest)
{
  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      CharClass found = class_of (g_utf8_get_char (p));

      if (found < lowest)
        return FALSE;
      if ((found == CLASS_JOINER || found == CLASS_CONTEXT) && !context_allows (text, p))
        return FALSE;
    }

  return TRUE;
}

static gboolean
is_right_to_left (gunichar c)
{
  return (c >= 0x0590 && c <= 0x08FF) || (c >= 0xFB1D && c <= 0xFDFF) ||
         (c >= 0xFE70 && c <= 0xFEFF) || (c >= 0x10800 && c <= 0x10FFF) ||
         (c >= 0x1E800 && c <= 0x1EFFF);
}

static BidiClass
bidi_class_of (gunichar c)
{
  GUnicodeType category = g_unichar_type (c);

  if (category == G_UNICODE_NON_SPACING_MARK || category == G_UNICODE_ENCLOSING_MARK)
    return BIDI_MARK;
  if ((c >= '0' && c <= '9') || (c >= 0x06F0 && c <= 0x06F9))
    return BIDI_EUROPEAN_NUMBER;
  if ((c >= 0x0660 && c <= 0x0669) || (c >= 0x10D30 && c <= 0x10D39))
    return BIDI_ARABIC_NUMBER;
  if (is_right_to_left (c))
    return BIDI_RIGHT;

  return g_unichar_isalnum (c) || category == G_UNICODE_SPACING_MARK ? BIDI_LEFT : BIDI_NEUTRAL;
}

/* RFC 5893, 2. Text that has nothing of a right-to-left script is not asked. */
static gboolean
passes_bidi_rule (const char *text)
{
  guint seen = 0;
  BidiClass first = bidi_class_of (g_utf8_get_char (text));
  BidiClass last = BIDI_NEUTRAL;

  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      BidiClass found = bidi_class_of (g_utf8_get_char (p));

      seen |= 1u << found;
      if (found != BIDI_MARK)
        last = found;
    }

  if ((seen & (1u << BIDI_RIGHT | 1u << BIDI_ARABIC_NUMBER)) == 0)
    return TRUE;
  if (first != BIDI_RIGHT || (seen & 1u << BIDI_LEFT) != 0 || last == BIDI_NEUTRAL)
    return FALSE;

  return (seen & 1u << BIDI_EUROPEAN_NUMBER) == 0 || (seen & 1u << BIDI_ARABIC_NUMBER) == 0;
}

static gunichar
map_width (gunichar c)
{
  gunichar mapped = 0;

  if (c >= 0xFF01 && c <= 0xFFEE && g_unichar_fully_decompose (c, TRUE, &mapped, 1) == 1)
    return mapped;

  return c;
}

static char *
with_width_mapped (const char *text)
{
  GString *mapped = g_string_sized_new (strlen (text));

  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    g_string_append_unichar (mapped, map_width (g_utf8_get_char (p)));

  return g_string_free (mapped, FALSE);
}

/* Lower case that no locale has a say in: g_utf8_strdown () would make “ı” of “I” in Turkish. */
static char *
with_case_mapped (const char *text)
{
  GString *mapped = g_string_sized_new (strlen (text));

  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (c == 0x0130)
        g_string_append (mapped, "i\u0307");
      else
        g_string_append_unichar (mapped, g_unichar_tolower (c));
    }

  return g_string_free (mapped, FALSE);
}

static char *
with_spaces_mapped (const char *text)
{
  GString *mapped = g_string_sized_new (strlen (text));

  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (g_unichar_type (c) == G_UNICODE_SPACE_SEPARATOR)
        c = ' ';
      g_string_append_unichar (mapped, c);
    }

  return g_string_free (mapped, FALSE);
}

/**
 * kith_precis_is_identifier:
 * @text: valid UTF-8
 *
 * Returns: whether @text is a string of the IdentifierClass of RFC 8264
 */
gboolean
kith_precis_is_identifier (const char *text)
{
  g_return_val_if_fail (text != NULL, FALSE);

  return *text != '\0' && all_of_class (text, CLASS_VALID);
}

/**
 * kith_precis_username:
 * @text: anything that somebody sent
 * @length: its length in bytes, or -1
 *
 * Enforces the UsernameCaseMapped profile (RFC 8265, 3.3).
 *
 * Returns: (transfer full) (nullable): the prepared text, or %NULL where @text is not valid
 */
char *
kith_precis_username (const char *text,
                      gssize      length)
{
  g_autofree char *plain = NULL;
  g_autofree char *wide = NULL;
  g_autofree char *lower = NULL;
  g_autofree char *composed = NULL;

  g_return_val_if_fail (text != NULL, NULL);

  if (!g_utf8_validate (text, length, NULL))
    return NULL;

  plain = length < 0 ? g_strdup (text) : g_strndup (text, length);
  if (g_str_is_ascii (plain))
    return kith_precis_is_identifier (plain) ? g_ascii_strdown (plain, -1) : NULL;

  wide = with_width_mapped (plain);
  if (!kith_precis_is_identifier (wide))
    return NULL;

  lower = with_case_mapped (wide);
  composed = g_utf8_normalize (lower, -1, G_NORMALIZE_NFC);
  if (!kith_precis_is_identifier (composed) || !passes_bidi_rule (composed))
    return NULL;

  return g_steal_pointer (&composed);
}

/**
 * kith_precis_opaque:
 * @text: anything that somebody sent
 * @length: its length in bytes, or -1
 *
 * Enforces the OpaqueString profile (RFC 8265, 4.2), for resources and passwords.
 *
 * Returns: (transfer full) (nullable): the prepared text, or %NULL where @text is not valid
 */
char *
kith_precis_opaque (const char *text,
                    gssize      length)
{
  g_autofree char *plain = NULL;
  g_autofree char *spaced = NULL;
  g_autofree char *composed = NULL;

  g_return_val_if_fail (text != NULL, NULL);

  if (!g_utf8_validate (text, length, NULL))
    return NULL;

  plain = length < 0 ? g_strdup (text) : g_strndup (text, length);
  spaced = with_spaces_mapped (plain);
  composed = g_utf8_normalize (spaced, -1, G_NORMALIZE_NFC);
  if (*composed == '\0' || !all_of_class (composed, CLASS_FREEFORM))
    return NULL;

  return g_steal_pointer (&composed);
}
