/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-fuzz.h"

/* Turns of the main loop after one input; more means that something keeps itself going. */
#define MAX_TURNS 10000

char *
kith_fuzz_dup_text (const guint8 *data, gsize size)
{
  return g_strndup ((const char *)data, size);
}

char *
kith_fuzz_dup_utf8 (const guint8 *data, gsize size)
{
  g_autofree char *text = kith_fuzz_dup_text (data, size);

  return g_utf8_validate (text, -1, NULL) ? g_steal_pointer (&text) : NULL;
}

void
kith_fuzz_settle (void)
{
  guint turns = 0;

  while (g_main_context_iteration (NULL, FALSE))
    g_assert_cmpuint (++turns, <, MAX_TURNS);
}
