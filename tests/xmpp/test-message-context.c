/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-message-context.h"

/* What was unwrapped outlives what it was wrapped in. */
static void
test_set_stanza (void)
{
  g_autoptr(KithJid) outer = kith_jid_new ("a@b", NULL);
  g_autoptr(KithJid) inner = kith_jid_new ("c@d", NULL);
  KithStanza *stanza = kith_stanza_parse ("<message xmlns='jabber:client'><message id='2'/></message>", NULL);
  g_autoptr(KithMessageContext) context = kith_message_context_new (stanza, outer);

  g_assert_true (kith_message_context_get_stanza (context) == stanza);
  g_assert_true (kith_jid_equal (kith_message_context_get_message (context)->from, outer));

  kith_message_context_set_stanza (context, kith_stanza_first (stanza), inner);
  kith_stanza_unref (stanza);
  g_assert_cmpstr (kith_stanza_get (kith_message_context_get_stanza (context), "id"), ==, "2");
  g_assert_true (kith_jid_equal (kith_message_context_get_message (context)->from, inner));
}

static gboolean
set_copy (KithMessageContext *context, const char *xml)
{
  g_autoptr(KithJid) account = kith_jid_new ("juliet@capulet.example", NULL);
  g_autoptr(KithStanza) copy = xml != NULL ? kith_stanza_parse (xml, NULL) : NULL;

  return kith_message_context_set_copy (context, copy, KITH_MESSAGE_CARBON, account);
}

/* A copy has the own account on one side. */
static void
test_set_copy (void)
{
  g_autoptr(KithJid) outer = kith_jid_new ("juliet@capulet.example", NULL);
  g_autoptr(KithStanza) stanza = kith_stanza_parse ("<message xmlns='jabber:client'/>", NULL);
  g_autoptr(KithMessageContext) context = kith_message_context_new (stanza, outer);
  KithIncomingMessage *message = kith_message_context_get_message (context);

  g_assert_false (set_copy (context, NULL));
  g_assert_false (set_copy (context, "<message xmlns='jabber:client' from='a@b' to='c@d'/>"));
  g_assert_false (set_copy (context, "<message xmlns='jabber:client' from='@@' to='juliet@capulet.example'/>"));
  g_assert_false (set_copy (context, "<message xmlns='jabber:client' from='juliet@capulet.example' to='@@'/>"));
  g_assert_false (set_copy (context, "<message xmlns='jabber:client' type='groupchat' from='a@b/c'/>"));
  g_assert_true (kith_message_context_get_stanza (context) == stanza);
  g_assert_cmpint (message->via, ==, KITH_MESSAGE_LIVE);

  g_assert_true (set_copy (context, "<message xmlns='jabber:client' to='a@b'/>"));
  g_assert_cmpstr (kith_jid_get_text (message->from), ==, "juliet@capulet.example");
  g_assert_cmpstr (kith_jid_get_text (message->to), ==, "a@b");
  g_assert_true (message->outgoing);
  g_assert_cmpint (message->via, ==, KITH_MESSAGE_CARBON);

  g_assert_true (set_copy (context, "<message xmlns='jabber:client' from='a@b/c'/>"));
  g_assert_cmpstr (kith_jid_get_text (message->from), ==, "a@b/c");
  g_assert_cmpstr (kith_jid_get_text (message->to), ==, "juliet@capulet.example");
  g_assert_false (message->outgoing);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/message-context/set-stanza", test_set_stanza);
  g_test_add_func ("/message-context/set-copy", test_set_copy);

  return g_test_run ();
}
