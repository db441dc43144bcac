/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-read-keeper-private.h"

#include "kith-account-private.h"
#include "kith-conversation-private.h"
#include "kith-message-list-private.h"
#include "kith-message-module.h"
#include "kith-message-private.h"
#include "kith-read-sync-module.h"
#include "kith-store-conversations.h"
#include "kith-store-messages.h"
#include "kith-store-reading.h"
#include "kith-xmpp-error.h"

/* Owned by the account's backend; main thread. The store knows what has been told; so what was read without a connection is told later,
 * and nothing is told twice. */

/* A chat that is open while much comes in is read with each message. */
#define DELAY 500 /* ms */

struct _KithReadKeeper
{
  GObject             parent_instance;

  KithStore          *store;     /* owned */
  KithSession        *session;   /* owned */
  KithMessageModule  *messages;  /* owned by the session */
  KithReadSyncModule *sync;      /* owned by the session */

  KithAccount        *account;   /* weak */

  gint64              account_id;
  guint               delay;
  guint               tell_source;
  guint               online : 1;
};

G_DEFINE_FINAL_TYPE (KithReadKeeper, kith_read_keeper, G_TYPE_OBJECT)

/* What is told of one conversation. */
typedef struct
{
  KithReadKeeper *self;            /* owned */
  gint64          conversation_id;
  gint64          message_id;
} Told;

static void
told_free (Told *told)
{
  g_clear_object (&told->self);
  g_free (told);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Told, told_free)

static void
told_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(GError) error = NULL;

  if (!kith_store_set_told_finish (KITH_STORE (source), result, &error))
    g_debug ("not noted what was told of reading: %s", error->message);
}

static void
note_told (Told *told)
{
  kith_store_set_told_async (told->self->store, told->conversation_id, told->message_id, NULL, told_cb, NULL);
}

/* A server that keeps nothing of the kind need not be told again; one that was not reached is. */
static void
published_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(Told) told = user_data;
  g_autoptr(GError) error = NULL;

  if (kith_read_sync_module_publish_finish (KITH_READ_SYNC_MODULE (source), result, &error) ||
      !(g_error_matches (error, KITH_XMPP_ERROR, KITH_XMPP_ERROR_LOST) ||
        g_error_matches (error, KITH_XMPP_ERROR, KITH_XMPP_ERROR_TIMEOUT)))
    note_told (told);
}

static void
send_marker (KithReadKeeper *self,
             KithJid        *peer,
             const char     *stanza_id)
{
  g_autoptr(KithIncomingMessage) seen = kith_incoming_message_new (peer);

  seen->type = KITH_MESSAGE_CHAT;
  seen->id = g_strdup (stanza_id);
  seen->markable = TRUE;
  kith_message_module_send_displayed (self->messages, seen);
}

static void
tell_one (KithReadKeeper          *self,
          const KithReadingRecord *reading)
{
  g_autoptr(KithJid) peer = kith_jid_new (reading->peer, NULL);
  g_autoptr(Told) told = g_new0 (Told, 1);

  told->self = g_object_ref (self);
  told->conversation_id = reading->conversation_id;
  told->message_id = reading->message_id;

  if (peer != NULL && reading->stanza_id != NULL)
    send_marker (self, peer, reading->stanza_id);

  if (peer == NULL || reading->archive_id == NULL)
    note_told (told);
  else
    kith_read_sync_module_publish_async (self->sync, peer, reading->archive_id, NULL, published_cb,
                                         g_steal_pointer (&told));
}

static void
untold_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(KithReadKeeper) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) readings = kith_store_load_untold_finish (KITH_STORE (source), result, &error);

  if (readings == NULL)
    g_debug ("not known what is to be told of reading: %s", error->message);

  for (guint i = 0; self->online && readings != NULL && i < readings->len; i++)
    tell_one (self, g_ptr_array_index (readings, i));
}

static gboolean
tell_cb (gpointer user_data)
{
  KithReadKeeper *self = user_data;

  self->tell_source = 0;
  kith_store_load_untold_async (self->store, self->account_id, 0, NULL, untold_cb, g_object_ref (self));

  return G_SOURCE_REMOVE;
}

static void
tell_soon (KithReadKeeper *self)
{
  if (self->online && self->tell_source == 0)
    self->tell_source = g_timeout_add (self->delay, tell_cb, self);
}

static void
marked_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(KithReadKeeper) self = user_data;
  g_autoptr(GError) error = NULL;

  if (kith_store_mark_read_finish (KITH_STORE (source), result, &error) < 0)
    g_debug ("not marked as read: %s", error->message);
  else
    tell_soon (self);
}

typedef struct
{
  KithReadKeeper   *self;         /* owned */
  KithConversation *conversation; /* owned */
} Part;

static void
part_marked_cb (GObject      *source,
                GAsyncResult *result,
                gpointer      user_data)
{
  Part *part = user_data;
  g_autoptr(KithReadKeeper) self = part->self;
  g_autoptr(KithConversation) conversation = part->conversation;
  g_autoptr(GError) error = NULL;
  int unread = kith_store_mark_read_finish (KITH_STORE (source), result, &error);

  g_free (part);
  if (unread < 0)
    {
      g_debug ("not marked as read: %s", error->message);
      return;
    }

  kith_conversation_set_unread (conversation, (guint)unread);
  tell_soon (self);
}

static void
mark_part (KithReadKeeper   *self,
           KithConversation *conversation,
           KithMessage      *last)
{
  Part *part = g_new0 (Part, 1);

  part->self = g_object_ref (self);
  part->conversation = g_object_ref (conversation);
  kith_store_mark_read_async (self->store, kith_conversation_get_id (conversation), kith_message_get_id (last), NULL,
                              part_marked_cb, part);
}

static void
newest_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(KithReadKeeper) self = user_data;
  g_autoptr(GPtrArray) records = kith_store_load_messages_finish (KITH_STORE (source), result, NULL);
  const KithMessageRecord *record;

  if (records == NULL || records->len == 0)
    return;

  record = g_ptr_array_index (records, 0);
  kith_store_mark_read_async (self->store, record->conversation_id, record->id, NULL, marked_cb, g_object_ref (self));
}

/* Takes @record: how the conversation stands after another device has read it. */
static void
settle (KithReadKeeper         *self,
        KithConversationRecord *record)
{
  KithConversation *conversation = NULL;

  if (record != NULL && self->account != NULL)
    conversation = kith_account_lookup_conversation (self->account, record->peer);
  if (conversation != NULL)
    kith_conversation_set_unread (conversation, record->unread);

  g_clear_pointer (&record, kith_conversation_record_free);
}

static void
mark_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(KithReadKeeper) self = user_data;

  settle (self, kith_store_set_read_mark_finish (KITH_STORE (source), result, NULL));
}

static void
sync_displayed_cb (KithReadKeeper *self,
                   KithJid        *peer,
                   const char     *archive_id)
{
  kith_store_set_read_mark_async (self->store, self->account_id, kith_jid_get_bare_text (peer), archive_id, NULL, mark_cb,
                                  g_object_ref (self));
}

static void
read_to_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(KithReadKeeper) self = user_data;

  settle (self, kith_store_set_read_to_finish (KITH_STORE (source), result, NULL));
}

static void
read_cb (KithReadKeeper *self,
         KithJid        *peer,
         const char     *id)
{
  kith_store_set_read_to_async (self->store, self->account_id, kith_jid_get_bare_text (peer), id, NULL, read_to_cb,
                                g_object_ref (self));
}

typedef struct
{
  KithReadKeeper *self; /* owned */
  char           *peer; /* owned */
} Seen;

static void
seen_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  Seen *seen = user_data;
  g_autoptr(KithReadKeeper) self = seen->self;
  g_autofree char *peer = seen->peer;
  g_autoptr(KithSeenRecord) record = kith_store_set_seen_finish (KITH_STORE (source), result, NULL);
  KithConversation *conversation = NULL;

  g_free (seen);
  if (record != NULL && self->account != NULL)
    conversation = kith_account_lookup_conversation (self->account, peer);

  for (guint i = 0; conversation != NULL && i < record->message_ids->len; i++)
    {
      KithMessage *message = kith_message_list_find (kith_conversation_get_messages (conversation),
                                                     g_array_index (record->message_ids, gint64, i));

      if (message != NULL)
        kith_conversation_set_delivery (conversation, message, KITH_DELIVERY_READ, NULL);
    }
}

/* They saw ours, and all before it. */
static void
displayed_cb (KithReadKeeper *self,
              KithJid        *from,
              const char     *id)
{
  Seen *seen = g_new0 (Seen, 1);

  seen->self = g_object_ref (self);
  seen->peer = g_strdup (kith_jid_get_bare_text (from));
  kith_store_set_seen_async (self->store, self->account_id, seen->peer, id, NULL, seen_cb, seen);
}

static void
kith_read_keeper_dispose (GObject *object)
{
  KithReadKeeper *self = KITH_READ_KEEPER (object);

  self->online = FALSE;
  g_clear_handle_id (&self->tell_source, g_source_remove);
  g_clear_weak_pointer (&self->account);

  G_OBJECT_CLASS (kith_read_keeper_parent_class)->dispose (object);
}

static void
kith_read_keeper_finalize (GObject *object)
{
  KithReadKeeper *self = KITH_READ_KEEPER (object);

  g_clear_object (&self->session);
  g_clear_object (&self->store);

  G_OBJECT_CLASS (kith_read_keeper_parent_class)->finalize (object);
}

static void
kith_read_keeper_class_init (KithReadKeeperClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = kith_read_keeper_dispose;
  object_class->finalize = kith_read_keeper_finalize;
}

static void
kith_read_keeper_init (KithReadKeeper *self)
{
  self->delay = DELAY;
}

/**
 * kith_read_keeper_new:
 * @account: not kept alive
 *
 * Returns: (transfer full): a keeper that is not connected
 */
KithReadKeeper *
kith_read_keeper_new (KithAccount *account,
                      gint64       account_id,
                      KithStore   *store,
                      KithSession *session)
{
  KithReadKeeper *self = g_object_new (KITH_TYPE_READ_KEEPER, NULL);

  g_set_weak_pointer (&self->account, account);
  self->account_id = account_id;
  self->store = g_object_ref (store);
  self->session = g_object_ref (session);
  self->messages = kith_session_get_module (session, KITH_TYPE_MESSAGE_MODULE);
  self->sync = kith_session_get_module (session, KITH_TYPE_READ_SYNC_MODULE);

  g_signal_connect_object (self->sync, "displayed", G_CALLBACK (sync_displayed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->messages, "read", G_CALLBACK (read_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->messages, "displayed", G_CALLBACK (displayed_cb), self, G_CONNECT_SWAPPED);

  return self;
}

/**
 * kith_read_keeper_set_online:
 *
 * What was read without a connection is told.
 */
void
kith_read_keeper_set_online (KithReadKeeper *self,
                             gboolean        online)
{
  g_return_if_fail (KITH_IS_READ_KEEPER (self));

  self->online = !!online;
  g_clear_handle_id (&self->tell_source, g_source_remove);
  tell_soon (self);
}

/**
 * kith_read_keeper_mark_read:
 * @last: (nullable): the last message that was read, %NULL: all of them
 */
void
kith_read_keeper_mark_read (KithReadKeeper   *self,
                            KithConversation *conversation,
                            KithMessage      *last)
{
  g_return_if_fail (KITH_IS_READ_KEEPER (self));

  if (kith_conversation_get_id (conversation) == 0)
    return;

  if (last != NULL)
    mark_part (self, conversation, last);
  else
    kith_store_load_messages_async (self->store, kith_conversation_get_id (conversation), 0, 1, NULL, newest_cb,
                                    g_object_ref (self));
}

void
kith_read_keeper_set_delay (KithReadKeeper *self,
                            guint           milliseconds)
{
  g_return_if_fail (KITH_IS_READ_KEEPER (self));

  self->delay = milliseconds;
}
