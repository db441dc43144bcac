/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-vcard-module.h"

#include "kith-transcript.h"

static void
fetch_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(KithVcard) vcard = kith_vcard_module_fetch_finish (KITH_VCARD_MODULE (source), result, &error);

  if (vcard != NULL)
    kith_transcript_say (user_data, "%s %s %" G_GSIZE_FORMAT, vcard->full_name != NULL ? vcard->full_name : "-",
                         vcard->nickname != NULL ? vcard->nickname : "-",
                         vcard->photo != NULL ? g_bytes_get_size (vcard->photo) : 0);
  else
    kith_transcript_say_result (user_data, "fetch", error);
}

static void
fetch_call (KithTranscript *transcript, KithStanza *step)
{
  g_autoptr(KithJid) jid = kith_stanza_dup_jid (step, "jid");

  kith_vcard_module_fetch_async (kith_transcript_get_module (transcript, KITH_TYPE_VCARD_MODULE), jid, NULL, fetch_cb,
                                 transcript);
}

static void
setup (KithTranscript *transcript)
{
  kith_transcript_add_module (transcript, KITH_TYPE_VCARD_MODULE);
  kith_transcript_add_call (transcript, "fetch", fetch_call);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  kith_transcript_add_tests ("/vcard-module", "vcard.xml", setup);

  return g_test_run ();
}
