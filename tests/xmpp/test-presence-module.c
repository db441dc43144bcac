/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-presence-module.h"

#include "kith-transcript.h"
#include "kith-xmpp-error.h"

static void
changed_cb (KithTranscript *transcript, KithPresence *presence)
{
  kith_transcript_say (transcript, "changed %s %s %s %d %s %s %s", kith_jid_get_text (presence->jid),
                       kith_show_to_nick (presence->show), presence->status != NULL ? presence->status : "-",
                       presence->priority, presence->idle_since != 0 ? "idle" : "-",
                       presence->nick != NULL ? presence->nick : "-",
                       presence->avatar_hash != NULL ? presence->avatar_hash : "-");
}

static void
bounced_cb (KithTranscript *transcript, KithJid *from, GError *error)
{
  kith_transcript_say (transcript, "bounced %s %s", kith_jid_get_text (from),
                       kith_stanza_error_to_condition (error->code));
}

static void
set_call (KithTranscript *transcript, KithStanza *step)
{
  kith_presence_module_set_own (kith_transcript_get_module (transcript, KITH_TYPE_PRESENCE_MODULE),
                                kith_show_from_nick (kith_stanza_get (step, "show")), kith_stanza_get (step, "status"),
                                kith_stanza_get (step, "idle") != NULL ? G_GINT64_CONSTANT (1000000000000000) : 0);
}

static gboolean
quit_cb (gpointer user_data)
{
  g_main_loop_quit (user_data);

  return G_SOURCE_REMOVE;
}

/* Longer than the delay set below. */
static void
wait_call (KithTranscript *transcript, KithStanza *step)
{
  g_autoptr(GMainLoop) loop = g_main_loop_new (NULL, FALSE);

  g_timeout_add (150, quit_cb, loop);
  g_main_loop_run (loop);
}

static void
priority_call (KithTranscript *transcript, KithStanza *step)
{
  kith_presence_module_set_priority (kith_transcript_get_module (transcript, KITH_TYPE_PRESENCE_MODULE), 5);
}

static void
setup (KithTranscript *transcript)
{
  KithPresenceModule *module = kith_transcript_add_module (transcript, KITH_TYPE_PRESENCE_MODULE);

  kith_presence_module_set_delay (module, 50);
  g_signal_connect_swapped (module, "changed", G_CALLBACK (changed_cb), transcript);
  g_signal_connect_swapped (module, "bounced", G_CALLBACK (bounced_cb), transcript);
  kith_transcript_add_call (transcript, "set", set_call);
  kith_transcript_add_call (transcript, "wait", wait_call);
  kith_transcript_add_call (transcript, "priority", priority_call);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  kith_transcript_add_tests ("/presence-module", "presence.xml", setup);

  return g_test_run ();
}
