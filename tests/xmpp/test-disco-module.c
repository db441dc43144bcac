/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-disco-module.h"

#include "kith-avatar-module.h"
#include "kith-ping-module.h"
#include "kith-transcript.h"

static void
info_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(KithDiscoInfo) info = kith_disco_module_query_info_finish (KITH_DISCO_MODULE (source), result, &error);

  if (info != NULL)
    {
      g_autofree char *features = g_strjoinv (" ", (GStrv)kith_disco_info_get_features (info));

      kith_transcript_say (user_data, "info %u identities: %s", kith_disco_info_get_identities (info)->len, features);
    }
  else
    kith_transcript_say_result (user_data, "info", error);
}

static void
items_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) items = kith_disco_module_query_items_finish (KITH_DISCO_MODULE (source), result, &error);

  kith_transcript_say_result (user_data, "items", error);
  for (guint i = 0; items != NULL && i < items->len; i++)
    {
      const KithDiscoItem *item = items->pdata[i];

      kith_transcript_say (user_data, "%s %s %s", kith_jid_get_text (item->jid), item->node != NULL ? item->node : "-",
                           item->name != NULL ? item->name : "-");
    }
}

static void
info_call (KithTranscript *transcript, KithStanza *step)
{
  g_autoptr(KithJid) jid = kith_stanza_dup_jid (step, "jid");

  kith_disco_module_query_info_async (kith_transcript_get_module (transcript, KITH_TYPE_DISCO_MODULE), jid, NULL, NULL,
                                      info_cb, transcript);
}

static void
items_call (KithTranscript *transcript, KithStanza *step)
{
  g_autoptr(KithJid) jid = kith_stanza_dup_jid (step, "jid");

  kith_disco_module_query_items_async (kith_transcript_get_module (transcript, KITH_TYPE_DISCO_MODULE), jid, "n", NULL,
                                       items_cb, transcript);
}

static void
server_known_cb (KithTranscript *transcript, KithDiscoModule *module)
{
  kith_transcript_say (transcript, "server known: account %d, server %d",
                       kith_disco_module_account_has_feature (module, "urn:a"),
                       kith_disco_module_server_has_feature (module, "urn:b"));
}

static void
setup (KithTranscript *transcript)
{
  KithDiscoModule *module = kith_transcript_add_module (transcript, KITH_TYPE_DISCO_MODULE);

  kith_transcript_add_module (transcript, KITH_TYPE_PING_MODULE);
  kith_transcript_add_module (transcript, KITH_TYPE_AVATAR_MODULE);
  g_signal_connect_swapped (module, "server-known", G_CALLBACK (server_known_cb), transcript);
  kith_transcript_add_call (transcript, "info", info_call);
  kith_transcript_add_call (transcript, "items", items_call);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  kith_transcript_add_tests ("/disco-module", "disco.xml", setup);

  return g_test_run ();
}
