/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-markers-module.h"

#include "kith-transcript.h"

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  kith_transcript_add_tests ("/markers-module", "markers.xml", kith_transcript_add_messages);

  return g_test_run ();
}
