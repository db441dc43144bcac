/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-test-prosody.h"

#include <stdlib.h>

struct _KithTestProsody
{
  GObject           parent_instance;

  GSubprocess      *process;   /* owned */
  GDataInputStream *answers;   /* owned */
  char             *description; /* owned: a line of JSON */
  char             *ca_file;   /* owned, NULL without TLS */
  char             *fingerprint; /* owned, NULL without TLS */
};

G_DEFINE_FINAL_TYPE (KithTestProsody, kith_test_prosody, G_TYPE_OBJECT)

/* Flat JSON of our own making needs no parser. */
static char *
dup_field (KithTestProsody *self, const char *name)
{
  g_autofree char *pattern = g_strdup_printf ("\"%s\": \"?([^\",}]*)", name);
  g_autoptr(GRegex) regex = g_regex_new (pattern, 0, 0, NULL);
  g_autoptr(GMatchInfo) match = NULL;

  return g_regex_match (regex, self->description, 0, &match) ? g_match_info_fetch (match, 1) : NULL;
}

static void
read_answer (KithTestProsody *self)
{
  g_autoptr(GError) error = NULL;

  g_free (self->description);
  self->description = g_data_input_stream_read_line (self->answers, NULL, NULL, &error);
  g_assert_no_error (error);
  if (self->description == NULL || g_str_has_prefix (self->description, "{\"error\""))
    g_error ("The server: %s", self->description != NULL ? self->description : "ended");
}

static void
kith_test_prosody_finalize (GObject *object)
{
  KithTestProsody *self = KITH_TEST_PROSODY (object);

  /* The end of its input ends the server, and it takes its folder with it. */
  g_output_stream_close (g_subprocess_get_stdin_pipe (self->process), NULL, NULL);
  g_subprocess_wait (self->process, NULL, NULL);
  g_clear_object (&self->answers);
  g_clear_object (&self->process);
  g_free (self->description);
  g_free (self->ca_file);
  g_free (self->fingerprint);

  G_OBJECT_CLASS (kith_test_prosody_parent_class)->finalize (object);
}

static void
kith_test_prosody_class_init (KithTestProsodyClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = kith_test_prosody_finalize;
}

static void
kith_test_prosody_init (KithTestProsody *self)
{
}

/* Returns: (transfer full): a server that takes connections; the options are those of kith_server.py */
KithTestProsody *
kith_test_prosody_new (const char *first_option, ...)
{
  KithTestProsody *self = g_object_new (KITH_TYPE_TEST_PROSODY, NULL);
  g_autoptr(GPtrArray) arguments = g_ptr_array_new ();
  g_autoptr(GError) error = NULL;
  va_list options;

  g_assert_nonnull (g_getenv ("KITH_SERVER"));
  g_ptr_array_add (arguments, (gpointer)"python3");
  g_ptr_array_add (arguments, (gpointer)g_getenv ("KITH_SERVER"));
  va_start (options, first_option);
  for (const char *option = first_option; option != NULL; option = va_arg (options, const char *))
    g_ptr_array_add (arguments, (gpointer)option);
  va_end (options);
  g_ptr_array_add (arguments, NULL);

  self->process = g_subprocess_newv ((const char *const *)arguments->pdata,
                                     G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error);
  g_assert_no_error (error);
  self->answers = g_data_input_stream_new (g_subprocess_get_stdout_pipe (self->process));
  read_answer (self);
  self->ca_file = dup_field (self, "cafile");
  self->fingerprint = dup_field (self, "certificate_sha256");

  return self;
}

/* @verb: stop, kill, start or restart; returns when it is done */
void
kith_test_prosody_do (KithTestProsody *self, const char *verb)
{
  g_autofree char *line = g_strdup_printf ("{\"do\": \"%s\"}\n", verb);
  g_autoptr(GError) error = NULL;

  g_output_stream_printf (g_subprocess_get_stdin_pipe (self->process), NULL, NULL, &error, "%s", line);
  g_assert_no_error (error);
  g_output_stream_flush (g_subprocess_get_stdin_pipe (self->process), NULL, NULL);
  read_answer (self);
}

static guint
get_number (KithTestProsody *self, const char *name)
{
  g_autofree char *field = dup_field (self, name);

  g_assert_nonnull (field);

  return (guint)atoi (field);
}

guint
kith_test_prosody_get_port (KithTestProsody *self)
{
  return get_number (self, "port");
}

guint
kith_test_prosody_get_direct_tls_port (KithTestProsody *self)
{
  return get_number (self, "direct_tls_port");
}

/* Returns: the SHA-256 of its certificate, in hexadecimal */
const char *
kith_test_prosody_get_fingerprint (KithTestProsody *self)
{
  return self->fingerprint;
}

/* Returns: (transfer full): what trusts its authority alone */
GTlsDatabase *
kith_test_prosody_create_database (KithTestProsody *self)
{
  g_autoptr(GError) error = NULL;
  GTlsDatabase *database = g_tls_file_database_new (self->ca_file, &error);

  g_assert_no_error (error);

  return database;
}
