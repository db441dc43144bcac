/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-archive-preferences-module.h"

#include "kith-transcript.h"

static const char *const names[] = { "always", "never", "roster" };

static void
append (GString *line, char sign, GPtrArray *list)
{
  for (guint i = 0; i < list->len; i++)
    g_string_append_printf (line, " %c%s", sign, kith_jid_get_text (list->pdata[i]));
}

static void
done_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(KithArchivePreferences) preferences = NULL;
  g_autoptr(GString) line = NULL;

  preferences = kith_archive_preferences_module_finish (KITH_ARCHIVE_PREFERENCES_MODULE (source), result, &error);
  if (preferences == NULL)
    {
      kith_transcript_say_result (user_data, "preferences", error);
      return;
    }

  line = g_string_new (names[preferences->fallback]);
  append (line, '+', preferences->always);
  append (line, '-', preferences->never);
  kith_transcript_say (user_data, "%s", line->str);
}

static void
get_call (KithTranscript *transcript, KithStanza *step)
{
  kith_archive_preferences_module_get_async (kith_transcript_get_module (transcript, KITH_TYPE_ARCHIVE_PREFERENCES_MODULE), NULL,
                                             done_cb, transcript);
}

static void
set_call (KithTranscript *transcript, KithStanza *step)
{
  g_autoptr(KithArchivePreferences) preferences = kith_archive_preferences_new ();
  g_autoptr(KithJid) always = kith_stanza_dup_jid (step, "always");
  g_autoptr(KithJid) never = kith_stanza_dup_jid (step, "never");

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      if (g_strcmp0 (kith_stanza_get (step, "default"), names[i]) == 0)
        preferences->fallback = (KithArchiveDefault)i;
    }
  if (always != NULL)
    kith_archive_preferences_set_kept (preferences, always, TRUE);
  if (never != NULL)
    kith_archive_preferences_set_kept (preferences, never, FALSE);
  kith_archive_preferences_module_set_async (kith_transcript_get_module (transcript, KITH_TYPE_ARCHIVE_PREFERENCES_MODULE),
                                             preferences, NULL, done_cb, transcript);
}

static void
setup (KithTranscript *transcript)
{
  kith_transcript_add_module (transcript, KITH_TYPE_ARCHIVE_PREFERENCES_MODULE);
  kith_transcript_add_call (transcript, "get", get_call);
  kith_transcript_add_call (transcript, "set", set_call);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  kith_transcript_add_tests ("/archive-preferences-module", "archive-preferences.xml", setup);

  return g_test_run ();
}
