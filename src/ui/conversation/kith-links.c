/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-links.h"

#include <string.h>

/* A message with more than this is a flood: the rest stays plain text. */
#define MAX_LINKS 64
#define MAX_LENGTH 4096

/* What a message may open. Never file:, never anything that runs a program with the words of a stranger. */
static const char *const schemes[] = {
  "https://", "http://", "xmpp:", "mailto:", "geo:", "tel:",
};

static void
clear_link (gpointer data)
{
  KithLink *link = data;

  g_free (link->uri);
}

static gboolean
is_end (gunichar c)
{
  return c == 0 || g_unichar_isspace (c) || g_unichar_iscntrl (c) || c == '<' || c == '>' || c == '"' || c == '`' ||
         c == 0xab || c == 0xbb || c == 0x201c || c == 0x201d || (c >= 0x3001 && c <= 0x3002) || c == 0xff0c ||
         /* Marks that turn the direction of writing could make an address look like another. */
         (c >= 0x200b && c <= 0x200f) || (c >= 0x202a && c <= 0x202e) || (c >= 0x2060 && c <= 0x2069) || c == 0xfeff;
}

static gsize
get_scheme_length (const char *text)
{
  for (guint i = 0; i < G_N_ELEMENTS (schemes); i++)
    if (g_ascii_strncasecmp (text, schemes[i], strlen (schemes[i])) == 0)
      return strlen (schemes[i]);

  return 0;
}

static guint
count (const char *start,
       const char *end,
       char        c)
{
  guint n = 0;

  for (; start < end; start++)
    n += *start == c;

  return n;
}

/* The full stop behind a sentence is not of its last address, nor is a bracket that was opened before it. */
static const char *
trim_end (const char *start,
          const char *end)
{
  while (end > start)
    {
      char last = end[-1];

      if (last == ')' && count (start, end, '(') >= count (start, end, ')'))
        break;
      if (last == ']' && count (start, end, '[') >= count (start, end, ']'))
        break;
      if (strchr (".,;:!?'*_~)]}", last) == NULL)
        break;

      end--;
    }

  return end;
}

static const char *
find_end (const char *start)
{
  const char *end = start;

  while (!is_end (g_utf8_get_char (end)))
    end = g_utf8_next_char (end);

  return trim_end (start, end);
}

static gboolean
starts_word (const char *text,
             const char *at)
{
  gunichar before;

  if (at == text)
    return TRUE;

  before = g_utf8_get_char (g_utf8_prev_char (at));

  return !g_unichar_isalnum (before) && strchr ("@/._-+", (int)MIN (before, 127)) == NULL;
}

static gboolean
starts_address (const char *at)
{
  gunichar c = g_utf8_get_char (at);

  return g_unichar_isalnum (c) || (c < 128 && strchr ("[+-?", (int)c) != NULL);
}

/* Adds the link that starts at @at, if there is one; answers its end, else NULL. */
static const char *
take_link (GArray     *links,
           const char *text,
           const char *at)
{
  gsize scheme = get_scheme_length (at);
  gboolean bare = scheme == 0 && g_ascii_strncasecmp (at, "www.", 4) == 0;
  KithLink link = { 0 };
  const char *end;
  gsize prefix;

  if ((scheme == 0 && !bare) || !starts_word (text, at))
    return NULL;

  prefix = bare ? 4 : scheme;
  end = find_end (at);
  if (end - at > MAX_LENGTH || end <= at + prefix || !starts_address (at + prefix))
    return NULL;

  link.start = (guint)(at - text);
  link.end = (guint)(end - text);
  link.uri = bare ? g_strdup_printf ("https://%.*s", (int)(end - at), at) : g_strndup (at, (gsize)(end - at));
  g_array_append_val (links, link);

  return end;
}

/**
 * kith_links_may_open:
 *
 * Returns: whether a link of a message may lead to @uri
 */
gboolean
kith_links_may_open (const char *uri)
{
  gsize scheme = get_scheme_length (uri);

  return scheme > 0 && uri[scheme] != '\0' && strpbrk (uri, " \t\r\n") == NULL;
}

/**
 * kith_links_find:
 * @text: valid UTF-8
 *
 * Finds http, https, xmpp, mailto, geo and tel links, and addresses that begin with "www.".
 *
 * Returns: (transfer full): #KithLink, in the order of the text, not overlapping
 */
GArray *
kith_links_find (const char *text)
{
  GArray *links = g_array_new (FALSE, FALSE, sizeof (KithLink));
  const char *at = text;

  g_array_set_clear_func (links, clear_link);

  /* Most messages have none: say so without looking at every letter. */
  if (strchr (text, ':') == NULL && strstr (text, "www.") == NULL && strstr (text, "WWW.") == NULL)
    return links;

  while (*at != '\0' && links->len < MAX_LINKS)
    {
      const char *end = strchr ("hHxXmMgGtTwW", *at) != NULL ? take_link (links, text, at) : NULL;

      at = end != NULL ? end : g_utf8_next_char (at);
    }

  return links;
}
