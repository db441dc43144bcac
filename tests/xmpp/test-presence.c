/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-presence.h"

#include <string.h>

static KithPresence *
parse (const char *content)
{
  g_autofree char *xml = g_strconcat ("<presence xmlns='jabber:client'>", content, "</presence>", NULL);
  g_autoptr(KithStanza) stanza = kith_stanza_parse (xml, NULL);
  g_autoptr(KithJid) from = kith_jid_new ("romeo@montague.example/orchard", NULL);

  g_assert_nonnull (stanza);

  return kith_presence_new_from_stanza (stanza, from);
}

static void
test_parse_and_copy (void)
{
  g_autoptr(KithPresence) presence = parse (
    "<show>away</show><status> Lunch </status><priority>7</priority><nick xmlns='http://jabber.org/protocol/nick'>R</nick>"
    "<c xmlns='http://jabber.org/protocol/caps' hash='sha-1' node='n' ver='v'/>"
    "<x xmlns='vcard-temp:x:update'><photo/></x><idle xmlns='urn:xmpp:idle:1' since='1970-01-01T00:00:01Z'/>");
  g_autoptr(KithPresence) copy = kith_presence_copy (presence);

  g_assert_cmpint (copy->show, ==, KITH_SHOW_AWAY);
  g_assert_cmpstr (copy->status, ==, "Lunch");
  g_assert_cmpint (copy->priority, ==, 7);
  g_assert_cmpstr (copy->nick, ==, "R");
  g_assert_cmpstr (copy->caps_hash, ==, "sha-1");
  g_assert_cmpstr (copy->caps_node, ==, "n");
  g_assert_cmpstr (copy->caps_ver, ==, "v");
  g_assert_cmpstr (copy->avatar_hash, ==, "");
  g_assert_cmpint (copy->idle_since, ==, G_USEC_PER_SEC);
  g_assert_true (kith_jid_equal (copy->jid, presence->jid));
}

static void
test_a_megabyte_of_status (void)
{
  g_autofree char *text = g_strnfill (1024 * 1024, 'x');
  g_autofree char *content = g_strconcat ("<status>", text, "</status>", NULL);
  g_autoptr(KithPresence) presence = parse (content);

  g_assert_cmpuint (strlen (presence->status), ==, 4096);
}

static void
test_nonsense_is_as_if_it_were_not_there (void)
{
  static const char *const contents[] = {
    "<priority>128</priority>", "<priority>-129</priority>", "<priority>1e9</priority>", "<priority/>",
    "<idle xmlns='urn:xmpp:idle:1'/>", "<idle xmlns='urn:xmpp:idle:1' since='0000-01-01T00:00:00Z'/>",
    "<idle xmlns='urn:xmpp:idle:1' since='9999-12-31T23:59:59Z'/>", "<x xmlns='vcard-temp:x:update'/>",
    "<x xmlns='vcard-temp:x:update'><photo>../../etc</photo></x>", "<show/>", "<show>DND</show>", "<status/>",
  };

  for (guint i = 0; i < G_N_ELEMENTS (contents); i++)
    {
      g_autoptr(KithPresence) presence = parse (contents[i]);

      g_assert_cmpint (presence->show, ==, KITH_SHOW_AVAILABLE);
      g_assert_cmpint (presence->priority, ==, 0);
      g_assert_cmpint (presence->idle_since, ==, 0);
      g_assert_null (presence->avatar_hash);
      g_assert_null (presence->status);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/presence/parse-and-copy", test_parse_and_copy);
  g_test_add_func ("/presence/a-megabyte-of-status", test_a_megabyte_of_status);
  g_test_add_func ("/presence/nonsense-is-as-if-it-were-not-there", test_nonsense_is_as_if_it_were_not_there);

  return g_test_run ();
}
