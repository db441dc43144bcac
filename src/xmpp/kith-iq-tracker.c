/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-iq-tracker.h"

#include "kith-xmpp-error.h"

struct _KithIqTracker
{
  GObject     parent_instance;

  GHashTable *waiting;   /* id (borrowed from the request) → Request (owned) */
  guint       timeout_id;
  gint64      wakes;     /* monotonic, µs: when the timer runs out, if there is one */
};

/* One request. Only its owner, the table, frees it; the task is answered before that. */
typedef struct
{
  KithIqTracker *tracker;   /* borrowed */
  char          *id;        /* owned */
  KithJid       *to;        /* owned, NULL: the own account or server */
  GTask         *task;      /* owned */
  gulong         cancelled_id;
  gint64         deadline;  /* monotonic, µs */
} Request;

G_DEFINE_FINAL_TYPE (KithIqTracker, kith_iq_tracker, G_TYPE_OBJECT)

static void
request_free (gpointer data)
{
  Request *request = data;

  if (request->cancelled_id != 0)
    g_signal_handler_disconnect (g_task_get_cancellable (request->task), request->cancelled_id);
  g_clear_pointer (&request->to, kith_jid_unref);
  g_object_unref (request->task);
  g_free (request->id);
  g_free (request);
}

/* Takes the request out first: whoever is answered may ask again. */
static GTask *
steal_task (KithIqTracker *self, Request *request)
{
  GTask *task = g_object_ref (request->task);

  g_hash_table_remove (self->waiting, request->id);

  return task;
}

static gboolean
return_cancelled_cb (gpointer user_data)
{
  g_task_return_error_if_cancelled (user_data);

  return G_SOURCE_REMOVE;
}

/* Not answered from within g_cancellable_cancel (): the caller may be in the middle of going away. */
static void
cancelled_cb (GCancellable *cancellable, Request *request)
{
  g_autoptr(GTask) task = steal_task (request->tracker, request);
  g_autoptr(GSource) source = g_idle_source_new ();

  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_task_attach_source (task, source, return_cancelled_cb);
}

static void
fail_expired (KithIqTracker *self, gint64 now)
{
  g_autoptr(GPtrArray) expired = g_ptr_array_new_with_free_func (g_object_unref);
  GHashTableIter iter;
  Request *request = NULL;

  g_hash_table_iter_init (&iter, self->waiting);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *)&request))
    {
      if (request->deadline > now)
        continue;
      g_ptr_array_add (expired, g_object_ref (request->task));
      g_hash_table_iter_remove (&iter);
    }

  for (guint i = 0; i < expired->len; i++)
    g_task_return_new_error (expired->pdata[i], KITH_XMPP_ERROR, KITH_XMPP_ERROR_TIMEOUT, "No reply in time");
}

static gboolean timeout_cb (gpointer user_data);

/* One timer for the earliest deadline. */
static void
arm (KithIqTracker *self)
{
  GHashTableIter iter;
  Request *request = NULL;
  gint64 earliest = G_MAXINT64;

  g_clear_handle_id (&self->timeout_id, g_source_remove);
  if (g_hash_table_size (self->waiting) == 0)
    return;

  g_hash_table_iter_init (&iter, self->waiting);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *)&request))
    earliest = MIN (earliest, request->deadline);

  self->wakes = earliest;
  self->timeout_id = g_timeout_add (MAX (earliest - g_get_monotonic_time (), 0) / 1000 + 1, timeout_cb, self);
}

static gboolean
timeout_cb (gpointer user_data)
{
  g_autoptr(KithIqTracker) self = g_object_ref (KITH_IQ_TRACKER (user_data));

  self->timeout_id = 0;
  fail_expired (self, g_get_monotonic_time ());
  arm (self);

  return G_SOURCE_REMOVE;
}

static void
kith_iq_tracker_dispose (GObject *object)
{
  KithIqTracker *self = KITH_IQ_TRACKER (object);

  g_clear_handle_id (&self->timeout_id, g_source_remove);
  g_clear_pointer (&self->waiting, g_hash_table_unref);

  G_OBJECT_CLASS (kith_iq_tracker_parent_class)->dispose (object);
}

static void
kith_iq_tracker_class_init (KithIqTrackerClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = kith_iq_tracker_dispose;
}

static void
kith_iq_tracker_init (KithIqTracker *self)
{
  self->waiting = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, request_free);
}

KithIqTracker *
kith_iq_tracker_new (void)
{
  return g_object_new (KITH_TYPE_IQ_TRACKER, NULL);
}

/**
 * kith_iq_tracker_add:
 * @to: (nullable): who alone may reply; %NULL: what speaks for the own account
 * @task: gets the reply as a #KithStanza, or an error
 * @timeout: in milliseconds
 *
 * Returns: %FALSE if a request of this id waits already
 */
gboolean
kith_iq_tracker_add (KithIqTracker *self, const char *id, KithJid *to, GTask *task, guint timeout)
{
  GCancellable *cancellable = g_task_get_cancellable (task);
  Request *request = NULL;

  g_return_val_if_fail (KITH_IS_IQ_TRACKER (self), FALSE);

  if (g_hash_table_contains (self->waiting, id))
    return FALSE;

  request = g_new0 (Request, 1);
  request->tracker = self;
  request->id = g_strdup (id);
  request->to = to != NULL ? kith_jid_ref (to) : NULL;
  request->task = g_object_ref (task);
  request->deadline = g_get_monotonic_time () + (gint64)timeout * 1000;
  g_hash_table_insert (self->waiting, request->id, request);
  if (cancellable != NULL)
    request->cancelled_id = g_signal_connect (cancellable, "cancelled", G_CALLBACK (cancelled_cb), request);

  if (self->timeout_id == 0 || request->deadline < self->wakes)
    arm (self);

  return TRUE;
}

/**
 * kith_iq_tracker_take:
 * @reply: an iq of type `result` or `error`
 * @from: (nullable): its sender
 * @from_own: whether the sender speaks for the own account
 *
 * Returns: whether a request waited for just that (RFC 6120, 8.1.2.1)
 */
gboolean
kith_iq_tracker_take (KithIqTracker *self, KithStanza *reply, KithJid *from, gboolean from_own)
{
  const char *id = kith_stanza_get (reply, "id");
  Request *request = NULL;
  g_autoptr(GTask) task = NULL;

  g_return_val_if_fail (KITH_IS_IQ_TRACKER (self), FALSE);

  request = id != NULL ? g_hash_table_lookup (self->waiting, id) : NULL;
  if (request == NULL)
    return FALSE;

  if (request->to == NULL ? !from_own : from == NULL || !kith_jid_equal (request->to, from))
    return FALSE;

  task = steal_task (self, request);
  if (g_strcmp0 (kith_stanza_get (reply, "type"), "error") == 0)
    g_task_return_error (task, kith_stanza_dup_error (reply));
  else
    g_task_return_pointer (task, kith_stanza_ref (reply), (GDestroyNotify)kith_stanza_unref);

  return TRUE;
}

/**
 * kith_iq_tracker_fail_all:
 *
 * Answers every request that waits with @error. Requests made while that happens are left alone.
 */
void
kith_iq_tracker_fail_all (KithIqTracker *self, const GError *error)
{
  g_autoptr(GPtrArray) tasks = NULL;
  GHashTableIter iter;
  Request *request = NULL;

  g_return_if_fail (KITH_IS_IQ_TRACKER (self));

  tasks = g_ptr_array_new_with_free_func (g_object_unref);
  g_hash_table_iter_init (&iter, self->waiting);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *)&request))
    {
      g_ptr_array_add (tasks, g_object_ref (request->task));
      g_hash_table_iter_remove (&iter);
    }
  g_clear_handle_id (&self->timeout_id, g_source_remove);

  for (guint i = 0; i < tasks->len; i++)
    g_task_return_error (tasks->pdata[i], g_error_copy (error));
}

guint
kith_iq_tracker_get_n_waiting (KithIqTracker *self)
{
  g_return_val_if_fail (KITH_IS_IQ_TRACKER (self), 0);

  return g_hash_table_size (self->waiting);
}
