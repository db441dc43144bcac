/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-doubts-private.h"

#include "kith-archive-module.h"
#include "kith-conversation-private.h"
#include "kith-store-messages.h"
#include "kith-xmpp-error.h"

/* Owned by the outbox; main thread. An archive is read from its newest end, until all are found, or what is there is older than they
 * can be: an entry that was here before the message was written, or one that is a day older than it, for clocks differ. An archive
 * that cannot be asked does not hold a chat up for ever: who gets a message twice knows it by its origin-id. */

#define PAGE 100
#define SLACK G_TIME_SPAN_DAY
#define RETRY_DELAY 10000 /* ms */
#define MAX_TRIES 3

struct _KithDoubts
{
  GObject            parent_instance;

  KithOutgoingQueue *queue; /* owned, with the outbox */
  GHashTable        *looks;     /* addresses (in the contacts) of those being looked at */
  GHashTable        *tries;     /* address → number of looks that failed on this connection */
  KithStore         *store;     /* owned */
  KithArchiveModule *archive;   /* owned */
  GCancellable      *connected; /* cancelled when the connection is gone */

  guint              retry_source;
  guint              retry_delay;
  guint              online : 1;
};

enum
{
  FOUND,
  SETTLED,
  N_SIGNALS
};

G_DEFINE_FINAL_TYPE (KithDoubts, kith_doubts, G_TYPE_OBJECT)

static guint signals[N_SIGNALS];

/* One chat, whose messages are looked for. */
typedef struct
{
  KithDoubts       *self;         /* owned */
  KithConversation *conversation; /* owned */
  KithArchiveQuery *query;        /* owned */
  GHashTable       *missing;      /* stanza id (owned): not found yet */
  GHashTable       *wanted;       /* stanza id (owned) → KithMessage (owned) */
  GCancellable     *connected;    /* owned */
  char             *anchor;       /* archive id of what was here before the first of them was written, or NULL */
  gint64            oldest_id;
  gint64            oldest_time;
} Look;

static void
look_free (Look *look)
{
  g_clear_pointer (&look->query, kith_archive_query_free);
  g_clear_pointer (&look->missing, g_hash_table_unref);
  g_clear_pointer (&look->wanted, g_hash_table_unref);
  g_clear_object (&look->connected);
  g_clear_object (&look->conversation);
  g_clear_object (&look->self);
  g_free (look->anchor);
  g_free (look);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Look, look_free)

static const char *
get_address (Look *look)
{
  return kith_contact_get_address (kith_conversation_get_contact (look->conversation));
}

/* @peer: NULL: everybody. Nothing of theirs is uncertain any more. */
static void
make_ready (KithDoubts *self,
            const char *peer)
{
  for (GList *l = self->queue->items.head; l != NULL; l = l->next)
    {
      KithOutgoing *outgoing = l->data;

      if (outgoing->step == KITH_OUTGOING_UNCERTAIN && (peer == NULL || strcmp (outgoing->peer, peer) == 0))
        outgoing->step = KITH_OUTGOING_READY;
    }
}

static void
finish (Look *look)
{
  KithDoubts *self = look->self;
  GHashTableIter iter;
  gpointer id, message;

  g_hash_table_iter_init (&iter, look->wanted);
  while (g_hash_table_iter_next (&iter, &id, &message))
    {
      KithOutgoing *outgoing = kith_outgoing_queue_find (self->queue, id);

      /* It may be settled otherwise meanwhile. */
      if (outgoing == NULL || outgoing->step != KITH_OUTGOING_UNCERTAIN)
        continue;

      if (g_hash_table_contains (look->missing, id))
        outgoing->step = KITH_OUTGOING_READY;
      else
        g_signal_emit (self, signals[FOUND], 0, message);
    }

  g_signal_emit (self, signals[SETTLED], 0);
}

static void look_all (KithDoubts *self);

static gboolean
retry_cb (gpointer user_data)
{
  KithDoubts *self = user_data;

  self->retry_source = 0;
  look_all (self);

  return G_SOURCE_REMOVE;
}

static void
fail (Look         *look,
      const GError *error)
{
  KithDoubts *self = look->self;
  const char *address = get_address (look);
  guint tries = GPOINTER_TO_UINT (g_hash_table_lookup (self->tries, address)) + 1;

  g_debug ("the archive was not asked: %s", error->message);
  g_hash_table_insert (self->tries, g_strdup (address), GUINT_TO_POINTER (tries));

  /* It says that it cannot; or nothing, time and again. */
  if (error->domain == KITH_STANZA_ERROR || tries >= MAX_TRIES)
    {
      make_ready (self, address);
      g_signal_emit (self, signals[SETTLED], 0);
    }
  else if (self->retry_source == 0)
    {
      self->retry_source = g_timeout_add (self->retry_delay, retry_cb, self);
    }
}

/* Returns: whether what is older cannot be any of them */
static gboolean
take_page (Look                  *look,
           const KithArchivePage *page)
{
  gboolean far_enough = page->complete || page->first_id == NULL;

  for (guint i = 0; i < page->messages->len; i++)
    {
      const KithIncomingMessage *message = g_ptr_array_index (page->messages, i);

      if (look->anchor != NULL && g_strcmp0 (message->archive_id, look->anchor) == 0)
        far_enough = TRUE;
      if (!message->outgoing)
        continue;

      if (message->origin_id != NULL)
        g_hash_table_remove (look->missing, message->origin_id);
      if (message->id != NULL)
        g_hash_table_remove (look->missing, message->id);
    }

  if (look->anchor == NULL && page->first_time != 0 && page->first_time < look->oldest_time - SLACK)
    far_enough = TRUE;

  return far_enough || g_hash_table_size (look->missing) == 0;
}

static void
page_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(Look) look = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(KithArchivePage) page = NULL;

  page = kith_archive_module_query_finish (KITH_ARCHIVE_MODULE (source), result, &error);
  if (g_cancellable_is_cancelled (look->connected))
    return;

  if (page != NULL && !take_page (look, page))
    {
      g_free (look->query->before_id);
      look->query->before_id = g_strdup (page->first_id);
      kith_archive_module_query_async (KITH_ARCHIVE_MODULE (source), look->query, look->connected, page_cb, look);
      g_steal_pointer (&look);
      return;
    }

  g_hash_table_remove (look->self->looks, get_address (look));
  /* The page before which more was asked for is not kept any longer: so is what stood before it. */
  if (page != NULL || g_error_matches (error, KITH_STANZA_ERROR, KITH_STANZA_ERROR_ITEM_NOT_FOUND))
    finish (look);
  else
    fail (look, error);
}

/* Rows are numbered as they come: one with a lower number was in the archive before the message was even written. */
static void
anchor_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(Look) look = user_data;
  g_autoptr(GPtrArray) records = kith_store_load_messages_finish (KITH_STORE (source), result, NULL);
  gint64 newest = 0;

  if (g_cancellable_is_cancelled (look->connected))
    return;

  for (guint i = 0; records != NULL && i < records->len; i++)
    {
      const KithMessageRecord *record = g_ptr_array_index (records, i);

      if (record->archive_id == NULL || record->id >= look->oldest_id || record->id <= newest)
        continue;

      newest = record->id;
      g_free (look->anchor);
      look->anchor = g_strdup (record->archive_id);
    }

  kith_archive_module_query_async (look->self->archive, look->query, look->connected, page_cb, look);
  g_steal_pointer (&look);
}

static void
add (Look        *look,
     KithMessage *message)
{
  const char *id = kith_message_get_stanza_id (message);

  g_hash_table_insert (look->wanted, g_strdup (id), g_object_ref (message));
  g_hash_table_add (look->missing, g_strdup (id));
  if (look->oldest_id == 0 || kith_message_get_id (message) < look->oldest_id)
    look->oldest_id = kith_message_get_id (message);
  if (look->oldest_time == 0 || kith_message_get_time (message) < look->oldest_time)
    look->oldest_time = kith_message_get_time (message);
}

static Look *
look_new (KithDoubts       *self,
          KithConversation *conversation)
{
  Look *look = g_new0 (Look, 1);

  look->self = g_object_ref (self);
  look->conversation = g_object_ref (conversation);
  look->connected = g_object_ref (self->connected);
  look->missing = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  look->wanted = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
  look->query = kith_archive_query_new ();
  look->query->with = kith_jid_ref (kith_contact_get_jid (kith_conversation_get_contact (conversation)));
  look->query->newest = TRUE;
  look->query->max = PAGE;

  return look;
}

/* Gathers what is to be looked for, of each chat that is not being looked at. */
static GPtrArray *
gather (KithDoubts *self)
{
  GPtrArray *looks = g_ptr_array_new ();
  g_autoptr(GHashTable) fresh = g_hash_table_new (g_str_hash, g_str_equal);

  for (GList *l = self->queue->items.head; l != NULL; l = l->next)
    {
      KithOutgoing *outgoing = l->data;
      KithConversation *conversation = kith_message_get_conversation (outgoing->message);
      Look *look = g_hash_table_lookup (fresh, outgoing->peer);

      if (outgoing->step != KITH_OUTGOING_UNCERTAIN || conversation == NULL ||
          (look == NULL && g_hash_table_contains (self->looks, outgoing->peer)))
        continue;

      if (look == NULL)
        {
          look = look_new (self, conversation);
          g_hash_table_add (self->looks, (char *)get_address (look));
          g_hash_table_insert (fresh, (char *)get_address (look), look);
          g_ptr_array_add (looks, look);
        }
      add (look, outgoing->message);
    }

  return looks;
}

static void
look_all (KithDoubts *self)
{
  KithArchiveSupport support = kith_archive_module_get_support (self->archive);
  g_autoptr(GPtrArray) looks = NULL;

  if (!self->online || support == KITH_ARCHIVE_SUPPORT_UNKNOWN)
    return;

  if (support == KITH_ARCHIVE_SUPPORT_NONE)
    {
      make_ready (self, NULL);
      g_signal_emit (self, signals[SETTLED], 0);
      return;
    }

  looks = gather (self);
  for (guint i = 0; i < looks->len; i++)
    {
      Look *look = g_ptr_array_index (looks, i);

      kith_store_load_messages_async (self->store, kith_conversation_get_id (look->conversation), look->oldest_id, PAGE,
                                      NULL, anchor_cb, look);
    }
}

static void
kith_doubts_dispose (GObject *object)
{
  kith_doubts_go_offline (KITH_DOUBTS (object));

  G_OBJECT_CLASS (kith_doubts_parent_class)->dispose (object);
}

static void
kith_doubts_finalize (GObject *object)
{
  KithDoubts *self = KITH_DOUBTS (object);

  g_clear_pointer (&self->looks, g_hash_table_unref);
  g_clear_pointer (&self->tries, g_hash_table_unref);
  g_clear_object (&self->connected);
  g_clear_object (&self->archive);
  g_clear_pointer (&self->queue, kith_outgoing_queue_unref);
  g_clear_object (&self->store);

  G_OBJECT_CLASS (kith_doubts_parent_class)->finalize (object);
}

static void
kith_doubts_class_init (KithDoubtsClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = kith_doubts_dispose;
  object_class->finalize = kith_doubts_finalize;

  signals[FOUND] = g_signal_new ("found", KITH_TYPE_DOUBTS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 1, KITH_TYPE_MESSAGE);
  signals[SETTLED] = g_signal_new ("settled", KITH_TYPE_DOUBTS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 0);
}

static void
kith_doubts_init (KithDoubts *self)
{
  self->looks = g_hash_table_new (g_str_hash, g_str_equal);
  self->tries = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->connected = g_cancellable_new ();
  self->retry_delay = RETRY_DELAY;
}

/**
 * kith_doubts_new:
 *
 * Returns: (transfer full): asks nothing yet
 */
KithDoubts *
kith_doubts_new (KithOutgoingQueue *queue,
                 KithStore         *store,
                 KithSession       *session)
{
  KithDoubts *self = g_object_new (KITH_TYPE_DOUBTS, NULL);

  self->queue = kith_outgoing_queue_ref (queue);
  self->store = g_object_ref (store);
  self->archive = g_object_ref (kith_session_get_module (session, KITH_TYPE_ARCHIVE_MODULE));
  g_signal_connect_object (self->archive, "support-changed", G_CALLBACK (look_all), self, G_CONNECT_SWAPPED);

  return self;
}

void
kith_doubts_go_online (KithDoubts *self)
{
  g_return_if_fail (KITH_IS_DOUBTS (self));

  self->online = TRUE;
  look_all (self);
}

void
kith_doubts_go_offline (KithDoubts *self)
{
  g_return_if_fail (KITH_IS_DOUBTS (self));

  self->online = FALSE;
  g_clear_handle_id (&self->retry_source, g_source_remove);
  g_hash_table_remove_all (self->looks);
  g_hash_table_remove_all (self->tries);
  g_cancellable_cancel (self->connected);
  g_clear_object (&self->connected);
  self->connected = g_cancellable_new ();
}

void
kith_doubts_set_retry_delay (KithDoubts *self,
                             guint       milliseconds)
{
  g_return_if_fail (KITH_IS_DOUBTS (self));

  self->retry_delay = milliseconds;
}
