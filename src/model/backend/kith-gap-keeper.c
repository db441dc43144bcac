/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-gap-keeper-private.h"

#include "kith-account-private.h"
#include "kith-archive-fetch-private.h"
#include "kith-conversation-private.h"
#include "kith-error-map-private.h"
#include "kith-gap-list-private.h"
#include "kith-message-list-private.h"
#include "kith-xmpp-error.h"

/* Owned by the account's backend; main thread. The archive keeper fills the same gaps from their newer ends in the background, for all
 * conversations at once; the store brings both together. */

/* What is shown at once is little; an archive also has what is no message. */
#define PAGE 100

struct _KithGapKeeper
{
  GObject            parent_instance;

  KithStore         *store;      /* owned */
  KithArchiveKeeper *archive;    /* owned */

  KithAccount       *account;    /* weak */

  gint64             account_id;
  guint              page_size;
};

G_DEFINE_FINAL_TYPE (KithGapKeeper, kith_gap_keeper, G_TYPE_OBJECT)

/* One gap that is being read or filled. */
typedef struct
{
  KithGapKeeper    *self;         /* owned */
  KithConversation *conversation; /* owned */
  KithGap          *gap;          /* owned, NULL: all of the conversation are read */
  KithGapRecord    *record;       /* owned: what the store knows of it */
  gboolean          again;        /* the page reached no further back than what is here: the next is asked for at once */
} Call;

static Call *
call_new (KithGapKeeper    *self,
          KithConversation *conversation,
          KithGap          *gap)
{
  Call *call = g_new0 (Call, 1);

  call->self = g_object_ref (self);
  call->conversation = g_object_ref (conversation);
  call->gap = gap != NULL ? g_object_ref (gap) : NULL;

  return call;
}

static void
call_free (Call *call)
{
  g_clear_pointer (&call->record, kith_gap_record_free);
  g_clear_object (&call->gap);
  g_clear_object (&call->conversation);
  g_clear_object (&call->self);
  g_free (call);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Call, call_free)

static KithGapList *
get_gaps (KithConversation *conversation)
{
  return KITH_GAP_LIST (kith_message_list_get_gaps (kith_conversation_get_messages (conversation)));
}

/* As what a gap stands that is not being filled. */
static void
rest (KithGapKeeper *self,
      KithGap       *gap)
{
  kith_gap_set_state (gap, kith_archive_keeper_is_online (self->archive) ? KITH_GAP_WAITING : KITH_GAP_OFFLINE, NULL);
}

static void
rest_all (KithGapKeeper    *self,
          KithConversation *conversation)
{
  GPtrArray *gaps = kith_gap_list_get_all (get_gaps (conversation));

  for (guint i = 0; i < gaps->len; i++)
    {
      KithGap *gap = g_ptr_array_index (gaps, i);

      if (kith_gap_get_state (gap) != KITH_GAP_LOADING)
        rest (self, gap);
    }
}

/* Reads what the store knows of the conversation's gaps; of one that is not stored itself, of the account's. */
static void
load (Call               *call,
      GAsyncReadyCallback of_conversation,
      GAsyncReadyCallback of_account)
{
  gint64 id = kith_conversation_get_id (call->conversation);

  if (id != 0)
    kith_store_load_gaps_async (call->self->store, id, NULL, of_conversation, call);
  else
    kith_store_load_archive_async (call->self->store, call->self->account_id, NULL, of_account, call);
}

static void
take_gaps (Call         *call,
           GPtrArray    *records,
           const GError *error)
{
  g_autofree KithGapEnd *ends = NULL;

  if (records == NULL)
    {
      g_message ("What is missing of a chat could not be read: %s", error->message);
      return;
    }

  ends = g_new0 (KithGapEnd, MAX (records->len, 1));
  for (guint i = 0; i < records->len; i++)
    {
      const KithGapRecord *record = g_ptr_array_index (records, i);

      ends[i].id = record->id;
      ends[i].time = record->before_time;
    }
  kith_gap_list_set (get_gaps (call->conversation), ends, records->len);
  if (!kith_archive_keeper_is_online (call->self->archive))
    rest_all (call->self, call->conversation);
}

static void
gaps_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(Call) call = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) records = kith_store_load_gaps_finish (KITH_STORE (source), result, &error);

  take_gaps (call, records, error);
}

static void
account_gaps_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr(Call) call = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(KithArchiveRecord) archive = kith_store_load_archive_finish (KITH_STORE (source), result, &error);

  take_gaps (call, archive != NULL ? archive->gaps : NULL, error);
}

/* Conditions that say of a person that they cannot be written to say of an archive that there is none, or none for us. */
static GError *
map_error (const GError *error)
{
  if (g_error_matches (error, KITH_STANZA_ERROR, KITH_STANZA_ERROR_SERVICE_UNAVAILABLE) ||
      g_error_matches (error, KITH_STANZA_ERROR, KITH_STANZA_ERROR_FEATURE_NOT_IMPLEMENTED))
    return g_error_new_literal (KITH_MODEL_ERROR, KITH_MODEL_ERROR_NOT_SUPPORTED, error->message);
  if (g_error_matches (error, KITH_STANZA_ERROR, KITH_STANZA_ERROR_RESOURCE_CONSTRAINT))
    return kith_error_map (error);
  if (error->domain == KITH_STANZA_ERROR)
    return g_error_new_literal (KITH_MODEL_ERROR, KITH_MODEL_ERROR_SERVER_REFUSED, error->message);

  return kith_error_map (error);
}

/* @error: of a layer below; NULL: all is well */
static void
finish (Call         *call,
        const GError *error)
{
  g_autoptr(GError) mapped = error != NULL ? map_error (error) : NULL;

  if (error == NULL)
    kith_gap_set_wanted (call->gap, FALSE);

  /* When the connection goes, nothing is wrong with the gap. */
  if (error == NULL || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) ||
      g_error_matches (error, KITH_XMPP_ERROR, KITH_XMPP_ERROR_LOST))
    rest (call->self, call->gap);
  else
    kith_gap_set_state (call->gap, KITH_GAP_FAILED, mapped);
}

static void ask (Call *call);

static void
written_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(Call) call = user_data;
  g_autoptr(GError) error = NULL;
  gboolean again = kith_archive_writer_write_finish (KITH_ARCHIVE_WRITER (source), result, &error) && call->again;

  if (again && kith_archive_keeper_is_ready (call->self->archive))
    ask (g_steal_pointer (&call));
  else
    finish (call, error);
}

static void
fetched_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(Call) call = user_data;
  KithGapRecord *gap = call->record;
  g_autoptr(GError) error = NULL;
  g_autoptr(KithArchivePage) page = kith_archive_fetch_finish (result, &error);
  gboolean by_time = kith_archive_fetch_is_by_time (result);
  /* The one that follows a page over the end of the gap may reach over it, too. */
  KithArchiveBounds bounds = { .gap = gap, .by_time = by_time || call->again };
  KithArchiveWriter *writer = kith_archive_keeper_get_writer (call->self->archive);
  gboolean same, end;

  /* The server has forgotten that far back. */
  if (g_error_matches (error, KITH_STANZA_ERROR, KITH_STANZA_ERROR_ITEM_NOT_FOUND))
    page = kith_archive_page_new ();
  if (page == NULL)
    {
      finish (call, error);
      return;
    }

  same = g_strcmp0 (page->first_id, gap->before_id) == 0;
  end = page->complete || page->first_id == NULL || (same && !by_time);
  /* One that was asked for by time reaches over the end of the gap, and no further back if much was written within a moment. That end
   * stands for all conversations, so the store cannot say how far this one is; the next is asked for by the entry it begins with. */
  call->again = !end && page->first_time >= gap->before_time;
  g_free (gap->before_id);
  gap->before_id = end ? NULL : g_strdup (page->first_id);
  gap->before_time = call->again ? gap->before_time : page->first_time;
  bounds.gap_peer = kith_contact_get_address (kith_conversation_get_contact (call->conversation));
  /* A gap to the beginning of the archive is what was there before anybody signed in here. */
  bounds.read = gap->after_id == NULL && gap->after_time == 0;
  gap->own_end = TRUE;
  kith_archive_writer_write_async (writer, page, &bounds, written_cb, g_steal_pointer (&call));
}

/* Takes @call. */
static void
ask (Call *call)
{
  KithGapKeeper *self = call->self;
  KithJid *peer = kith_contact_get_jid (kith_conversation_get_contact (call->conversation));

  kith_archive_fetch_async (kith_archive_keeper_get_module (self->archive), call->record, peer, self->page_size,
                            kith_archive_keeper_get_connected (self->archive), fetched_cb, call);
}

/* Takes @call. @records: where the gap is among them, if it is still there */
static void
fetch (Call      *call,
       GPtrArray *records)
{
  KithGapKeeper *self = call->self;
  gint64 id = kith_gap_get_id (call->gap);

  for (guint i = 0; records != NULL && i < records->len; i++)
    {
      const KithGapRecord *record = g_ptr_array_index (records, i);

      if (record->id == id)
        call->record = kith_gap_record_copy (record);
    }

  if (call->record != NULL && kith_archive_keeper_is_ready (self->archive))
    {
      ask (call);
      return;
    }

  rest (self, call->gap);
  if (call->record == NULL)
    kith_gap_list_remove (get_gaps (call->conversation), id);
  call_free (call);
}

static void
record_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) records = kith_store_load_gaps_finish (KITH_STORE (source), result, &error);
  g_autoptr(Call) call = user_data;

  if (records == NULL)
    finish (call, error);
  else
    fetch (g_steal_pointer (&call), records);
}

static void
account_record_cb (GObject      *source,
                   GAsyncResult *result,
                   gpointer      user_data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(KithArchiveRecord) archive = kith_store_load_archive_finish (KITH_STORE (source), result, &error);
  g_autoptr(Call) call = user_data;

  if (archive == NULL)
    finish (call, error);
  else
    fetch (g_steal_pointer (&call), archive->gaps);
}

static void
start (KithGapKeeper    *self,
       KithConversation *conversation,
       KithGap          *gap)
{
  if (kith_gap_get_state (gap) == KITH_GAP_LOADING)
    return;

  if (kith_archive_keeper_is_ready (self->archive))
    {
      kith_gap_set_state (gap, KITH_GAP_LOADING, NULL);
      load (call_new (self, conversation, gap), record_cb, account_record_cb);
    }
  else if (kith_archive_keeper_is_missing (self->archive))
    {
      g_autoptr(GError) error = g_error_new_literal (KITH_MODEL_ERROR, KITH_MODEL_ERROR_NOT_SUPPORTED, "no archive");

      kith_gap_set_state (gap, KITH_GAP_FAILED, error);
    }
}

/* What somebody has looked at in vain is asked for now. */
static void
start_wanted (KithGapKeeper    *self,
              KithConversation *conversation)
{
  g_autoptr(GPtrArray) gaps = g_ptr_array_copy (kith_gap_list_get_all (get_gaps (conversation)), (GCopyFunc)g_object_ref, NULL);

  g_ptr_array_set_free_func (gaps, g_object_unref);
  for (guint i = 0; i < gaps->len; i++)
    {
      KithGap *gap = g_ptr_array_index (gaps, i);

      if (kith_gap_get_wanted (gap))
        start (self, conversation, gap);
    }
}

static void
archive_changed_cb (KithGapKeeper *self)
{
  GListModel *conversations = self->account != NULL ? kith_account_get_conversations (self->account) : NULL;
  guint n = conversations != NULL ? g_list_model_get_n_items (conversations) : 0;

  for (guint i = 0; i < n; i++)
    {
      g_autoptr(KithConversation) conversation = g_list_model_get_item (conversations, i);

      if (!kith_message_list_is_open (kith_conversation_get_messages (conversation)))
        continue;

      rest_all (self, conversation);
      kith_gap_keeper_refresh (self, conversation);
      start_wanted (self, conversation);
    }
}

static void
kith_gap_keeper_dispose (GObject *object)
{
  g_clear_weak_pointer (&KITH_GAP_KEEPER (object)->account);

  G_OBJECT_CLASS (kith_gap_keeper_parent_class)->dispose (object);
}

static void
kith_gap_keeper_finalize (GObject *object)
{
  KithGapKeeper *self = KITH_GAP_KEEPER (object);

  g_clear_object (&self->archive);
  g_clear_object (&self->store);

  G_OBJECT_CLASS (kith_gap_keeper_parent_class)->finalize (object);
}

static void
kith_gap_keeper_class_init (KithGapKeeperClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = kith_gap_keeper_dispose;
  object_class->finalize = kith_gap_keeper_finalize;
}

static void
kith_gap_keeper_init (KithGapKeeper *self)
{
  self->page_size = PAGE;
}

/**
 * kith_gap_keeper_new:
 * @account: not kept alive
 * @archive: who says when there is an archive, and what of it is missing
 *
 * Returns: (transfer full): a keeper that knows of no gap yet
 */
KithGapKeeper *
kith_gap_keeper_new (KithAccount       *account,
                     gint64             account_id,
                     KithStore         *store,
                     KithArchiveKeeper *archive)
{
  KithGapKeeper *self = g_object_new (KITH_TYPE_GAP_KEEPER, NULL);

  g_set_weak_pointer (&self->account, account);
  self->account_id = account_id;
  self->store = g_object_ref (store);
  self->archive = g_object_ref (archive);
  g_signal_connect_object (archive, "changed", G_CALLBACK (archive_changed_cb), self, G_CONNECT_SWAPPED);

  return self;
}

void
kith_gap_keeper_refresh (KithGapKeeper    *self,
                         KithConversation *conversation)
{
  g_return_if_fail (KITH_IS_GAP_KEEPER (self));

  load (call_new (self, conversation, NULL), gaps_cb, account_gaps_cb);
}

void
kith_gap_keeper_fill (KithGapKeeper    *self,
                      KithConversation *conversation,
                      KithGap          *gap)
{
  g_return_if_fail (KITH_IS_GAP_KEEPER (self));

  kith_gap_set_wanted (gap, TRUE);
  start (self, conversation, gap);
}

void
kith_gap_keeper_set_page_size (KithGapKeeper *self,
                               guint          size)
{
  g_return_if_fail (KITH_IS_GAP_KEEPER (self));

  self->page_size = size;
}
