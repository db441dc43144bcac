/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-model-fixture.h"

#include <signal.h>
#include <stdarg.h>
#include <string.h>
#include <sys/resource.h>

#include <glib/gstdio.h>

#include "kith-message-module.h"
#include "kith-outgoing-store-private.h"
#include "kith-stanza.h"
#include "kith-store-accounts.h"
#include "kith-store-messages.h"

/* Shared by the tests of this layer. */

typedef struct
{
  gboolean done;
  gint64   id;
} Answer;

static void
opened_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GError) error = NULL;

  kith_store_open_finish (KITH_STORE (source), result, &error);
  g_assert_no_error (error);
  ((Answer *)user_data)->done = TRUE;
}

static void
saved_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(GError) error = NULL;
  Answer *answer = user_data;

  answer->id = kith_store_save_account_finish (KITH_STORE (source), result, &error);
  g_assert_no_error (error);
  answer->done = TRUE;
}

static void
loaded_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GPtrArray) records = NULL;

  records = kith_store_load_accounts_finish (KITH_STORE (source), result, NULL);
  ((Answer *)user_data)->done = TRUE;
}

static void
closed_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  kith_store_close_finish (KITH_STORE (source), result, NULL);
  ((Answer *)user_data)->done = TRUE;
}

static void
stored_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GError) error = NULL;

  kith_outgoing_store_finish (KITH_MESSAGE (source), result, &error);
  g_assert_no_error (error);
  ((Answer *)user_data)->done = TRUE;
}

static void
added_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(GError) error = NULL;

  *(GPtrArray **)user_data = kith_store_add_messages_finish (KITH_STORE (source), result, &error);
  g_assert_no_error (error);
}

static void
pending_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GError) error = NULL;

  *(GPtrArray **)user_data = kith_store_load_pending_finish (KITH_STORE (source), result, &error);
  g_assert_no_error (error);
}

static void
messages_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(GError) error = NULL;

  *(GPtrArray **)user_data = kith_store_load_messages_finish (KITH_STORE (source), result, &error);
  g_assert_no_error (error);
}

static void
send_cb (KithModelFixture *self,
         KithStanza       *stanza)
{
  g_queue_push_tail (&self->sent, kith_stanza_copy (stanza));
}

KithStore *
kith_model_test_open_store (const char *path)
{
  KithStore *store = kith_store_new (path);
  Answer answer = { FALSE };

  kith_store_open_async (store, NULL, opened_cb, &answer);
  kith_model_test_wait (answer.done);

  return store;
}

void
kith_model_test_drain (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

void
kith_model_test_settle (KithStore *store)
{
  /* An answer may lead to another question. */
  for (int i = 0; i < 3; i++)
    {
      Answer answer = { FALSE };

      kith_model_test_drain ();
      kith_store_load_accounts_async (store, NULL, loaded_cb, &answer);
      kith_model_test_wait (answer.done);
    }
  kith_model_test_drain ();
}

void
kith_model_test_run (guint milliseconds)
{
  gint64 end = g_get_monotonic_time () + milliseconds * 1000;

  while (g_get_monotonic_time () < end)
    {
      if (!g_main_context_iteration (NULL, FALSE))
        g_usleep (500);
    }
}

void
kith_model_test_set_room (gboolean room)
{
  struct rlimit limits;

  signal (SIGXFSZ, SIG_IGN);
  g_assert_cmpint (getrlimit (RLIMIT_FSIZE, &limits), ==, 0);
  limits.rlim_cur = room ? limits.rlim_max : 0;
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &limits), ==, 0);
}

static KithModelFixture *
fixture_new (const char *path)
{
  KithModelFixture *self = g_new0 (KithModelFixture, 1);
  g_autoptr(KithAccountRecord) record = kith_account_record_new ();
  g_autoptr(KithJid) jid = kith_jid_new ("ada@kith.example", NULL);
  g_autoptr(KithJid) bound = kith_jid_new ("ada@kith.example/kith", NULL);
  Answer answer = { FALSE };

  g_queue_init (&self->sent);
  self->store = kith_model_test_open_store (path);
  record->jid = g_strdup (kith_jid_get_text (jid));
  record->show = KITH_SHOW_AVAILABLE;
  record->enabled = TRUE;
  kith_store_save_account_async (self->store, record, NULL, saved_cb, &answer);
  kith_model_test_wait (answer.done);
  self->account_id = answer.id;

  self->account = kith_account_new (jid);
  self->session = kith_session_new (jid);
  self->router = kith_module_get_router (kith_session_get_module (self->session,
                                                                  KITH_TYPE_MESSAGE_MODULE));
  g_signal_connect_swapped (self->router, "send", G_CALLBACK (send_cb), self);
  kith_router_set_bound (self->router, bound);
  kith_router_online (self->router, FALSE);

  return self;
}

KithModelFixture *
kith_model_fixture_new (void)
{
  return fixture_new (NULL);
}

KithModelFixture *
kith_model_fixture_new_on_disk (void)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *directory = g_dir_make_tmp ("kith-model-XXXXXX", &error);
  g_autofree char *path = NULL;
  KithModelFixture *self;

  g_assert_no_error (error);
  path = g_build_filename (directory, "kith.db", NULL);
  self = fixture_new (path);
  self->directory = g_steal_pointer (&directory);

  return self;
}

static void
remove_directory (const char *directory)
{
  g_autoptr(GDir) dir = g_dir_open (directory, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (directory, name, NULL);

      g_remove (path);
    }
  g_rmdir (directory);
}

void
kith_model_fixture_free (KithModelFixture *self)
{
  Answer answer = { FALSE };

  g_signal_handlers_disconnect_by_data (self->router, self);
  kith_router_offline (self->router);
  g_queue_clear_full (&self->sent, (GDestroyNotify)kith_stanza_unref);
  kith_model_fixture_settle (self);
  g_assert_finalize_object (self->account);
  kith_store_close_async (self->store, NULL, closed_cb, &answer);
  kith_model_test_wait (answer.done);
  kith_model_test_drain ();
  g_assert_finalize_object (self->session);
  g_assert_finalize_object (self->store);
  if (self->directory != NULL)
    remove_directory (self->directory);
  g_free (self->directory);
  g_free (self);
}

void
kith_model_fixture_receive (KithModelFixture *self,
                            const char       *xml)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(KithStanza) stanza = kith_stanza_parse (xml, &error);

  g_assert_no_error (error);
  kith_router_dispatch (self->router, stanza);
}

static GList *
find (KithModelFixture *self,
      const char       *name,
      const char       *text)
{
  for (GList *l = self->sent.head; l != NULL; l = l->next)
    {
      g_autofree char *xml = kith_stanza_to_text (l->data);

      if (strcmp (kith_stanza_get_name (l->data), name) == 0 &&
          (text == NULL || strstr (xml, text) != NULL))
        return l;
    }

  return NULL;
}

gboolean
kith_model_fixture_has_sent (KithModelFixture *self,
                             const char       *name,
                             const char       *text)
{
  return find (self, name, text) != NULL;
}

KithStanza *
kith_model_fixture_take (KithModelFixture *self,
                         const char       *name,
                         const char       *text)
{
  KithStanza *stanza;
  GList *link;

  kith_model_test_wait (find (self, name, text) != NULL);
  link = find (self, name, text);
  stanza = link->data;
  g_queue_delete_link (&self->sent, link);

  return stanza;
}

void
kith_model_fixture_say_features (KithModelFixture *self,
                                 const char       *feature,
                                 ...)
{
  g_autoptr(KithStanza) question = kith_model_fixture_take (self, "iq", "to=\"ada@kith.example\"");
  g_autoptr(GString) xml = g_string_new (NULL);
  va_list arguments;

  g_string_printf (xml, "<iq xmlns='jabber:client' type='result' id='%s' from='ada@kith.example'>"
                   "<query xmlns='http://jabber.org/protocol/disco#info'><identity category='account' type='registered'/>",
                   kith_stanza_get (question, "id"));
  va_start (arguments, feature);
  for (const char *each = feature; each != NULL; each = va_arg (arguments, const char *))
    g_string_append_printf (xml, "<feature var='%s'/>", each);
  va_end (arguments);
  g_string_append (xml, "</query></iq>");
  kith_model_fixture_receive (self, xml->str);
}

void
kith_model_fixture_pong (KithModelFixture *self)
{
  g_autoptr(KithStanza) ping = kith_model_fixture_take (self, "iq", "urn:xmpp:ping");
  g_autofree char *xml = g_strdup_printf ("<iq xmlns='jabber:client' type='result' id='%s'/>",
                                          kith_stanza_get (ping, "id"));

  kith_model_fixture_receive (self, xml);
}

void
kith_model_fixture_push (KithModelFixture *self,
                         const char       *jid,
                         const char       *subscription)
{
  static guint n;
  g_autofree char *xml =
    g_strdup_printf ("<iq xmlns='jabber:client' type='set' id='push%u'><query xmlns='jabber:iq:roster' ver='v%u'>"
                     "<item jid='%s' subscription='%s'/></query></iq>", n, n, jid, subscription);

  n++;
  kith_model_fixture_receive (self, xml);
}

KithConversation *
kith_model_fixture_talk_to (KithModelFixture *self,
                            const char       *address)
{
  g_autoptr(KithJid) jid = kith_jid_new (address, NULL);

  return kith_account_get_conversation (self->account, jid);
}

KithMessage *
kith_model_fixture_write (KithModelFixture *self,
                          const char       *peer,
                          const char       *body)
{
  KithMessage *message = kith_conversation_send (kith_model_fixture_talk_to (self, peer), body);
  Answer answer = { FALSE };

  kith_outgoing_store_async (self->store, self->account_id, message, stored_cb, &answer);
  kith_model_test_wait (answer.done);

  return message;
}

KithMessageRecord *
kith_model_fixture_new_record (KithModelFixture *self,
                               const char       *peer,
                               const char       *body,
                               gint64            time)
{
  KithMessageRecord *record = kith_message_record_new ();

  record->account_id = self->account_id;
  record->peer = g_strdup (peer);
  record->sender = g_strconcat (peer, "/phone", NULL);
  record->body = g_strdup (body);
  record->time = time;
  record->stanza_id = g_strdup (body);

  return record;
}

gint64
kith_model_fixture_store_record (KithModelFixture  *self,
                                 KithMessageRecord *record)
{
  g_autoptr(GPtrArray) records = g_ptr_array_new ();
  g_autoptr(GPtrArray) stored = NULL;

  g_ptr_array_add (records, record);
  kith_store_add_messages_async (self->store, records, NULL, added_cb, &stored);
  kith_model_test_wait (stored != NULL);

  return ((const KithMessageRecord *)g_ptr_array_index (stored, 0))->id;
}

GPtrArray *
kith_model_fixture_load_pending (KithModelFixture *self)
{
  GPtrArray *pending = NULL;

  kith_store_load_pending_async (self->store, self->account_id, NULL, pending_cb, &pending);
  kith_model_test_wait (pending != NULL);

  return pending;
}

GPtrArray *
kith_model_fixture_load_messages (KithModelFixture *self,
                                  const char       *peer)
{
  GPtrArray *messages = NULL;

  kith_store_load_messages_async (self->store, kith_conversation_get_id (kith_model_fixture_talk_to (self, peer)), 0,
                                  G_MAXINT, NULL, messages_cb, &messages);
  kith_model_test_wait (messages != NULL);

  return messages;
}

void
kith_model_fixture_settle (KithModelFixture *self)
{
  kith_model_test_settle (self->store);
}
