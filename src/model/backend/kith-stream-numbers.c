/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-stream-numbers-private.h"

/* Owned by the outbox; main thread. Numbers are gathered until the main loop has nothing more urgent to do; the store is at one batch
 * at a time. What cannot be stored is not let out: it, and all behind it, waits until there is room. */

#define RETRY_DELAY 2000 /* ms */

struct _KithStreamNumbers
{
  GObject      parent_instance;

  GArray      *waiting;      /* KithMessageSequence, in the order in which they came */
  KithStore   *store;        /* owned */
  KithSession *session;      /* owned */

  guint        source;
  guint        retry_delay;
  guint        generation;   /* of the stream */
  guint        storing : 1;  /* the store is at a batch */
  guint        disposed : 1;
};

G_DEFINE_FINAL_TYPE (KithStreamNumbers, kith_stream_numbers, G_TYPE_OBJECT)

typedef struct
{
  KithStreamNumbers *self;  /* owned */
  GArray            *batch; /* KithMessageSequence */
  guint              generation;
} Call;

static void
call_free (Call *call)
{
  g_object_unref (call->self);
  g_array_unref (call->batch);
  g_free (call);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Call, call_free)

static GArray *
new_batch (void)
{
  return g_array_new (FALSE, FALSE, sizeof (KithMessageSequence));
}

static void
release (KithStreamNumbers *self,
         GArray            *batch)
{
  for (guint i = 0; i < batch->len; i++)
    {
      gint64 sequence = g_array_index (batch, KithMessageSequence, i).sequence;

      if (sequence > 0)
        kith_session_release (self->session, sequence);
    }
}

static gboolean store_cb (gpointer user_data);

static void
schedule (KithStreamNumbers *self,
          guint              delay)
{
  if (self->source != 0 || self->storing || self->disposed || self->waiting->len == 0)
    return;

  if (delay == 0)
    self->source = g_idle_add_full (G_PRIORITY_DEFAULT, store_cb, self, NULL);
  else
    self->source = g_timeout_add (delay, store_cb, self);
}

static void
stored_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(Call) call = user_data;
  KithStreamNumbers *self = call->self;
  g_autoptr(GError) error = NULL;
  gboolean stored = kith_store_set_sequences_finish (KITH_STORE (source), result, &error);

  self->storing = FALSE;
  if (call->generation == self->generation && stored)
    {
      release (self, call->batch);
    }
  else if (call->generation == self->generation)
    {
      g_message ("The numbers of messages could not be stored: %s", error->message);
      g_array_prepend_vals (self->waiting, call->batch->data, call->batch->len);
      schedule (self, self->retry_delay);
      return;
    }

  schedule (self, 0);
}

static gboolean
store_cb (gpointer user_data)
{
  KithStreamNumbers *self = user_data;
  Call *call = g_new0 (Call, 1);

  self->source = 0;
  self->storing = TRUE;
  call->self = g_object_ref (self);
  call->batch = g_steal_pointer (&self->waiting);
  call->generation = self->generation;
  self->waiting = new_batch ();
  kith_store_set_sequences_async (self->store, call->batch, NULL, stored_cb, call);

  return G_SOURCE_REMOVE;
}

static void
kith_stream_numbers_dispose (GObject *object)
{
  KithStreamNumbers *self = KITH_STREAM_NUMBERS (object);

  self->disposed = TRUE;
  g_clear_handle_id (&self->source, g_source_remove);

  G_OBJECT_CLASS (kith_stream_numbers_parent_class)->dispose (object);
}

static void
kith_stream_numbers_finalize (GObject *object)
{
  KithStreamNumbers *self = KITH_STREAM_NUMBERS (object);

  g_clear_pointer (&self->waiting, g_array_unref);
  g_clear_object (&self->store);
  g_clear_object (&self->session);

  G_OBJECT_CLASS (kith_stream_numbers_parent_class)->finalize (object);
}

static void
kith_stream_numbers_class_init (KithStreamNumbersClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = kith_stream_numbers_dispose;
  object_class->finalize = kith_stream_numbers_finalize;
}

static void
kith_stream_numbers_init (KithStreamNumbers *self)
{
  self->waiting = new_batch ();
  self->retry_delay = RETRY_DELAY;
}

/**
 * kith_stream_numbers_new:
 *
 * Returns: (transfer full): no numbers yet
 */
KithStreamNumbers *
kith_stream_numbers_new (KithStore   *store,
                         KithSession *session)
{
  KithStreamNumbers *self = g_object_new (KITH_TYPE_STREAM_NUMBERS, NULL);

  self->store = g_object_ref (store);
  self->session = g_object_ref (session);

  return self;
}

void
kith_stream_numbers_add (KithStreamNumbers *self,
                         gint64             message_id,
                         gint64             sequence)
{
  KithMessageSequence one = { message_id, sequence };

  g_return_if_fail (KITH_IS_STREAM_NUMBERS (self));

  g_array_append_val (self->waiting, one);
  schedule (self, 0);
}

void
kith_stream_numbers_forget (KithStreamNumbers *self)
{
  g_return_if_fail (KITH_IS_STREAM_NUMBERS (self));

  self->generation++;
  g_array_set_size (self->waiting, 0);
  g_clear_handle_id (&self->source, g_source_remove);
}

void
kith_stream_numbers_set_retry_delay (KithStreamNumbers *self,
                                     guint              milliseconds)
{
  g_return_if_fail (KITH_IS_STREAM_NUMBERS (self));

  self->retry_delay = milliseconds;
}
