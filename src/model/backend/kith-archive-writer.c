/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-archive-writer-private.h"

#include "kith-account-private.h"
#include "kith-arrival-private.h"
#include "kith-conversation-private.h"
#include "kith-error-map-private.h"
#include "kith-gap-list-private.h"
#include "kith-message-list.h"
#include "kith-roster-private.h"

/* Owned by the archive keeper; main thread. */

struct _KithArchiveWriter
{
  GObject      parent_instance;

  KithStore   *store;   /* owned */
  KithInbox   *inbox;   /* owned */

  KithAccount *account; /* weak */

  gint64       account_id;
};

G_DEFINE_FINAL_TYPE (KithArchiveWriter, kith_archive_writer, G_TYPE_OBJECT)

/* What is known of a page while it is written. */
typedef struct
{
  char    *gap_peer;     /* owned, NULL: the gap moves for all */
  gint64   gap_id;       /* 0: none moves */
  gint64   gap_time;
  gboolean gap_closed;
  gboolean announce;
} Writing;

static Writing *
writing_new (const KithArchiveBounds *bounds)
{
  Writing *writing = g_new0 (Writing, 1);

  writing->announce = bounds->announce;
  writing->gap_peer = g_strdup (bounds->gap_peer);
  if (bounds->gap != NULL)
    {
      writing->gap_id = bounds->gap->id;
      writing->gap_time = bounds->gap->before_time;
      writing->gap_closed = bounds->gap->before_id == NULL;
    }

  return writing;
}

static void
writing_free (Writing *writing)
{
  g_free (writing->gap_peer);
  g_free (writing);
}

static void
add_note (GPtrArray    *notes,
          KithNoteKind  kind,
          KithJid      *peer,
          const char   *id,
          const GError *error)
{
  KithNoteRecord *note;

  if (peer == NULL || id == NULL)
    return;

  note = kith_note_record_new (kind, kith_jid_get_bare_text (peer), id);
  note->error = error != NULL ? kith_error_map_to_text (error) : NULL;
  g_ptr_array_add (notes, note);
}

/* What a message says of others: what our own devices say counts for reading alone. */
static void
add_notes (GPtrArray                 *notes,
           gboolean                   own,
           const KithIncomingMessage *incoming)
{
  if (incoming->type == KITH_MESSAGE_ERROR)
    {
      if (!own)
        add_note (notes, KITH_NOTE_FAILED, incoming->from, incoming->id, incoming->error);
      return;
    }

  if (own)
    {
      add_note (notes, KITH_NOTE_READ, incoming->to, incoming->displayed_id, NULL);
      return;
    }

  add_note (notes, KITH_NOTE_RECEIVED, incoming->from, incoming->receipt_id, NULL);
  add_note (notes, KITH_NOTE_SEEN, incoming->from, incoming->displayed_id, NULL);
}

/* While there was no room, the inbox may have shown it without the store, and said so. */
static void
show (KithArchiveWriter       *self,
      const KithMessageRecord *record,
      gboolean                 announce)
{
  KithMessage *shown = record->id > 0 ? kith_inbox_find_shown (self->inbox, record) : NULL;
  KithConversation *conversation = shown != NULL ? kith_message_get_conversation (shown) : NULL;

  if (conversation != NULL)
    kith_arrival_settle_shown (conversation, shown, record);
  else
    kith_arrival_show_archived (self->account, record, announce);
}

static void
move_gap (KithConversation *conversation,
          const Writing    *writing)
{
  KithGapList *gaps = KITH_GAP_LIST (kith_message_list_get_gaps (kith_conversation_get_messages (conversation)));

  if (writing->gap_closed)
    kith_gap_list_remove (gaps, writing->gap_id);
  else
    kith_gap_list_move (gaps, writing->gap_id, writing->gap_time);
}

/* Before the messages are shown that come to stand behind it. */
static void
move_gaps (KithArchiveWriter *self,
           const Writing     *writing)
{
  GListModel *conversations = kith_account_get_conversations (self->account);
  guint n = writing->gap_peer == NULL ? g_list_model_get_n_items (conversations) : 0;
  KithConversation *only = writing->gap_peer != NULL ? kith_account_lookup_conversation (self->account, writing->gap_peer) : NULL;

  if (only != NULL)
    move_gap (only, writing);

  for (guint i = 0; i < n; i++)
    {
      g_autoptr(KithConversation) conversation = g_list_model_get_item (conversations, i);

      move_gap (conversation, writing);
    }
}

static void
written_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  KithArchiveWriter *self = g_task_get_source_object (task);
  const Writing *writing = g_task_get_task_data (task);
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) conversations = NULL;
  g_autoptr(GPtrArray) records = NULL;

  records = kith_store_take_arrivals_finish (KITH_STORE (source), result, &conversations, &error);
  if (records == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }

  if (self->account != NULL && writing->gap_id != 0)
    move_gaps (self, writing);
  for (guint i = 0; self->account != NULL && i < records->len; i++)
    show (self, g_ptr_array_index (records, i), writing->announce);
  if (self->account != NULL)
    kith_arrival_settle (self->account, conversations);
  kith_inbox_try_again (self->inbox);

  g_task_return_boolean (task, TRUE);
}

static void
kith_archive_writer_finalize (GObject *object)
{
  KithArchiveWriter *self = KITH_ARCHIVE_WRITER (object);

  g_clear_weak_pointer (&self->account);
  g_clear_object (&self->inbox);
  g_clear_object (&self->store);

  G_OBJECT_CLASS (kith_archive_writer_parent_class)->finalize (object);
}

static void
kith_archive_writer_class_init (KithArchiveWriterClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = kith_archive_writer_finalize;
}

static void
kith_archive_writer_init (KithArchiveWriter *self)
{
}

/**
 * kith_archive_writer_new:
 * @account: not kept alive
 * @inbox: knows what is shown without being stored
 *
 * Returns: (transfer full): a writer
 */
KithArchiveWriter *
kith_archive_writer_new (KithAccount *account,
                         gint64       account_id,
                         KithStore   *store,
                         KithInbox   *inbox)
{
  KithArchiveWriter *self = g_object_new (KITH_TYPE_ARCHIVE_WRITER, NULL);

  g_set_weak_pointer (&self->account, account);
  self->account_id = account_id;
  self->store = g_object_ref (store);
  self->inbox = g_object_ref (inbox);

  return self;
}

/**
 * kith_archive_writer_write_async:
 *
 * Stores what counts of @page together with @bounds, and shows it. Without an account nobody can say what counts: neither is stored then,
 * and it is cancelled.
 */
void
kith_archive_writer_write_async (KithArchiveWriter       *self,
                                 const KithArchivePage   *page,
                                 const KithArchiveBounds *bounds,
                                 GAsyncReadyCallback      callback,
                                 gpointer                 user_data)
{
  g_autoptr(GPtrArray) records = g_ptr_array_new_with_free_func ((GDestroyNotify)kith_message_record_free);
  g_autoptr(GPtrArray) notes = g_ptr_array_new_with_free_func ((GDestroyNotify)kith_note_record_free);
  KithArrivals arrivals = {
    .account_id = self->account_id, .messages = records, .notes = notes, .newest_id = bounds->newest_id,
    .newest_time = bounds->newest_time, .gap = bounds->gap, .gap_was = bounds->gap_was, .gap_peer = bounds->gap_peer, .read = bounds->read,
    .by_time = bounds->by_time,
  };
  GTask *task = g_task_new (self, NULL, callback, user_data);

  g_task_set_source_tag (task, kith_archive_writer_write_async);
  g_task_set_task_data (task, writing_new (bounds), (GDestroyNotify)writing_free);

  if (self->account == NULL)
    {
      g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CANCELLED, "the account is gone");
      g_object_unref (task);
      return;
    }

  for (guint i = 0; i < page->messages->len; i++)
    {
      const KithIncomingMessage *incoming = g_ptr_array_index (page->messages, i);

      /* The server may have kept what came before it heard of the block. */
      if (kith_roster_is_blocked (kith_account_get_roster (self->account), incoming->from))
        continue;

      if (incoming->body != NULL && incoming->type != KITH_MESSAGE_ERROR)
        g_ptr_array_add (records, kith_arrival_make_record (self->account, self->account_id, incoming));
      add_notes (notes, kith_arrival_is_own (self->account, incoming), incoming);
    }

  kith_store_take_arrivals_async (self->store, &arrivals, NULL, written_cb, task);
}

gboolean
kith_archive_writer_write_finish (KithArchiveWriter *self,
                                  GAsyncResult      *result,
                                  GError           **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
