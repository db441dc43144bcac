/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-chat-states-module.h"

#include "kith-message-module.h"
#include "kith-transcript.h"

static void
send_call (KithTranscript *transcript, KithStanza *step)
{
  KithMessageModule *module = kith_transcript_get_module (transcript, KITH_TYPE_MESSAGE_MODULE);
  g_autoptr(KithJid) to = kith_stanza_dup_jid (step, "to");

  for (int state = KITH_CHAT_STATE_NONE; state <= KITH_CHAT_STATE_GONE; state++)
    {
      if (!kith_message_module_send_chat_state (module, to, (KithChatState)state, "t1"))
        kith_transcript_say (transcript, "not sent %d", state);
    }
}

static void
setup (KithTranscript *transcript)
{
  kith_transcript_add_messages (transcript);
  kith_transcript_add_call (transcript, "send", send_call);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  kith_transcript_add_tests ("/chat-states-module", "chat-states.xml", setup);

  return g_test_run ();
}
