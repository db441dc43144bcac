/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-database.h"

#include "kith-schema.h"
#include "kith-store-error.h"

/* The thread of the database and its queue. Everything that touches SQLite runs there, one job after the other; answers go to the
 * main context of each job's task, in the same order. Made by the store, on the main thread.
 *
 * The thread never lets go of the last reference to a task, and so never ends the store: a job travels to the main context
 * of its task and is freed there. */

typedef struct
{
  GTask             *task;     /* owned; its task data is the argument of `func` */
  KithDatabaseAccess access;
  KithDatabaseFunc   func;     /* NULL: the thread ends */
  GDestroyNotify     result_free;

  gpointer           result;   /* owned by `result_free` */
  GError            *error;    /* owned */
} KithJob;

struct _KithDatabase
{
  GObject         parent_instance;

  char           *path;
  GAsyncQueue    *jobs;        /* KithJob (owned) */
  GThread        *thread;      /* joined in finalize */

  KithConnection *connection;  /* owned, of the thread alone; NULL while closed */
};

G_DEFINE_FINAL_TYPE (KithDatabase, kith_database, G_TYPE_OBJECT)

static void
job_free (KithJob *job)
{
  if (job->result != NULL && job->result_free != NULL)
    {
      job->result_free (job->result);
    }
  g_clear_error (&job->error);
  g_clear_object (&job->task);
  g_free (job);
}

static gboolean
answer_cb (gpointer data)
{
  KithJob *job = data;

  if (job->error != NULL)
    {
      g_task_return_error (job->task, g_steal_pointer (&job->error));
    }
  else
    {
      g_task_return_pointer (job->task, g_steal_pointer (&job->result), job->result_free);
    }
  return G_SOURCE_REMOVE;
}

static void
answer (KithJob *job)
{
  g_autoptr(GSource) source = g_idle_source_new ();
  g_autoptr(GMainContext) context = g_main_context_ref (g_task_get_context (job->task));

  g_source_set_priority (source, g_task_get_priority (job->task));
  g_source_set_callback (source, answer_cb, job, (GDestroyNotify)job_free);
  g_source_set_static_name (source, "[kith] answer of the store");
  g_source_attach (source, context);
}

static void
run_in_transaction (KithDatabase *self,
                    KithJob      *job)
{
  if (!kith_connection_begin (self->connection, &job->error))
    {
      return;
    }
  job->result = job->func (self->connection, g_task_get_task_data (job->task), &job->error);
  if (job->error == NULL && kith_connection_commit (self->connection, &job->error))
    {
      return;
    }
  kith_connection_rollback (self->connection);
}

static void
run_job (KithDatabase *self,
         KithJob      *job)
{
  GCancellable *cancellable = g_task_get_cancellable (job->task);

  if (self->connection == NULL)
    {
      job->error = g_error_new_literal (KITH_STORE_ERROR, KITH_STORE_ERROR_FAILED,
                                        "the store is not open");
    }
  else if (job->access == KITH_DATABASE_WRITE)
    {
      run_in_transaction (self, job);
    }
  else if (!g_cancellable_set_error_if_cancelled (cancellable, &job->error))
    {
      job->result = job->func (self->connection, g_task_get_task_data (job->task), &job->error);
    }
}

/* Opening and closing are jobs like others, but for the connection, which they make and end. */
static gpointer
open_job (KithConnection *connection,
          gpointer        data,
          GError        **error)
{
  KithDatabase *self = data;
  g_autoptr(KithConnection) opened = NULL;

  if (self->connection == NULL)
    {
      opened = kith_connection_open (self->path, error);
      if (opened == NULL || !kith_schema_prepare (opened, error))
        {
          return NULL;
        }
      self->connection = g_steal_pointer (&opened);
    }
  return GINT_TO_POINTER (TRUE);
}

static gpointer
close_job (KithConnection *connection,
           gpointer        data,
           GError        **error)
{
  KithDatabase *self = data;

  g_clear_pointer (&self->connection, kith_connection_close);
  return GINT_TO_POINTER (TRUE);
}

static gpointer
thread_main (gpointer data)
{
  KithDatabase *self = data;

  for (;;)
    {
      KithJob *job = g_async_queue_pop (self->jobs);

      if (job->func == NULL)
        {
          job_free (job);
          break;
        }
      if (job->func == open_job || job->func == close_job)
        {
          job->result = job->func (self->connection, self, &job->error);
        }
      else
        {
          run_job (self, job);
        }
      answer (job);
    }
  g_clear_pointer (&self->connection, kith_connection_close);
  return NULL;
}

static void
kith_database_finalize (GObject *object)
{
  KithDatabase *self = (KithDatabase *)object;

  g_async_queue_push (self->jobs, g_new0 (KithJob, 1));
  g_thread_join (self->thread);
  g_async_queue_unref (self->jobs);
  g_free (self->path);

  G_OBJECT_CLASS (kith_database_parent_class)->finalize (object);
}

static void
kith_database_class_init (KithDatabaseClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = kith_database_finalize;
}

static void
kith_database_init (KithDatabase *self)
{
  self->jobs = g_async_queue_new ();
}

/**
 * kith_database_new:
 * @path: (nullable): NULL for a database in memory
 *
 * Makes the database and its thread; nothing is opened yet. When it is finalized it waits for the thread, which then has nothing
 * to do but to close what was not closed: each job in the queue keeps the store, and with it the database, alive.
 *
 * Returns: (transfer full): the database
 */
KithDatabase *
kith_database_new (const char *path)
{
  KithDatabase *self = g_object_new (KITH_TYPE_DATABASE, NULL);

  self->path = g_strdup (path);
  self->thread = g_thread_new ("kith-store", thread_main, self);
  return self;
}

static void
push (KithDatabase      *self,
      GTask             *task,
      KithDatabaseAccess access,
      KithDatabaseFunc   func,
      GDestroyNotify     result_free)
{
  KithJob *job = g_new0 (KithJob, 1);

  job->task = g_object_ref (task);
  job->access = access;
  job->func = func;
  job->result_free = result_free;
  g_async_queue_push (self->jobs, job);
}

/* Opens the file and brings its schema up to date; done already, it succeeds. */
void
kith_database_open (KithDatabase *self,
                    GTask        *task)
{
  push (self, task, KITH_DATABASE_READ, open_job, NULL);
}

/* Closes the file after everything that was queued before. */
void
kith_database_close (KithDatabase *self,
                     GTask        *task)
{
  push (self, task, KITH_DATABASE_READ, close_job, NULL);
}

/**
 * kith_database_run:
 * @task: whose task data @func gets
 * @result_free: (nullable): for a result that nobody takes
 *
 * Queues @func for the thread and answers @task with its pointer.
 */
void
kith_database_run (KithDatabase      *self,
                   GTask             *task,
                   KithDatabaseAccess access,
                   KithDatabaseFunc   func,
                   GDestroyNotify     result_free)
{
  push (self, task, access, func, result_free);
}
