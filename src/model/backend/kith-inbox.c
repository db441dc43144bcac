/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-inbox-private.h"

#include "kith-account-private.h"
#include "kith-arrival-private.h"
#include "kith-conversation-private.h"
#include "kith-message-list-private.h"
#include "kith-message-module.h"
#include "kith-message-private.h"
#include "kith-roster-private.h"
#include "kith-store-archive.h"

/* Owned by the account's backend; main thread. Messages are gathered until the main loop has nothing more urgent to do, and go to the
 * store one batch after the other, so that they keep their order whatever fails.
 *
 * What cannot be stored, because the disk is full, is shown all the same, kept here and stored when there is room; nobody gets a
 * receipt for it before, and the server keeps it (XEP-0198). It is bounded: the oldest are kept, because what follows them makes no
 * sense without them, and of the rest the sender is told that it did not get through, so that it is not lost without anybody's
 * knowledge. */

#define RETRY_DELAY 10000 /* ms */
#define BATCH 500

/* How long the roster may take to come, in ms. */
#define ROSTER_PATIENCE 10000

/* In bytes. More than a server holds back for anybody, and little beside a window. */
#define LIMIT (16 * 1024 * 1024)

/* What a message costs beside its text, about. */
#define OVERHEAD 1024

typedef struct
{
  KithIncomingMessage *incoming; /* owned */
  KithMessageRecord   *record;   /* owned */
  KithMessage         *message;  /* owned, if it is shown without being stored */
  gint64               number;   /* on the stream: what the server is to learn that we have; 0: nothing */
} Arrival;

struct _KithInbox
{
  GObject      parent_instance;

  GQueue       waiting;      /* Arrival (owned), oldest first: not stored yet */
  KithStore   *store;        /* owned */
  KithSession *session;      /* owned */

  GHashTable  *shown;        /* what is shown without being stored: who and which (owned) → KithMessage (owned) */
  KithAccount *account;      /* weak */

  gint64       account_id;
  gsize        limit;
  gsize        held;         /* what waits and what the store is at, in bytes */
  guint        store_source;
  guint        retry_delay;
  guint        n_refused;
  guint        storing : 1;  /* the store is at a batch */
  guint        failing : 1;  /* the last batch could not be stored */
  guint        waited_for_roster : 1;
  guint        current : 1;  /* what the archive has up to what came last is here */
};

enum
{
  ROOM,
  HANDED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

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

static gsize
get_cost (const KithMessageRecord *record)
{
  return OVERHEAD + strlen (record->body);
}

static KithConversation *
get_conversation (KithInbox *self,
                  Arrival   *arrival)
{
  if (arrival->record->direction == KITH_DIRECTION_OUT)
    return kith_account_get_conversation (self->account, arrival->incoming->to);

  return arrival->record->request
         ? kith_account_get_conversation_of_stranger (self->account, arrival->incoming->from)
         : kith_account_get_conversation (self->account, arrival->incoming->from);
}

static void
send_receipt (KithInbox *self,
              Arrival   *arrival)
{
  KithMessageModule *module = kith_session_get_module (self->session, KITH_TYPE_MESSAGE_MODULE);

  if (arrival->incoming->receipt_requested && arrival->incoming->via == KITH_MESSAGE_LIVE &&
      arrival->record->direction == KITH_DIRECTION_IN)
    kith_message_module_send_receipt (module, arrival->incoming);
}

/* One that is safe in the store. */
static void
deliver (KithInbox               *self,
         Arrival                 *arrival,
         const KithMessageRecord *record,
         gboolean                 live)
{
  kith_session_handled (self->session, arrival->number);

  if (arrival->message != NULL)
    kith_arrival_settle_shown (get_conversation (self, arrival), arrival->message, record);
  else
    kith_arrival_show (self->account, record, live);

  /* Also for one that was there already: its sender may have missed the first receipt. */
  send_receipt (self, arrival);
}

static void
show_unstored (KithInbox *self,
               Arrival   *arrival)
{
  KithConversation *conversation = get_conversation (self, arrival);
  KithMessageRecord *record = arrival->record;

  if (arrival->message != NULL)
    return;

  /* What was not stored is sent again on each new stream. The store will know it for the same. */
  if (kith_inbox_find_shown (self, record) != NULL)
    return;

  /* Where the store will put it, too: behind what is there. */
  if (record->time <= kith_conversation_get_last_time (conversation))
    record->time = kith_conversation_get_last_time (conversation) + G_TIME_SPAN_MILLISECOND;
  arrival->message = kith_message_new (conversation, record->direction,
                                       kith_jid_get_bare_text (arrival->incoming->from),
                                       record->body, record->time, record->stanza_id);
  kith_message_set_delivery (arrival->message, record->delivery, NULL);
  kith_arrival_note_shown (self->shown, record, arrival->message);
  kith_conversation_add_message (conversation, arrival->message, TRUE);
}

static gboolean store_cb (gpointer user_data);

/* On the first sign-in nobody is known before the roster has come, and everybody would be taken for a stranger. */
static gboolean
knows_contacts (KithInbox *self)
{
  return self->account == NULL || self->waited_for_roster ||
         kith_roster_get_loaded (kith_account_get_roster (self->account));
}

static gboolean
waited_cb (gpointer user_data)
{
  KithInbox *self = user_data;

  self->waited_for_roster = TRUE;

  return store_cb (self);
}

static void
schedule (KithInbox *self,
          guint      delay)
{
  if (self->store_source != 0 || self->storing || g_queue_is_empty (&self->waiting))
    return;

  if (!knows_contacts (self))
    self->store_source = g_timeout_add (ROSTER_PATIENCE, waited_cb, self);
  else if (delay == 0)
    self->store_source = g_idle_add_full (G_PRIORITY_DEFAULT, store_cb, self, NULL);
  else
    self->store_source = g_timeout_add (delay, store_cb, self);
}

static void
take_stored (KithInbox *self,
             GPtrArray *arrivals,
             GPtrArray *records,
             GPtrArray *conversations)
{
  g_autoptr(GHashTable) read = kith_arrival_find_read (records, conversations);

  for (guint i = 0; i < arrivals->len; i++)
    {
      Arrival *arrival = g_ptr_array_index (arrivals, i);
      KithMessageRecord *record = g_ptr_array_index (records, i);

      self->held -= get_cost (arrival->record);
      deliver (self, arrival, record, !g_hash_table_contains (read, record));
    }
  /* What was said of them before they came, and what they moved. */
  for (guint i = arrivals->len; i < records->len; i++)
    kith_arrival_show (self->account, g_ptr_array_index (records, i), FALSE);

  if (g_queue_is_empty (&self->waiting))
    g_hash_table_remove_all (self->shown);

  if (self->n_refused == 0)
    return;

  g_message ("There is room for messages again; %u were refused", self->n_refused);
  self->n_refused = 0;
}

/* Back in front of what came meanwhile; all of it is shown, in order. */
static void
take_back (KithInbox *self,
           GPtrArray *arrivals)
{
  g_ptr_array_set_free_func (arrivals, NULL);
  for (guint i = arrivals->len; i > 0; i--)
    g_queue_push_head (&self->waiting, g_ptr_array_index (arrivals, i - 1));

  for (GList *l = self->waiting.head; l != NULL; l = l->next)
    show_unstored (self, l->data);
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
  g_autoptr(GPtrArray) conversations = NULL;
  gboolean was_failing = self->failing;

  records = kith_store_take_arrivals_finish (KITH_STORE (source), result, &conversations, &error);
  self->storing = FALSE;
  if (self->account == NULL)
    return;

  if (records == NULL && !self->failing)
    g_message ("Messages could not be stored: %s", error->message);
  self->failing = records == NULL;

  if (records != NULL)
    {
      take_stored (self, batch->arrivals, records, conversations);
      kith_arrival_settle (self->account, conversations);
      if (was_failing)
        g_signal_emit (self, signals[ROOM], 0);
    }
  else
    {
      take_back (self, batch->arrivals);
    }

  schedule (self, self->failing ? self->retry_delay : 0);
}

static void
roster_loaded_cb (KithInbox *self)
{
  if (self->failing || !knows_contacts (self))
    return;

  g_clear_handle_id (&self->store_source, g_source_remove);
  schedule (self, 0);
}

static gboolean
store_cb (gpointer user_data)
{
  KithInbox *self = user_data;
  g_autoptr(GPtrArray) records = g_ptr_array_new ();
  KithArrivals arrivals = { .account_id = self->account_id, .messages = records, .live = TRUE };
  Batch *batch = g_new0 (Batch, 1);

  self->store_source = 0;
  self->storing = TRUE;
  batch->self = g_object_ref (self);
  batch->arrivals = g_ptr_array_new_with_free_func (arrival_free);

  while (batch->arrivals->len < BATCH && !g_queue_is_empty (&self->waiting))
    {
      Arrival *arrival = g_queue_pop_head (&self->waiting);

      kith_arrival_judge (self->account, arrival->incoming, arrival->record);
      g_ptr_array_add (batch->arrivals, arrival);
      g_ptr_array_add (records, arrival->record);
      arrivals.handled = MAX (arrivals.handled, arrival->number);
      if (self->current && arrival->record->archive_id != NULL)
        {
          arrivals.newest_id = arrival->record->archive_id;
          arrivals.newest_time = arrival->record->time;
        }
    }
  kith_store_take_arrivals_async (self->store, &arrivals, NULL, stored_cb, batch);
  if (g_queue_is_empty (&self->waiting))
    g_signal_emit (self, signals[HANDED], 0);

  return G_SOURCE_REMOVE;
}

/* What the archive has is fetched from there when there is room again. Of anything else the sender learns that it did not get
 * through, if that may be told. */
static void
refuse (KithInbox                 *self,
        const KithIncomingMessage *incoming)
{
  KithMessageModule *module = kith_session_get_module (self->session, KITH_TYPE_MESSAGE_MODULE);

  if (self->n_refused++ == 0)
    g_message ("There is no room for more messages: they are refused");

  if (incoming->archive_id != NULL)
    self->current = FALSE;
  else if (!kith_arrival_is_own (self->account, incoming))
    kith_message_module_refuse (module, incoming);
}

static void
received_cb (KithInbox                 *self,
             const KithIncomingMessage *incoming)
{
  g_autoptr(KithMessageRecord) record = NULL;
  Arrival *arrival;

  if (self->account == NULL || incoming->type == KITH_MESSAGE_ERROR)
    return;

  /* The server may not know yet. */
  if (!kith_arrival_is_own (self->account, incoming) &&
      kith_roster_is_blocked (kith_account_get_roster (self->account), incoming->from))
    return;

  record = kith_arrival_make_record (self->account, self->account_id, incoming);
  if (self->held + get_cost (record) > self->limit)
    {
      refuse (self, incoming);
      return;
    }

  self->held += get_cost (record);
  arrival = g_new0 (Arrival, 1);
  arrival->incoming = kith_incoming_message_copy (incoming);
  arrival->record = g_steal_pointer (&record);
  arrival->number = kith_session_hold (self->session);
  g_queue_push_tail (&self->waiting, arrival);

  if (self->failing)
    show_unstored (self, arrival);
  else
    schedule (self, 0);
}

static void
chat_state_cb (KithInbox    *self,
               KithJid      *from,
               KithChatState state)
{
  KithConversation *conversation = NULL;

  if (self->account != NULL && !kith_roster_is_blocked (kith_account_get_roster (self->account), from))
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

  g_queue_clear_full (&self->waiting, arrival_free);
  g_clear_pointer (&self->shown, g_hash_table_unref);
  g_clear_object (&self->store);

  G_OBJECT_CLASS (kith_inbox_parent_class)->finalize (object);
}

static void
kith_inbox_class_init (KithInboxClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = kith_inbox_dispose;
  object_class->finalize = kith_inbox_finalize;

  /**
   * KithInbox::room:
   *
   * What waited begins to be stored, after there was no room: what the archive has can be fetched.
   */
  signals[ROOM] = g_signal_new ("room", KITH_TYPE_INBOX, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[HANDED] = g_signal_new ("handed", KITH_TYPE_INBOX, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
kith_inbox_init (KithInbox *self)
{
  g_queue_init (&self->waiting);
  self->shown = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
  self->limit = LIMIT;
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

  g_signal_connect_object (kith_account_get_roster (account), "notify::loaded", G_CALLBACK (roster_loaded_cb), self,
                           G_CONNECT_SWAPPED);
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

void
kith_inbox_set_limit (KithInbox *self,
                      gsize      bytes)
{
  g_return_if_fail (KITH_IS_INBOX (self));

  self->limit = bytes;
}

/**
 * kith_inbox_set_current:
 * @current: whether all that the archive has is here (but for gaps that are known), so that each message that comes in from now on
 *   is its newest
 */
void
kith_inbox_set_current (KithInbox *self,
                        gboolean   current)
{
  g_return_if_fail (KITH_IS_INBOX (self));

  self->current = !!current;
}

/**
 * kith_inbox_find_shown:
 * @record: came in by whichever way
 *
 * Returns: (transfer none) (nullable): the object of the same message, if it is shown without being stored
 */
KithMessage *
kith_inbox_find_shown (KithInbox               *self,
                       const KithMessageRecord *record)
{
  g_return_val_if_fail (KITH_IS_INBOX (self), NULL);

  return kith_arrival_find_shown (self->shown, record);
}

/**
 * kith_inbox_get_failing:
 *
 * Returns: whether what came in waits for room on the disk. Until #KithInbox::room nothing that came later is to be stored before it.
 */
gboolean
kith_inbox_get_failing (KithInbox *self)
{
  g_return_val_if_fail (KITH_IS_INBOX (self), FALSE);

  return self->failing;
}

/**
 * kith_inbox_try_again:
 *
 * Something could be stored just now: what could not be stored before need not wait any longer.
 */
void
kith_inbox_try_again (KithInbox *self)
{
  g_return_if_fail (KITH_IS_INBOX (self));

  if (!self->failing || self->storing)
    return;

  g_clear_handle_id (&self->store_source, g_source_remove);
  schedule (self, 0);
}

gboolean
kith_inbox_is_waiting (KithInbox *self)
{
  g_return_val_if_fail (KITH_IS_INBOX (self), FALSE);

  return !g_queue_is_empty (&self->waiting);
}
