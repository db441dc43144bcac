/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-inbox-private.h"

#include "kith-account-private.h"
#include "kith-conversation-private.h"
#include "kith-history-private.h"
#include "kith-message-list-private.h"
#include "kith-message-module.h"
#include "kith-message-private.h"
#include "kith-roster-private.h"
#include "kith-store-messages.h"

/* Owned by the account's backend; main thread. Messages are gathered until the main loop has nothing more urgent to do. What cannot
 * be stored, because the disk is full, is shown all the same, kept here and stored when there is room; nobody gets a receipt for it
 * before. */

#define RETRY_DELAY 10000 /* ms */
#define BATCH 500

typedef struct
{
  KithIncomingMessage *incoming; /* owned */
  KithMessageRecord   *record;   /* owned */
  KithMessage         *message;  /* owned, if it is shown without being stored */
} Arrival;

struct _KithInbox
{
  GObject      parent_instance;

  GPtrArray   *arrivals;     /* Arrival (owned), not stored yet */
  KithStore   *store;        /* owned */
  KithSession *session;      /* owned */

  KithAccount *account;      /* weak */

  gint64       account_id;
  guint        store_source;
  guint        retry_delay;
};

G_DEFINE_FINAL_TYPE (KithInbox, kith_inbox, G_TYPE_OBJECT)

typedef struct
{
  KithInbox *self;     /* owned */
  GPtrArray *arrivals; /* Arrival (owned) */
} Batch;

static void
arrival_free (gpointer data)
{
  Arrival *arrival = data;

  kith_incoming_message_free (arrival->incoming);
  kith_message_record_free (arrival->record);
  g_clear_object (&arrival->message);
  g_free (arrival);
}

static void
batch_free (Batch *batch)
{
  g_clear_pointer (&batch->arrivals, g_ptr_array_unref);
  g_clear_object (&batch->self);
  g_free (batch);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Batch, batch_free)

static KithConversation *
get_conversation (KithInbox *self,
                  Arrival   *arrival)
{
  return kith_account_get_conversation (self->account, arrival->incoming->from);
}

static void
send_receipt (KithInbox *self,
              Arrival   *arrival)
{
  KithMessageModule *module = kith_session_get_module (self->session, KITH_TYPE_MESSAGE_MODULE);

  if (arrival->incoming->receipt_requested)
    kith_message_module_send_receipt (module, arrival->incoming);
}

/* One that is safe in the store. */
static void
deliver (KithInbox               *self,
         Arrival                 *arrival,
         const KithMessageRecord *record)
{
  KithConversation *conversation = get_conversation (self, arrival);

  kith_conversation_set_id (conversation, record->conversation_id);

  if (arrival->message != NULL)
    {
      kith_message_set_id (arrival->message, ABS (record->id));
      kith_message_list_know (kith_conversation_get_messages (conversation), arrival->message);
    }
  else if (record->id > 0)
    {
      g_autoptr(KithMessage) message = kith_history_get_message (conversation, record);

      kith_conversation_add_message (conversation, message, TRUE);
    }

  /* Also for one that was there already: its sender may have missed the first receipt. */
  send_receipt (self, arrival);
}

static void
show_unstored (KithInbox *self,
               Arrival   *arrival)
{
  KithConversation *conversation = get_conversation (self, arrival);
  const KithMessageRecord *record = arrival->record;

  if (arrival->message != NULL)
    return;

  arrival->message = kith_message_new (conversation, KITH_DIRECTION_IN,
                                       kith_jid_get_bare_text (arrival->incoming->from),
                                       record->body, record->time, record->stanza_id);
  kith_conversation_add_message (conversation, arrival->message, TRUE);
}

static gboolean store_cb (gpointer user_data);

static void
schedule (KithInbox *self,
          guint      delay)
{
  if (self->store_source != 0)
    return;

  if (delay == 0)
    self->store_source = g_idle_add_full (G_PRIORITY_DEFAULT, store_cb, self, NULL);
  else
    self->store_source = g_timeout_add (delay, store_cb, self);
}

static void
stored_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(Batch) batch = user_data;
  KithInbox *self = batch->self;
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) records = NULL;

  records = kith_store_add_messages_finish (KITH_STORE (source), result, &error);
  if (self->account == NULL)
    return;

  if (records == NULL)
    g_message ("Messages could not be stored: %s", error->message);

  for (guint i = 0; i < batch->arrivals->len; i++)
    {
      Arrival *arrival = g_ptr_array_index (batch->arrivals, i);

      if (records != NULL)
        deliver (self, arrival, g_ptr_array_index (records, i));
      else
        show_unstored (self, arrival);
    }

  if (records != NULL)
    return;

  /* In front of what came meanwhile. */
  g_ptr_array_extend_and_steal (batch->arrivals, g_steal_pointer (&self->arrivals));
  self->arrivals = g_steal_pointer (&batch->arrivals);
  g_clear_handle_id (&self->store_source, g_source_remove);
  schedule (self, self->retry_delay);
}

static gboolean
store_cb (gpointer user_data)
{
  KithInbox *self = user_data;
  g_autoptr(GPtrArray) records = g_ptr_array_new ();
  Batch *batch;
  guint n = MIN (self->arrivals->len, BATCH);

  self->store_source = 0;
  if (n == 0)
    return G_SOURCE_REMOVE;

  batch = g_new0 (Batch, 1);
  batch->self = g_object_ref (self);
  batch->arrivals = g_ptr_array_new_with_free_func (arrival_free);
  for (guint i = 0; i < n; i++)
    g_ptr_array_add (batch->arrivals, g_ptr_array_index (self->arrivals, i));

  g_ptr_array_set_free_func (self->arrivals, NULL);
  g_ptr_array_remove_range (self->arrivals, 0, n);
  g_ptr_array_set_free_func (self->arrivals, arrival_free);

  for (guint i = 0; i < n; i++)
    g_ptr_array_add (records, ((Arrival *)g_ptr_array_index (batch->arrivals, i))->record);
  kith_store_add_messages_async (self->store, records, NULL, stored_cb, batch);

  if (self->arrivals->len > 0)
    schedule (self, 0);

  return G_SOURCE_REMOVE;
}

static KithMessageRecord *
make_record (KithInbox                 *self,
             const KithIncomingMessage *incoming)
{
  KithMessageRecord *record = kith_message_record_new ();
  gint64 now = g_get_real_time ();

  record->account_id = self->account_id;
  record->peer = g_strdup (kith_jid_get_bare_text (incoming->from));
  record->sender = g_strdup (kith_jid_get_text (incoming->from));
  record->direction = KITH_DIRECTION_IN;
  record->body = g_strdup (incoming->body);
  /* Nothing was written in the future, whatever a clock says. */
  record->time = incoming->time > 0 ? MIN (incoming->time, now) : now;
  record->stanza_id = g_strdup (incoming->id);
  record->origin_id = g_strdup (incoming->origin_id);
  record->archive_id = g_strdup (incoming->stanza_id);

  return record;
}

static void
received_cb (KithInbox                 *self,
             const KithIncomingMessage *incoming)
{
  Arrival *arrival;

  if (self->account == NULL || incoming->type == KITH_MESSAGE_ERROR)
    return;

  arrival = g_new0 (Arrival, 1);
  arrival->incoming = kith_incoming_message_copy (incoming);
  arrival->record = make_record (self, incoming);
  g_ptr_array_add (self->arrivals, arrival);
  schedule (self, 0);
}

static void
chat_state_cb (KithInbox    *self,
               KithJid      *from,
               KithChatState state)
{
  KithConversation *conversation = NULL;

  if (self->account != NULL)
    conversation = kith_account_lookup_conversation (self->account, kith_jid_get_bare_text (from));

  if (conversation != NULL)
    kith_conversation_set_chat_state (conversation, state);
}

/* Whoever may see our presence may know that a message arrived and that we are typing; nobody else learns that we are there. */
static gboolean
reveal_cb (KithMessageReveal what,
           KithJid          *peer,
           gpointer          user_data)
{
  KithInbox *self = user_data;
  KithContact *contact = NULL;
  KithSubscription subscription;

  if (self->account == NULL || kith_account_get_show (self->account) == KITH_SHOW_OFFLINE)
    return FALSE;

  contact = kith_roster_lookup (kith_account_get_roster (self->account),
                                kith_jid_get_bare_text (peer));
  if (contact == NULL || kith_contact_get_blocked (contact))
    return FALSE;

  subscription = kith_contact_get_subscription (contact);

  return subscription == KITH_SUBSCRIPTION_FROM || subscription == KITH_SUBSCRIPTION_BOTH;
}

static void
kith_inbox_dispose (GObject *object)
{
  KithInbox *self = KITH_INBOX (object);

  g_clear_handle_id (&self->store_source, g_source_remove);
  g_clear_weak_pointer (&self->account);
  if (self->session != NULL)
    kith_message_module_set_policy (kith_session_get_module (self->session,
                                                             KITH_TYPE_MESSAGE_MODULE),
                                    NULL, NULL, NULL);
  g_clear_object (&self->session);

  G_OBJECT_CLASS (kith_inbox_parent_class)->dispose (object);
}

static void
kith_inbox_finalize (GObject *object)
{
  KithInbox *self = KITH_INBOX (object);

  g_clear_pointer (&self->arrivals, g_ptr_array_unref);
  g_clear_object (&self->store);

  G_OBJECT_CLASS (kith_inbox_parent_class)->finalize (object);
}

static void
kith_inbox_class_init (KithInboxClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = kith_inbox_dispose;
  object_class->finalize = kith_inbox_finalize;
}

static void
kith_inbox_init (KithInbox *self)
{
  self->arrivals = g_ptr_array_new_with_free_func (arrival_free);
  self->retry_delay = RETRY_DELAY;
}

/**
 * kith_inbox_new:
 * @account: whose conversations it fills; not kept alive
 *
 * Returns: (transfer full): an inbox that takes what @session receives
 */
KithInbox *
kith_inbox_new (KithAccount *account,
                gint64       account_id,
                KithStore   *store,
                KithSession *session)
{
  KithInbox *self = g_object_new (KITH_TYPE_INBOX, NULL);
  gpointer module = kith_session_get_module (session, KITH_TYPE_MESSAGE_MODULE);

  g_set_weak_pointer (&self->account, account);
  self->account_id = account_id;
  self->store = g_object_ref (store);
  self->session = g_object_ref (session);

  kith_message_module_set_policy (module, reveal_cb, self, NULL);
  g_signal_connect_object (module, "received", G_CALLBACK (received_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (module, "chat-state", G_CALLBACK (chat_state_cb), self,
                           G_CONNECT_SWAPPED);

  return self;
}

void
kith_inbox_set_retry_delay (KithInbox *self,
                            guint      milliseconds)
{
  g_return_if_fail (KITH_IS_INBOX (self));

  self->retry_delay = milliseconds;
}
