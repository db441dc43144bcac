/* SPDX-License-Identifier: GPL-3.0-or-later */
/* size: the steps of one message, which share all their state */

#include "kith-outbox-private.h"

#include "kith-account-private.h"
#include "kith-conversation-private.h"
#include "kith-error-map-private.h"
#include "kith-history-private.h"
#include "kith-message-list-private.h"
#include "kith-message-module.h"
#include "kith-message-private.h"
#include "kith-ping-module.h"
#include "kith-store-messages.h"
#include "kith-xmpp-error.h"

/* Owned by the account's backend; main thread. A message passes through three steps: it is stored, it is handed to the
 * connection, and a ping behind it comes back, so that the server must have it. Whatever the connection loses before the ping comes back is
 * handed over again on the next one; the receiver and the archive know it by its origin-id. */

/* In bytes: what every server takes (RFC 6120, 13.12). */
#define LEAST_REFUSED 10000

typedef enum
{
  STEP_STORING,
  STEP_READY,
  STEP_HANDED,
} Step;

typedef struct
{
  KithMessage *message; /* owned */
  Step         step;
  guint        burst;   /* the ping behind it, once it is handed over */
} Waiting;

struct _KithOutbox
{
  GObject       parent_instance;

  GQueue        waiting;   /* Waiting (owned), in the order in which they were written */
  KithStore    *store;     /* owned */
  KithSession  *session;   /* owned */
  GCancellable *connected; /* cancelled when the connection is gone */

  KithAccount  *account;   /* weak */

  gint64        account_id;
  guint         burst;
  guint         online : 1;
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

static void
waiting_free (gpointer data)
{
  Waiting *waiting = data;

  g_object_unref (waiting->message);
  g_free (waiting);
}

static GList *
find (KithOutbox  *self,
      KithMessage *message)
{
  for (GList *l = self->waiting.head; l != NULL; l = l->next)
    {
      Waiting *waiting = l->data;

      if (waiting->message == message)
        return l;
    }

  return NULL;
}

static void
drop (KithOutbox *self,
      GList      *link)
{
  waiting_free (link->data);
  g_queue_delete_link (&self->waiting, link);
}

static const char *
get_peer (KithMessage *message)
{
  KithConversation *conversation = kith_message_get_conversation (message);

  return conversation != NULL ? kith_contact_get_address (kith_conversation_get_contact (conversation))
                              : NULL;
}

static void
delivery_stored_cb (GObject      *source,
                    GAsyncResult *result,
                    gpointer      user_data)
{
  g_autoptr(KithOutbox) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(KithMessageRecord) record = NULL;
  KithConversation *conversation = NULL;

  record = kith_store_set_delivery_finish (KITH_STORE (source), result, &error);
  if (record != NULL && self->account != NULL)
    conversation = kith_account_lookup_conversation (self->account, record->peer);

  if (conversation != NULL)
    kith_history_apply_delivery (conversation, record);
  else if (error != NULL)
    g_debug ("delivery of a message not noted: %s", error->message);
}

static void
note_delivery (KithOutbox   *self,
               const char   *peer,
               const char   *stanza_id,
               KithDelivery  delivery,
               const GError *error)
{
  g_autofree char *text = error != NULL ? kith_error_map_to_text (error) : NULL;

  kith_store_set_delivery_async (self->store, self->account_id, peer, stanza_id, delivery, text,
                                 NULL, delivery_stored_cb, g_object_ref (self));
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

  for (GList *l = self->waiting.head; l != NULL; l = next)
    {
      Waiting *waiting = l->data;

      next = l->next;
      if (waiting->step != STEP_HANDED || waiting->burst > call->burst)
        continue;

      note_delivery (self, get_peer (waiting->message), kith_message_get_stanza_id (waiting->message),
                     KITH_DELIVERY_SENT, NULL);
      drop (self, l);
    }
}

/* Returns: FALSE if it cannot be sent at all */
static gboolean
hand_over (KithOutbox *self,
           Waiting    *waiting)
{
  KithMessageModule *module = kith_session_get_module (self->session, KITH_TYPE_MESSAGE_MODULE);
  KithMessage *message = waiting->message;
  KithConversation *conversation = kith_message_get_conversation (message);
  KithContact *contact = kith_conversation_get_contact (conversation);
  g_autoptr(GError) error = NULL;
  g_autoptr(GError) reason = NULL;

  if (kith_message_module_send (module, kith_contact_get_jid (contact),
                                kith_message_get_stanza_id (message),
                                kith_message_get_body (message), NULL,
                                KITH_MESSAGE_REQUEST_RECEIPT, NULL, &error))
    {
      waiting->step = STEP_HANDED;
      waiting->burst = self->burst;
      return TRUE;
    }

  reason = g_error_new_literal (KITH_MODEL_ERROR, KITH_MODEL_ERROR_TOO_LONG, error->message);
  note_delivery (self, kith_contact_get_address (contact), kith_message_get_stanza_id (message),
                 KITH_DELIVERY_FAILED, reason);

  return FALSE;
}

static void
flush (KithOutbox *self)
{
  KithPingModule *ping;
  gboolean any = FALSE;
  GList *next;
  Call *call;

  if (!self->online)
    return;

  self->burst++;
  for (GList *l = self->waiting.head; l != NULL; l = next)
    {
      Waiting *waiting = l->data;

      next = l->next;
      /* Nothing overtakes what is still being stored. */
      if (waiting->step == STEP_STORING)
        break;
      if (waiting->step == STEP_HANDED)
        continue;

      if (kith_message_get_conversation (waiting->message) == NULL || !hand_over (self, waiting))
        drop (self, l);
      else
        any = TRUE;
    }

  if (!any)
    return;

  ping = kith_session_get_module (self->session, KITH_TYPE_PING_MODULE);
  call = call_new (self, NULL);
  call->burst = self->burst;
  kith_ping_module_ping_async (ping, NULL, self->connected, pong_cb, call);
}

static void
fail_unstored (KithOutbox   *self,
               KithMessage  *message,
               const GError *error)
{
  KithConversation *conversation = kith_message_get_conversation (message);
  g_autoptr(GError) mapped = kith_error_map (error);
  GList *link = find (self, message);

  if (link != NULL)
    drop (self, link);
  if (conversation != NULL)
    kith_conversation_set_delivery (conversation, message, KITH_DELIVERY_FAILED, mapped);
}

static void
set_ready (KithOutbox  *self,
           KithMessage *message)
{
  GList *link = find (self, message);

  if (link != NULL)
    ((Waiting *)link->data)->step = STEP_READY;
  flush (self);
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
      flush (call->self);
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
make_record (KithOutbox  *self,
             KithMessage *message)
{
  KithMessageRecord *record = kith_message_record_new ();

  record->account_id = self->account_id;
  record->peer = g_strdup (get_peer (message));
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

  for (GList *l = self->waiting.head; l != NULL; l = l->next)
    {
      Waiting *waiting = l->data;

      if (waiting->step == STEP_HANDED &&
          g_strcmp0 (kith_message_get_stanza_id (waiting->message), id) == 0 &&
          g_strcmp0 (get_peer (waiting->message), peer) == 0)
        {
          drop (self, l);
          break;
        }
    }

  note_delivery (self, peer, id, delivery, error);
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
  g_queue_clear_full (&self->waiting, waiting_free);
  g_clear_weak_pointer (&self->account);

  G_OBJECT_CLASS (kith_outbox_parent_class)->dispose (object);
}

static void
kith_outbox_finalize (GObject *object)
{
  KithOutbox *self = KITH_OUTBOX (object);

  g_clear_object (&self->connected);
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
  g_queue_init (&self->waiting);
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
  Waiting *waiting;

  g_return_if_fail (KITH_IS_OUTBOX (self));

  if (find (self, message) != NULL || get_peer (message) == NULL)
    return;

  waiting = g_new0 (Waiting, 1);
  waiting->message = g_object_ref (message);
  g_queue_push_tail (&self->waiting, waiting);

  if (kith_message_get_id (message) != 0)
    {
      kith_store_set_delivery_async (self->store, self->account_id, get_peer (message),
                                     kith_message_get_stanza_id (message), KITH_DELIVERY_PENDING,
                                     NULL, NULL, retried_cb, call_new (self, message));
      return;
    }

  records = g_ptr_array_new_with_free_func ((GDestroyNotify)kith_message_record_free);
  g_ptr_array_add (records, make_record (self, message));
  kith_store_add_messages_async (self->store, records, NULL, added_cb, call_new (self, message));
}

void
kith_outbox_forget (KithOutbox  *self,
                    KithMessage *message)
{
  GList *link;

  g_return_if_fail (KITH_IS_OUTBOX (self));

  link = find (self, message);
  if (link != NULL)
    drop (self, link);

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
      Waiting *waiting;

      if (conversation == NULL || record->stanza_id == NULL)
        continue;

      waiting = g_new0 (Waiting, 1);
      waiting->message = kith_history_get_message (conversation, record);
      waiting->step = STEP_READY;
      g_queue_push_tail (&self->waiting, waiting);
    }

  flush (self);
}

/* A server that finds a stanza too big ends the stream (RFC 6120, 13.12), and would do so for ever: the biggest of what it was
 * just given does not go there. */
static void
give_up_biggest (KithOutbox *self)
{
  g_autoptr(GError) reason = NULL;
  GList *biggest = NULL;
  gsize size = LEAST_REFUSED;
  KithMessage *message;

  for (GList *l = self->waiting.head; l != NULL; l = l->next)
    {
      Waiting *waiting = l->data;
      gsize length = strlen (kith_message_get_body (waiting->message));

      if (waiting->step == STEP_HANDED && length >= size)
        {
          biggest = l;
          size = length;
        }
    }

  if (biggest == NULL)
    return;

  message = ((Waiting *)biggest->data)->message;
  reason = g_error_new_literal (KITH_MODEL_ERROR, KITH_MODEL_ERROR_TOO_LONG, "the server ended the stream at it");
  note_delivery (self, get_peer (message), kith_message_get_stanza_id (message), KITH_DELIVERY_FAILED, reason);
  drop (self, biggest);
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

  for (GList *l = self->waiting.head; l != NULL; l = l->next)
    {
      Waiting *waiting = l->data;

      if (waiting->step == STEP_HANDED)
        waiting->step = STEP_READY;
    }

  flush (self);
}

guint
kith_outbox_get_n_waiting (KithOutbox *self)
{
  g_return_val_if_fail (KITH_IS_OUTBOX (self), 0);

  return g_queue_get_length (&self->waiting);
}
