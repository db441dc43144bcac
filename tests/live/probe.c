/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A session of the xmpp layer for tests: reads one JSON object a line on standard input, such as {"do": "page", "newest": true},
 * and writes one a line for all that its modules say. */

#include <gio/gunixinputstream.h>
#include <json-glib/json-glib.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "kith-archive-module.h"
#include "kith-archive-preferences-module.h"
#include "kith-blocking-module.h"
#include "kith-carbons-module.h"
#include "kith-disco-module.h"
#include "kith-message-module.h"
#include "kith-presence-module.h"
#include "kith-read-sync-module.h"
#include "kith-session.h"
#include "kith-xmpp-enums.h"

static KithSession *session;
static GMainLoop *loop;

static const char *
get_string (JsonObject *object,
            const char *member)
{
  return json_object_get_string_member_with_default (object, member, NULL);
}

static KithJid *
get_jid (JsonObject *object,
         const char *member)
{
  const char *text = get_string (object, member);

  return text != NULL ? kith_jid_new (text, NULL) : NULL;
}

static void
say (JsonBuilder *builder)
{
  g_autoptr(JsonGenerator) generator = json_generator_new ();
  g_autoptr(JsonNode) root = NULL;
  g_autofree char *text = NULL;

  json_builder_end_object (builder);
  root = json_builder_get_root (builder);
  json_generator_set_root (generator, root);
  text = json_generator_to_data (generator, NULL);
  g_print ("%s\n", text);
  fflush (stdout);
}

static JsonBuilder *
begin (const char *event)
{
  JsonBuilder *builder = json_builder_new ();

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "event");
  json_builder_add_string_value (builder, event);

  return builder;
}

static void
add_string (JsonBuilder *builder,
            const char  *name,
            const char  *value)
{
  if (value == NULL)
    return;

  json_builder_set_member_name (builder, name);
  json_builder_add_string_value (builder, value);
}

static void
add_int (JsonBuilder *builder,
         const char  *name,
         gint64       value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_int_value (builder, value);
}

static void
add_boolean (JsonBuilder *builder,
             const char  *name,
             gboolean     value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_boolean_value (builder, value);
}

static void
say_result (const char   *what,
            const GError *error)
{
  g_autoptr(JsonBuilder) builder = begin (what);

  if (error != NULL)
    {
      add_string (builder, "domain", g_quark_to_string (error->domain));
      add_int (builder, "code", error->code);
    }
  say (builder);
}

static void
add_message (JsonBuilder               *builder,
             const KithIncomingMessage *message)
{
  static const char *const vias[] = { "live", "carbon", "archive" };

  add_string (builder, "from", kith_jid_get_text (message->from));
  add_string (builder, "to", message->to != NULL ? kith_jid_get_text (message->to) : NULL);
  add_string (builder, "via", vias[message->via]);
  add_boolean (builder, "outgoing", message->outgoing);
  add_string (builder, "id", message->id);
  add_string (builder, "origin_id", message->origin_id);
  add_string (builder, "archive_id", message->archive_id);
  add_string (builder, "displayed_id", message->displayed_id);
  add_string (builder, "receipt_id", message->receipt_id);
  add_string (builder, "body", message->body);
  add_int (builder, "time", message->time);
}

static void
state_cb (void)
{
  g_autoptr(JsonBuilder) builder = begin ("state");
  g_autoptr(GEnumClass) states = g_type_class_ref (KITH_TYPE_SESSION_STATE);
  g_autoptr(GEnumClass) resumptions = g_type_class_ref (KITH_TYPE_SESSION_RESUMPTION);

  add_string (builder, "state", g_enum_get_value (states, (int)kith_session_get_state (session))->value_nick);
  add_string (builder, "resumption", g_enum_get_value (resumptions, (int)kith_session_get_resumption (session))->value_nick);
  say (builder);
}

static void
received_cb (gpointer                   unused,
             const KithIncomingMessage *message)
{
  g_autoptr(JsonBuilder) builder = begin ("message");

  add_message (builder, message);
  say (builder);
}

static void
say_pair (const char *event,
          KithJid    *jid,
          const char *id)
{
  g_autoptr(JsonBuilder) builder = begin (event);

  add_string (builder, "jid", kith_jid_get_text (jid));
  add_string (builder, "id", id);
  say (builder);
}

static void
synced_cb (gpointer    unused,
           KithJid    *peer,
           const char *id)
{
  say_pair ("synced", peer, id);
}

static void
read_cb (gpointer    unused,
         KithJid    *peer,
         const char *id)
{
  say_pair ("read", peer, id);
}

static void
receipt_cb (gpointer    unused,
            KithJid    *from,
            const char *id)
{
  say_pair ("receipt", from, id);
}

static void
support_cb (KithArchiveModule *archive)
{
  g_autoptr(JsonBuilder) builder = begin ("support");
  g_autoptr(GEnumClass) supports = g_type_class_ref (KITH_TYPE_ARCHIVE_SUPPORT);

  add_string (builder, "archive", g_enum_get_value (supports, (int)kith_archive_module_get_support (archive))->value_nick);
  say (builder);
}

static void
page_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(KithArchivePage) page = kith_archive_module_query_finish (KITH_ARCHIVE_MODULE (source), result, &error);
  g_autoptr(JsonBuilder) builder = NULL;

  if (page == NULL)
    {
      say_result ("page", error);
      return;
    }

  builder = begin ("page");
  add_string (builder, "first", page->first_id);
  add_string (builder, "last", page->last_id);
  add_int (builder, "count", page->count);
  add_boolean (builder, "complete", page->complete);
  json_builder_set_member_name (builder, "messages");
  json_builder_begin_array (builder);
  for (guint i = 0; i < page->messages->len; i++)
    {
      json_builder_begin_object (builder);
      add_message (builder, page->messages->pdata[i]);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
  say (builder);
}

static void
do_page (JsonObject *request)
{
  g_autoptr(KithArchiveQuery) query = kith_archive_query_new ();
  const char *id = get_string (request, "id");

  query->with = get_jid (request, "with");
  query->after_id = g_strdup (get_string (request, "after"));
  query->before_id = g_strdup (get_string (request, "before"));
  query->max = (guint)json_object_get_int_member_with_default (request, "max", 50);
  query->newest = json_object_get_boolean_member_with_default (request, "newest", FALSE);
  query->ids = id != NULL ? g_strsplit (id, " ", -1) : NULL;
  kith_archive_module_query_async (kith_session_get_module (session, KITH_TYPE_ARCHIVE_MODULE), query, NULL, page_cb, NULL);
}

static void
ends_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(KithArchiveEnds) ends = kith_archive_module_get_ends_finish (KITH_ARCHIVE_MODULE (source), result, &error);
  g_autoptr(JsonBuilder) builder = NULL;

  if (ends == NULL)
    {
      say_result ("ends", error);
      return;
    }

  builder = begin ("ends");
  add_string (builder, "first", ends->first_id);
  add_string (builder, "last", ends->last_id);
  say (builder);
}

static void
preferences_cb (GObject      *source,
                GAsyncResult *result,
                gpointer      user_data)
{
  static const char *const fallbacks[] = { "always", "never", "roster" };
  g_autoptr(GError) error = NULL;
  g_autoptr(KithArchivePreferences) preferences = NULL;
  g_autoptr(JsonBuilder) builder = NULL;

  preferences = kith_archive_preferences_module_finish (KITH_ARCHIVE_PREFERENCES_MODULE (source), result, &error);
  if (preferences == NULL)
    {
      say_result ("preferences", error);
      return;
    }

  builder = begin ("preferences");
  add_string (builder, "default", fallbacks[preferences->fallback]);
  add_int (builder, "never", preferences->never->len);
  say (builder);
}

static void
do_forget (JsonObject *request)
{
  g_autoptr(KithArchivePreferences) preferences = kith_archive_preferences_new ();
  g_autoptr(KithJid) jid = get_jid (request, "jid");

  kith_archive_preferences_set_kept (preferences, jid, FALSE);
  kith_archive_preferences_module_set_async (kith_session_get_module (session, KITH_TYPE_ARCHIVE_PREFERENCES_MODULE),
                                             preferences, NULL, preferences_cb, NULL);
}

static void
published_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(GError) error = NULL;

  kith_read_sync_module_publish_finish (KITH_READ_SYNC_MODULE (source), result, &error);
  say_result ("published", error);
}

static void
reported_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(GError) error = NULL;

  kith_blocking_module_report_finish (KITH_BLOCKING_MODULE (source), result, &error);
  say_result ("reported", error);
}

static void
do_send (JsonObject *request)
{
  g_autoptr(KithJid) to = get_jid (request, "to");
  g_autoptr(GError) error = NULL;
  KithMessageFlags flags = json_object_get_boolean_member_with_default (request, "no-store", FALSE) ? KITH_MESSAGE_NO_STORE
                                                                                                     : KITH_MESSAGE_REQUEST_RECEIPT;

  kith_message_module_send (kith_session_get_module (session, KITH_TYPE_MESSAGE_MODULE), to, get_string (request, "id"),
                            get_string (request, "body"), NULL, flags, NULL, &error);
  if (error != NULL)
    say_result ("sent", error);
}

static void
do_verb (JsonObject *request)
{
  const char *verb = get_string (request, "do");
  g_autoptr(KithJid) jid = get_jid (request, "jid");

  if (g_strcmp0 (verb, "page") == 0)
    do_page (request);
  else if (g_strcmp0 (verb, "ends") == 0)
    kith_archive_module_get_ends_async (kith_session_get_module (session, KITH_TYPE_ARCHIVE_MODULE), NULL, ends_cb, NULL);
  else if (g_strcmp0 (verb, "forget") == 0)
    do_forget (request);
  else if (g_strcmp0 (verb, "send") == 0)
    do_send (request);
  else if (g_strcmp0 (verb, "publish") == 0)
    kith_read_sync_module_publish_async (kith_session_get_module (session, KITH_TYPE_READ_SYNC_MODULE), jid,
                                         get_string (request, "id"), NULL, published_cb, NULL);
  else if (g_strcmp0 (verb, "report") == 0)
    kith_blocking_module_report_async (kith_session_get_module (session, KITH_TYPE_BLOCKING_MODULE), jid, KITH_REPORT_SPAM, NULL,
                                       "spam", NULL, reported_cb, NULL);
  else if (g_strcmp0 (verb, "quit") == 0)
    g_main_loop_quit (loop);
  else
    g_error ("no such verb");
}

static void
line_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  GDataInputStream *input = G_DATA_INPUT_STREAM (source);
  g_autofree char *line = g_data_input_stream_read_line_finish_utf8 (input, result, NULL, NULL);
  g_autoptr(JsonParser) parser = json_parser_new ();

  if (line == NULL)
    {
      g_main_loop_quit (loop);
      return;
    }

  if (!json_parser_load_from_data (parser, line, -1, NULL))
    g_error ("not a line of JSON");
  do_verb (json_node_get_object (json_parser_get_root (parser)));
  g_data_input_stream_read_line_async (input, G_PRIORITY_DEFAULT, NULL, line_cb, NULL);
}

static void
connect_signals (void)
{
  gpointer messages = kith_session_get_module (session, KITH_TYPE_MESSAGE_MODULE);
  gpointer archive = kith_session_get_module (session, KITH_TYPE_ARCHIVE_MODULE);

  g_signal_connect (session, "notify::state", G_CALLBACK (state_cb), NULL);
  g_signal_connect (messages, "received", G_CALLBACK (received_cb), NULL);
  g_signal_connect (messages, "read", G_CALLBACK (read_cb), NULL);
  g_signal_connect (messages, "receipt", G_CALLBACK (receipt_cb), NULL);
  g_signal_connect (archive, "support-changed", G_CALLBACK (support_cb), NULL);
  g_signal_connect (kith_session_get_module (session, KITH_TYPE_READ_SYNC_MODULE), "displayed", G_CALLBACK (synced_cb), NULL);
}

/* Usage: probe ACCOUNT PASSWORD HOST PORT CA-FILE */
int
main (int   argc,
      char *argv[])
{
  g_autoptr(KithJid) account = NULL;
  g_autoptr(GTlsDatabase) database = NULL;
  g_autoptr(GInputStream) stdin_stream = g_unix_input_stream_new (STDIN_FILENO, FALSE);
  g_autoptr(GDataInputStream) input = g_data_input_stream_new (stdin_stream);

  g_assert (argc == 6);
  account = kith_jid_new (argv[1], NULL);
  database = g_tls_file_database_new (argv[5], NULL);
  g_assert (account != NULL && database != NULL);

  loop = g_main_loop_new (NULL, FALSE);
  session = g_object_new (KITH_TYPE_SESSION, "account", account, "password", argv[2], "host", argv[3], "port",
                          atoi (argv[4]), "tls-database", database, "first-wait", 100, "longest-wait", 500, NULL);
  kith_presence_module_set_own (kith_session_get_module (session, KITH_TYPE_PRESENCE_MODULE), KITH_SHOW_AVAILABLE, NULL, 0);
  connect_signals ();
  kith_session_connect (session);
  g_data_input_stream_read_line_async (input, G_PRIORITY_DEFAULT, NULL, line_cb, NULL);
  g_main_loop_run (loop);

  g_object_unref (session);
  g_main_loop_unref (loop);

  return 0;
}
