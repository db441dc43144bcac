/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-archive-module.h"

#include <string.h>

#include "kith-datetime.h"
#include "kith-disco-module.h"
#include "kith-ns.h"
#include "kith-transcript.h"
#include "kith-xmpp-error.h"

static void
page_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  KithTranscript *transcript = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(KithArchivePage) page = kith_archive_module_query_finish (KITH_ARCHIVE_MODULE (source), result, &error);

  if (page == NULL)
    {
      kith_transcript_say_result (transcript, "page", error);
      return;
    }

  kith_transcript_say (transcript, "page %s to %s of %" G_GINT64_FORMAT "%s%s", page->first_id, page->last_id, page->count,
                       page->complete ? " complete" : "", page->stable ? "" : " unstable");
  for (guint i = 0; i < page->messages->len; i++)
    kith_transcript_say_message (transcript, "entry", page->messages->pdata[i]);
}

static void
query_call (KithTranscript *transcript, KithStanza *step)
{
  g_autoptr(KithArchiveQuery) query = kith_archive_query_new ();
  const char *ids = kith_stanza_get (step, "ids");

  query->with = kith_stanza_dup_jid (step, "with");
  query->after_id = g_strdup (kith_stanza_get (step, "after"));
  query->before_id = g_strdup (kith_stanza_get (step, "before"));
  query->ids = ids != NULL ? g_strsplit (ids, " ", -1) : NULL;
  query->newest = kith_stanza_get (step, "newest") != NULL;
  query->max = 3;
  kith_archive_module_query_async (kith_transcript_get_module (transcript, KITH_TYPE_ARCHIVE_MODULE), query, NULL, page_cb,
                                   transcript);
}

static void
ends_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  KithTranscript *transcript = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(KithArchiveEnds) ends = kith_archive_module_get_ends_finish (KITH_ARCHIVE_MODULE (source), result, &error);
  g_autofree char *first = ends != NULL ? kith_datetime_format (ends->first_time) : NULL;
  g_autofree char *last = ends != NULL ? kith_datetime_format (ends->last_time) : NULL;

  if (ends == NULL)
    kith_transcript_say_result (transcript, "ends", error);
  else if (ends->first_id == NULL)
    kith_transcript_say (transcript, "ends of nothing");
  else
    kith_transcript_say (transcript, "ends %s %s to %s %s", ends->first_id, first, ends->last_id, last);
}

static void
ends_call (KithTranscript *transcript, KithStanza *step)
{
  kith_archive_module_get_ends_async (kith_transcript_get_module (transcript, KITH_TYPE_ARCHIVE_MODULE), NULL, ends_cb,
                                      transcript);
}

static void
support_changed_cb (KithTranscript *transcript, KithArchiveModule *module)
{
  static const char *const names[] = { "unknown", "none", "basic", "extended" };

  kith_transcript_say (transcript, "support %s", names[kith_archive_module_get_support (module)]);
}

static void
setup (KithTranscript *transcript)
{
  KithArchiveModule *module = NULL;

  kith_transcript_add_module (transcript, KITH_TYPE_DISCO_MODULE);
  module = kith_transcript_add_module (transcript, KITH_TYPE_ARCHIVE_MODULE);
  kith_transcript_add_messages (transcript);
  g_signal_connect_swapped (module, "support-changed", G_CALLBACK (support_changed_cb), transcript);
  kith_transcript_add_call (transcript, "query", query_call);
  kith_transcript_add_call (transcript, "ends", ends_call);
}

typedef struct
{
  KithRouter        *router;
  KithArchiveModule *module;
  char              *query_id;
  char              *id;
  KithArchivePage   *page;
  GError            *error;
  gboolean           done;
} Fixture;

static void
sent_cb (Fixture *fixture, KithStanza *stanza)
{
  KithStanza *query = kith_stanza_find (stanza, "query", KITH_NS_ARCHIVE);

  g_free (fixture->id);
  fixture->id = g_strdup (kith_stanza_get (stanza, "id"));
  g_free (fixture->query_id);
  fixture->query_id = query != NULL ? g_strdup (kith_stanza_get (query, "queryid")) : NULL;
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr(KithJid) account = kith_jid_new ("juliet@capulet.example/balcony", NULL);

  fixture->router = kith_router_new (account);
  fixture->module = g_object_new (KITH_TYPE_ARCHIVE_MODULE, NULL);
  kith_router_add_module (fixture->router, KITH_MODULE (fixture->module));
  g_signal_connect_swapped (fixture->router, "send", G_CALLBACK (sent_cb), fixture);
  kith_router_online (fixture->router, FALSE);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  kith_router_offline (fixture->router);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_finalize_object (fixture->router);
  g_assert_finalize_object (fixture->module);
  g_clear_pointer (&fixture->page, kith_archive_page_free);
  g_clear_error (&fixture->error);
  g_free (fixture->query_id);
  g_free (fixture->id);
}

static void
done_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Fixture *fixture = user_data;

  fixture->page = kith_archive_module_query_finish (fixture->module, result, &fixture->error);
  fixture->done = TRUE;
}

static void
query (Fixture *fixture, GCancellable *cancellable)
{
  g_autoptr(KithArchiveQuery) query = kith_archive_query_new ();

  kith_archive_module_query_async (fixture->module, query, cancellable, done_cb, fixture);
  g_assert_nonnull (fixture->query_id);
}

static void
wait (Fixture *fixture)
{
  while (!fixture->done)
    g_main_context_iteration (NULL, TRUE);
}

static void
dispatch_result (Fixture *fixture, const char *body)
{
  g_autoptr(KithStanza) stanza = kith_stanza_new ("message", KITH_NS_CLIENT);
  KithStanza *result = kith_stanza_add (stanza, "result", KITH_NS_ARCHIVE);
  KithStanza *message = kith_stanza_add (kith_stanza_add (result, "forwarded", KITH_NS_FORWARD), "message", KITH_NS_CLIENT);

  kith_stanza_set (result, "queryid", fixture->query_id);
  kith_stanza_set (result, "id", "a");
  kith_stanza_set (message, "from", "romeo@montague.example");
  kith_stanza_add_text (message, "body", NULL, body);
  kith_router_dispatch (fixture->router, stanza);
}

static void
dispatch_fin (Fixture *fixture)
{
  g_autoptr(KithStanza) stanza = kith_stanza_new_iq ("result", NULL);

  kith_stanza_set (stanza, "id", fixture->id);
  kith_stanza_add (stanza, "fin", KITH_NS_ARCHIVE);
  kith_router_dispatch (fixture->router, stanza);
}

static void
test_timeout (Fixture *fixture, gconstpointer data)
{
  kith_archive_module_set_timeout (fixture->module, 1);
  query (fixture, NULL);
  wait (fixture);
  g_assert_error (fixture->error, KITH_XMPP_ERROR, KITH_XMPP_ERROR_TIMEOUT);
}

/* What comes after nobody wants it any more is nobody's. */
static void
test_cancelled (Fixture *fixture, gconstpointer data)
{
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();

  query (fixture, cancellable);
  dispatch_result (fixture, "x");
  g_cancellable_cancel (cancellable);
  wait (fixture);
  g_assert_error (fixture->error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  dispatch_result (fixture, "x");
  dispatch_fin (fixture);
}

/* Security: a server that does not know when to stop. */
static void
test_page_without_measure (Fixture *fixture, gconstpointer data)
{
  query (fixture, NULL);
  for (guint i = 0; i < 5001; i++)
    dispatch_result (fixture, "x");
  dispatch_fin (fixture);
  wait (fixture);
  g_assert_error (fixture->error, KITH_XMPP_ERROR, KITH_XMPP_ERROR_PROTOCOL);
}

static void
test_ids_are_unguessable (Fixture *fixture, gconstpointer data)
{
  g_autofree char *first = NULL;

  query (fixture, NULL);
  first = g_strdup (fixture->query_id);
  dispatch_fin (fixture);
  wait (fixture);
  g_assert_no_error (fixture->error);
  g_clear_pointer (&fixture->page, kith_archive_page_free);
  query (fixture, NULL);
  g_assert_cmpuint (strlen (first), >=, 20);
  g_assert_cmpstr (first, !=, fixture->query_id);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  kith_transcript_add_tests ("/archive-module", "archive.xml", setup);
  g_test_add ("/archive-module/timeout", Fixture, NULL, set_up, test_timeout, tear_down);
  g_test_add ("/archive-module/cancelled", Fixture, NULL, set_up, test_cancelled, tear_down);
  g_test_add ("/archive-module/page-without-measure", Fixture, NULL, set_up, test_page_without_measure, tear_down);
  g_test_add ("/archive-module/ids-are-unguessable", Fixture, NULL, set_up, test_ids_are_unguessable, tear_down);

  return g_test_run ();
}
