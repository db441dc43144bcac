/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-stream-ledger-private.h"

/* Owned by the account's backend; main thread. The numbers of messages on the stream are the outbox's matter, and what came in is
 * counted by the inbox with the messages; the rest is here. */

#define RETRY_DELAY 10000 /* ms */

struct _KithStreamLedger
{
  GObject      parent_instance;

  KithStore   *store;        /* owned */
  KithSession *session;      /* owned */

  gint64       account_id;
  gint64       handled;      /* to be committed, as soon as there is room; 0: nothing */
  guint        retry_source;
  guint        generation;   /* of the stream */
  guint        retry_delay;
  guint        disposed : 1;
};

G_DEFINE_FINAL_TYPE (KithStreamLedger, kith_stream_ledger, G_TYPE_OBJECT)

typedef struct
{
  KithStreamLedger *self; /* owned */
  gint64            handled;
  guint             generation;
} Call;

static void
call_free (Call *call)
{
  g_object_unref (call->self);
  g_free (call);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Call, call_free)

static void
saved_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(GError) error = NULL;

  /* Then it cannot be resumed after a crash: what is uncertain is looked up. */
  if (!kith_store_save_stream_finish (KITH_STORE (source), result, &error))
    g_message ("The stream could not be stored: %s", error->message);
}

static void
ended_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) uncertain = NULL;

  uncertain = kith_store_end_stream_finish (KITH_STORE (source), result, &error);
  if (uncertain == NULL)
    g_message ("That a stream is over could not be stored: %s", error->message);
}

static void commit (KithStreamLedger *self);

static gboolean
retry_cb (gpointer user_data)
{
  KithStreamLedger *self = user_data;

  self->retry_source = 0;
  commit (self);

  return G_SOURCE_REMOVE;
}

static void
committed_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(Call) call = user_data;
  KithStreamLedger *self = call->self;
  g_autoptr(GError) error = NULL;
  gboolean committed = kith_store_set_handled_finish (KITH_STORE (source), result, &error);

  /* Counts of another stream mean nothing on this one. */
  if (self->disposed || call->generation != self->generation)
    return;

  if (committed)
    {
      kith_session_committed (self->session, call->handled);
      return;
    }

  g_debug ("the stream's count was not stored: %s", error->message);

  self->handled = MAX (self->handled, call->handled);
  if (self->retry_source == 0)
    self->retry_source = g_timeout_add (self->retry_delay, retry_cb, self);
}

static void
commit (KithStreamLedger *self)
{
  Call *call;

  if (self->handled == 0 || self->retry_source != 0)
    return;

  call = g_new0 (Call, 1);
  call->self = g_object_ref (self);
  call->handled = self->handled;
  call->generation = self->generation;
  self->handled = 0;
  kith_store_set_handled_async (self->store, self->account_id, call->handled, NULL, committed_cb, call);
}

static void
checkpoint_cb (KithStreamLedger *self,
               gint64            handled)
{
  self->handled = MAX (self->handled, handled);
  commit (self);
}

static void
state_changed_cb (KithStreamLedger      *self,
                  const KithStreamState *state)
{
  KithStreamRecord record = { 0 };

  self->generation++;
  self->handled = 0;
  g_clear_handle_id (&self->retry_source, g_source_remove);

  if (state == NULL)
    {
      kith_store_end_stream_async (self->store, self->account_id, NULL, ended_cb, NULL);
      return;
    }

  record.account_id = self->account_id;
  record.id = state->id;
  record.location = state->location;
  record.bound = state->bound != NULL ? (char *)kith_jid_get_text (state->bound) : NULL;
  record.handled = state->handled;
  record.max = state->max;
  record.time = state->time;
  kith_store_save_stream_async (self->store, &record, NULL, saved_cb, NULL);
}

static void
kith_stream_ledger_dispose (GObject *object)
{
  KithStreamLedger *self = KITH_STREAM_LEDGER (object);

  self->disposed = TRUE;
  g_clear_handle_id (&self->retry_source, g_source_remove);

  G_OBJECT_CLASS (kith_stream_ledger_parent_class)->dispose (object);
}

static void
kith_stream_ledger_finalize (GObject *object)
{
  KithStreamLedger *self = KITH_STREAM_LEDGER (object);

  g_clear_object (&self->store);
  g_clear_object (&self->session);

  G_OBJECT_CLASS (kith_stream_ledger_parent_class)->finalize (object);
}

static void
kith_stream_ledger_class_init (KithStreamLedgerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = kith_stream_ledger_dispose;
  object_class->finalize = kith_stream_ledger_finalize;
}

static void
kith_stream_ledger_init (KithStreamLedger *self)
{
  self->retry_delay = RETRY_DELAY;
}

/**
 * kith_stream_ledger_new:
 *
 * Returns: (transfer full): a ledger that follows @session, which from now on tells the server of nothing that is not committed
 */
KithStreamLedger *
kith_stream_ledger_new (gint64       account_id,
                        KithStore   *store,
                        KithSession *session)
{
  KithStreamLedger *self = g_object_new (KITH_TYPE_STREAM_LEDGER, NULL);

  self->account_id = account_id;
  self->store = g_object_ref (store);
  self->session = g_object_ref (session);
  g_object_set (session, "keeps-state", TRUE, NULL);

  g_signal_connect_object (session, "stream-state-changed", G_CALLBACK (state_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "checkpoint", G_CALLBACK (checkpoint_cb), self, G_CONNECT_SWAPPED);

  return self;
}

void
kith_stream_ledger_restore (KithStreamLedger       *self,
                            const KithStreamRecord *record)
{
  g_autoptr(KithStreamState) state = NULL;
  g_autoptr(KithJid) bound = NULL;

  g_return_if_fail (KITH_IS_STREAM_LEDGER (self));

  if (record == NULL || record->bound == NULL)
    return;

  bound = kith_jid_new (record->bound, NULL);
  if (bound == NULL)
    return;

  state = kith_stream_state_new (record->id, bound);
  state->location = g_strdup (record->location);
  state->handled = record->handled;
  state->max = record->max;
  state->time = record->time;
  kith_session_set_stream_state (self->session, state);
}

void
kith_stream_ledger_set_retry_delay (KithStreamLedger *self,
                                    guint             milliseconds)
{
  g_return_if_fail (KITH_IS_STREAM_LEDGER (self));

  self->retry_delay = milliseconds;
}
