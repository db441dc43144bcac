/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-receipts-module.h"

#include "kith-transcript.h"

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  kith_transcript_add_tests ("/receipts-module", "receipts.xml", kith_transcript_add_messages);

  return g_test_run ();
}
