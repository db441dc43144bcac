/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-archive-fetch-private.h"

#include "kith-xmpp-error.h"

/* One page of a gap: by the ids at its ends, and where the server has forgotten one of them, by their times. Among the messages of one
 * conversation a server looks for an id of that conversation alone; the ends of a gap are anybody's, and so it goes by time there, too. */

/* Some servers stamp whole seconds. What comes twice is known. */
#define SLACK G_TIME_SPAN_SECOND

/* Some servers read through all that is newer than an id to find it; by about when it was they find it at once. A server's clock that
 * was set back by less than this hides nothing. */
#define HINT G_TIME_SPAN_DAY

typedef struct
{
  KithGapRecord *gap;     /* owned */
  KithJid       *with;    /* owned, NULL: everybody */
  guint          max;
  guint          by_time : 1;
} Fetch;

static void
fetch_free (Fetch *fetch)
{
  g_clear_pointer (&fetch->gap, kith_gap_record_free);
  g_clear_pointer (&fetch->with, kith_jid_unref);
  g_free (fetch);
}

static void ask (GTask *task);

static void
page_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Fetch *fetch = g_task_get_task_data (task);
  g_autoptr(GError) error = NULL;
  g_autoptr(KithArchivePage) page = NULL;

  page = kith_archive_module_query_finish (KITH_ARCHIVE_MODULE (source), result, &error);
  if (page == NULL && !fetch->by_time &&
      g_error_matches (error, KITH_STANZA_ERROR, KITH_STANZA_ERROR_ITEM_NOT_FOUND))
    {
      fetch->by_time = TRUE;
      ask (g_steal_pointer (&task));
    }
  else if (page == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
    }
  else
    {
      g_task_return_pointer (task, g_steal_pointer (&page), (GDestroyNotify)kith_archive_page_free);
    }
}

/* Takes @task. */
static void
ask (GTask *task)
{
  Fetch *fetch = g_task_get_task_data (task);
  const KithGapRecord *gap = fetch->gap;
  g_autoptr(KithArchiveQuery) query = kith_archive_query_new ();

  query->newest = TRUE;
  query->max = fetch->max;
  query->with = fetch->with != NULL ? kith_jid_ref (fetch->with) : NULL;
  if (!fetch->by_time && (fetch->with == NULL || gap->own_end))
    {
      query->before_id = g_strdup (gap->before_id);
      query->end = gap->before_id != NULL ? gap->before_time + HINT : 0;
    }
  else if (gap->before_id != NULL)
    query->end = gap->before_time + SLACK;
  if (!fetch->by_time && fetch->with == NULL)
    query->after_id = g_strdup (gap->after_id);
  if (query->after_id == NULL)
    query->start = gap->after_time;

  kith_archive_module_query_async (g_task_get_source_object (task), query, g_task_get_cancellable (task), page_cb, task);
}

void
kith_archive_fetch_async (KithArchiveModule   *module,
                          const KithGapRecord *gap,
                          KithJid             *with,
                          guint                max,
                          GCancellable        *cancellable,
                          GAsyncReadyCallback  callback,
                          gpointer             user_data)
{
  GTask *task = g_task_new (module, cancellable, callback, user_data);
  Fetch *fetch = g_new0 (Fetch, 1);

  g_task_set_source_tag (task, kith_archive_fetch_async);
  fetch->gap = kith_gap_record_copy (gap);
  fetch->with = with != NULL ? kith_jid_ref (with) : NULL;
  fetch->max = max;
  g_task_set_task_data (task, fetch, (GDestroyNotify)fetch_free);
  ask (task);
}

KithArchivePage *
kith_archive_fetch_finish (GAsyncResult *result,
                           GError      **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

gboolean
kith_archive_fetch_is_by_time (GAsyncResult *result)
{
  const Fetch *fetch = g_task_get_task_data (G_TASK (result));

  return fetch->by_time || (fetch->with != NULL && !fetch->gap->own_end);
}
