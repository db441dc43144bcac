/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-hints-module.h"

#include "kith-message-module.h"
#include "kith-transcript.h"

static void
send_call (KithTranscript *transcript, KithStanza *step)
{
  g_autoptr(KithJid) to = kith_jid_new ("romeo@montague.example", NULL);
  const char *hint = kith_stanza_get (step, "hint");
  KithMessageFlags flags = KITH_MESSAGE_FLAGS_NONE;

  if (g_strcmp0 (hint, "no-store") == 0)
    flags = KITH_MESSAGE_NO_STORE;
  else if (g_strcmp0 (hint, "no-permanent-store") == 0)
    flags = KITH_MESSAGE_NO_PERMANENT_STORE;

  g_assert_true (kith_message_module_send (kith_transcript_get_module (transcript, KITH_TYPE_MESSAGE_MODULE), to, "m1", "Hello",
                                           NULL, flags, NULL, NULL));
}

static void
setup (KithTranscript *transcript)
{
  kith_transcript_add_module (transcript, KITH_TYPE_HINTS_MODULE);
  kith_transcript_add_messages (transcript);
  kith_transcript_add_call (transcript, "send", send_call);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  kith_transcript_add_tests ("/hints-module", "hints.xml", setup);

  return g_test_run ();
}
