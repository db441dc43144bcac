/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-modules.h"

#include "kith-disco-module.h"
#include "kith-ns.h"
#include "kith-presence-module.h"

static void
sent_cb (GPtrArray *sent, KithStanza *stanza)
{
  g_ptr_array_add (sent, kith_stanza_copy (stanza));
}

typedef struct
{
  KithRouter *router;
  GPtrArray  *sent;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr(KithJid) bound = kith_jid_new ("juliet@capulet.example/balcony", NULL);

  fixture->router = kith_router_new (bound);
  fixture->sent = g_ptr_array_new_with_free_func ((GDestroyNotify)kith_stanza_unref);
  kith_router_set_bound (fixture->router, bound);
  kith_modules_add_all (fixture->router);
  g_signal_connect_swapped (fixture->router, "send", G_CALLBACK (sent_cb), fixture->sent);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  kith_router_offline (fixture->router);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_finalize_object (fixture->router);
  g_ptr_array_unref (fixture->sent);
}

/* The roster is asked for before presence goes out (RFC 6121, 2.2), and presence is last. */
static void
test_order (Fixture *fixture, gconstpointer data)
{
  KithPresenceModule *presence = kith_router_get_module (fixture->router, KITH_TYPE_PRESENCE_MODULE);
  KithStanza *last = NULL;
  gboolean roster = FALSE;

  kith_presence_module_set_own (presence, KITH_SHOW_AVAILABLE, NULL, 0);
  g_assert_cmpuint (fixture->sent->len, ==, 0);
  kith_router_online (fixture->router, FALSE);

  for (guint i = 0; i < fixture->sent->len; i++)
    {
      last = fixture->sent->pdata[i];
      roster = roster || kith_stanza_find (last, "query", KITH_NS_ROSTER) != NULL;
    }
  g_assert_true (roster);
  g_assert_true (kith_stanza_is (last, "presence", NULL));
  g_assert_nonnull (kith_stanza_find (last, "c", KITH_NS_CAPS));
  g_assert_nonnull (kith_stanza_find (last, "x", KITH_NS_VCARD_UPDATE));
}

/* Every feature is declared once, and none twice, else the hash of our capabilities is ill-formed. */
static void
test_announcement (Fixture *fixture, gconstpointer data)
{
  KithDiscoModule *disco = kith_router_get_module (fixture->router, KITH_TYPE_DISCO_MODULE);
  g_autoptr(KithDiscoInfo) info = kith_disco_module_create_own_info (disco);
  g_autofree char *ver = kith_disco_info_dup_ver (info, G_CHECKSUM_SHA1);

  g_assert_nonnull (ver);
  g_assert_true (kith_disco_info_has_feature (info, KITH_NS_RECEIPTS));
  g_assert_true (kith_disco_info_has_feature (info, KITH_NS_CHAT_STATES));
  g_assert_true (kith_disco_info_has_feature (info, KITH_NS_AVATAR_METADATA "+notify"));
  g_assert_true (kith_disco_info_has_feature (info, KITH_NS_NICK "+notify"));
  g_assert_false (kith_disco_info_has_feature (info, KITH_NS_CARBONS));
  g_assert_false (kith_disco_info_has_feature (info, "http://jabber.org/protocol/commands"));
}

/* Whatever comes, nothing crashes, and only requests are answered. */
static void
test_hostile_input (Fixture *fixture, gconstpointer data)
{
  static const char *const stanzas[] = { "iq", "message", "presence" };
  static const char *const types[] = {
    "get", "set", "result", "error", "chat", "groupchat", "headline", "subscribe", "unsubscribed", "unavailable", "", NULL
  };
  static const char *const payloads[] = {
    "<query xmlns='jabber:iq:roster'/>", "<query xmlns='jabber:iq:version'/>", "<time xmlns='urn:xmpp:time'/>",
    "<query xmlns='http://jabber.org/protocol/disco#info' node=''/>", "<block xmlns='urn:xmpp:blocking'/>",
    "<event xmlns='http://jabber.org/protocol/pubsub#event'><items/><items node='urn:xmpp:avatar:metadata'/>"
    "<delete node='http://jabber.org/protocol/nick'/><items node='urn:xmpp:avatar:metadata'><item><metadata/></item></items>"
    "<items node='urn:xmpp:avatar:metadata'><item><metadata xmlns='urn:xmpp:avatar:metadata'><info/></metadata></item></items>"
    "</event>",
    "<x xmlns='vcard-temp:x:update'><photo><photo/></photo></x>", "<c xmlns='http://jabber.org/protocol/caps'/>",
    "<c xmlns='http://jabber.org/protocol/caps' node='' hash='' ver=''/>", "<received xmlns='urn:xmpp:carbons:2'/>",
    "<received xmlns='urn:xmpp:receipts'/>", "<delay xmlns='urn:xmpp:delay'/>", "<body/>", "<error/>", "",
  };
  static const char *const senders[] = { NULL, "juliet@capulet.example", "capulet.example", "mallory@evil.example/x", "@" };

  kith_router_online (fixture->router, FALSE);
  for (guint s = 0; s < G_N_ELEMENTS (stanzas); s++)
    for (guint t = 0; t < G_N_ELEMENTS (types); t++)
      for (guint p = 0; p < G_N_ELEMENTS (payloads); p++)
        for (guint f = 0; f < G_N_ELEMENTS (senders); f++)
          {
            g_autofree char *xml = g_strdup_printf ("<%s xmlns='jabber:client' id='1'>%s</%s>", stanzas[s], payloads[p],
                                                    stanzas[s]);
            g_autoptr(KithStanza) stanza = kith_stanza_parse (xml, NULL);
            gboolean request = s == 0 && t < 2;

            g_assert_nonnull (stanza);
            kith_stanza_set (stanza, "type", types[t]);
            kith_stanza_set (stanza, "from", senders[f]);
            g_ptr_array_set_size (fixture->sent, 0);
            kith_router_dispatch (fixture->router, stanza);
            if (s == 0)
              g_assert_cmpuint (fixture->sent->len, ==, request && f != 4 ? 1 : 0);
          }
}

static void
dispatch_many (Fixture *fixture, const char *head, const char *child, const char *tail)
{
  g_autoptr(GString) xml = g_string_new (head);
  g_autoptr(KithStanza) stanza = NULL;

  for (guint i = 0; i < 10000; i++)
    g_string_append (xml, child);
  g_string_append (xml, tail);
  stanza = kith_stanza_parse (xml->str, NULL);
  g_assert_nonnull (stanza);
  kith_router_dispatch (fixture->router, stanza);
}

/* Ten thousand of everything, for every module that reads a list. */
static void
test_ten_thousand_children (Fixture *fixture, gconstpointer data)
{
  kith_router_online (fixture->router, FALSE);
  g_ptr_array_set_size (fixture->sent, 0);

  dispatch_many (fixture, "<message xmlns='jabber:client' type='chat' from='a@b/c'>", "<body>x</body>", "</message>");
  dispatch_many (fixture, "<message xmlns='jabber:client' type='chat' from='a@b/c'>",
                 "<delay xmlns='urn:xmpp:delay' stamp='9999-12-31T23:59:59Z'/>", "</message>");
  dispatch_many (fixture, "<message xmlns='jabber:client' type='chat' from='a@b/c'>",
                 "<stanza-id xmlns='urn:xmpp:sid:0' id='1' by='juliet@capulet.example'/>", "</message>");
  dispatch_many (fixture, "<message xmlns='jabber:client' from='a@b'><event xmlns='http://jabber.org/protocol/pubsub#event'>",
                 "<items node='urn:xmpp:avatar:metadata'><item/></items>", "</event></message>");
  dispatch_many (fixture, "<presence xmlns='jabber:client' from='a@b/c'>", "<c xmlns='http://jabber.org/protocol/caps'/>",
                 "</presence>");
  g_assert_cmpuint (fixture->sent->len, ==, 0);

  dispatch_many (fixture, "<iq xmlns='jabber:client' type='set' id='1'><query xmlns='jabber:iq:roster'>",
                 "<item jid='a@b'/>", "</query></iq>");
  dispatch_many (fixture, "<iq xmlns='jabber:client' type='set' id='2'><query xmlns='jabber:iq:roster'><item jid='a@b'>",
                 "<group>g</group>", "</item></query></iq>");
  dispatch_many (fixture, "<iq xmlns='jabber:client' type='set' id='3'><block xmlns='urn:xmpp:blocking'>",
                 "<item jid='a@b'/>", "</block></iq>");
  g_assert_cmpuint (fixture->sent->len, ==, 3);
}

/* Every element that is read, with itself inside, over and over. */
static void
test_deep_nesting (Fixture *fixture, gconstpointer data)
{
  static const char *const elements[][2] = {
    { "<body>", "</body>" },
    { "<event xmlns='http://jabber.org/protocol/pubsub#event'>", "</event>" },
    { "<x xmlns='vcard-temp:x:update'>", "</x>" },
    { "<received xmlns='urn:xmpp:receipts' id='1'>", "</received>" },
    { "<forwarded xmlns='urn:xmpp:forward:0'>", "</forwarded>" },
    { "<error>", "</error>" },
  };
  static const char *const stanzas[][2] = {
    { "<message xmlns='jabber:client' from='a@b' type='chat'>", "</message>" },
    { "<message xmlns='jabber:client' from='a@b' type='error' id='1'>", "</message>" },
    { "<presence xmlns='jabber:client' from='a@b/c'>", "</presence>" },
  };

  kith_router_online (fixture->router, FALSE);
  g_ptr_array_set_size (fixture->sent, 0);
  for (guint s = 0; s < G_N_ELEMENTS (stanzas); s++)
    for (guint e = 0; e < G_N_ELEMENTS (elements); e++)
      {
        g_autoptr(GString) xml = g_string_new (stanzas[s][0]);
        g_autoptr(KithStanza) stanza = NULL;

        for (guint i = 0; i < 300; i++)
          g_string_append (xml, elements[e][0]);
        for (guint i = 0; i < 300; i++)
          g_string_append (xml, elements[e][1]);
        g_string_append (xml, stanzas[s][1]);
        stanza = kith_stanza_parse (xml->str, NULL);
        g_assert_nonnull (stanza);
        kith_router_dispatch (fixture->router, stanza);
      }
  g_assert_cmpuint (fixture->sent->len, ==, 0);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/modules/order", Fixture, NULL, set_up, test_order, tear_down);
  g_test_add ("/modules/announcement", Fixture, NULL, set_up, test_announcement, tear_down);
  g_test_add ("/modules/hostile-input", Fixture, NULL, set_up, test_hostile_input, tear_down);
  g_test_add ("/modules/ten-thousand-children", Fixture, NULL, set_up, test_ten_thousand_children, tear_down);
  g_test_add ("/modules/deep-nesting", Fixture, NULL, set_up, test_deep_nesting, tear_down);

  return g_test_run ();
}
