/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-incoming-message.h"

#include "kith-xmpp-error.h"

static void
test_copy (void)
{
  g_autoptr(KithJid) from = kith_jid_new ("romeo@montague.example/orchard", NULL);
  KithIncomingMessage *message = kith_incoming_message_new (from);
  g_autoptr(KithIncomingMessage) copy = NULL;

  message->type = KITH_MESSAGE_CHAT;
  message->to = kith_jid_ref (from);
  message->id = g_strdup ("1");
  message->body = g_strdup ("x");
  message->error = g_error_new_literal (KITH_STANZA_ERROR, KITH_STANZA_ERROR_GONE, "");
  message->markable = TRUE;
  copy = kith_incoming_message_copy (message);
  kith_incoming_message_free (message);

  g_assert_true (kith_jid_equal (copy->from, from));
  g_assert_true (kith_jid_equal (copy->to, from));
  g_assert_cmpstr (copy->id, ==, "1");
  g_assert_cmpstr (copy->body, ==, "x");
  g_assert_null (copy->thread);
  g_assert_error (copy->error, KITH_STANZA_ERROR, KITH_STANZA_ERROR_GONE);
  g_assert_true (copy->markable);
  g_assert_cmpint (copy->type, ==, KITH_MESSAGE_CHAT);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/incoming-message/copy", test_copy);

  return g_test_run ();
}
