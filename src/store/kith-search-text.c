/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-search-text.h"

/* What the search index is fed with, and what it is asked.
 *
 * Chinese, Japanese and Korean are written without spaces, or with spaces that say little, and are searched by any part of the
 * text. Each run of their characters goes into the index as overlapping pairs: 你好世界 as 你好, 好世, 世界, 界. A part of
 * two or more characters is then the phrase of its pairs, and a single character is the prefix of a pair. All else is left to
 * the tokenizer of the index, which folds case and drops accents. */

/* How much text is normalized at once, in bytes: a few lines. */
#define PIECE 256

static const struct
{
  gunichar first;
  gunichar last;
} RUN_RANGES[] = {
  { 0x1100, 0x11ff },   /* Hangul Jamo */
  { 0x2e80, 0x2fdf },   /* radicals */
  { 0x3005, 0x3007 },   /* iteration mark, closing mark, zero */
  { 0x3031, 0x3035 },
  { 0x3041, 0x3096 },   /* Hiragana */
  { 0x309d, 0x309f },
  { 0x30a1, 0x30fa },   /* Katakana */
  { 0x30fc, 0x318e },   /* its length mark, Bopomofo, Hangul letters */
  { 0x31a0, 0x31bf },
  { 0x31f0, 0x31ff },
  { 0x3400, 0x4dbf },   /* Han */
  { 0x4e00, 0x9fff },
  { 0xa960, 0xa97c },
  { 0xac00, 0xd7fb },   /* Hangul syllables */
  { 0xf900, 0xfaff },
  { 0xff66, 0xffdc },   /* half width forms */
  { 0x1b000, 0x1b16f }, /* old Kana */
  { 0x20000, 0x323af }, /* Han */
};

static gboolean
is_run_char (gunichar c)
{
  if (c < RUN_RANGES[0].first)
    {
      return FALSE;
    }
  for (gsize i = 0; i < G_N_ELEMENTS (RUN_RANGES); i++)
    {
      if (c >= RUN_RANGES[i].first && c <= RUN_RANGES[i].last)
        {
          return TRUE;
        }
    }
  return FALSE;
}

static gboolean
is_word_char (gunichar c)
{
  return (g_unichar_isalnum (c) || g_unichar_ismark (c)) && !is_run_char (c);
}

/* Whether @c can melt into the character before it when they are composed. */
static gboolean
is_follower (gunichar c)
{
  return g_unichar_ismark (c) || g_unichar_combining_class (c) != 0 ||
         (c >= 0x1160 && c <= 0x11ff) || /* vowels and finals of Hangul */
         (c >= 0xff9e && c <= 0xffdc);   /* half width: voice marks of Kana, letters of Hangul */
}

/* The end of a piece of @text that can be normalized by itself. What nobody writes, such as a thousand accents on one letter,
 * is cut somewhere. */
static const char *
find_piece (const char *text)
{
  const char *p = text;

  while (*p != '\0')
    {
      gunichar c = g_utf8_get_char (p);
      gsize length = p - text;

      if ((length >= PIECE && c < 0x80) || (length >= 4 * PIECE && !is_follower (c)) || length >= 8 * PIECE)
        {
          break;
        }
      p = g_utf8_next_char (p);
    }
  return p;
}

/* One form for what looks the same: full and half width, composed and decomposed. Piece by piece, for the time that GLib takes
 * grows with the square of the length. */
static char *
normalize (const char *text)
{
  g_autofree char *valid = NULL;
  GString *out;

  if (g_str_is_ascii (text))
    {
      return g_strdup (text);
    }
  if (!g_utf8_validate (text, -1, NULL))
    {
      text = valid = g_utf8_make_valid (text, -1);
    }
  out = g_string_sized_new (strlen (text));
  while (*text != '\0')
    {
      const char *end = find_piece (text);
      g_autofree char *piece = g_utf8_normalize (text, end - text, G_NORMALIZE_ALL_COMPOSE);

      g_string_append (out, piece);
      text = end;
    }
  return g_string_free (out, FALSE);
}

/* The end of the characters from @start that @accept takes. */
static const char *
span (const char *start,
      gboolean ( *accept ) (gunichar c))
{
  while (*start != '\0' && accept (g_utf8_get_char (start)))
    {
      start = g_utf8_next_char (start);
    }
  return start;
}

static void
append_pairs (GString    *out,
              const char *start,
              const char *end,
              gboolean    with_last)
{
  while (start < end)
    {
      const char *second = g_utf8_next_char (start);
      const char *third = second < end ? g_utf8_next_char (second) : second;

      if (second < end || with_last)
        {
          g_string_append_c (out, ' ');
          g_string_append_len (out, start, third - start);
        }
      start = second;
    }
}

/**
 * kith_search_text_for_index:
 * @text: what somebody wrote
 *
 * The same text always gives the same answer: what went into the index can be taken out of it only with the same words.
 * A change of this function needs a new version of the schema that builds the index anew.
 *
 * Returns: (transfer full): the words of @text for the index
 */
char *
kith_search_text_for_index (const char *text)
{
  g_autofree char *normal = NULL;
  GString *out;

  g_return_val_if_fail (text != NULL, NULL);

  normal = normalize (text);
  if (g_str_is_ascii (normal))
    {
      return g_steal_pointer (&normal);
    }
  out = g_string_sized_new (strlen (normal) * 2);
  for (const char *p = normal; *p != '\0';)
    {
      const char *end = span (p, is_run_char);

      if (end > p)
        {
          append_pairs (out, p, end, TRUE);
          g_string_append_c (out, ' ');
          p = end;
        }
      else
        {
          end = g_utf8_next_char (p);
          g_string_append_len (out, p, end - p);
          p = end;
        }
    }
  return g_string_free (out, FALSE);
}

static void
append_run (GString    *out,
            const char *start,
            const char *end)
{
  if (g_utf8_next_char (start) == end)
    {
      g_string_append_c (out, '"');
      g_string_append_len (out, start, end - start);
      g_string_append (out, "\"* ");
      return;
    }
  g_string_append_c (out, '"');
  append_pairs (out, start, end, FALSE);
  g_string_append (out, "\" ");
}

/**
 * kith_search_text_for_query:
 * @text: what somebody looks for
 *
 * Nothing of @text can act as syntax: the answer holds letters, digits and marks of it, in quotes, and all else is ours.
 *
 * Returns: (transfer full) (nullable): an expression for the index that asks for every word, or NULL if @text has none
 */
char *
kith_search_text_for_query (const char *text)
{
  g_autofree char *normal = NULL;
  g_autoptr(GString) out = g_string_new (NULL);

  g_return_val_if_fail (text != NULL, NULL);

  normal = normalize (text);
  for (const char *p = normal; *p != '\0';)
    {
      const char *run = span (p, is_run_char);
      const char *word = span (p, is_word_char);

      if (run > p)
        {
          append_run (out, p, run);
          p = run;
        }
      else if (word > p)
        {
          g_string_append_c (out, '"');
          g_string_append_len (out, p, word - p);
          g_string_append (out, "\"* ");
          p = word;
        }
      else
        {
          p = g_utf8_next_char (p);
        }
    }
  return out->len > 0 ? g_string_free (g_steal_pointer (&out), FALSE) : NULL;
}
