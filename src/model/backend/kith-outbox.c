/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-outbox-private.h"

#include "kith-account-private.h"
#include "kith-conversation-private.h"
#include "kith-delivery-notes-private.h"
#include "kith-error-map-private.h"
#include "kith-history-private.h"
#include "kith-message-list-private.h"
#include "kith-message-module.h"
#include "kith-message-private.h"
#include "kith-outgoing-queue-private.h"
#include "kith-ping-module.h"
#include "kith-store-messages.h"
#include "kith-xmpp-error.h"

/* Owned by the account's backend; main thread. A message passes through three steps: it is stored, it is handed to the
 * connection, and a ping behind it comes back, so that the server must have it. Whatever the connection loses before the ping comes back is
 * handed over again on the next one; the receiver and the archive know it by its origin-id. */

/* In bytes: what every server takes (RFC 6120, 13.12). */
#define LEAST_REFUSED 10000

struct _KithOutbox
{
  GObject            parent_instance;

  KithOutgoingQueue  waiting;
  KithDeliveryNotes *notes;     /* owned */
  KithStore         *store;     /* owned */
  KithSession       *session;   /* owned */
  GCancellable      *connected; /* cancelled when the connection is gone */

  KithAccount       *account;   /* weak */

  gint64             account_id;
  guint              burst;
  guint              flush_source;
  guint              online : 1;
};

G_DEFINE_FINAL_TYPE (KithOutbox, kith_outbox, G_TYPE_OBJECT)

typedef struct
{
  KithOutbox  *self;    /* owned */
  KithMessage *message; /* owned, NULL: found by what the store answers */
  guint        burst;
} Call;

static Call *
call_new (KithOutbox  *self,
          KithMessage *message)
{
  Call *call = g_new0 (Call, 1);

  call->self = g_object_ref (self);
  g_set_object (&call->message, message);

  return call;
}

static void
call_free (Call *call)
{
  g_clear_object (&call->self);
  g_clear_object (&call->message);
  g_free (call);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Call, call_free)

static KithOutgoing *
find (KithOutbox  *self,
      KithMessage *message)
{
  return kith_outgoing_queue_find (&self->waiting, kith_message_get_stanza_id (message));
}

static void
note_delivery (KithOutbox         *self,
               const KithOutgoing *outgoing,
               KithDelivery        delivery,
               const GError       *error)
{
  kith_delivery_notes_add (self->notes, outgoing->peer, kith_message_get_stanza_id (outgoing->message),
                           delivery, error);
}

static void
pong_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(Call) call = user_data;
  KithOutbox *self = call->self;
  g_autoptr(GError) error = NULL;
  GList *next;

  if (kith_ping_module_ping_finish (KITH_PING_MODULE (source), result, &error) < 0)
    {
      g_debug ("no sign that messages arrived: %s", error != NULL ? error->message : "");
      return;
    }

  for (GList *l = self->waiting.items.head; l != NULL; l = next)
    {
      KithOutgoing *outgoing = l->data;

      next = l->next;
      if (outgoing->step != KITH_OUTGOING_HANDED || outgoing->burst > call->burst)
        continue;

      note_delivery (self, outgoing, KITH_DELIVERY_SENT, NULL);
      kith_outgoing_queue_remove (&self->waiting, outgoing);
    }
}

/* Returns: whether it is on its way; else it never will be, and is out of the queue */
static gboolean
hand_over (KithOutbox   *self,
           KithOutgoing *outgoing)
{
  KithMessageModule *module = kith_session_get_module (self->session, KITH_TYPE_MESSAGE_MODULE);
  KithMessage *message = outgoing->message;
  KithConversation *conversation = kith_message_get_conversation (message);
  g_autoptr(GError) error = NULL;
  g_autoptr(GError) reason = NULL;

  if (conversation != NULL &&
      kith_message_module_send (module, kith_contact_get_jid (kith_conversation_get_contact (conversation)),
                                kith_message_get_stanza_id (message), kith_message_get_body (message), NULL,
                                KITH_MESSAGE_REQUEST_RECEIPT, NULL, &error))
    {
      outgoing->step = KITH_OUTGOING_HANDED;
      outgoing->burst = self->burst;
      return TRUE;
    }

  if (error != NULL)
    {
      reason = g_error_new_literal (KITH_MODEL_ERROR, KITH_MODEL_ERROR_TOO_LONG, error->message);
      note_delivery (self, outgoing, KITH_DELIVERY_FAILED, reason);
    }
  kith_outgoing_queue_remove (&self->waiting, outgoing);

  return FALSE;
}

static void
confirm (KithOutbox *self)
{
  KithPingModule *ping = kith_session_get_module (self->session, KITH_TYPE_PING_MODULE);
  Call *call = call_new (self, NULL);

  call->burst = self->burst;
  kith_ping_module_ping_async (ping, NULL, self->connected, pong_cb, call);
}

static void
flush (KithOutbox *self)
{
  /* Addresses of those for whom something waits that nothing may overtake. */
  g_autoptr(GHashTable) blocked = g_hash_table_new (g_str_hash, g_str_equal);
  gboolean any = FALSE;
  GList *next;

  self->burst++;
  for (GList *l = self->waiting.items.head; l != NULL; l = next)
    {
      KithOutgoing *outgoing = l->data;

      next = l->next;
      switch (outgoing->step)
        {
        case KITH_OUTGOING_STORING:
          g_hash_table_add (blocked, outgoing->peer);
          break;
        case KITH_OUTGOING_READY:
          if (!g_hash_table_contains (blocked, outgoing->peer))
            any |= hand_over (self, outgoing);
          break;
        case KITH_OUTGOING_HANDED:
          break;
        }
    }

  if (any)
    confirm (self);
}

static gboolean
flush_cb (gpointer user_data)
{
  KithOutbox *self = user_data;

  self->flush_source = 0;
  flush (self);

  return G_SOURCE_REMOVE;
}

/* Many messages become ready at once: the queue is gone through once for all of them. */
static void
schedule_flush (KithOutbox *self)
{
  if (self->online && self->flush_source == 0)
    self->flush_source = g_idle_add_full (G_PRIORITY_DEFAULT, flush_cb, self, NULL);
}

static void
fail_unstored (KithOutbox   *self,
               KithMessage  *message,
               const GError *error)
{
  KithConversation *conversation = kith_message_get_conversation (message);
  g_autoptr(GError) mapped = kith_error_map (error);
  KithOutgoing *outgoing = find (self, message);

  if (outgoing != NULL)
    kith_outgoing_queue_remove (&self->waiting, outgoing);
  if (conversation != NULL)
    kith_conversation_set_delivery (conversation, message, KITH_DELIVERY_FAILED, mapped);
  schedule_flush (self);
}

static void
set_ready (KithOutbox  *self,
           KithMessage *message)
{
  KithOutgoing *outgoing = find (self, message);

  if (outgoing != NULL)
    outgoing->step = KITH_OUTGOING_READY;
  schedule_flush (self);
}

static void
added_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(Call) call = user_data;
  KithConversation *conversation = kith_message_get_conversation (call->message);
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) records = NULL;
  const KithMessageRecord *record;

  records = kith_store_add_messages_finish (KITH_STORE (source), result, &error);
  if (records == NULL)
    {
      fail_unstored (call->self, call->message, error);
      return;
    }

  record = g_ptr_array_index (records, 0);
  kith_message_set_id (call->message, ABS (record->id));
  if (conversation != NULL)
    {
      kith_conversation_set_id (conversation, record->conversation_id);
      kith_message_list_know (kith_conversation_get_messages (conversation), call->message);
    }

  set_ready (call->self, call->message);
}

static void
retried_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(Call) call = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(KithMessageRecord) record = NULL;

  record = kith_store_set_delivery_finish (KITH_STORE (source), result, &error);
  if (record == NULL)
    fail_unstored (call->self, call->message, error);
  else
    set_ready (call->self, call->message);
}

static void
removed_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GError) error = NULL;

  if (!kith_store_remove_message_finish (KITH_STORE (source), result, &error))
    g_debug ("message not removed: %s", error->message);
}

static KithMessageRecord *
make_record (KithOutbox         *self,
             const KithOutgoing *outgoing)
{
  KithMessageRecord *record = kith_message_record_new ();
  KithMessage *message = outgoing->message;

  record->account_id = self->account_id;
  record->peer = g_strdup (outgoing->peer);
  record->sender = g_strdup (kith_message_get_sender (message));
  record->direction = KITH_DIRECTION_OUT;
  record->delivery = KITH_DELIVERY_PENDING;
  record->body = g_strdup (kith_message_get_body (message));
  record->time = kith_message_get_time (message);
  record->stanza_id = g_strdup (kith_message_get_stanza_id (message));
  record->origin_id = g_strdup (kith_message_get_stanza_id (message));

  return record;
}

/* The other side has it, or has seen it, or it came back: it need not be sent again, whatever became of the ping. */
static void
settle (KithOutbox   *self,
        KithJid      *from,
        const char   *id,
        KithDelivery  delivery,
        const GError *error)
{
  const char *peer = kith_jid_get_bare_text (from);
  KithOutgoing *outgoing = kith_outgoing_queue_find (&self->waiting, id);

  if (outgoing != NULL && outgoing->step == KITH_OUTGOING_HANDED && strcmp (outgoing->peer, peer) == 0)
    kith_outgoing_queue_remove (&self->waiting, outgoing);

  kith_delivery_notes_add (self->notes, peer, id, delivery, error);
}

static void
receipt_cb (KithOutbox *self,
            KithJid    *from,
            const char *id)
{
  settle (self, from, id, KITH_DELIVERY_DELIVERED, NULL);
}

static void
displayed_cb (KithOutbox *self,
              KithJid    *from,
              const char *id)
{
  settle (self, from, id, KITH_DELIVERY_READ, NULL);
}

static void
bounced_cb (KithOutbox   *self,
            KithJid      *from,
            const char   *id,
            const GError *error)
{
  if (id != NULL)
    settle (self, from, id, KITH_DELIVERY_FAILED, error);
}

static void
kith_outbox_dispose (GObject *object)
{
  KithOutbox *self = KITH_OUTBOX (object);

  self->online = FALSE;
  g_cancellable_cancel (self->connected);
  g_clear_handle_id (&self->flush_source, g_source_remove);
  kith_outgoing_queue_clear (&self->waiting);
  g_clear_weak_pointer (&self->account);

  G_OBJECT_CLASS (kith_outbox_parent_class)->dispose (object);
}

static void
kith_outbox_finalize (GObject *object)
{
  KithOutbox *self = KITH_OUTBOX (object);

  g_clear_pointer (&self->waiting.by_id, g_hash_table_unref);
  g_clear_object (&self->connected);
  g_clear_object (&self->notes);
  g_clear_object (&self->store);
  g_clear_object (&self->session);

  G_OBJECT_CLASS (kith_outbox_parent_class)->finalize (object);
}

static void
kith_outbox_class_init (KithOutboxClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = kith_outbox_dispose;
  object_class->finalize = kith_outbox_finalize;
}

static void
kith_outbox_init (KithOutbox *self)
{
  kith_outgoing_queue_init (&self->waiting);
  self->connected = g_cancellable_new ();
}

/**
 * kith_outbox_new:
 * @account: not kept alive
 *
 * Returns: (transfer full): an empty outbox that is not connected
 */
KithOutbox *
kith_outbox_new (KithAccount *account,
                 gint64       account_id,
                 KithStore   *store,
                 KithSession *session)
{
  KithOutbox *self = g_object_new (KITH_TYPE_OUTBOX, NULL);
  gpointer module = kith_session_get_module (session, KITH_TYPE_MESSAGE_MODULE);

  g_set_weak_pointer (&self->account, account);
  self->account_id = account_id;
  self->store = g_object_ref (store);
  self->session = g_object_ref (session);
  self->notes = kith_delivery_notes_new (account, account_id, store);

  g_signal_connect_object (module, "receipt", G_CALLBACK (receipt_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (module, "displayed", G_CALLBACK (displayed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (module, "bounced", G_CALLBACK (bounced_cb), self, G_CONNECT_SWAPPED);

  return self;
}

/**
 * kith_outbox_send:
 * @message: pending: new, or one that failed before
 *
 * Stores it and sends it, now or when there is a connection.
 */
void
kith_outbox_send (KithOutbox  *self,
                  KithMessage *message)
{
  g_autoptr(GPtrArray) records = NULL;
  KithOutgoing *outgoing;

  g_return_if_fail (KITH_IS_OUTBOX (self));

  outgoing = kith_outgoing_queue_add (&self->waiting, message, KITH_OUTGOING_STORING);
  if (outgoing == NULL)
    return;

  if (kith_message_get_id (message) != 0)
    {
      kith_store_set_delivery_async (self->store, self->account_id, outgoing->peer,
                                     kith_message_get_stanza_id (message), KITH_DELIVERY_PENDING,
                                     NULL, NULL, retried_cb, call_new (self, message));
      return;
    }

  records = g_ptr_array_new_with_free_func ((GDestroyNotify)kith_message_record_free);
  g_ptr_array_add (records, make_record (self, outgoing));
  kith_store_add_messages_async (self->store, records, NULL, added_cb, call_new (self, message));
}

void
kith_outbox_forget (KithOutbox  *self,
                    KithMessage *message)
{
  KithOutgoing *outgoing;

  g_return_if_fail (KITH_IS_OUTBOX (self));

  outgoing = find (self, message);
  if (outgoing != NULL)
    kith_outgoing_queue_remove (&self->waiting, outgoing);

  if (kith_message_get_id (message) != 0)
    kith_store_remove_message_async (self->store, kith_message_get_id (message), NULL, removed_cb,
                                     NULL);
}

void
kith_outbox_restore (KithOutbox *self,
                     GPtrArray  *records)
{
  g_return_if_fail (KITH_IS_OUTBOX (self));

  for (guint i = 0; self->account != NULL && i < records->len; i++)
    {
      const KithMessageRecord *record = g_ptr_array_index (records, i);
      KithConversation *conversation = kith_account_lookup_conversation (self->account, record->peer);
      g_autoptr(KithMessage) message = NULL;

      if (conversation == NULL)
        continue;

      message = kith_history_get_message (conversation, record);
      kith_outgoing_queue_add (&self->waiting, message, KITH_OUTGOING_READY);
    }

  schedule_flush (self);
}

/* A server that finds a stanza too big ends the stream (RFC 6120, 13.12), and would do so for ever: the biggest of what it was
 * just given does not go there. */
static void
give_up_biggest (KithOutbox *self)
{
  g_autoptr(GError) reason = NULL;
  KithOutgoing *biggest = NULL;
  gsize size = LEAST_REFUSED;

  for (GList *l = self->waiting.items.head; l != NULL; l = l->next)
    {
      KithOutgoing *outgoing = l->data;
      gsize length = strlen (kith_message_get_body (outgoing->message));

      if (outgoing->step == KITH_OUTGOING_HANDED && length >= size)
        {
          biggest = outgoing;
          size = length;
        }
    }

  if (biggest == NULL)
    return;

  reason = g_error_new_literal (KITH_MODEL_ERROR, KITH_MODEL_ERROR_TOO_LONG, "the server ended the stream at it");
  note_delivery (self, biggest, KITH_DELIVERY_FAILED, reason);
  kith_outgoing_queue_remove (&self->waiting, biggest);
}

/**
 * kith_outbox_set_online:
 *
 * Sends what waits; or notes that what the server has not confirmed is to be sent again.
 */
void
kith_outbox_set_online (KithOutbox *self,
                        gboolean    online)
{
  g_return_if_fail (KITH_IS_OUTBOX (self));

  if (self->online == !!online)
    return;

  self->online = !!online;
  g_cancellable_cancel (self->connected);
  g_clear_object (&self->connected);
  self->connected = g_cancellable_new ();

  if (!online && g_error_matches (kith_session_get_error (self->session), KITH_XMPP_ERROR, KITH_XMPP_ERROR_POLICY))
    give_up_biggest (self);

  for (GList *l = self->waiting.items.head; l != NULL; l = l->next)
    {
      KithOutgoing *outgoing = l->data;

      if (outgoing->step == KITH_OUTGOING_HANDED)
        outgoing->step = KITH_OUTGOING_READY;
    }

  if (!online)
    g_clear_handle_id (&self->flush_source, g_source_remove);
  schedule_flush (self);
}

guint
kith_outbox_get_n_waiting (KithOutbox *self)
{
  g_return_val_if_fail (KITH_IS_OUTBOX (self), 0);

  return g_queue_get_length (&self->waiting.items);
}

KithDeliveryNotes *
kith_outbox_get_notes (KithOutbox *self)
{
  return self->notes;
}
