/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-driver.h"

#include <gio/gunixinputstream.h>
#include <locale.h>
#include <unistd.h>

#include "kith-keyring.h"
#include "kith-memory-secrets.h"

/* Kith without a window, for tests in any language: a JSON object a line comes in on standard input, events go out on standard output
 * in the same way. Commands are carried out in order. A line that is not understood is answered, never punished. */

static GDataInputStream *input;

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
  kith_client_close_async (self->client, NULL, closed_cb, self);
}

static void
handle_line (KithDriver *self,
             const char *line,
             gsize       length)
{
  g_autoptr(JsonParser) parser = json_parser_new ();
  g_autoptr(GError) error = NULL;
  JsonNode *root;

  if (!g_utf8_validate (line, length, NULL))
    {
      kith_driver_say_error (NULL, "the line is not UTF-8");
      kith_driver_next (self);
      return;
    }

  if (!json_parser_load_from_data (parser, line, length, &error))
    {
      kith_driver_say_error (NULL, error->message);
      kith_driver_next (self);
      return;
    }

  root = json_parser_get_root (parser);
  if (root == NULL || !JSON_NODE_HOLDS_OBJECT (root))
    {
      kith_driver_say_error (NULL, "the line is not a JSON object");
      kith_driver_next (self);
      return;
    }

  if (g_strcmp0 (json_object_get_string_member_with_default (json_node_get_object (root), "do", ""),
                 "quit") == 0)
    quit (self);
  else
    kith_driver_do (self, json_node_get_object (root));
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

  setlocale (LC_ALL, "");
  g_option_context_add_main_entries (options, entries, NULL);
  if (!g_option_context_parse (options, &argc, &argv, &error))
    {
      g_printerr ("%s\n", error->message);
      return 2;
    }

  stdin_stream = g_unix_input_stream_new (STDIN_FILENO, FALSE);
  input = g_data_input_stream_new (stdin_stream);
  self.loop = g_main_loop_new (NULL, FALSE);
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

  kith_driver_watch (&self);
  kith_client_open_async (self.client, NULL, opened_cb, &self);
  g_main_loop_run (self.loop);

  g_clear_object (&self.client);
  g_clear_object (&self.secrets);
  g_clear_object (&input);
  g_main_loop_unref (self.loop);

  return 0;
}
