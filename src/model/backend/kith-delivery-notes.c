/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-delivery-notes-private.h"

#include "kith-account-private.h"
#include "kith-error-map-private.h"
#include "kith-history-private.h"
#include "kith-store-error.h"
#include "kith-store-messages.h"

/* Owned by the outbox; main thread. The store is at one note at a time. */

#define RETRY_DELAY 10000 /* ms */

/* Others can make us note something as often as they like: while there is no room, not more than this is kept. */
#define MAX_WAITING 10000

typedef struct
{
  char        *peer;
  char        *stanza_id;
  char        *error; /* as it is stored, or NULL */
  KithDelivery delivery;
} Note;

struct _KithDeliveryNotes
{
  GObject      parent_instance;

  GQueue       waiting;      /* Note (owned), oldest first; the store may be at the first one */
  KithStore   *store;        /* owned */

  KithAccount *account;      /* weak */

  gint64       account_id;
  guint        retry_source;
  guint        retry_delay;
  guint        storing : 1;  /* the store is at the first one */
  guint        disposed : 1;
};

G_DEFINE_FINAL_TYPE (KithDeliveryNotes, kith_delivery_notes, G_TYPE_OBJECT)

static void
note_free (gpointer data)
{
  Note *note = data;

  g_free (note->peer);
  g_free (note->stanza_id);
  g_free (note->error);
  g_free (note);
}

static void
show (KithDeliveryNotes       *self,
      const KithMessageRecord *record)
{
  KithConversation *conversation = NULL;

  if (self->account != NULL)
    conversation = kith_account_lookup_conversation (self->account, record->peer);
  if (conversation != NULL)
    kith_history_apply_delivery (conversation, record);
}

static void store_next (KithDeliveryNotes *self);

static gboolean
retry_cb (gpointer user_data)
{
  KithDeliveryNotes *self = user_data;

  self->retry_source = 0;
  store_next (self);

  return G_SOURCE_REMOVE;
}

static void
stored_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(KithDeliveryNotes) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(KithMessageRecord) record = NULL;

  self->storing = FALSE;
  record = kith_store_set_delivery_finish (KITH_STORE (source), result, &error);
  if (self->disposed)
    return;

  if (record == NULL && !g_error_matches (error, KITH_STORE_ERROR, KITH_STORE_ERROR_NOT_FOUND))
    {
      g_message ("What became of a message could not be stored: %s", error->message);
      self->retry_source = g_timeout_add (self->retry_delay, retry_cb, self);
      return;
    }

  note_free (g_queue_pop_head (&self->waiting));
  if (record != NULL)
    show (self, record);
  store_next (self);
}

static void
store_next (KithDeliveryNotes *self)
{
  const Note *note = g_queue_peek_head (&self->waiting);

  if (note == NULL || self->storing || self->retry_source != 0)
    return;

  self->storing = TRUE;
  kith_store_set_delivery_async (self->store, self->account_id, note->peer, note->stanza_id, note->delivery,
                                 note->error, NULL, stored_cb, g_object_ref (self));
}

static void
kith_delivery_notes_dispose (GObject *object)
{
  KithDeliveryNotes *self = KITH_DELIVERY_NOTES (object);

  self->disposed = TRUE;
  g_clear_handle_id (&self->retry_source, g_source_remove);
  g_queue_clear_full (&self->waiting, note_free);
  g_clear_weak_pointer (&self->account);

  G_OBJECT_CLASS (kith_delivery_notes_parent_class)->dispose (object);
}

static void
kith_delivery_notes_finalize (GObject *object)
{
  g_clear_object (&KITH_DELIVERY_NOTES (object)->store);

  G_OBJECT_CLASS (kith_delivery_notes_parent_class)->finalize (object);
}

static void
kith_delivery_notes_class_init (KithDeliveryNotesClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = kith_delivery_notes_dispose;
  object_class->finalize = kith_delivery_notes_finalize;
}

static void
kith_delivery_notes_init (KithDeliveryNotes *self)
{
  g_queue_init (&self->waiting);
  self->retry_delay = RETRY_DELAY;
}

/**
 * kith_delivery_notes_new:
 * @account: not kept alive
 *
 * Returns: (transfer full): nothing to note yet
 */
KithDeliveryNotes *
kith_delivery_notes_new (KithAccount *account,
                         gint64       account_id,
                         KithStore   *store)
{
  KithDeliveryNotes *self = g_object_new (KITH_TYPE_DELIVERY_NOTES, NULL);

  g_set_weak_pointer (&self->account, account);
  self->account_id = account_id;
  self->store = g_object_ref (store);

  return self;
}

void
kith_delivery_notes_add (KithDeliveryNotes *self,
                         const char        *peer,
                         const char        *stanza_id,
                         KithDelivery       delivery,
                         const GError      *error)
{
  Note *note;

  g_return_if_fail (KITH_IS_DELIVERY_NOTES (self));

  if (g_queue_get_length (&self->waiting) >= MAX_WAITING)
    {
      g_debug ("There are too many notes for another");
      return;
    }

  note = g_new0 (Note, 1);
  note->peer = g_strdup (peer);
  note->stanza_id = g_strdup (stanza_id);
  note->delivery = delivery;
  note->error = error != NULL ? kith_error_map_to_text (error) : NULL;
  g_queue_push_tail (&self->waiting, note);
  store_next (self);
}

void
kith_delivery_notes_show (KithDeliveryNotes *self,
                          GPtrArray         *records)
{
  g_return_if_fail (KITH_IS_DELIVERY_NOTES (self));

  for (guint i = 0; i < records->len; i++)
    show (self, g_ptr_array_index (records, i));
}

guint
kith_delivery_notes_get_n_waiting (KithDeliveryNotes *self)
{
  g_return_val_if_fail (KITH_IS_DELIVERY_NOTES (self), 0);

  return g_queue_get_length (&self->waiting);
}

void
kith_delivery_notes_set_retry_delay (KithDeliveryNotes *self,
                                     guint              milliseconds)
{
  g_return_if_fail (KITH_IS_DELIVERY_NOTES (self));

  self->retry_delay = milliseconds;
}
