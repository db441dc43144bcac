/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-result-set.h"

#include "kith-ns.h"

/* In bytes; what is longer is no id that anybody gave. */
#define MAX_ID 1023

/**
 * kith_result_set_add_request:
 * @query: what asks for the list
 * @max: how many at most, 0: as many as the other side likes
 * @before: (nullable): the last ones before this, "": the last ones of all
 * @after: (nullable): the first ones after this
 */
void
kith_result_set_add_request (KithStanza *query, guint max, const char *before, const char *after)
{
  KithStanza *set = kith_stanza_add (query, "set", KITH_NS_RSM);

  if (max > 0)
    {
      g_autofree char *text = g_strdup_printf ("%u", max);

      kith_stanza_add_text (set, "max", NULL, text);
    }

  if (before != NULL && *before == '\0')
    kith_stanza_add (set, "before", NULL);
  else
    kith_stanza_add_text (set, "before", NULL, before);
  kith_stanza_add_text (set, "after", NULL, after);
}

static char *
dup_id (KithStanza *set, const char *name)
{
  KithStanza *child = kith_stanza_find (set, name, KITH_NS_RSM);
  g_autofree char *id = child != NULL ? kith_stanza_dup_short_text (child, MAX_ID) : NULL;

  return id != NULL && *id != '\0' ? g_steal_pointer (&id) : NULL;
}

/**
 * kith_result_set_read:
 * @parent: what holds the `<set/>`, if there is one
 * @first: (out) (transfer full) (nullable): the id of the first one that came
 * @last: (out) (transfer full) (nullable): the id of the last one
 * @count: (out): how many there are altogether, -1: not said
 */
void
kith_result_set_read (KithStanza *parent, char **first, char **last, gint64 *count)
{
  KithStanza *set = kith_stanza_find (parent, "set", KITH_NS_RSM);
  g_autofree char *text = set != NULL ? kith_stanza_dup_child_text (set, "count", KITH_NS_RSM) : NULL;
  guint64 number = 0;

  *first = set != NULL ? dup_id (set, "first") : NULL;
  *last = set != NULL ? dup_id (set, "last") : NULL;
  *count = -1;
  if (text != NULL && g_ascii_string_to_unsigned (g_strstrip (text), 10, 0, G_MAXINT64, &number, NULL))
    *count = (gint64)number;
}
