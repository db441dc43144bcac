/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-outbox-private.h"

#include "kith-account-private.h"
#include "kith-confirmations-private.h"
#include "kith-conversation-private.h"
#include "kith-doubts-private.h"
#include "kith-error-map-private.h"
#include "kith-history-private.h"
#include "kith-message-module.h"
#include "kith-outgoing-queue-private.h"
#include "kith-outgoing-store-private.h"
#include "kith-stream-numbers-private.h"
#include "kith-xmpp-error.h"

/* Owned by the account's backend; main thread. A message is stored; then it is handed to the connection; then the server says that it
 * has it. With stream management it gets a number on the stream, which is committed before it can be on the wire; without, a ping
 * behind it comes back. Of what was handed over on a stream that is over nobody knows whether the server has it: the archive is asked.
 * Where there is neither stream management nor an archive, what was handed over before a cut or a crash is sent again, under the same
 * ids: rather twice than never. */

/* In bytes: what every server takes (RFC 6120, 13.12). */
#define LEAST_REFUSED 10000

struct _KithOutbox
{
  GObject            parent_instance;

  KithOutgoingQueue *waiting;       /* owned */
  KithDeliveryNotes *notes;         /* owned */
  KithStreamNumbers *numbers;       /* owned */
  KithConfirmations *confirmations; /* owned */
  KithDoubts        *doubts;        /* owned */
  KithStore         *store;         /* owned */
  KithSession       *session;       /* owned */

  KithAccount       *account;       /* weak */

  gint64             account_id;
  guint              flush_source;
  guint              online : 1;
};

G_DEFINE_FINAL_TYPE (KithOutbox, kith_outbox, G_TYPE_OBJECT)

static KithOutgoing *
find (KithOutbox  *self,
      KithMessage *message)
{
  return kith_outgoing_queue_find (self->waiting, kith_message_get_stanza_id (message));
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

/* The server has it. */
static void
set_sent (KithOutbox   *self,
          KithOutgoing *outgoing)
{
  note_delivery (self, outgoing, KITH_DELIVERY_SENT, NULL);
  kith_outgoing_queue_remove (self->waiting, outgoing);
}

static gboolean
give_to_connection (KithOutbox   *self,
                    KithOutgoing *outgoing,
                    guint         burst,
                    GError      **error)
{
  KithMessageModule *module = kith_session_get_module (self->session, KITH_TYPE_MESSAGE_MODULE);
  KithMessage *message = outgoing->message;
  KithConversation *conversation = kith_message_get_conversation (message);
  KithContact *contact = kith_conversation_get_contact (conversation);
  KithMessageFlags flags = KITH_MESSAGE_REQUEST_RECEIPT | KITH_MESSAGE_MARKABLE;

  if (!kith_conversation_get_kept (conversation))
    flags |= KITH_MESSAGE_NO_PERMANENT_STORE;
  if (outgoing->introduces && self->account != NULL)
    {
      flags |= KITH_MESSAGE_INTRODUCE;
      kith_message_module_set_nickname (module, kith_account_get_nickname (self->account));
    }

  if (!kith_message_module_send (module, kith_contact_get_jid (contact), kith_message_get_stanza_id (message),
                                 kith_message_get_body (message), NULL, flags, &outgoing->sequence, error))
    return FALSE;

  outgoing->step = KITH_OUTGOING_HANDED;
  outgoing->burst = burst;
  /* Without a number it is out already; another process has to know. */
  kith_stream_numbers_add (self->numbers, kith_message_get_id (message),
                           outgoing->sequence > 0 ? outgoing->sequence : KITH_SEQUENCE_UNCERTAIN);

  return TRUE;
}

/* Returns: whether it is on its way */
static gboolean
hand_over (KithOutbox   *self,
           KithOutgoing *outgoing,
           guint         burst)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GError) reason = NULL;

  if (kith_message_get_conversation (outgoing->message) == NULL)
    {
      kith_outgoing_queue_remove (self->waiting, outgoing);
      return FALSE;
    }
  if (give_to_connection (self, outgoing, burst, &error))
    return TRUE;

  /* The connection has just gone: there will be another. */
  if (error->domain != KITH_STANZA_ERROR)
    return FALSE;

  reason = g_error_new_literal (KITH_MODEL_ERROR, KITH_MODEL_ERROR_TOO_LONG, error->message);
  note_delivery (self, outgoing, KITH_DELIVERY_FAILED, reason);
  kith_outgoing_queue_remove (self->waiting, outgoing);

  return FALSE;
}

static void
flush (KithOutbox *self)
{
  /* Addresses of those for whom something waits that nothing may overtake. */
  g_autoptr(GHashTable) blocked = g_hash_table_new (g_str_hash, g_str_equal);
  guint burst = kith_confirmations_begin_burst (self->confirmations);
  gboolean unnumbered = FALSE;
  GList *next;

  for (GList *l = self->waiting->items.head; l != NULL; l = next)
    {
      KithOutgoing *outgoing = l->data;

      next = l->next;
      switch (outgoing->step)
        {
        case KITH_OUTGOING_STORING:
        case KITH_OUTGOING_UNCERTAIN:
          g_hash_table_add (blocked, outgoing->peer);
          break;
        case KITH_OUTGOING_READY:
          if (!g_hash_table_contains (blocked, outgoing->peer) && hand_over (self, outgoing, burst))
            unnumbered |= outgoing->sequence == 0;
          break;
        case KITH_OUTGOING_HANDED:
          break;
        }
    }

  if (unnumbered)
    kith_confirmations_ask (self->confirmations);
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
    kith_outgoing_queue_remove (self->waiting, outgoing);
  if (conversation != NULL)
    kith_conversation_set_delivery (conversation, message, KITH_DELIVERY_FAILED, mapped);
  schedule_flush (self);
}

static void
stored_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(KithOutbox) self = user_data;
  KithMessage *message = KITH_MESSAGE (source);
  g_autoptr(GError) error = NULL;
  KithOutgoing *outgoing;

  if (!kith_outgoing_store_finish (message, result, &error))
    {
      fail_unstored (self, message, error);
      return;
    }

  outgoing = find (self, message);
  if (outgoing != NULL)
    outgoing->step = KITH_OUTGOING_READY;
  schedule_flush (self);
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
  KithOutgoing *outgoing = kith_outgoing_queue_find (self->waiting, id);

  if (outgoing != NULL && outgoing->step >= KITH_OUTGOING_HANDED && strcmp (outgoing->peer, peer) == 0)
    kith_outgoing_queue_remove (self->waiting, outgoing);

  kith_delivery_notes_add (self->notes, peer, id, delivery, error);
}

static void
found_cb (KithOutbox  *self,
          KithMessage *message)
{
  KithOutgoing *outgoing = find (self, message);

  if (outgoing != NULL)
    set_sent (self, outgoing);
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

/* Nobody knows whether the server has what was handed over, @numbered: also if it has a number on the stream. */
static void
doubt (KithOutbox *self,
       gboolean    numbered)
{
  for (GList *l = self->waiting->items.head; l != NULL; l = l->next)
    {
      KithOutgoing *outgoing = l->data;

      if (outgoing->step != KITH_OUTGOING_HANDED || (outgoing->sequence > 0 && !numbered))
        continue;

      outgoing->step = KITH_OUTGOING_UNCERTAIN;
      outgoing->sequence = 0;
      kith_stream_numbers_add (self->numbers, kith_message_get_id (outgoing->message), KITH_SEQUENCE_UNCERTAIN);
    }
}

/* The server has none of what was handed over and not acknowledged: another process had the stream. */
static void
take_back (KithOutbox *self)
{
  for (GList *l = self->waiting->items.head; l != NULL; l = l->next)
    {
      KithOutgoing *outgoing = l->data;

      if (outgoing->step != KITH_OUTGOING_HANDED)
        continue;

      outgoing->step = KITH_OUTGOING_READY;
      outgoing->sequence = 0;
      kith_stream_numbers_add (self->numbers, kith_message_get_id (outgoing->message), 0);
    }
}

static void
stream_state_changed_cb (KithOutbox            *self,
                         const KithStreamState *state)
{
  if (state != NULL)
    return;

  kith_stream_numbers_forget (self->numbers);
  doubt (self, TRUE);
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
  g_clear_handle_id (&self->flush_source, g_source_remove);
  if (self->doubts != NULL)
    {
      kith_doubts_go_offline (self->doubts);
      kith_confirmations_cancel (self->confirmations);
    }
  kith_outgoing_queue_clear (self->waiting);
  g_clear_weak_pointer (&self->account);

  G_OBJECT_CLASS (kith_outbox_parent_class)->dispose (object);
}

static void
kith_outbox_finalize (GObject *object)
{
  KithOutbox *self = KITH_OUTBOX (object);

  g_clear_object (&self->doubts);
  g_clear_object (&self->confirmations);
  g_clear_pointer (&self->waiting, kith_outgoing_queue_unref);
  g_clear_object (&self->notes);
  g_clear_object (&self->numbers);
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
  self->waiting = kith_outgoing_queue_new ();
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
  self->numbers = kith_stream_numbers_new (store, session);
  self->confirmations = kith_confirmations_new (self->waiting, self->notes, account_id, store, session);
  self->doubts = kith_doubts_new (self->waiting, store, session);

  g_signal_connect_object (module, "receipt", G_CALLBACK (receipt_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (module, "displayed", G_CALLBACK (displayed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (module, "bounced", G_CALLBACK (bounced_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->doubts, "found", G_CALLBACK (found_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->doubts, "settled", G_CALLBACK (schedule_flush), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "stream-state-changed", G_CALLBACK (stream_state_changed_cb), self,
                           G_CONNECT_SWAPPED);

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
  g_return_if_fail (KITH_IS_OUTBOX (self));

  if (kith_outgoing_queue_add (self->waiting, message, KITH_OUTGOING_STORING) == NULL)
    return;

  /* What an earlier attempt had on a stream does not count. */
  if (kith_message_get_id (message) != 0)
    kith_stream_numbers_add (self->numbers, kith_message_get_id (message), 0);
  kith_outgoing_store_async (self->store, self->account_id, message, stored_cb, g_object_ref (self));
}

void
kith_outbox_forget (KithOutbox  *self,
                    KithMessage *message)
{
  KithOutgoing *outgoing;

  g_return_if_fail (KITH_IS_OUTBOX (self));

  outgoing = find (self, message);
  if (outgoing != NULL)
    kith_outgoing_queue_remove (self->waiting, outgoing);

  kith_outgoing_store_remove (self->store, message);
}

static KithOutgoingStep
get_step (const KithMessageRecord *record)
{
  if (record->sequence == KITH_SEQUENCE_UNCERTAIN)
    return KITH_OUTGOING_UNCERTAIN;

  return record->sequence > 0 ? KITH_OUTGOING_HANDED : KITH_OUTGOING_READY;
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
      KithOutgoing *outgoing;

      if (conversation == NULL)
        continue;

      message = kith_history_get_message (conversation, record);
      outgoing = kith_outgoing_queue_add (self->waiting, message, get_step (record));
      if (outgoing != NULL && record->sequence > 0)
        outgoing->sequence = record->sequence;
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

  for (GList *l = self->waiting->items.head; l != NULL; l = l->next)
    {
      KithOutgoing *outgoing = l->data;
      gsize length = strlen (kith_message_get_body (outgoing->message));

      if (outgoing->step >= KITH_OUTGOING_HANDED && length >= size)
        {
          biggest = outgoing;
          size = length;
        }
    }

  if (biggest == NULL)
    return;

  reason = g_error_new_literal (KITH_MODEL_ERROR, KITH_MODEL_ERROR_TOO_LONG, "the server ended the stream at it");
  note_delivery (self, biggest, KITH_DELIVERY_FAILED, reason);
  kith_outgoing_queue_remove (self->waiting, biggest);
}

/**
 * kith_outbox_go_online:
 * @resumption: how the stream began
 *
 * Sends what waits, and what the server does not have of what it was given before.
 */
void
kith_outbox_go_online (KithOutbox           *self,
                       KithSessionResumption resumption)
{
  g_return_if_fail (KITH_IS_OUTBOX (self));

  if (self->online)
    return;

  self->online = TRUE;
  switch (resumption)
    {
    case KITH_SESSION_RESUMPTION_NONE:
      doubt (self, TRUE);
      break;
    case KITH_SESSION_RESUMPTION_RESTORED:
      take_back (self);
      break;
    case KITH_SESSION_RESUMPTION_CONTINUED:
      break;
    }

  kith_doubts_go_online (self->doubts);
  schedule_flush (self);
}

/**
 * kith_outbox_go_offline:
 *
 * What has a number on the stream may be the stream's matter still; of the rest nobody knows whether the server has it.
 */
void
kith_outbox_go_offline (KithOutbox *self)
{
  g_return_if_fail (KITH_IS_OUTBOX (self));

  if (!self->online)
    return;

  self->online = FALSE;
  kith_confirmations_cancel (self->confirmations);
  kith_doubts_go_offline (self->doubts);
  g_clear_handle_id (&self->flush_source, g_source_remove);
  if (g_error_matches (kith_session_get_error (self->session), KITH_XMPP_ERROR, KITH_XMPP_ERROR_POLICY))
    give_up_biggest (self);
  doubt (self, FALSE);
}

guint
kith_outbox_get_n_waiting (KithOutbox *self)
{
  g_return_val_if_fail (KITH_IS_OUTBOX (self), 0);

  return g_queue_get_length (&self->waiting->items);
}

KithDeliveryNotes *
kith_outbox_get_notes (KithOutbox *self)
{
  return self->notes;
}
