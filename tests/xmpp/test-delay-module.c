/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-delay-module.h"

#include "kith-transcript.h"

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  kith_transcript_add_tests ("/delay-module", "delay.xml", kith_transcript_add_messages);

  return g_test_run ();
}
