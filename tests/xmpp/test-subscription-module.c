/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-subscription-module.h"

#include "kith-roster-module.h"
#include "kith-transcript.h"

static void
requested_cb (KithTranscript *transcript, KithJid *jid, const char *nick, const char *status)
{
  kith_transcript_say (transcript, "requested %s %s %s", kith_jid_get_text (jid), nick != NULL ? nick : "-",
                       status != NULL ? status : "-");
}

static void
withdrawn_cb (KithTranscript *transcript, KithJid *jid)
{
  kith_transcript_say (transcript, "withdrawn %s", kith_jid_get_text (jid));
}

static void
approved_cb (KithTranscript *transcript, KithJid *jid, const char *status)
{
  kith_transcript_say (transcript, "approved %s %s", kith_jid_get_text (jid), status != NULL ? status : "-");
}

static void
refused_cb (KithTranscript *transcript, KithJid *jid, const char *status)
{
  kith_transcript_say (transcript, "refused %s %s", kith_jid_get_text (jid), status != NULL ? status : "-");
}

static void
ask_call (KithTranscript *transcript, KithStanza *step)
{
  g_autoptr(KithJid) jid = kith_stanza_dup_jid (step, "jid");

  kith_subscription_module_ask (kith_transcript_get_module (transcript, KITH_TYPE_SUBSCRIPTION_MODULE), jid, "Juliet",
                                "Be but sworn my love");
}

static void
approve_call (KithTranscript *transcript, KithStanza *step)
{
  g_autoptr(KithJid) jid = kith_stanza_dup_jid (step, "jid");

  kith_subscription_module_approve (kith_transcript_get_module (transcript, KITH_TYPE_SUBSCRIPTION_MODULE), jid);
}

static void
refuse_call (KithTranscript *transcript, KithStanza *step)
{
  g_autoptr(KithJid) jid = kith_stanza_dup_jid (step, "jid");

  kith_subscription_module_refuse (kith_transcript_get_module (transcript, KITH_TYPE_SUBSCRIPTION_MODULE), jid);
}

static void
stop_call (KithTranscript *transcript, KithStanza *step)
{
  g_autoptr(KithJid) jid = kith_stanza_dup_jid (step, "jid");

  kith_subscription_module_stop (kith_transcript_get_module (transcript, KITH_TYPE_SUBSCRIPTION_MODULE), jid);
}

static void
server_call (KithTranscript *transcript, KithStanza *step)
{
  kith_subscription_module_set_server_pre_approves (
    kith_transcript_get_module (transcript, KITH_TYPE_SUBSCRIPTION_MODULE), TRUE);
}

static void
setup (KithTranscript *transcript)
{
  KithSubscriptionModule *module = NULL;

  kith_transcript_add_module (transcript, KITH_TYPE_ROSTER_MODULE);
  kith_transcript_add_contacts (transcript);
  module = kith_transcript_get_module (transcript, KITH_TYPE_SUBSCRIPTION_MODULE);
  g_signal_connect_swapped (module, "requested", G_CALLBACK (requested_cb), transcript);
  g_signal_connect_swapped (module, "request-withdrawn", G_CALLBACK (withdrawn_cb), transcript);
  g_signal_connect_swapped (module, "approved", G_CALLBACK (approved_cb), transcript);
  g_signal_connect_swapped (module, "refused", G_CALLBACK (refused_cb), transcript);
  kith_transcript_add_call (transcript, "ask", ask_call);
  kith_transcript_add_call (transcript, "approve", approve_call);
  kith_transcript_add_call (transcript, "refuse", refuse_call);
  kith_transcript_add_call (transcript, "stop", stop_call);
  kith_transcript_add_call (transcript, "server-pre-approves", server_call);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  kith_transcript_add_tests ("/subscription-module", "subscription.xml", setup);

  return g_test_run ();
}
