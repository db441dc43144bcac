/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-blocking-module.h"

#include "kith-disco-module.h"
#include "kith-transcript.h"

static void
say_items (KithTranscript *transcript, const char *what, GPtrArray *items)
{
  g_autoptr(GString) line = g_string_new (what);

  if (items == NULL)
    g_string_append (line, " all");
  for (guint i = 0; items != NULL && i < items->len; i++)
    g_string_append_printf (line, " %s", kith_jid_get_text (items->pdata[i]));
  kith_transcript_say (transcript, "%s", line->str);
}

static void
received_cb (KithTranscript *transcript, GPtrArray *items)
{
  say_items (transcript, "received", items);
}

static void
blocked_cb (KithTranscript *transcript, GPtrArray *items)
{
  say_items (transcript, "blocked", items);
}

static void
unblocked_cb (KithTranscript *transcript, GPtrArray *items)
{
  say_items (transcript, "unblocked", items);
}

static void
set_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(GError) error = NULL;

  kith_blocking_module_set_blocked_finish (KITH_BLOCKING_MODULE (source), result, &error);
  kith_transcript_say_result (user_data, "set", error);
}

static void
set_call (KithTranscript *transcript, KithStanza *step)
{
  g_autoptr(KithJid) jid = kith_stanza_dup_jid (step, "jid");

  kith_blocking_module_set_blocked_async (kith_transcript_get_module (transcript, KITH_TYPE_BLOCKING_MODULE), jid,
                                          kith_stanza_get (step, "blocked") != NULL, NULL, set_cb, transcript);
}

static void
ask_call (KithTranscript *transcript, KithStanza *step)
{
  KithBlockingModule *module = kith_transcript_get_module (transcript, KITH_TYPE_BLOCKING_MODULE);
  g_autoptr(KithJid) jid = kith_stanza_dup_jid (step, "jid");

  kith_transcript_say (transcript, "%s %s", kith_blocking_module_is_supported (module) ? "supported" : "unsupported",
                       kith_blocking_module_is_blocked (module, jid) ? "blocked" : "free");
}

static void
report_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(GError) error = NULL;

  kith_blocking_module_report_finish (KITH_BLOCKING_MODULE (source), result, &error);
  kith_transcript_say_result (user_data, "report", error);
}

static void
report_call (KithTranscript *transcript, KithStanza *step)
{
  g_autoptr(KithJid) jid = kith_jid_new ("mallory@evil.example", NULL);
  const char *ids = kith_stanza_get (step, "ids");
  g_auto(GStrv) archive_ids = ids != NULL ? g_strsplit (ids, " ", -1) : NULL;
  KithReportReason reason = g_strcmp0 (kith_stanza_get (step, "reason"), "spam") == 0 ? KITH_REPORT_SPAM : KITH_REPORT_ABUSE;

  kith_blocking_module_report_async (kith_transcript_get_module (transcript, KITH_TYPE_BLOCKING_MODULE), jid, reason,
                                     (const char *const *)archive_ids, kith_stanza_get (step, "text"), NULL, report_cb,
                                     transcript);
}

static void
setup (KithTranscript *transcript)
{
  KithBlockingModule *module = kith_transcript_add_module (transcript, KITH_TYPE_BLOCKING_MODULE);

  g_signal_connect_swapped (module, "received", G_CALLBACK (received_cb), transcript);
  g_signal_connect_swapped (module, "blocked", G_CALLBACK (blocked_cb), transcript);
  g_signal_connect_swapped (module, "unblocked", G_CALLBACK (unblocked_cb), transcript);
  kith_transcript_add_call (transcript, "set", set_call);
  kith_transcript_add_call (transcript, "ask", ask_call);
  kith_transcript_add_call (transcript, "report", report_call);
}

static void
setup_reports (KithTranscript *transcript)
{
  setup (transcript);
  kith_transcript_add_module (transcript, KITH_TYPE_DISCO_MODULE);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  kith_transcript_add_tests ("/blocking-module", "blocking.xml", setup);
  kith_transcript_add_tests ("/blocking-module/reports", "reports.xml", setup_reports);

  return g_test_run ();
}
