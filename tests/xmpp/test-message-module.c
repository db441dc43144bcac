/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-message-module.h"

#include <string.h>

#include "kith-ns.h"
#include "kith-transcript.h"
#include "kith-xmpp-error.h"

static void
send_call (KithTranscript *transcript, KithStanza *step)
{
  g_autoptr(KithJid) to = kith_stanza_dup_jid (step, "to");
  g_autoptr(GError) error = NULL;
  KithMessageFlags flags = kith_stanza_get (step, "asking") != NULL ? KITH_MESSAGE_REQUEST_RECEIPT | KITH_MESSAGE_MARKABLE
                                                                    : KITH_MESSAGE_FLAGS_NONE;

  if (kith_stanza_get (step, "nick") != NULL)
    {
      flags |= KITH_MESSAGE_INTRODUCE;
      kith_message_module_set_nickname (kith_transcript_get_module (transcript, KITH_TYPE_MESSAGE_MODULE), kith_stanza_get (step, "nick"));
    }
  if (!kith_message_module_send (kith_transcript_get_module (transcript, KITH_TYPE_MESSAGE_MODULE), to, "m1", "Hello",
                                 kith_stanza_get (step, "thread"), flags, NULL, &error))
    kith_transcript_say_result (transcript, "send", error);
}

static void
setup (KithTranscript *transcript)
{
  kith_transcript_add_messages (transcript);
  kith_transcript_add_call (transcript, "send", send_call);
}

static void
received_cb (KithMessageModule *module, KithIncomingMessage *message, GPtrArray *messages)
{
  g_ptr_array_add (messages, kith_incoming_message_copy (message));
}

/* What is too long is cut between characters and says so; nothing else of the message is lost. */
static void
test_a_body_of_more_than_a_megabyte (void)
{
  g_autoptr(KithJid) juliet = kith_jid_new ("juliet@capulet.example", NULL);
  g_autoptr(GPtrArray) messages = g_ptr_array_new_with_free_func ((GDestroyNotify)kith_incoming_message_free);
  KithRouter *router = kith_router_new (juliet);
  KithMessageModule *module = g_object_new (KITH_TYPE_MESSAGE_MODULE, NULL);
  g_autoptr(KithStanza) stanza = kith_stanza_new ("message", KITH_NS_CLIENT);
  g_autofree char *body = g_malloc (KITH_MESSAGE_MAX_BODY + 3);
  g_autoptr(GError) error = NULL;
  const KithIncomingMessage *message = NULL;

  memset (body, 'x', KITH_MESSAGE_MAX_BODY + 2);
  memcpy (body + KITH_MESSAGE_MAX_BODY - 1, "\xc3\xa9", 2);
  body[KITH_MESSAGE_MAX_BODY + 2] = '\0';
  kith_stanza_set (stanza, "from", "romeo@montague.example/orchard");
  kith_stanza_set (stanza, "id", "1");
  kith_stanza_add_text (stanza, "body", NULL, body);

  kith_router_add_module (router, KITH_MODULE (module));
  g_signal_connect (module, "received", G_CALLBACK (received_cb), messages);
  kith_router_dispatch (router, stanza);

  g_assert_cmpuint (messages->len, ==, 1);
  message = messages->pdata[0];
  g_assert_true (message->truncated);
  g_assert_cmpuint (strlen (message->body), ==, KITH_MESSAGE_MAX_BODY - 1);
  g_assert_true (g_utf8_validate (message->body, -1, NULL));
  g_assert_cmpstr (message->id, ==, "1");

  kith_router_online (router, FALSE);
  g_assert_false (kith_message_module_send (module, juliet, "1", body, NULL, KITH_MESSAGE_FLAGS_NONE, NULL, &error));
  g_assert_error (error, KITH_STANZA_ERROR, KITH_STANZA_ERROR_POLICY_VIOLATION);

  g_object_ref (module);
  g_assert_finalize_object (router);
  g_object_unref (module);
  g_assert_finalize_object (module);
}

int
main (int argc, char *argv[])
{
  g_setenv ("LANGUAGE", "de:en", TRUE);
  g_test_init (&argc, &argv, NULL);
  kith_transcript_add_tests ("/message-module", "message.xml", setup);
  g_test_add_func ("/message-module/a-body-of-more-than-a-megabyte", test_a_body_of_more_than_a_megabyte);

  return g_test_run ();
}
