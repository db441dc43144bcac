/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-roster-module.h"

#include "kith-transcript.h"

static char *
describe (const KithRosterItem *item)
{
  g_autofree char *groups = g_strjoinv (",", item->groups);

  return g_strdup_printf ("%s|%s|%s|%s|%s|%s", kith_jid_get_text (item->jid), item->name != NULL ? item->name : "",
                          kith_subscription_to_nick (item->subscription), item->ask ? "asked" : "",
                          item->approved ? "approved" : "", groups);
}

static void
received_cb (KithTranscript *transcript, GPtrArray *items, const char *version)
{
  kith_transcript_say (transcript, "received %s %s", items != NULL ? "whole" : "unchanged",
                       version != NULL ? version : "-");
  for (guint i = 0; items != NULL && i < items->len; i++)
    {
      g_autofree char *text = describe (items->pdata[i]);

      kith_transcript_say (transcript, "%s", text);
    }
}

static void
pushed_cb (KithTranscript *transcript, KithRosterItem *item, const char *version)
{
  g_autofree char *text = describe (item);

  kith_transcript_say (transcript, "pushed %s %s", version != NULL ? version : "-", text);
}

static void
failed_cb (KithTranscript *transcript, GError *error)
{
  kith_transcript_say_result (transcript, "roster", error);
}

static void
change_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(GError) error = NULL;

  g_assert_cmpint (kith_roster_module_change_finish (KITH_ROSTER_MODULE (source), result, &error), ==, error == NULL);
  kith_transcript_say_result (user_data, "change", error);
}

static void
set_call (KithTranscript *transcript, KithStanza *step)
{
  static const char *const groups[] = { "Friends", "Verona", NULL };
  g_autoptr(KithJid) jid = kith_jid_new ("romeo@montague.example/orchard", NULL);

  kith_roster_module_set_item_async (kith_transcript_get_module (transcript, KITH_TYPE_ROSTER_MODULE), jid, "Romeo",
                                     groups, NULL, change_cb, transcript);
}

static void
remove_call (KithTranscript *transcript, KithStanza *step)
{
  g_autoptr(KithJid) jid = kith_jid_new ("romeo@montague.example", NULL);

  kith_roster_module_remove_item_async (kith_transcript_get_module (transcript, KITH_TYPE_ROSTER_MODULE), jid, NULL,
                                        change_cb, transcript);
}

static void
version_call (KithTranscript *transcript, KithStanza *step)
{
  kith_roster_module_set_version (kith_transcript_get_module (transcript, KITH_TYPE_ROSTER_MODULE), "ver7");
}

static void
setup (KithTranscript *transcript)
{
  KithRosterModule *module = kith_transcript_add_module (transcript, KITH_TYPE_ROSTER_MODULE);

  g_signal_connect_swapped (module, "received", G_CALLBACK (received_cb), transcript);
  g_signal_connect_swapped (module, "item-pushed", G_CALLBACK (pushed_cb), transcript);
  g_signal_connect_swapped (module, "failed", G_CALLBACK (failed_cb), transcript);
  kith_transcript_add_call (transcript, "set", set_call);
  kith_transcript_add_call (transcript, "remove", remove_call);
  kith_transcript_add_call (transcript, "version", version_call);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  kith_transcript_add_tests ("/roster-module", "roster.xml", setup);

  return g_test_run ();
}
