/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-avatar-module.h"

#include "kith-pubsub-module.h"
#include "kith-transcript.h"
#include "kith-vcard-module.h"

static void
changed_cb (KithTranscript *transcript, KithJid *jid, const char *hash)
{
  kith_transcript_say (transcript, "%s has %s", kith_jid_get_text (jid), hash != NULL ? hash : "none");
}

static void
fetch_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) data = kith_avatar_module_fetch_finish (KITH_AVATAR_MODULE (source), result, &error);

  if (data != NULL)
    kith_transcript_say (user_data, "%s of %" G_GSIZE_FORMAT, kith_avatar_sniff (data), g_bytes_get_size (data));
  else
    kith_transcript_say_result (user_data, "fetch", error);
}

static void
fetch_call (KithTranscript *transcript, KithStanza *step)
{
  g_autoptr(KithJid) jid = kith_stanza_dup_jid (step, "jid");

  kith_avatar_module_fetch_async (kith_transcript_get_module (transcript, KITH_TYPE_AVATAR_MODULE), jid,
                                  kith_stanza_get (step, "hash"), NULL, fetch_cb, transcript);
}

static void
publish_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(GError) error = NULL;

  kith_avatar_module_publish_finish (KITH_AVATAR_MODULE (source), result, &error);
  kith_transcript_say_result (user_data, "publish", error);
}

static void
publish_call (KithTranscript *transcript, KithStanza *step)
{
  const char *text = kith_stanza_get (step, "data");
  gsize size = 0;
  guchar *bytes = text != NULL ? g_base64_decode (text, &size) : NULL;
  g_autoptr(GBytes) data = text != NULL ? g_bytes_new_take (bytes, size) : NULL;

  kith_avatar_module_publish_async (kith_transcript_get_module (transcript, KITH_TYPE_AVATAR_MODULE), data, 64, 64, NULL,
                                    publish_cb, transcript);
}

static void
setup (KithTranscript *transcript)
{
  KithAvatarModule *module = NULL;

  kith_transcript_add_module (transcript, KITH_TYPE_PUBSUB_MODULE);
  kith_transcript_add_module (transcript, KITH_TYPE_VCARD_MODULE);
  module = kith_transcript_add_module (transcript, KITH_TYPE_AVATAR_MODULE);
  g_signal_connect_swapped (module, "avatar-changed", G_CALLBACK (changed_cb), transcript);
  kith_transcript_add_call (transcript, "fetch", fetch_call);
  kith_transcript_add_call (transcript, "publish", publish_call);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  kith_transcript_add_tests ("/avatar-module", "avatar.xml", setup);

  return g_test_run ();
}
