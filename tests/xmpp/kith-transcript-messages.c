/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-transcript.h"

#include "kith-chat-states-module.h"
#include "kith-datetime.h"
#include "kith-delay-module.h"
#include "kith-markers-module.h"
#include "kith-message-module.h"
#include "kith-presence-module.h"
#include "kith-receipts-module.h"
#include "kith-roster-module.h"
#include "kith-stanza-ids-module.h"
#include "kith-subscription-module.h"
#include "kith-xmpp-error.h"

static void
append (GString *line, const char *name, const char *value)
{
  if (value != NULL)
    g_string_append_printf (line, " %s=%s", name, value);
}

void
kith_transcript_say_message (KithTranscript *transcript, const char *what, const KithIncomingMessage *message)
{
  static const char *const types[] = { "normal", "chat", "headline", "error" };
  static const char *const vias[] = { NULL, "carbon", "archive" };
  g_autoptr(GString) line = g_string_new (what);
  g_autofree char *time = message->time != 0 ? kith_datetime_format (message->time) : NULL;

  g_string_append_printf (line, " %s %s", kith_jid_get_text (message->from), types[message->type]);
  append (line, "via", vias[message->via]);
  if (message->outgoing)
    append (line, "to", kith_jid_get_text (message->to));
  append (line, "id", message->id);
  append (line, "body", message->body);
  append (line, "lang", message->lang);
  append (line, "subject", message->subject);
  append (line, "thread", message->thread);
  append (line, "nick", message->nick);
  append (line, "time", time);
  append (line, "origin", message->origin_id);
  append (line, "archive", message->archive_id);
  append (line, "receipt", message->receipt_id);
  append (line, "displayed", message->displayed_id);
  append (line, "error", message->error != NULL ? kith_stanza_error_to_condition (message->error->code) : NULL);
  append (line, "hint", message->no_store ? "no-store" : NULL);
  append (line, "wants", message->receipt_requested ? "receipt" : NULL);
  append (line, "wants", message->markable ? "marker" : NULL);
  kith_transcript_say (transcript, "%s", line->str);
}

/* Answers each message as if somebody saw it at once. */
static void
received_cb (KithTranscript *transcript, KithIncomingMessage *message)
{
  kith_transcript_say_message (transcript, "received", message);
  kith_message_module_send_receipt (kith_transcript_get_module (transcript, KITH_TYPE_MESSAGE_MODULE), message);
  kith_message_module_send_displayed (kith_transcript_get_module (transcript, KITH_TYPE_MESSAGE_MODULE), message);
}

static void
receipt_cb (KithTranscript *transcript, KithJid *from, const char *id)
{
  kith_transcript_say (transcript, "receipt %s %s", kith_jid_get_text (from), id);
}

static void
displayed_cb (KithTranscript *transcript, KithJid *from, const char *id)
{
  kith_transcript_say (transcript, "displayed %s %s", kith_jid_get_text (from), id);
}

static void
read_cb (KithTranscript *transcript, KithJid *peer, const char *id)
{
  kith_transcript_say (transcript, "read %s %s", kith_jid_get_text (peer), id);
}

static void
chat_state_cb (KithTranscript *transcript, KithJid *from, int state)
{
  static const char *const names[] = { "none", "active", "composing", "paused", "inactive", "gone" };

  kith_transcript_say (transcript, "chat-state %s %s", kith_jid_get_text (from), names[state]);
}

static void
bounced_cb (KithTranscript *transcript, KithJid *from, const char *id, GError *error)
{
  g_assert_true (error->domain == KITH_STANZA_ERROR);
  kith_transcript_say (transcript, "bounced %s %s %s", kith_jid_get_text (from), id,
                       kith_stanza_error_to_condition (error->code));
}

/* Romeo may know that we are there. */
static gboolean
policy (KithMessageReveal what, KithJid *peer, gpointer user_data)
{
  return g_str_equal (kith_jid_get_bare_text (peer), "romeo@montague.example");
}

void
kith_transcript_add_messages (KithTranscript *self)
{
  KithMessageModule *module = kith_transcript_add_module (self, KITH_TYPE_MESSAGE_MODULE);

  kith_transcript_add_module (self, KITH_TYPE_DELAY_MODULE);
  kith_transcript_add_module (self, KITH_TYPE_STANZA_IDS_MODULE);
  kith_transcript_add_module (self, KITH_TYPE_RECEIPTS_MODULE);
  kith_transcript_add_module (self, KITH_TYPE_CHAT_STATES_MODULE);
  kith_transcript_add_module (self, KITH_TYPE_MARKERS_MODULE);

  kith_message_module_set_policy (module, policy, NULL, NULL);
  g_signal_connect_swapped (module, "received", G_CALLBACK (received_cb), self);
  g_signal_connect_swapped (module, "receipt", G_CALLBACK (receipt_cb), self);
  g_signal_connect_swapped (module, "displayed", G_CALLBACK (displayed_cb), self);
  g_signal_connect_swapped (module, "read", G_CALLBACK (read_cb), self);
  g_signal_connect_swapped (module, "chat-state", G_CALLBACK (chat_state_cb), self);
  g_signal_connect_swapped (module, "bounced", G_CALLBACK (bounced_cb), self);
}

void
kith_transcript_add_contacts (KithTranscript *self)
{
  g_autoptr(GPtrArray) items = g_ptr_array_new_with_free_func ((GDestroyNotify)kith_roster_item_free);
  g_autoptr(KithJid) romeo = kith_jid_new ("romeo@montague.example", NULL);
  KithRosterItem *item = kith_roster_item_new (romeo);
  KithSubscriptionModule *module = kith_transcript_add_module (self, KITH_TYPE_SUBSCRIPTION_MODULE);

  item->subscription = KITH_SUBSCRIPTION_BOTH;
  g_ptr_array_add (items, item);
  kith_subscription_module_set_roster (module, items);
  kith_transcript_add_module (self, KITH_TYPE_PRESENCE_MODULE);
}
