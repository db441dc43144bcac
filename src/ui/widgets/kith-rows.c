/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-rows.h"

#define KEY "kith-rows-job"

/* A frame in which many rows are new takes long, because all of them are laid out and drawn at once. What is costly about that can be
 * done row by row before it, so that the main loop comes round in between. */

/* One for a list at most, which ends with it. */
typedef struct
{
  GtkWidget   *list; /* borrowed: it owns this */
  KithRowsFunc prepare;
  guint        n_done;
  guint        id;
} Job;

static void
job_free (gpointer data)
{
  Job *job = data;

  g_clear_handle_id (&job->id, g_source_remove);
  g_free (job);
}

/* Rows may come and go in between. One that takes the place of another is in a change that asks for all of them again. */
static gboolean
prepare_cb (gpointer user_data)
{
  Job *job = user_data;
  GtkWidget *item = gtk_widget_get_first_child (job->list);

  for (guint i = 0; i < job->n_done && item != NULL; i++)
    item = gtk_widget_get_next_sibling (item);

  if (item == NULL)
    {
      job->id = 0;
      g_object_set_data (G_OBJECT (job->list), KEY, NULL);
      return G_SOURCE_REMOVE;
    }

  job->n_done++;
  job->prepare (item);

  return G_SOURCE_CONTINUE;
}

/**
 * kith_rows_prepare:
 * @prepare: called with each child that @list has, before the next frame, each time in a turn of the main loop of its own; does
 *   little with one that is ready, and takes none away
 *
 * Begins at the first child again if @list is at it already.
 */
void
kith_rows_prepare (GtkListView *list,
                   KithRowsFunc prepare)
{
  Job *job = g_object_get_data (G_OBJECT (list), KEY);

  g_return_if_fail (GTK_IS_LIST_VIEW (list));
  g_return_if_fail (prepare != NULL);

  if (job == NULL)
    {
      job = g_new0 (Job, 1);
      job->list = GTK_WIDGET (list);
      /* Before a frame, and in turn with what comes in. */
      job->id = g_idle_add_full (G_PRIORITY_DEFAULT, prepare_cb, job, NULL);
      g_object_set_data_full (G_OBJECT (list), KEY, job, job_free);
    }

  job->prepare = prepare;
  job->n_done = 0;
}
