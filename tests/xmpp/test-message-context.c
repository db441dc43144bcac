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

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/message-context/set-stanza", test_set_stanza);

  return g_test_run ();
}
