/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-fuzz.h"

#include <string.h>

#include "kith-links.h"

/* Links within a message: each is a part of the text, they follow one another, and each leads where a link may lead. */

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autofree char *text = kith_fuzz_dup_utf8 (data, size);
  g_autoptr(GArray) links = NULL;
  guint last = 0;

  if (text == NULL)
    return 0;

  kith_links_may_open (text);
  links = kith_links_find (text);
  for (guint i = 0; i < links->len; i++)
    {
      const KithLink *link = &g_array_index (links, KithLink, i);

      g_assert_cmpuint (link->start, >=, last);
      g_assert_cmpuint (link->end, >, link->start);
      g_assert_cmpuint (link->end, <=, strlen (text));
      g_assert_true (g_utf8_validate (text + link->start, link->end - link->start, NULL));
      g_assert_true (g_utf8_validate (link->uri, -1, NULL));
      g_assert_true (kith_links_may_open (link->uri));
      last = link->end;
    }

  return 0;
}
