/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-carbons-module.h"

#include "kith-pubsub-module.h"
#include "kith-transcript.h"

static void
ask_call (KithTranscript *transcript, KithStanza *step)
{
  KithCarbonsModule *module = kith_transcript_get_module (transcript, KITH_TYPE_CARBONS_MODULE);

  kith_transcript_say (transcript, "%s", kith_carbons_module_is_enabled (module) ? "enabled" : "not enabled");
}

static void
setup (KithTranscript *transcript)
{
  kith_transcript_add_module (transcript, KITH_TYPE_CARBONS_MODULE);
  kith_transcript_add_module (transcript, KITH_TYPE_PUBSUB_MODULE);
  kith_transcript_add_messages (transcript);
  kith_transcript_add_call (transcript, "ask", ask_call);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  kith_transcript_add_tests ("/carbons-module", "carbons.xml", setup);

  return g_test_run ();
}
