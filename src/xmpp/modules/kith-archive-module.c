/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-archive-module.h"

#include <string.h>

#include "kith-datetime.h"
#include "kith-disco-module.h"
#include "kith-forwarded.h"
#include "kith-message-context.h"
#include "kith-ns.h"
#include "kith-result-set.h"
#include "kith-router.h"
#include "kith-xmpp-error.h"

/* Milliseconds. Counting all that matches takes a server long in a large archive. */
#define QUERY_TIMEOUT 180000

/* What one page may hold, whatever was asked for, in entries and in bytes of text. */
#define MAX_ENTRIES 5000
#define MAX_BYTES (64 * 1024 * 1024)

struct _KithArchiveModule
{
  KithModule         parent_instance;

  GHashTable        *queries;   /* id (borrowed from the query) → Query (borrowed: its reply's callback owns it) */
  KithDiscoModule   *disco;     /* weak */
  KithArchiveSupport support;   /* as it was last told */
  guint              timeout;   /* milliseconds */
};

/* A page on its way. */
typedef struct
{
  char            *id;      /* owned */
  char            *anchor;  /* owned: the id that the page begins at, if its being there can be asked about; NULL: none */
  char            *bound;   /* owned: where the page is cut off here, because the server cannot; NULL: nowhere */
  KithArchivePage *page;    /* owned */
  guint            n_entries;
  gsize            n_bytes;
  guint            newest : 1;
  guint            ended : 1;     /* the rest of the page is behind its far end */
  guint            reached : 1;   /* the far end was in the page */
} Query;

enum
{
  SUPPORT_CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (KithArchiveModule, kith_archive_module, KITH_TYPE_MODULE)

static void
query_free (Query *query)
{
  g_free (query->id);
  g_free (query->anchor);
  g_free (query->bound);
  g_clear_pointer (&query->page, kith_archive_page_free);
  g_free (query);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Query, query_free)

static gboolean
is_full (const Query *query)
{
  return query->n_entries > MAX_ENTRIES || query->n_bytes > MAX_BYTES;
}

/* Counts the entry in; returns whether it belongs to what is wanted. */
static gboolean
take_entry (Query *query, const char *id, gint64 time)
{
  query->n_entries++;
  if (is_full (query) || query->ended)
    return FALSE;

  if (g_strcmp0 (query->bound, id) == 0)
    {
      query->reached = TRUE;
      if (query->newest)
        kith_archive_page_clear (query->page);
      else
        query->ended = TRUE;
      return FALSE;
    }

  kith_archive_page_add_entry (query->page, id, time);

  return TRUE;
}

/* An entry that is for nobody to see, such as one that was taken out of the archive, stays wrapped, which nobody delivers. */
static gboolean
unwrap (KithModule *module, KithStanza *stanza, KithStanza *payload, KithMessageContext *context)
{
  KithArchiveModule *self = KITH_ARCHIVE_MODULE (module);
  KithIncomingMessage *message = kith_message_context_get_message (context);
  const char *query_id = kith_stanza_get (payload, "queryid");
  Query *query = query_id != NULL ? g_hash_table_lookup (self->queries, query_id) : NULL;
  g_autofree char *id = query != NULL ? kith_stanza_dup_id (payload, "id") : NULL;
  gint64 time = 0;
  KithStanza *inner = kith_forwarded_get_message (payload, &time);

  if (id == NULL || !take_entry (query, id, time) ||
      !kith_message_context_set_copy (context, inner, KITH_MESSAGE_ARCHIVE,
                                      kith_router_get_account (kith_module_get_router (module))))
    return FALSE;

  message->archive_id = g_steal_pointer (&id);
  message->query_id = g_strdup (query_id);
  message->time = time;

  return TRUE;
}

static gboolean
counts (const KithIncomingMessage *message)
{
  return message->body != NULL || message->receipt_id != NULL || message->displayed_id != NULL ||
         message->type == KITH_MESSAGE_ERROR;
}

static gboolean
collect (KithModule *module, KithStanza *stanza, KithStanza *payload, KithMessageContext *context)
{
  KithArchiveModule *self = KITH_ARCHIVE_MODULE (module);
  KithIncomingMessage *message = kith_message_context_get_message (context);
  Query *query = NULL;

  if (message->via != KITH_MESSAGE_ARCHIVE)
    return FALSE;

  query = g_hash_table_lookup (self->queries, message->query_id);
  if (query != NULL && counts (message))
    {
      query->n_bytes += message->body != NULL ? strlen (message->body) : 0;
      g_ptr_array_add (query->page->messages, kith_incoming_message_copy (message));
    }

  return TRUE;
}

/* Of a message that came back nothing but the id counts: its content is the sender's. */
static gboolean
collect_error (KithModule *module, KithStanza *stanza, KithStanza *payload, KithMessageContext *context)
{
  KithIncomingMessage *message = kith_message_context_get_message (context);

  if (message->via != KITH_MESSAGE_ARCHIVE)
    return FALSE;

  message->type = KITH_MESSAGE_ERROR;
  message->id = kith_stanza_dup_id (stanza, "id");
  message->error = kith_stanza_dup_error (stanza);

  return collect (module, stanza, payload, context);
}

static KithArchiveSupport
find_support (KithDiscoModule *disco)
{
  if (!kith_disco_module_is_account_known (disco))
    return KITH_ARCHIVE_SUPPORT_UNKNOWN;
  if (!kith_disco_module_account_has_feature (disco, KITH_NS_ARCHIVE))
    return KITH_ARCHIVE_SUPPORT_NONE;

  return kith_disco_module_account_has_feature (disco, KITH_NS_ARCHIVE_EXTENDED) ? KITH_ARCHIVE_SUPPORT_EXTENDED
                                                                                : KITH_ARCHIVE_SUPPORT_BASIC;
}

static void
server_known_cb (KithArchiveModule *self, KithDiscoModule *disco)
{
  KithArchiveSupport support = find_support (disco);

  if (support == self->support)
    return;

  self->support = support;
  g_signal_emit (self, signals[SUPPORT_CHANGED], 0);
}

static void
kith_archive_module_online (KithModule *module, gboolean resumed)
{
  KithArchiveModule *self = KITH_ARCHIVE_MODULE (module);

  if (self->disco == NULL)
    {
      g_set_weak_pointer (&self->disco, kith_router_get_module (kith_module_get_router (module), KITH_TYPE_DISCO_MODULE));
      if (self->disco != NULL)
        g_signal_connect_object (self->disco, "server-known", G_CALLBACK (server_known_cb), self, G_CONNECT_SWAPPED);
    }

  /* Another server's software may wait behind the same name. */
  if (!resumed && self->disco != NULL)
    server_known_cb (self, self->disco);
}

static void
kith_archive_module_dispose (GObject *object)
{
  g_clear_weak_pointer (&KITH_ARCHIVE_MODULE (object)->disco);

  G_OBJECT_CLASS (kith_archive_module_parent_class)->dispose (object);
}

static void
kith_archive_module_finalize (GObject *object)
{
  g_hash_table_unref (KITH_ARCHIVE_MODULE (object)->queries);

  G_OBJECT_CLASS (kith_archive_module_parent_class)->finalize (object);
}

static const KithHandler handlers[] = {
  { KITH_STANZA_KIND_MESSAGE, NULL, "result", KITH_NS_ARCHIVE, KITH_SENDER_OWN_ACCOUNT, KITH_PHASE_UNWRAP, unwrap },
  { KITH_STANZA_KIND_MESSAGE, NULL, NULL, NULL, KITH_SENDER_ANY, KITH_PHASE_DELIVER, collect },
  { KITH_STANZA_KIND_MESSAGE, "error", NULL, NULL, KITH_SENDER_ANY, KITH_PHASE_DELIVER, collect_error },
  { 0 }
};

static void
kith_archive_module_class_init (KithArchiveModuleClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = kith_archive_module_dispose;
  object_class->finalize = kith_archive_module_finalize;
  KITH_MODULE_CLASS (klass)->handlers = handlers;
  KITH_MODULE_CLASS (klass)->online = kith_archive_module_online;

  /**
   * KithArchiveModule::support-changed:
   *
   * See kith_archive_module_get_support ().
   */
  signals[SUPPORT_CHANGED] = g_signal_new ("support-changed", KITH_TYPE_ARCHIVE_MODULE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                           G_TYPE_NONE, 0);
}

static void
kith_archive_module_init (KithArchiveModule *self)
{
  self->queries = g_hash_table_new (g_str_hash, g_str_equal);
  self->timeout = QUERY_TIMEOUT;
}

KithArchiveSupport
kith_archive_module_get_support (KithArchiveModule *self)
{
  g_return_val_if_fail (KITH_IS_ARCHIVE_MODULE (self), KITH_ARCHIVE_SUPPORT_UNKNOWN);

  return self->support;
}

void
kith_archive_module_set_timeout (KithArchiveModule *self, guint milliseconds)
{
  g_return_if_fail (KITH_IS_ARCHIVE_MODULE (self));

  self->timeout = milliseconds;
}

static gboolean
is_said (KithStanza *element, const char *attribute, const char *word, const char *digit)
{
  const char *value = kith_stanza_get (element, attribute);

  return g_strcmp0 (value, word) == 0 || g_strcmp0 (value, digit) == 0;
}

/* What the server says of the page's ends counts, unless the page was cut off here. */
static gboolean
end_page (Query *query, KithStanza *reply, GError **error)
{
  KithArchivePage *page = query->page;
  KithStanza *fin = kith_stanza_find (reply, "fin", KITH_NS_ARCHIVE);
  g_autofree char *first = NULL;
  g_autofree char *last = NULL;

  if (fin == NULL || is_full (query))
    {
      g_set_error_literal (error, KITH_XMPP_ERROR, KITH_XMPP_ERROR_PROTOCOL,
                           fin == NULL ? "An archive's answer without an end" : "An archive's page without measure");
      return FALSE;
    }

  kith_result_set_read (fin, &first, &last, &page->count);
  if (!query->reached && first != NULL && last != NULL)
    {
      g_free (page->first_id);
      page->first_id = g_steal_pointer (&first);
      g_free (page->last_id);
      page->last_id = g_steal_pointer (&last);
    }

  page->complete = query->reached || is_said (fin, "complete", "true", "1");
  page->stable = !is_said (fin, "stable", "false", "0");
  kith_archive_page_fill_times (page);

  return TRUE;
}

static void
anchor_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(GTask) task = user_data;
  Query *query = g_task_get_task_data (task);
  g_autoptr(GError) error = NULL;
  g_autoptr(KithArchivePage) page = kith_archive_module_query_finish (KITH_ARCHIVE_MODULE (source), result, &error);

  if (page == NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else if (page->first_id == NULL)
    g_task_return_new_error (task, KITH_STANZA_ERROR, KITH_STANZA_ERROR_ITEM_NOT_FOUND, "Not in the archive any more");
  else
    g_task_return_pointer (task, g_steal_pointer (&query->page), (GDestroyNotify)kith_archive_page_free);
}

/* Prosody's internal storage says of an id that is gone that nothing comes after it, and nothing before it. Whoever believed that would
 * leave out all that is there. */
static void
check_anchor (KithArchiveModule *self, GTask *task)
{
  Query *query = g_task_get_task_data (task);
  g_autoptr(KithArchiveQuery) single = kith_archive_query_new ();

  single->ids = g_new0 (char *, 2);
  single->ids[0] = g_strdup (query->anchor);
  kith_archive_module_query_async (self, single, g_task_get_cancellable (task), anchor_cb, task);
}

static void
query_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(GTask) task = user_data;
  KithArchiveModule *self = g_task_get_source_object (task);
  Query *query = g_task_get_task_data (task);
  g_autoptr(GError) error = NULL;
  g_autoptr(KithStanza) reply = kith_router_send_iq_finish (KITH_ROUTER (source), result, &error);

  g_hash_table_remove (self->queries, query->id);
  if (reply == NULL || !end_page (query, reply, &error))
    g_task_return_error (task, g_steal_pointer (&error));
  else if (query->anchor != NULL && query->n_entries == 0 && query->page->first_id == NULL)
    check_anchor (self, g_steal_pointer (&task));
  else
    g_task_return_pointer (task, g_steal_pointer (&query->page), (GDestroyNotify)kith_archive_page_free);
}

static gboolean
check_support (KithArchiveModule *self, KithArchiveSupport needed, GTask *task)
{
  if (kith_module_get_router (KITH_MODULE (self)) == NULL)
    g_task_return_new_error (task, KITH_XMPP_ERROR, KITH_XMPP_ERROR_LOST, "Not connected");
  else if (self->support < needed && self->support != KITH_ARCHIVE_SUPPORT_UNKNOWN)
    g_task_return_new_error (task, KITH_STANZA_ERROR, KITH_STANZA_ERROR_FEATURE_NOT_IMPLEMENTED, "No such archive");
  else
    return TRUE;

  return FALSE;
}

/**
 * kith_archive_module_query_async:
 *
 * Asks for a page.
 */
void
kith_archive_module_query_async (KithArchiveModule      *self,
                                 const KithArchiveQuery *query,
                                 GCancellable           *cancellable,
                                 GAsyncReadyCallback     callback,
                                 gpointer                user_data)
{
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);
  g_autoptr(KithStanza) iq = NULL;
  gboolean extended = FALSE;
  Query *waiting = NULL;

  g_return_if_fail (KITH_IS_ARCHIVE_MODULE (self));
  g_return_if_fail (query != NULL);

  g_task_set_source_tag (task, kith_archive_module_query_async);
  if (!check_support (self, query->ids != NULL ? KITH_ARCHIVE_SUPPORT_EXTENDED : KITH_ARCHIVE_SUPPORT_BASIC, task))
    return;

  extended = self->support == KITH_ARCHIVE_SUPPORT_EXTENDED;
  waiting = g_new0 (Query, 1);
  waiting->id = kith_stanza_new_id ();
  waiting->bound = extended ? NULL : g_strdup (kith_archive_query_get_bound (query));
  if (extended && query->ids == NULL)
    waiting->anchor = g_strdup (query->newest ? query->before_id : query->after_id);
  waiting->newest = query->newest;
  waiting->page = kith_archive_page_new ();
  g_hash_table_insert (self->queries, waiting->id, waiting);
  g_task_set_task_data (task, waiting, (GDestroyNotify)query_free);

  iq = kith_stanza_new_iq ("set", NULL);
  kith_stanza_take_child (iq, kith_archive_query_to_stanza (query, waiting->id, extended));
  kith_router_send_slow_iq_async (kith_module_get_router (KITH_MODULE (self)), iq, self->timeout, cancellable, query_cb,
                                  g_steal_pointer (&task));
}

/**
 * kith_archive_module_query_finish:
 *
 * Returns: (transfer full): the whole page; else %NULL and %KITH_STANZA_ERROR_FEATURE_NOT_IMPLEMENTED where there is no archive, or none
 *   that can do that, %KITH_STANZA_ERROR_ITEM_NOT_FOUND if an id of the query is no longer in the archive, %KITH_XMPP_ERROR_PROTOCOL
 *   for an answer that makes no sense, or an error as kith_router_send_iq_finish () gives: with %KITH_XMPP_ERROR_LOST and
 *   %KITH_XMPP_ERROR_TIMEOUT what came of the page is forgotten, and the same can be asked again
 */
KithArchivePage *
kith_archive_module_query_finish (KithArchiveModule *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/* Returns whether @parent says one end of the archive in a way that makes sense. */
static gboolean
read_end (KithStanza *parent, const char *name, char **id, gint64 *time)
{
  KithStanza *end = kith_stanza_find (parent, name, KITH_NS_ARCHIVE);
  const char *stamp = end != NULL ? kith_stanza_get (end, "timestamp") : NULL;

  *id = end != NULL ? kith_stanza_dup_id (end, "id") : NULL;

  return *id != NULL && stamp != NULL && kith_datetime_parse (stamp, time) && *time > 0;
}

static void
ends_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(KithStanza) reply = kith_module_request_finish (KITH_MODULE (source), result, &error);
  KithStanza *metadata = reply != NULL ? kith_stanza_find (reply, "metadata", KITH_NS_ARCHIVE) : NULL;
  g_autoptr(KithArchiveEnds) ends = g_new0 (KithArchiveEnds, 1);

  if (reply == NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else if (metadata != NULL &&
           (kith_stanza_first (metadata) == NULL ||
            (read_end (metadata, "start", &ends->first_id, &ends->first_time) &&
             read_end (metadata, "end", &ends->last_id, &ends->last_time))))
    g_task_return_pointer (task, g_steal_pointer (&ends), (GDestroyNotify)kith_archive_ends_free);
  else
    g_task_return_new_error (task, KITH_XMPP_ERROR, KITH_XMPP_ERROR_PROTOCOL, "An archive without ends");
}

/**
 * kith_archive_module_get_ends_async:
 *
 * Asks for the first and the last entry of the archive (XEP-0313, 6).
 */
void
kith_archive_module_get_ends_async (KithArchiveModule  *self,
                                    GCancellable       *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer            user_data)
{
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);
  KithStanza *iq = NULL;

  g_return_if_fail (KITH_IS_ARCHIVE_MODULE (self));

  g_task_set_source_tag (task, kith_archive_module_get_ends_async);
  if (!check_support (self, KITH_ARCHIVE_SUPPORT_EXTENDED, task))
    return;

  iq = kith_stanza_new_iq ("get", NULL);
  kith_stanza_add (iq, "metadata", KITH_NS_ARCHIVE);
  kith_module_request_async (KITH_MODULE (self), iq, cancellable, ends_cb, g_steal_pointer (&task));
}

/**
 * kith_archive_module_get_ends_finish:
 *
 * Returns: (transfer full): the ends; else %NULL and an error as kith_archive_module_query_finish () gives
 */
KithArchiveEnds *
kith_archive_module_get_ends_finish (KithArchiveModule *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

void
kith_archive_ends_free (KithArchiveEnds *self)
{
  g_free (self->first_id);
  g_free (self->last_id);
  g_free (self);
}
