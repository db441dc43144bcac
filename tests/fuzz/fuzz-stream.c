/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-fuzz.h"

#include <string.h>

#include "kith-stanza-parser.h"

/*
 * The parser of a stream. The first byte says where the rest is cut into pieces; wherever that is, the same stanzas come
 * out, and each, written and read again, is the same.
 */

/* Low, so that inputs of a fuzzer's size reach them. */
static const KithStanzaLimits limits = { .bytes = 2000, .depth = 8, .attributes = 6, .children = 12, .elements = 40 };

#define HEADER "<stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams' version='1.0'>"

/* Nothing is written here without a namespace, so libstrophe's writer does not know how to leave one. */
static void
check_namespace (KithStanza *a, KithStanza *b)
{
  if (kith_stanza_get_ns (a) != NULL)
    g_assert_cmpstr (kith_stanza_get_ns (a), ==, kith_stanza_get_ns (b));
}

static void
check_same (KithStanza *a, KithStanza *b)
{
  const char *attributes[128];
  int n = xmpp_stanza_get_attributes (a, attributes, G_N_ELEMENTS (attributes));
  g_autofree char *text = kith_stanza_dup_text (a);
  g_autofree char *other_text = kith_stanza_dup_text (b);
  KithStanza *other = kith_stanza_first (b);

  g_assert_cmpstr (kith_stanza_get_name (a), ==, kith_stanza_get_name (b));
  check_namespace (a, b);
  g_assert_cmpstr (text, ==, other_text);
  for (int i = 0; i + 1 < n; i += 2)
    g_assert_cmpstr (attributes[i + 1], ==, kith_stanza_get (b, attributes[i]));

  for (KithStanza *child = kith_stanza_first (a); child != NULL; child = kith_stanza_next (child))
    {
      g_assert_nonnull (other);
      check_same (child, other);
      other = kith_stanza_next (other);
    }
  g_assert_null (other);
}

/* @text: @stanza, as it would go out on a stream */
static void
check_written (KithStanza *stanza, const char *text)
{
  g_autoptr(KithStanzaParser) parser = kith_stanza_parser_new (NULL);
  g_autoptr(KithStanza) header = NULL;
  g_autoptr(KithStanza) again = NULL;
  KithParsedKind kind;

  g_assert_true (kith_stanza_parser_feed (parser, HEADER, strlen (HEADER), NULL));
  g_assert_true (kith_stanza_parser_feed (parser, text, strlen (text), NULL));
  g_assert_true (kith_stanza_parser_pop (parser, &kind, &header));
  g_assert_true (kith_stanza_parser_pop (parser, &kind, &again));
  g_assert_cmpint (kind, ==, KITH_PARSED_STANZA);
  check_same (stanza, again);
}

static void
note (GString *seen, KithStanzaParser *parser)
{
  KithParsedKind kind;
  KithStanza *stanza = NULL;

  while (kith_stanza_parser_pop (parser, &kind, &stanza))
    {
      g_autofree char *text = stanza != NULL ? kith_stanza_to_text (stanza) : NULL;

      g_assert_true ((stanza == NULL) == (kind == KITH_PARSED_END));
      g_string_append_printf (seen, "%d %s\n", kind, text != NULL ? text : "");
      if (kind == KITH_PARSED_STANZA)
        check_written (stanza, text);
      g_clear_pointer (&stanza, kith_stanza_unref);
    }
}

/* The length of the next piece of @left bytes. */
static gsize
next_length (guint32 *seed, gsize left)
{
  gsize length = 0;

  *seed = *seed * 1103515245 + 12345;
  length = 1 + (*seed >> 16) % ((*seed >> 28) < 12 ? 4 : 100);

  return MIN (length, left);
}

/* What comes out of @data in pieces, the sizes of which follow from @seed; 0: in one piece. */
static char *
parse (const char *data, gsize size, guint32 seed, const char **condition)
{
  g_autoptr(KithStanzaParser) parser = kith_stanza_parser_new (&limits);
  GString *seen = g_string_new (NULL);
  gboolean good = TRUE;

  for (gsize offset = 0, length = 0; good && offset < size; offset += length)
    {
      g_autoptr(GError) error = NULL;

      length = seed != 0 ? next_length (&seed, size - offset) : size - offset;
      good = kith_stanza_parser_feed (parser, data + offset, length, &error);
      g_assert_true (good == (error == NULL));
      note (seen, parser);
    }

  *condition = kith_stanza_parser_get_condition (parser);
  g_assert_true (good == (*condition == NULL));
  if (!good)
    g_assert_false (kith_stanza_parser_feed (parser, data, MIN (size, 1), NULL));

  return g_string_free (seen, FALSE);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autofree char *whole = NULL;
  g_autofree char *pieces = NULL;
  const char *condition = NULL;
  const char *pieces_condition = NULL;

  if (size < 2)
    return 0;

  whole = parse ((const char *)data + 1, size - 1, 0, &condition);
  pieces = parse ((const char *)data + 1, size - 1, (guint32)data[0] * 2654435761u + 1, &pieces_condition);

  /* A tag without an end is too much for the parser before it is known whether its end comes. */
  if (g_strcmp0 (pieces_condition, "policy-violation") == 0)
    {
      g_assert_true (g_str_has_prefix (whole, pieces));
      return 0;
    }

  g_assert_cmpstr (whole, ==, pieces);
  /* Words where none may stand are refused as soon as they are read, and what is malformed behind them is not. */
  if (g_strcmp0 (condition, "not-well-formed") != 0 || g_strcmp0 (pieces_condition, "bad-format") != 0)
    g_assert_cmpstr (condition, ==, pieces_condition);

  return 0;
}
