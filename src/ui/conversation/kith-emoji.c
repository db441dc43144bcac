/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-emoji.h"

#define JOINER 0x200d
#define TEXT_STYLE 0xfe0e
#define EMOJI_STYLE 0xfe0f
#define KEYCAP 0x20e3

static gboolean
is_flag_letter (gunichar c)
{
  return c >= 0x1f1e6 && c <= 0x1f1ff;
}

static gboolean
is_tone (gunichar c)
{
  return c >= 0x1f3fb && c <= 0x1f3ff;
}

static gboolean
is_tag (gunichar c)
{
  return c >= 0xe0020 && c <= 0xe007f;
}

static gboolean
is_keycap_base (gunichar c)
{
  return (c >= '0' && c <= '9') || c == '#' || c == '*';
}

/* Shown as a picture without being asked to (Emoji_Presentation, UTS #51). */
static gboolean
is_picture (gunichar c)
{
  static const gunichar single[] = {
    0x23f0, 0x23f3, 0x267f, 0x2693, 0x26a1, 0x26ce, 0x26d4, 0x26ea, 0x26f5, 0x26fa, 0x26fd,
    0x2705, 0x2728, 0x274c, 0x274e, 0x2757, 0x27b0, 0x27bf, 0x2b50, 0x2b55, 0x1f004, 0x1f0cf, 0x1f18e,
  };

  for (guint i = 0; i < G_N_ELEMENTS (single); i++)
    if (c == single[i])
      return TRUE;

  return (c >= 0x231a && c <= 0x231b) || (c >= 0x23e9 && c <= 0x23ec) || (c >= 0x25fd && c <= 0x25fe) ||
         (c >= 0x2614 && c <= 0x2615) || (c >= 0x2648 && c <= 0x2653) || (c >= 0x26aa && c <= 0x26ab) ||
         (c >= 0x26bd && c <= 0x26be) || (c >= 0x26c4 && c <= 0x26c5) || (c >= 0x26f2 && c <= 0x26f3) ||
         (c >= 0x270a && c <= 0x270b) || (c >= 0x2753 && c <= 0x2755) || (c >= 0x2795 && c <= 0x2797) ||
         (c >= 0x2b1b && c <= 0x2b1c) || (c >= 0x1f191 && c <= 0x1f19a) || (c >= 0x1f300 && c <= 0x1f64f) ||
         (c >= 0x1f680 && c <= 0x1f6ff) || (c >= 0x1f7e0 && c <= 0x1f7eb) || (c >= 0x1f90c && c <= 0x1f9ff) ||
         (c >= 0x1fa70 && c <= 0x1faff);
}

/* A sign that becomes a picture with U+FE0F behind it, as the heart U+2764 does. */
static gboolean
is_sign (gunichar c)
{
  return c == 0xa9 || c == 0xae || c == 0x203c || c == 0x2049 || (c >= 0x2122 && c <= 0x2b55) ||
         (c >= 0x3030 && c <= 0x3299) || (c >= 0x1f000 && c <= 0x1f6ff) || is_keycap_base (c);
}

/* Skips what belongs to the picture before it: styles, tones, keycaps and tags. */
static const char *
skip_marks (const char *text)
{
  gunichar c = g_utf8_get_char (text);

  while (c == EMOJI_STYLE || c == KEYCAP || is_tone (c) || is_tag (c))
    {
      text = g_utf8_next_char (text);
      c = g_utf8_get_char (text);
    }

  return text;
}

static const char *
skip_picture (const char *text)
{
  gunichar c = g_utf8_get_char (text);
  const char *next = g_utf8_next_char (text);
  gunichar after = g_utf8_get_char (next);

  if (is_flag_letter (c))
    return is_flag_letter (after) ? g_utf8_next_char (next) : NULL;

  if (after == TEXT_STYLE)
    return NULL;

  if (is_picture (c) || (is_sign (c) && after == EMOJI_STYLE))
    return skip_marks (next);

  return NULL;
}

static const char *
skip_emoji (const char *text)
{
  text = skip_picture (text);

  while (text != NULL && g_utf8_get_char (text) == JOINER)
    text = skip_picture (g_utf8_next_char (text));

  return text;
}

/**
 * kith_emoji_count_lone:
 * @text: valid UTF-8
 *
 * Returns: how many emoji @text has, if it has nothing else but blanks and not more than @max; else 0
 */
guint
kith_emoji_count_lone (const char *text,
                       guint       max)
{
  guint count = 0;

  while (*text != '\0')
    {
      if (g_unichar_isspace (g_utf8_get_char (text)))
        {
          text = g_utf8_next_char (text);
          continue;
        }

      text = skip_emoji (text);
      if (text == NULL || ++count > max)
        return 0;
    }

  return count;
}
