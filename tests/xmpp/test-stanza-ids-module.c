/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-stanza-ids-module.h"

#include "kith-disco-module.h"
#include "kith-transcript.h"

static void
setup (KithTranscript *transcript)
{
  kith_transcript_add_messages (transcript);
  kith_transcript_add_module (transcript, KITH_TYPE_DISCO_MODULE);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  kith_transcript_add_tests ("/stanza-ids-module", "stanza-ids.xml", setup);

  return g_test_run ();
}
