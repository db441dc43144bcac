/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-read-sync-module.h"

#include "kith-disco-module.h"
#include "kith-pubsub-module.h"
#include "kith-transcript.h"

static void
displayed_cb (KithTranscript *transcript, KithJid *peer, const char *archive_id)
{
  kith_transcript_say (transcript, "displayed %s %s", kith_jid_get_text (peer), archive_id);
}

static void
ask_call (KithTranscript *transcript, KithStanza *step)
{
  KithReadSyncModule *module = kith_transcript_get_module (transcript, KITH_TYPE_READ_SYNC_MODULE);
  g_autoptr(KithJid) jid = kith_stanza_dup_jid (step, "jid");

  kith_transcript_say (transcript, "up to %s", kith_read_sync_module_get_displayed (module, jid));
}

static void
publish_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(GError) error = NULL;

  kith_read_sync_module_publish_finish (KITH_READ_SYNC_MODULE (source), result, &error);
  kith_transcript_say_result (user_data, "publish", error);
}

static void
publish_call (KithTranscript *transcript, KithStanza *step)
{
  g_autoptr(KithJid) jid = kith_stanza_dup_jid (step, "jid");

  kith_read_sync_module_publish_async (kith_transcript_get_module (transcript, KITH_TYPE_READ_SYNC_MODULE), jid,
                                       kith_stanza_get (step, "id"), NULL, publish_cb, transcript);
}

static void
setup (KithTranscript *transcript)
{
  KithReadSyncModule *module = NULL;

  kith_transcript_add_module (transcript, KITH_TYPE_DISCO_MODULE);
  kith_transcript_add_module (transcript, KITH_TYPE_PUBSUB_MODULE);
  module = kith_transcript_add_module (transcript, KITH_TYPE_READ_SYNC_MODULE);
  g_signal_connect_swapped (module, "displayed", G_CALLBACK (displayed_cb), transcript);
  kith_transcript_add_call (transcript, "ask", ask_call);
  kith_transcript_add_call (transcript, "publish", publish_call);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  kith_transcript_add_tests ("/read-sync-module", "read-sync.xml", setup);

  return g_test_run ();
}
