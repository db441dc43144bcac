/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-message-page-private.h"

#include "kith-message-private.h"

/* How a page of the store goes before the window over a history. */

/* Whether a page does not stand before all of the window: before the newest page is there, that holds what was written or came in
 * meanwhile, and later the message that the page ends before may have moved by the time it was read. */
static gboolean
overlaps (GPtrArray *window,
          GPtrArray *page)
{
  KithMessage *first = window->len > 0 ? g_ptr_array_index (window, 0) : NULL;

  for (guint i = 0; first != NULL && i < page->len; i++)
    {
      if (kith_message_compare (g_ptr_array_index (page, i), first) >= 0)
        return TRUE;
    }

  return FALSE;
}

/* Returns: (transfer full): the window behind @page, which stands before all of it */
static GPtrArray *
join (GPtrArray *window,
      GPtrArray *page)
{
  GPtrArray *messages = g_ptr_array_new_full (page->len + window->len, g_object_unref);

  for (guint i = 0; i < page->len; i++)
    g_ptr_array_add (messages, g_object_ref (g_ptr_array_index (page, i)));
  for (guint i = 0; i < window->len; i++)
    g_ptr_array_add (messages, g_object_ref (g_ptr_array_index (window, i)));

  return messages;
}

static int
compare_cb (gconstpointer a,
            gconstpointer b)
{
  return kith_message_compare (*(KithMessage **)a, *(KithMessage **)b);
}

/* Returns: (transfer full): the window with @page, each message once, in order */
static GPtrArray *
merge (GPtrArray *window,
       GPtrArray *page,
       gboolean   has_older)
{
  GPtrArray *messages = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr(GHashTable) here = g_hash_table_new (NULL, NULL);
  KithMessage *oldest = has_older && page->len > 0 ? g_ptr_array_index (page, 0) : NULL;

  for (guint i = 0; i < page->len; i++)
    {
      KithMessage *message = g_ptr_array_index (page, i);

      if (g_hash_table_add (here, message))
        g_ptr_array_add (messages, g_object_ref (message));
    }

  for (guint i = 0; i < window->len; i++)
    {
      KithMessage *message = g_ptr_array_index (window, i);
      gboolean early = oldest != NULL && kith_message_get_id (message) != 0 && kith_message_compare (message, oldest) < 0;

      /* What is stored and older comes with the next page, and so does what is between them. */
      if (!early && g_hash_table_add (here, message))
        g_ptr_array_add (messages, g_object_ref (message));
    }
  g_ptr_array_sort (messages, compare_cb);

  return messages;
}

/**
 * kith_message_page_join:
 * @page: (element-type KithMessage): read from the store, oldest first; it was to end before @window
 * @window: (element-type KithMessage): in order
 * @has_older: whether there is more before @page
 *
 * Returns: (transfer full) (element-type KithMessage): both, each message once, in order. What of the window is stored and older than
 *   all of the page is left to the next, as is what is between them.
 */
GPtrArray *
kith_message_page_join (GPtrArray *page,
                        GPtrArray *window,
                        gboolean   has_older)
{
  return overlaps (window, page) ? merge (window, page, has_older) : join (window, page);
}

/**
 * kith_message_page_count_common:
 *
 * Returns: how many messages at the end of both are the same
 */
guint
kith_message_page_count_common (GPtrArray *a,
                                GPtrArray *b)
{
  guint n = 0;

  while (n < MIN (a->len, b->len) && a->pdata[a->len - n - 1] == b->pdata[b->len - n - 1])
    n++;

  return n;
}
