/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-archive-pages-private.h"

#include "kith-archive-fetch-private.h"
#include "kith-conversation-private.h"
#include "kith-history-private.h"
#include "kith-message-list-private.h"
#include "kith-store-messages.h"

/* A gap is filled when it is looked at: before an older page is read from the store, what the archive has of that chat in the page's
 * time is brought there, ahead of the rest of the archive. */

/* How many pages are fetched for one: an archive also has what is no message. */
#define MAX_ROUNDS 5

/* Whoever looks at one page looks at the next. */
#define LEAST_PAGE 200

static guint patience = 15000; /* ms */

/* One page on its way. */
typedef struct
{
  KithArchiveKeeper *keeper;        /* owned */
  KithStore         *store;         /* owned */
  KithConversation  *conversation;  /* owned */
  GTask             *task;          /* owned */
  GPtrArray         *records;       /* owned: what the store has of the page */
  KithGapRecord     *gap;           /* owned: the one that is being filled */
  GCancellable      *cancellable;   /* owned */
  gint64             before_id;
  guint              limit;
  guint              n_rounds;
  guint              patience_source;
  guint              has_more : 1;  /* the archive has more of the page than the store */
} Load;

static void
load_free (Load *load)
{
  g_clear_handle_id (&load->patience_source, g_source_remove);
  g_clear_pointer (&load->records, g_ptr_array_unref);
  g_clear_pointer (&load->gap, kith_gap_record_free);
  g_clear_object (&load->cancellable);
  g_clear_object (&load->task);
  g_clear_object (&load->conversation);
  g_clear_object (&load->store);
  g_clear_object (&load->keeper);
  g_free (load);
}

/* Where the archive has more, the page is not the last, however short it is. */
static void
read_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  Load *load = user_data;
  g_autoptr(GError) error = NULL;
  GPtrArray *page = g_task_propagate_pointer (G_TASK (result), &error);

  if (page == NULL)
    g_task_return_error (load->task, g_steal_pointer (&error));
  else
    g_task_return_pointer (load->task, page, (GDestroyNotify)g_ptr_array_unref);

  if (load->has_more)
    kith_message_list_set_has_older (kith_conversation_get_messages (load->conversation), TRUE);
  load_free (load);
}

/* Takes @load: what the store has is the page. */
static void
finish (Load *load)
{
  kith_history_load_page (load->store, load->conversation, load->before_id, load->limit,
                          g_task_new (load->conversation, g_task_get_cancellable (load->task), read_cb, load));
}

static void look (Load *load);

static void
written_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  Load *load = user_data;

  if (kith_archive_writer_write_finish (KITH_ARCHIVE_WRITER (source), result, NULL) && load->n_rounds < MAX_ROUNDS)
    look (load);
  else
    finish (load);
}

static void
fetched_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  Load *load = user_data;
  g_autoptr(KithArchivePage) page = kith_archive_fetch_finish (result, NULL);
  KithArchiveBounds bounds = { .gap = load->gap };
  gboolean end;

  if (page == NULL)
    {
      finish (load);
      return;
    }

  load->has_more = FALSE;
  end = page->complete || page->first_id == NULL || g_strcmp0 (page->first_id, load->gap->before_id) == 0;
  g_free (load->gap->before_id);
  load->gap->before_id = end ? NULL : g_strdup (page->first_id);
  load->gap->before_time = page->first_time;
  bounds.gap_peer = kith_contact_get_address (kith_conversation_get_contact (load->conversation));
  bounds.read = load->gap->after_id == NULL && load->gap->after_time == 0;
  kith_archive_writer_write_async (kith_archive_keeper_get_writer (load->keeper), page, &bounds, written_cb, load);
}

static gboolean
patience_cb (gpointer user_data)
{
  Load *load = user_data;

  load->patience_source = 0;
  g_cancellable_cancel (load->cancellable);

  return G_SOURCE_REMOVE;
}

static void
fetch (Load *load)
{
  KithJid *peer = kith_contact_get_jid (kith_conversation_get_contact (load->conversation));

  load->n_rounds++;
  if (load->patience_source == 0)
    load->patience_source = g_timeout_add (patience, patience_cb, load);
  kith_archive_fetch_async (kith_archive_keeper_get_module (load->keeper), load->gap, peer, MAX (load->limit, LEAST_PAGE),
                            load->cancellable, fetched_cb, load);
}

/* Whether some of what @gap lacks belongs to the page: it is older than where the page ends, and newer than where it begins. */
static gboolean
is_in_page (Load                *load,
            const KithGapRecord *gap)
{
  KithMessageList *list = kith_conversation_get_messages (load->conversation);
  KithMessage *before = load->before_id > 0 ? kith_message_list_find (list, load->before_id) : NULL;
  const KithMessageRecord *oldest = load->records->len > 0 ? g_ptr_array_index (load->records, 0) : NULL;

  if (before != NULL && gap->after_time >= kith_message_get_time (before))
    return FALSE;

  return load->records->len < load->limit || gap->before_time > oldest->time;
}

static void
gaps_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  Load *load = user_data;
  g_autoptr(GPtrArray) gaps = kith_store_load_gaps_finish (KITH_STORE (source), result, NULL);

  for (guint i = 0; gaps != NULL && i < gaps->len; i++)
    {
      if (!is_in_page (load, g_ptr_array_index (gaps, i)))
        continue;

      load->has_more = TRUE;
      /* What is here is shown at once; the rest when somebody looks further back. */
      if (load->before_id == 0 && load->records->len > 0)
        break;

      g_clear_pointer (&load->gap, kith_gap_record_free);
      load->gap = kith_gap_record_copy (g_ptr_array_index (gaps, i));
      fetch (load);
      return;
    }

  finish (load);
}

static void
records_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  Load *load = user_data;

  g_clear_pointer (&load->records, g_ptr_array_unref);
  load->records = kith_store_load_messages_finish (KITH_STORE (source), result, NULL);
  if (load->records == NULL)
    finish (load);
  else
    kith_store_load_gaps_async (load->store, kith_conversation_get_id (load->conversation), load->cancellable, gaps_cb,
                                load);
}

static void
look (Load *load)
{
  kith_store_load_messages_async (load->store, kith_conversation_get_id (load->conversation), load->before_id,
                                  load->limit, load->cancellable, records_cb, load);
}

void
kith_archive_pages_load (KithArchiveKeeper *keeper,
                         KithStore         *store,
                         KithConversation  *conversation,
                         gint64             before_id,
                         guint              limit,
                         GTask             *task)
{
  Load *load;

  if (!kith_archive_keeper_is_ready (keeper) || kith_archive_keeper_is_complete (keeper) ||
      kith_conversation_get_id (conversation) == 0)
    {
      kith_history_load_page (store, conversation, before_id, limit, task);
      return;
    }

  load = g_new0 (Load, 1);
  load->keeper = g_object_ref (keeper);
  load->store = g_object_ref (store);
  load->conversation = g_object_ref (conversation);
  load->task = task;
  load->cancellable = g_cancellable_new ();
  load->before_id = before_id;
  load->limit = limit;
  look (load);
}

void
kith_archive_pages_set_patience (guint milliseconds)
{
  patience = milliseconds;
}
