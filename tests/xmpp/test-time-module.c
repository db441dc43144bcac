/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-time-module.h"

#include "kith-presence-module.h"
#include "kith-transcript.h"

static void
query_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(GError) error = NULL;
  gint64 time = 0;
  int offset = 0;

  if (kith_time_module_query_finish (KITH_TIME_MODULE (source), result, &time, &offset, &error))
    kith_transcript_say (user_data, "%" G_GINT64_FORMAT " %d", time / G_USEC_PER_SEC, offset);
  else
    kith_transcript_say_result (user_data, "query", error);
}

static void
query_call (KithTranscript *transcript, KithStanza *step)
{
  g_autoptr(KithJid) jid = kith_jid_new ("romeo@montague.example/orchard", NULL);

  kith_time_module_query_async (kith_transcript_get_module (transcript, KITH_TYPE_TIME_MODULE), jid, NULL, query_cb,
                                transcript);
}

static void
show_call (KithTranscript *transcript, KithStanza *step)
{
  kith_presence_module_set_own (kith_transcript_get_module (transcript, KITH_TYPE_PRESENCE_MODULE), KITH_SHOW_AVAILABLE,
                                NULL, 0);
}

static void
setup (KithTranscript *transcript)
{
  kith_transcript_add_contacts (transcript);
  kith_transcript_add_module (transcript, KITH_TYPE_TIME_MODULE);
  kith_transcript_add_call (transcript, "query", query_call);
  kith_transcript_add_call (transcript, "show", show_call);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  kith_transcript_add_tests ("/time-module", "time.xml", setup);

  return g_test_run ();
}
