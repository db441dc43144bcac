/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-nickname-module.h"

#include "kith-pubsub-module.h"
#include "kith-transcript.h"

static void
changed_cb (KithTranscript *transcript, KithJid *jid, const char *nick)
{
  kith_transcript_say (transcript, "%s is %s", kith_jid_get_text (jid), nick != NULL ? nick : "-");
}

static void
publish_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(GError) error = NULL;

  kith_nickname_module_publish_finish (KITH_NICKNAME_MODULE (source), result, &error);
  kith_transcript_say_result (user_data, "publish", error);
}

static void
publish_call (KithTranscript *transcript, KithStanza *step)
{
  kith_nickname_module_publish_async (kith_transcript_get_module (transcript, KITH_TYPE_NICKNAME_MODULE),
                                      kith_stanza_get (step, "nick"), NULL, publish_cb, transcript);
}

static void
setup (KithTranscript *transcript)
{
  KithNicknameModule *module = NULL;

  kith_transcript_add_module (transcript, KITH_TYPE_PUBSUB_MODULE);
  module = kith_transcript_add_module (transcript, KITH_TYPE_NICKNAME_MODULE);
  g_signal_connect_swapped (module, "nickname-changed", G_CALLBACK (changed_cb), transcript);
  kith_transcript_add_call (transcript, "publish", publish_call);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  kith_transcript_add_tests ("/nickname-module", "nickname.xml", setup);

  return g_test_run ();
}
