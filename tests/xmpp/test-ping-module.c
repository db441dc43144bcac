/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-ping-module.h"

#include "kith-transcript.h"

static void
ping_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(GError) error = NULL;
  gint64 time = kith_ping_module_ping_finish (KITH_PING_MODULE (source), result, &error);

  g_assert_cmpint (time > 0, ==, error == NULL);
  kith_transcript_say_result (user_data, "ping", error);
}

static void
ping_call (KithTranscript *transcript, KithStanza *step)
{
  g_autoptr(KithJid) jid = kith_stanza_dup_jid (step, "jid");

  kith_ping_module_ping_async (kith_transcript_get_module (transcript, KITH_TYPE_PING_MODULE), jid, NULL, ping_cb,
                               transcript);
}

static void
setup (KithTranscript *transcript)
{
  kith_transcript_add_module (transcript, KITH_TYPE_PING_MODULE);
  kith_transcript_add_call (transcript, "ping", ping_call);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  kith_transcript_add_tests ("/ping-module", "ping.xml", setup);

  return g_test_run ();
}
