/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-archive-keeper-private.h"

#include "kith-archive-fetch-private.h"
#include "kith-roster.h"
#include "kith-xmpp-error.h"

/* Owned by the account's backend; main thread. One page is asked for at a time; while the store is at it, the next one is on its way.
 *
 * The server is asked backwards from what is here, so that what is needed first comes first, and each page moves the end of a gap in
 * the transaction that stores it. */

#define FIRST_PAGE 200
#define NEXT_PAGE 500
#define LEAST_PAGE 20

/* Pages that the store has not written yet: a server can be faster than a disk. */
#define MAX_WRITING 3

/* In the place of the newest id: the archive had nothing when it was first asked, so that all it has came after that. */
#define EMPTY ""
#define EMPTY_TIME 1        /* µs */

#define RETRY_DELAY 10000   /* ms */
#define LONGEST_DELAY 600000

typedef struct _Request Request;

struct _KithArchiveKeeper
{
  GObject            parent_instance;

  KithStore         *store;       /* owned */
  KithSession       *session;     /* owned */
  KithInbox         *inbox;       /* owned */
  KithArchiveModule *module;      /* owned by the session */
  KithArchiveWriter *writer;      /* owned */
  KithRoster        *roster;      /* owned */
  KithArchiveRecord *known;       /* owned, NULL: not read yet */
  GCancellable      *connected;   /* cancelled with the connection */
  Request           *first;       /* owned, NULL: no page that counts as read waits for what came live before it */

  KithAccount       *account;     /* weak */

  gint64             account_id;
  guint              first_page;
  guint              next_page;
  guint              retry_delay;
  guint              delay;       /* before the next try */
  guint              retry_source;
  guint              n_writing;
  guint              online : 1;
  guint              loading : 1; /* `known` is on its way */
  guint              asking : 1;  /* a page is on its way */
  guint              current : 1; /* the newest page is here */
};

enum
{
  CHANGED,
  N_SIGNALS
};

G_DEFINE_FINAL_TYPE (KithArchiveKeeper, kith_archive_keeper, G_TYPE_OBJECT)

static guint signals[N_SIGNALS];

/* A page that was asked for. */
struct _Request
{
  KithArchiveKeeper *self;       /* owned */
  KithGapRecord     *gap;        /* owned: what it is a part of */
  GCancellable      *connected;  /* owned: of the connection on which it was asked for */
  KithArchivePage   *page;       /* owned, NULL: it has not come */
};

static Request *
request_new (KithArchiveKeeper   *self,
             const KithGapRecord *gap)
{
  Request *request = g_new0 (Request, 1);

  request->self = g_object_ref (self);
  request->gap = kith_gap_record_copy (gap);
  request->connected = g_object_ref (self->connected);

  return request;
}

static void
request_free (Request *request)
{
  g_clear_pointer (&request->gap, kith_gap_record_free);
  g_clear_pointer (&request->page, kith_archive_page_free);
  g_clear_object (&request->connected);
  g_clear_object (&request->self);
  g_free (request);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Request, request_free)

static void go_on (KithArchiveKeeper *self);

static gboolean
retry_cb (gpointer user_data)
{
  KithArchiveKeeper *self = user_data;

  self->retry_source = 0;
  go_on (self);

  return G_SOURCE_REMOVE;
}

static void
retry_later (KithArchiveKeeper *self)
{
  if (self->retry_source != 0 || !self->online)
    return;

  self->retry_source = g_timeout_add (self->delay, retry_cb, self);
  self->delay = MIN (self->delay * 2, MAX (LONGEST_DELAY, self->retry_delay));
}

/* A server that counts or sorts for too long may manage less. */
static void
take_failure (KithArchiveKeeper *self,
              const GError      *error)
{
  if (g_error_matches (error, KITH_XMPP_ERROR, KITH_XMPP_ERROR_LOST) ||
      g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) ||
      g_error_matches (error, KITH_STANZA_ERROR, KITH_STANZA_ERROR_FEATURE_NOT_IMPLEMENTED))
    return;

  g_message ("A page of the archive did not come: %s", error->message);
  self->first_page = MAX (self->first_page / 2, LEAST_PAGE);
  self->next_page = MAX (self->next_page / 2, LEAST_PAGE);
  retry_later (self);
}

/* What the store knows counts, not what was expected of it. */
static void
forget_known (KithArchiveKeeper *self)
{
  g_clear_pointer (&self->known, kith_archive_record_free);
}

static void
written_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(KithArchiveKeeper) self = user_data;
  g_autoptr(GError) error = NULL;

  self->n_writing--;
  if (!kith_archive_writer_write_finish (KITH_ARCHIVE_WRITER (source), result, &error))
    {
      g_message ("A page of the archive could not be stored: %s", error->message);
      forget_known (self);
      retry_later (self);
      return;
    }

  self->delay = self->retry_delay;
  go_on (self);
}

static void
write_page (KithArchiveKeeper       *self,
            const KithArchivePage   *page,
            const KithArchiveBounds *bounds,
            GAsyncReadyCallback      callback)
{
  self->n_writing++;
  kith_archive_writer_write_async (self->writer, page, bounds, callback, g_object_ref (self));
}

static void
newest_written_cb (GObject      *source,
                   GAsyncResult *result,
                   gpointer      user_data)
{
  KithArchiveKeeper *self = user_data;

  /* The gap that it left has an id by now. */
  forget_known (self);
  if (g_task_had_error (G_TASK (result)))
    self->current = FALSE;
  kith_inbox_set_current (self->inbox, self->current);
  written_cb (source, result, user_data);
}

/* @read: whether it counts as read */
static void
take_newest (Request *request,
             gboolean read)
{
  KithArchiveKeeper *self = request->self;
  const KithArchivePage *page = request->page;
  KithArchiveBounds bounds = { .announce = TRUE, .read = read, .newest_id = page->last_id, .newest_time = page->last_time };

  if (read && page->last_id == NULL)
    {
      bounds.newest_id = EMPTY;
      bounds.newest_time = EMPTY_TIME;
    }
  if (!page->complete && page->first_id != NULL)
    {
      g_free (request->gap->before_id);
      request->gap->before_id = g_strdup (page->first_id);
      request->gap->before_time = page->first_time;
      bounds.gap = request->gap;
    }

  self->current = TRUE;
  write_page (self, page, &bounds, newest_written_cb);
}

/* Behind a page that had to wait for room, too much may have come that is stored before it: it is asked for anew. */
static void
handed_cb (KithArchiveKeeper *self)
{
  g_autoptr(Request) request = g_steal_pointer (&self->first);

  if (request != NULL && !kith_inbox_get_failing (self->inbox))
    take_newest (request, TRUE);
}

static void
newest_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(Request) request = user_data;
  KithArchiveKeeper *self = request->self;
  g_autoptr(GError) error = NULL;
  gboolean read;

  request->page = kith_archive_fetch_finish (result, &error);
  if (request->connected != self->connected)
    return;

  self->asking = FALSE;
  if (request->page == NULL)
    {
      take_failure (self, error);
      return;
    }

  /* What was there before anybody signed in here was read elsewhere, if at all. What came live since is news, and goes first. */
  read = self->known->newest_id == NULL;
  if (read && kith_inbox_is_waiting (self->inbox))
    self->first = g_steal_pointer (&request);
  else
    take_newest (request, read);
}

static void
ask_newest (KithArchiveKeeper *self)
{
  g_autoptr(KithGapRecord) gap = kith_gap_record_new ();

  gap->account_id = self->account_id;
  gap->after_id = g_strcmp0 (self->known->newest_id, EMPTY) != 0 ? g_strdup (self->known->newest_id) : NULL;
  gap->after_time = self->known->newest_time;
  self->asking = TRUE;
  kith_archive_fetch_async (self->module, gap, NULL, self->first_page, self->connected, newest_cb,
                            request_new (self, gap));
}

/* Whether nothing of the gap is left, or nothing that could be asked for. */
static gboolean
is_end (const KithArchivePage *page,
        const KithGapRecord   *gap)
{
  return page->complete || page->first_id == NULL || g_strcmp0 (page->first_id, gap->before_id) == 0;
}

static void
older_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(Request) request = user_data;
  KithArchiveKeeper *self = request->self;
  KithGapRecord *gap = request->gap;
  g_autoptr(GError) error = NULL;
  g_autoptr(KithArchivePage) page = kith_archive_fetch_finish (result, &error);
  g_autofree char *was = g_strdup (gap->before_id);
  KithArchiveBounds bounds = { .gap = gap, .gap_was = was, .by_time = kith_archive_fetch_is_by_time (result) };
  gboolean end;

  if (request->connected != self->connected)
    return;

  self->asking = FALSE;
  if (g_error_matches (error, KITH_STANZA_ERROR, KITH_STANZA_ERROR_ITEM_NOT_FOUND))
    page = kith_archive_page_new ();
  if (page == NULL)
    {
      take_failure (self, error);
      return;
    }
  /* It was read anew meanwhile, because a page before this one could not be stored. */
  if (self->known == NULL)
    {
      go_on (self);
      return;
    }

  end = is_end (page, gap);
  g_free (gap->before_id);
  gap->before_id = end ? NULL : g_strdup (page->first_id);
  gap->before_time = page->first_time;
  g_ptr_array_remove_index (self->known->gaps, 0);
  if (!end)
    g_ptr_array_insert (self->known->gaps, 0, kith_gap_record_copy (gap));

  /* A gap to the beginning of the archive is what was there before anybody signed in here. */
  bounds.read = gap->after_id == NULL && gap->after_time == 0;
  write_page (self, page, &bounds, written_cb);
  go_on (self);
}

static void
ask_older (KithArchiveKeeper *self)
{
  const KithGapRecord *gap = g_ptr_array_index (self->known->gaps, 0);

  self->asking = TRUE;
  kith_archive_fetch_async (self->module, gap, NULL, self->next_page, self->connected, older_cb,
                            request_new (self, gap));
}

static void
known_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(KithArchiveKeeper) self = user_data;
  g_autoptr(GError) error = NULL;

  self->loading = FALSE;
  forget_known (self);
  self->known = kith_store_load_archive_finish (KITH_STORE (source), result, &error);
  if (self->known != NULL)
    {
      g_signal_emit (self, signals[CHANGED], 0);
      go_on (self);
      return;
    }

  g_message ("What is known of the archive could not be read: %s", error->message);
  retry_later (self);
}

/* Does what is to be done next, if anything is. */
static void
go_on (KithArchiveKeeper *self)
{
  if (!kith_archive_keeper_is_ready (self) || self->loading || self->asking || self->first != NULL || self->retry_source != 0)
    return;

  if (self->known == NULL)
    {
      /* What is being written is to be in it. */
      self->loading = TRUE;
      kith_store_load_archive_async (self->store, self->account_id, NULL, known_cb, g_object_ref (self));
    }
  else if (!self->current)
    {
      ask_newest (self);
    }
  else if (self->known->gaps->len > 0 && self->n_writing < MAX_WRITING)
    {
      ask_older (self);
    }
}

static void
support_cb (KithArchiveKeeper *self)
{
  g_signal_emit (self, signals[CHANGED], 0);
  go_on (self);
}

/* What there was no room for is fetched: from where the archive is here now, and what comes live moves that no further until it is. */
static void
room_cb (KithArchiveKeeper *self)
{
  if (self->current)
    {
      self->current = FALSE;
      kith_inbox_set_current (self->inbox, FALSE);
      forget_known (self);
    }
  go_on (self);
}

static void
kith_archive_keeper_dispose (GObject *object)
{
  KithArchiveKeeper *self = KITH_ARCHIVE_KEEPER (object);

  self->online = FALSE;
  g_clear_pointer (&self->first, request_free);
  g_cancellable_cancel (self->connected);
  g_clear_handle_id (&self->retry_source, g_source_remove);
  g_clear_weak_pointer (&self->account);

  G_OBJECT_CLASS (kith_archive_keeper_parent_class)->dispose (object);
}

static void
kith_archive_keeper_finalize (GObject *object)
{
  KithArchiveKeeper *self = KITH_ARCHIVE_KEEPER (object);

  forget_known (self);
  g_clear_object (&self->connected);
  g_clear_object (&self->writer);
  g_clear_object (&self->roster);
  g_clear_object (&self->inbox);
  g_clear_object (&self->session);
  g_clear_object (&self->store);

  G_OBJECT_CLASS (kith_archive_keeper_parent_class)->finalize (object);
}

static void
kith_archive_keeper_class_init (KithArchiveKeeperClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = kith_archive_keeper_dispose;
  object_class->finalize = kith_archive_keeper_finalize;

  signals[CHANGED] = g_signal_new ("changed", KITH_TYPE_ARCHIVE_KEEPER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 0);
}

static void
kith_archive_keeper_init (KithArchiveKeeper *self)
{
  self->connected = g_cancellable_new ();
  self->first_page = FIRST_PAGE;
  self->next_page = NEXT_PAGE;
  self->retry_delay = RETRY_DELAY;
  self->delay = RETRY_DELAY;
}

/**
 * kith_archive_keeper_new:
 * @account: not kept alive
 * @inbox: learns from when on what comes in is the newest of the archive
 *
 * Returns: (transfer full): a keeper that is not connected
 */
KithArchiveKeeper *
kith_archive_keeper_new (KithAccount *account,
                         gint64       account_id,
                         KithStore   *store,
                         KithSession *session,
                         KithInbox   *inbox)
{
  KithArchiveKeeper *self = g_object_new (KITH_TYPE_ARCHIVE_KEEPER, NULL);

  g_set_weak_pointer (&self->account, account);
  self->account_id = account_id;
  self->store = g_object_ref (store);
  self->session = g_object_ref (session);
  self->inbox = g_object_ref (inbox);
  self->module = kith_session_get_module (session, KITH_TYPE_ARCHIVE_MODULE);
  self->writer = kith_archive_writer_new (account, account_id, store, inbox);
  self->roster = g_object_ref (kith_account_get_roster (account));

  g_signal_connect_object (self->roster, "notify::loaded", G_CALLBACK (go_on), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->module, "support-changed", G_CALLBACK (support_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (inbox, "handed", G_CALLBACK (handed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (inbox, "room", G_CALLBACK (room_cb), self, G_CONNECT_SWAPPED);

  return self;
}

/**
 * kith_archive_keeper_set_online:
 *
 * On a new stream what came meanwhile is fetched; one that goes on has brought it itself.
 */
void
kith_archive_keeper_set_online (KithArchiveKeeper *self,
                                gboolean           online)
{
  g_return_if_fail (KITH_IS_ARCHIVE_KEEPER (self));

  if (self->online == !!online)
    return;

  self->online = !!online;
  g_clear_pointer (&self->first, request_free);
  g_cancellable_cancel (self->connected);
  g_clear_object (&self->connected);
  self->connected = g_cancellable_new ();
  g_clear_handle_id (&self->retry_source, g_source_remove);
  self->asking = FALSE;
  self->delay = self->retry_delay;
  /* A page that was on its way is lost, and what the store has of it decides. */
  forget_known (self);
  g_signal_emit (self, signals[CHANGED], 0);

  if (!self->online)
    return;

  if (kith_session_get_resumption (self->session) != KITH_SESSION_RESUMPTION_CONTINUED)
    {
      self->current = FALSE;
      kith_inbox_set_current (self->inbox, FALSE);
    }
  go_on (self);
}

gboolean
kith_archive_keeper_is_ready (KithArchiveKeeper *self)
{
  KithArchiveSupport support;

  g_return_val_if_fail (KITH_IS_ARCHIVE_KEEPER (self), FALSE);

  support = kith_archive_module_get_support (self->module);

  /* Who is a stranger can be said when the roster has come. What came live and could not be stored goes first. */
  return self->online && kith_roster_get_loaded (self->roster) && !kith_inbox_get_failing (self->inbox) &&
         (support == KITH_ARCHIVE_SUPPORT_BASIC || support == KITH_ARCHIVE_SUPPORT_EXTENDED);
}

gboolean
kith_archive_keeper_is_online (KithArchiveKeeper *self)
{
  g_return_val_if_fail (KITH_IS_ARCHIVE_KEEPER (self), FALSE);

  return self->online;
}

gboolean
kith_archive_keeper_is_missing (KithArchiveKeeper *self)
{
  g_return_val_if_fail (KITH_IS_ARCHIVE_KEEPER (self), FALSE);

  return self->online && kith_archive_module_get_support (self->module) == KITH_ARCHIVE_SUPPORT_NONE;
}

gboolean
kith_archive_keeper_is_complete (KithArchiveKeeper *self)
{
  g_return_val_if_fail (KITH_IS_ARCHIVE_KEEPER (self), FALSE);

  return self->current && self->n_writing == 0 && self->known != NULL && self->known->gaps->len == 0;
}

KithArchiveModule *
kith_archive_keeper_get_module (KithArchiveKeeper *self)
{
  return self->module;
}

GCancellable *
kith_archive_keeper_get_connected (KithArchiveKeeper *self)
{
  return self->connected;
}

KithArchiveWriter *
kith_archive_keeper_get_writer (KithArchiveKeeper *self)
{
  return self->writer;
}

void
kith_archive_keeper_set_page_size (KithArchiveKeeper *self,
                                   guint              first,
                                   guint              next)
{
  g_return_if_fail (KITH_IS_ARCHIVE_KEEPER (self));

  self->first_page = first;
  self->next_page = next;
}

void
kith_archive_keeper_set_retry_delay (KithArchiveKeeper *self,
                                     guint              milliseconds)
{
  g_return_if_fail (KITH_IS_ARCHIVE_KEEPER (self));

  self->retry_delay = milliseconds;
  self->delay = milliseconds;
}
