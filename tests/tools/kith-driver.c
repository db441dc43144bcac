/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-driver.h"

#include <gio/gunixinputstream.h>
#include <glib-unix.h>
#include <locale.h>
#include <signal.h>
#include <unistd.h>

#include "kith-keyring.h"
#include "kith-memory-secrets.h"

/* Kith without a window, for tests in any language: a JSON object a line comes in on standard input, events go out on standard output
 * in the same way. Commands are carried out in order. A line that is not understood is answered, never punished. */

static GDataInputStream *input;
static gboolean quitting;

static void
closed_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  KithDriver *self = user_data;
  g_autoptr(GError) error = NULL;

  if (!kith_client_close_finish (KITH_CLIENT (source), result, &error))
    kith_driver_say_failure ("quit", error);
  g_main_loop_quit (self->loop);
}

static void
quit (KithDriver *self)
{
  if (quitting)
    return;

  quitting = TRUE;
  kith_client_close_async (self->client, NULL, closed_cb, self);
}

static gboolean
signal_cb (gpointer user_data)
{
  quit (user_data);

  return G_SOURCE_CONTINUE;
}

static gboolean
is_quit (JsonObject *command)
{
  JsonNode *verb = json_object_get_member (command, "do");

  return verb != NULL && json_node_get_value_type (verb) == G_TYPE_STRING &&
         strcmp (json_node_get_string (verb), "quit") == 0;
}

static void
handle_line (KithDriver *self,
             const char *line,
             gsize       length)
{
  g_autofree char *why = NULL;
  g_autoptr(JsonObject) command = kith_driver_parse_line (line, length, &why);

  if (command == NULL)
    {
      kith_driver_say_error (NULL, why);
      kith_driver_next (self);
    }
  else if (is_quit (command))
    {
      quit (self);
    }
  else
    {
      kith_driver_do (self, command);
    }
}

static void
line_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  KithDriver *self = user_data;
  g_autoptr(GError) error = NULL;
  g_autofree char *line = NULL;
  gsize length;

  line = g_data_input_stream_read_line_finish (input, result, &length, &error);
  if (quitting)
    return;

  if (line == NULL)
    quit (self);
  else if (*line == '\0' && length == 0)
    kith_driver_next (self);
  else
    handle_line (self, line, length);
}

void
kith_driver_next (KithDriver *self)
{
  g_data_input_stream_read_line_async (input, G_PRIORITY_DEFAULT, NULL, line_cb, self);
}

static void
opened_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  KithDriver *self = user_data;
  g_autoptr(GError) error = NULL;

  if (!kith_client_open_finish (KITH_CLIENT (source), result, &error))
    kith_driver_say_failure ("open", error);
  kith_driver_next (self);
}

int
main (int   argc,
      char *argv[])
{
  g_autofree char *profile = NULL;
  g_autofree char *ca_file = NULL;
  gboolean keyring = FALSE;
  const GOptionEntry entries[] = {
    { "profile", 0, 0, G_OPTION_ARG_FILENAME, &profile, "keep everything in DIR", "DIR" },
    { "cafile", 0, 0, G_OPTION_ARG_FILENAME, &ca_file, "trust the certificates in FILE", "FILE" },
    { "keyring", 0, 0, G_OPTION_ARG_NONE, &keyring, "keep passwords in the system's keyring", NULL },
    { NULL },
  };
  g_autoptr(GOptionContext) options = g_option_context_new ("- Kith without a window");
  g_autoptr(GInputStream) stdin_stream = NULL;
  g_autoptr(GError) error = NULL;
  KithDriver self = { NULL };

  /* Standard output is for events alone. */
  g_log_writer_default_set_use_stderr (TRUE);
  setlocale (LC_ALL, "");
  signal (SIGPIPE, SIG_IGN);
  g_option_context_add_main_entries (options, entries, NULL);
  if (!g_option_context_parse (options, &argc, &argv, &error))
    {
      g_printerr ("%s\n", error->message);
      return 2;
    }

  stdin_stream = g_unix_input_stream_new (STDIN_FILENO, FALSE);
  input = g_data_input_stream_new (stdin_stream);
  self.loop = g_main_loop_new (NULL, FALSE);
  self.followed = g_hash_table_new_full (NULL, NULL, g_object_unref, NULL);
  self.secrets = keyring ? KITH_SECRETS (kith_keyring_new ()) : kith_memory_secrets_new ();
  self.client = kith_client_new (profile, self.secrets);
  kith_client_set_auto_connect (self.client, FALSE);

  if (ca_file != NULL)
    {
      g_autoptr(GTlsDatabase) database = g_tls_file_database_new (ca_file, &error);

      if (database == NULL)
        {
          g_printerr ("%s\n", error->message);
          return 2;
        }
      kith_client_set_tls_database (self.client, database);
    }

  g_unix_signal_add (SIGTERM, signal_cb, &self);
  g_unix_signal_add (SIGINT, signal_cb, &self);
  kith_driver_watch (&self);
  kith_client_open_async (self.client, NULL, opened_cb, &self);
  g_main_loop_run (self.loop);

  g_clear_pointer (&self.followed, g_hash_table_unref);
  g_clear_object (&self.client);
  g_clear_object (&self.secrets);
  g_clear_object (&input);
  g_main_loop_unref (self.loop);

  return 0;
}
