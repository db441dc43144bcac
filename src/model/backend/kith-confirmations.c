/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-confirmations-private.h"

#include "kith-ping-module.h"
#include "kith-store-streams.h"

/* Owned by the outbox; main thread. */

struct _KithConfirmations
{
  GObject            parent_instance;

  KithOutgoingQueue *queue; /* owned, with the outbox */
  KithDeliveryNotes *notes;     /* owned */
  KithStore         *store;     /* owned */
  KithPingModule    *ping;      /* owned */
  GCancellable      *connected; /* cancelled when the connection is gone */

  gint64             account_id;
  guint              burst;
};

G_DEFINE_FINAL_TYPE (KithConfirmations, kith_confirmations, G_TYPE_OBJECT)

typedef struct
{
  KithConfirmations *self;  /* owned */
  GPtrArray         *items; /* KithOutgoing (owned by this) that are out of the queue, NULL: none */
  GCancellable      *connected; /* owned, NULL: none */
  guint              burst;
} Call;

static Call *
call_new (KithConfirmations *self)
{
  Call *call = g_new0 (Call, 1);

  call->self = g_object_ref (self);

  return call;
}

static void
call_free (Call *call)
{
  g_clear_object (&call->self);
  g_clear_pointer (&call->items, g_ptr_array_unref);
  g_clear_object (&call->connected);
  g_free (call);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Call, call_free)

static void
note_sent (KithConfirmations  *self,
           const KithOutgoing *outgoing)
{
  kith_delivery_notes_add (self->notes, outgoing->peer, kith_message_get_stanza_id (outgoing->message),
                           KITH_DELIVERY_SENT, NULL);
}

static void
pong_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(Call) call = user_data;
  KithConfirmations *self = call->self;
  g_autoptr(GError) error = NULL;
  GList *next;

  if (kith_ping_module_ping_finish (KITH_PING_MODULE (source), result, &error) < 0 ||
      g_cancellable_is_cancelled (call->connected))
    {
      g_debug ("no sign that messages arrived: %s", error != NULL ? error->message : "");
      return;
    }

  for (GList *l = self->queue->items.head; l != NULL; l = next)
    {
      KithOutgoing *outgoing = l->data;

      next = l->next;
      if (outgoing->step != KITH_OUTGOING_HANDED || outgoing->sequence > 0 || outgoing->burst > call->burst)
        continue;

      note_sent (self, outgoing);
      kith_outgoing_queue_remove (self->queue, outgoing);
    }
}

static gboolean
has_record (GPtrArray   *records,
            KithMessage *message)
{
  for (guint i = 0; i < records->len; i++)
    {
      if (((const KithMessageRecord *)g_ptr_array_index (records, i))->id == kith_message_get_id (message))
        return TRUE;
    }

  return FALSE;
}

static void
acknowledged_stored_cb (GObject      *source,
                        GAsyncResult *result,
                        gpointer      user_data)
{
  g_autoptr(Call) call = user_data;
  KithConfirmations *self = call->self;
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) records = NULL;

  records = kith_store_acknowledge_finish (KITH_STORE (source), result, &error);
  if (records != NULL)
    kith_delivery_notes_show (self->notes, records);
  else
    g_debug ("what the server has was not stored: %s", error->message);

  /* What the store does not know by its number it is told by its name. */
  for (guint i = 0; i < call->items->len; i++)
    {
      const KithOutgoing *outgoing = g_ptr_array_index (call->items, i);

      if (records == NULL || !has_record (records, outgoing->message))
        note_sent (self, outgoing);
    }
}

static void
acknowledged_cb (KithConfirmations *self,
                 gint64             sequence)
{
  g_autoptr(Call) call = call_new (self);
  GList *next;

  call->items = g_ptr_array_new_with_free_func ((GDestroyNotify)kith_outgoing_free);
  for (GList *l = self->queue->items.head; l != NULL; l = next)
    {
      KithOutgoing *outgoing = l->data;

      next = l->next;
      if (outgoing->step == KITH_OUTGOING_HANDED && outgoing->sequence > 0 && outgoing->sequence <= sequence)
        g_ptr_array_add (call->items, kith_outgoing_queue_steal (self->queue, outgoing));
    }

  if (call->items->len > 0)
    kith_store_acknowledge_async (self->store, self->account_id, sequence, NULL, acknowledged_stored_cb,
                                  g_steal_pointer (&call));
}

static void
kith_confirmations_dispose (GObject *object)
{
  g_cancellable_cancel (KITH_CONFIRMATIONS (object)->connected);

  G_OBJECT_CLASS (kith_confirmations_parent_class)->dispose (object);
}

static void
kith_confirmations_finalize (GObject *object)
{
  KithConfirmations *self = KITH_CONFIRMATIONS (object);

  g_clear_object (&self->connected);
  g_clear_object (&self->ping);
  g_clear_object (&self->notes);
  g_clear_pointer (&self->queue, kith_outgoing_queue_unref);
  g_clear_object (&self->store);

  G_OBJECT_CLASS (kith_confirmations_parent_class)->finalize (object);
}

static void
kith_confirmations_class_init (KithConfirmationsClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = kith_confirmations_dispose;
  object_class->finalize = kith_confirmations_finalize;
}

static void
kith_confirmations_init (KithConfirmations *self)
{
  self->connected = g_cancellable_new ();
}

/**
 * kith_confirmations_new:
 *
 * Returns: (transfer full): listens to what @session hears of its stream
 */
KithConfirmations *
kith_confirmations_new (KithOutgoingQueue *queue,
                        KithDeliveryNotes *notes,
                        gint64             account_id,
                        KithStore         *store,
                        KithSession       *session)
{
  KithConfirmations *self = g_object_new (KITH_TYPE_CONFIRMATIONS, NULL);

  self->queue = kith_outgoing_queue_ref (queue);
  self->notes = g_object_ref (notes);
  self->account_id = account_id;
  self->store = g_object_ref (store);
  self->ping = g_object_ref (kith_session_get_module (session, KITH_TYPE_PING_MODULE));
  g_signal_connect_object (session, "acknowledged", G_CALLBACK (acknowledged_cb), self, G_CONNECT_SWAPPED);

  return self;
}

guint
kith_confirmations_begin_burst (KithConfirmations *self)
{
  g_return_val_if_fail (KITH_IS_CONFIRMATIONS (self), 0);

  return ++self->burst;
}

void
kith_confirmations_ask (KithConfirmations *self)
{
  Call *call;

  g_return_if_fail (KITH_IS_CONFIRMATIONS (self));

  call = call_new (self);
  call->burst = self->burst;
  call->connected = g_object_ref (self->connected);
  kith_ping_module_ping_async (self->ping, NULL, self->connected, pong_cb, call);
}

void
kith_confirmations_cancel (KithConfirmations *self)
{
  g_return_if_fail (KITH_IS_CONFIRMATIONS (self));

  g_cancellable_cancel (self->connected);
  g_clear_object (&self->connected);
  self->connected = g_cancellable_new ();
}
