/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-driver.h"

#include <string.h>

/* Lines come from tests of bad input too. json-glib of the baseline ends the program at half a surrogate pair and at very deep
 * nesting, and cuts a string at \u0000: such lines are refused before it sees them. */

#define MAX_DEPTH 8

/* The code unit of the escape that begins at @text, or -1. */
static int
read_unit (const char *text)
{
  int unit = 0;

  if (text[0] != '\\' || text[1] != 'u')
    return -1;

  for (guint i = 2; i < 6; i++)
    {
      int digit = g_ascii_xdigit_value (text[i]);

      if (digit < 0)
        return -1;
      unit = unit * 16 + digit;
    }

  return unit;
}

static gboolean
is_high (int unit)
{
  return unit >= 0xd800 && unit <= 0xdbff;
}

static gboolean
is_low (int unit)
{
  return unit >= 0xdc00 && unit <= 0xdfff;
}

/* How long the escape at @text is, or 0 if it stands for nothing. */
static gsize
measure_escape (const char *text)
{
  int unit;

  if (text[1] != 'u')
    return text[1] != '\0' && strchr ("\"\\/bfnrt", text[1]) != NULL ? 2 : 0;

  unit = read_unit (text);
  if (unit <= 0 || is_low (unit))
    return 0;
  if (is_high (unit))
    return is_low (read_unit (text + 6)) ? 12 : 0;

  return 6;
}

/* Returns: what the line has that is wrong, or NULL */
static const char *
find_fault (const char *line,
            gsize       length)
{
  gboolean in_string = FALSE;
  guint depth = 0;

  if (memchr (line, '\0', length) != NULL)
    return "a NUL byte";
  if (!g_utf8_validate (line, (gssize)length, NULL))
    return "what is not UTF-8";

  for (const char *at = line; *at != '\0'; at++)
    {
      if (in_string && *at == '\\')
        {
          gsize escape = measure_escape (at);

          if (escape == 0)
            return "an escape that stands for no character";
          at += escape - 1;
        }
      else if (*at == '"')
        in_string = !in_string;
      else if (!in_string && (*at == '{' || *at == '['))
        depth++;
      else if (!in_string && (*at == '}' || *at == ']') && depth > 0)
        depth--;

      if (depth > MAX_DEPTH)
        return "values nested too deeply";
    }

  return NULL;
}

JsonObject *
kith_driver_parse_line (const char *line,
                        gsize       length,
                        char      **why)
{
  g_autoptr(JsonParser) parser = json_parser_new ();
  g_autoptr(GError) error = NULL;
  const char *fault = find_fault (line, length);
  JsonNode *root;

  if (fault != NULL)
    {
      *why = g_strdup_printf ("the line has %s", fault);
      return NULL;
    }

  if (!json_parser_load_from_data (parser, line, (gssize)length, &error))
    {
      *why = g_strdup (error->message);
      return NULL;
    }

  root = json_parser_get_root (parser);
  if (root == NULL || !JSON_NODE_HOLDS_OBJECT (root))
    {
      *why = g_strdup ("the line is not a JSON object");
      return NULL;
    }

  return json_node_dup_object (root);
}
