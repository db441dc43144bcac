/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-router.h"

#include <string.h>

#include "kith-message-context.h"
#include "kith-xmpp-error.h"

/* A module that notes which of its handlers ran. */
#define TEST_TYPE_MODULE (test_module_get_type ())
G_DECLARE_FINAL_TYPE (TestModule, test_module, TEST, MODULE, KithModule)

struct _TestModule
{
  KithModule parent_instance;

  GString   *log; /* owned */
};

G_DEFINE_FINAL_TYPE (TestModule, test_module, KITH_TYPE_MODULE)

static gboolean
note (KithModule *module, const char *what, gboolean result)
{
  g_string_append_printf (TEST_MODULE (module)->log, "%s ", what);

  return result;
}

static gboolean
any_cb (KithModule *module, KithStanza *stanza, KithStanza *payload, KithMessageContext *context)
{
  g_assert_true (kith_stanza_is (payload, "any", "urn:test"));

  return note (module, "any", TRUE);
}

static gboolean
own_cb (KithModule *module, KithStanza *stanza, KithStanza *payload, KithMessageContext *context)
{
  return note (module, "own", TRUE);
}

static gboolean
server_cb (KithModule *module, KithStanza *stanza, KithStanza *payload, KithMessageContext *context)
{
  return note (module, "server", TRUE);
}

static gboolean
unwrap_cb (KithModule *module, KithStanza *stanza, KithStanza *payload, KithMessageContext *context)
{
  g_autoptr(KithJid) from = kith_jid_new ("inner@x.example", NULL);

  kith_message_context_set_stanza (context, kith_stanza_first (payload), from);

  return note (module, "unwrap", TRUE);
}

static gboolean
claim_cb (KithModule *module, KithStanza *stanza, KithStanza *payload, KithMessageContext *context)
{
  return note (module, "claim", TRUE);
}

/* Returning TRUE from an observer takes nothing. */
static gboolean
observe_cb (KithModule *module, KithStanza *stanza, KithStanza *payload, KithMessageContext *context)
{
  return note (module, "observe", TRUE);
}

static gboolean
deliver_cb (KithModule *module, KithStanza *stanza, KithStanza *payload, KithMessageContext *context)
{
  g_autofree char *text = g_strdup_printf ("deliver:%s",
                                           kith_jid_get_text (kith_message_context_get_message (context)->from));

  return note (module, text, TRUE);
}

static gboolean
presence_cb (KithModule *module, KithStanza *stanza, KithStanza *payload, KithMessageContext *context)
{
  return note (module, "presence", TRUE);
}

static const KithHandler handlers[] = {
  { KITH_STANZA_KIND_IQ, NULL, "any", "urn:test", KITH_SENDER_ANY, KITH_PHASE_CLAIM, any_cb },
  { KITH_STANZA_KIND_IQ, "set", "own", "urn:test", KITH_SENDER_OWN_ACCOUNT, KITH_PHASE_CLAIM, own_cb },
  { KITH_STANZA_KIND_IQ, "set", "server", "urn:test", KITH_SENDER_OWN_SERVER, KITH_PHASE_CLAIM, server_cb },
  { KITH_STANZA_KIND_MESSAGE, NULL, "wrap", "urn:test", KITH_SENDER_OWN_ACCOUNT, KITH_PHASE_UNWRAP, unwrap_cb },
  { KITH_STANZA_KIND_MESSAGE, NULL, "claim", "urn:test", KITH_SENDER_ANY, KITH_PHASE_CLAIM, claim_cb },
  { KITH_STANZA_KIND_MESSAGE, NULL, NULL, "urn:test", KITH_SENDER_ANY, KITH_PHASE_OBSERVE, observe_cb },
  { KITH_STANZA_KIND_MESSAGE, "chat", NULL, NULL, KITH_SENDER_ANY, KITH_PHASE_DELIVER, deliver_cb },
  { KITH_STANZA_KIND_PRESENCE, NULL, NULL, NULL, KITH_SENDER_ANY, KITH_PHASE_CLAIM, presence_cb },
  { 0 }
};

static void
test_module_finalize (GObject *object)
{
  g_string_free (TEST_MODULE (object)->log, TRUE);

  G_OBJECT_CLASS (test_module_parent_class)->finalize (object);
}

static void
test_module_online (KithModule *module, gboolean resumed)
{
  note (module, resumed ? "resumed" : "online", FALSE);
}

static void
test_module_offline (KithModule *module)
{
  note (module, "offline", FALSE);
}

static void
test_module_class_init (TestModuleClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = test_module_finalize;
  KITH_MODULE_CLASS (klass)->handlers = handlers;
  KITH_MODULE_CLASS (klass)->online = test_module_online;
  KITH_MODULE_CLASS (klass)->offline = test_module_offline;
}

static void
test_module_init (TestModule *self)
{
  self->log = g_string_new (NULL);
}

typedef struct
{
  KithRouter *router;
  TestModule *module;
  GString    *sent;
  GString    *answers;
} Fixture;

static void
sent_cb (Fixture *fixture, KithStanza *stanza)
{
  g_autoptr(GError) error = NULL;

  g_string_append_printf (fixture->sent, "%s:%s", kith_stanza_get_name (stanza), kith_stanza_get (stanza, "type"));
  if (g_strcmp0 (kith_stanza_get (stanza, "type"), "error") == 0)
    {
      error = kith_stanza_dup_error (stanza);
      g_string_append_printf (fixture->sent, ":%s", kith_stanza_error_to_condition (error->code));
    }
  g_string_append_c (fixture->sent, ' ');
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr(KithJid) bound = kith_jid_new ("juliet@capulet.example/balcony", NULL);

  fixture->router = kith_router_new (bound);
  fixture->module = g_object_new (TEST_TYPE_MODULE, NULL);
  fixture->sent = g_string_new (NULL);
  fixture->answers = g_string_new (NULL);
  kith_router_add_module (fixture->router, KITH_MODULE (fixture->module));
  kith_router_set_bound (fixture->router, bound);
  g_signal_connect_swapped (fixture->router, "send", G_CALLBACK (sent_cb), fixture);
  kith_router_online (fixture->router, FALSE);
  g_string_truncate (fixture->module->log, 0);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_finalize_object (fixture->router);
  g_assert_null (kith_module_get_router (KITH_MODULE (fixture->module)));
  g_assert_finalize_object (fixture->module);
  g_string_free (fixture->sent, TRUE);
  g_string_free (fixture->answers, TRUE);
}

static void
receive (Fixture *fixture, const char *xml)
{
  g_autoptr(KithStanza) stanza = kith_stanza_parse (xml, NULL);

  g_assert_nonnull (stanza);
  kith_router_dispatch (fixture->router, stanza);
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static void
assert_log (Fixture *fixture, const char *log, const char *sent)
{
  g_assert_cmpstr (fixture->module->log->str, ==, log);
  g_assert_cmpstr (fixture->sent->str, ==, sent);
  g_string_truncate (fixture->module->log, 0);
  g_string_truncate (fixture->sent, 0);
}

static void
test_requests (Fixture *fixture, gconstpointer data)
{
  receive (fixture, "<iq xmlns='jabber:client' type='get' id='1' from='a@b/c'><any xmlns='urn:test'/></iq>");
  assert_log (fixture, "any ", "");
  receive (fixture, "<iq xmlns='jabber:client' type='get' id='1' from='a@b/c'><any xmlns='urn:other'/></iq>");
  assert_log (fixture, "", "iq:error:service-unavailable ");
  receive (fixture, "<iq xmlns='jabber:client' type='get' id='1' from='a@b/c'/>");
  assert_log (fixture, "", "iq:error:bad-request ");
  receive (fixture, "<iq xmlns='jabber:client' type='set' id='1'><any xmlns='urn:test'/><any xmlns='urn:test'/></iq>");
  assert_log (fixture, "", "iq:error:bad-request ");
}

static void
test_sender_policy (Fixture *fixture, gconstpointer data)
{
  receive (fixture, "<iq xmlns='jabber:client' type='set' id='1'><own xmlns='urn:test'/></iq>");
  receive (fixture, "<iq xmlns='jabber:client' type='set' id='1' from='juliet@capulet.example'><own xmlns='urn:test'/></iq>");
  assert_log (fixture, "own own ", "");
  receive (fixture, "<iq xmlns='jabber:client' type='set' id='1' from='capulet.example'><own xmlns='urn:test'/></iq>");
  receive (fixture, "<iq xmlns='jabber:client' type='set' id='1' from='juliet@capulet.example/x'><own xmlns='urn:test'/></iq>");
  receive (fixture, "<iq xmlns='jabber:client' type='set' id='1' from='a@b'><own xmlns='urn:test'/></iq>");
  assert_log (fixture, "", "iq:error:service-unavailable iq:error:service-unavailable iq:error:service-unavailable ");
  receive (fixture, "<iq xmlns='jabber:client' type='set' id='1' from='capulet.example'><server xmlns='urn:test'/></iq>");
  assert_log (fixture, "server ", "");
  receive (fixture, "<iq xmlns='jabber:client' type='set' id='1' from='capulet.example/x'><server xmlns='urn:test'/></iq>");
  assert_log (fixture, "", "iq:error:service-unavailable ");
}

/* None of these is answered: an answer to what is malformed, or to an error, goes round for ever. */
static void
test_malformed_is_dropped (Fixture *fixture, gconstpointer data)
{
  receive (fixture, "<iq xmlns='jabber:client' type='get' id='1' from='@@'><any xmlns='urn:test'/></iq>");
  receive (fixture, "<iq xmlns='jabber:client' type='sideways' id='1' from='a@b'><any xmlns='urn:test'/></iq>");
  receive (fixture, "<iq xmlns='jabber:client' id='1' from='a@b'><any xmlns='urn:test'/></iq>");
  receive (fixture, "<iq xmlns='jabber:client' type='get' from='a@b'><any xmlns='urn:test'/></iq>");
  receive (fixture, "<iq xmlns='jabber:client' type='error' id='1' from='a@b'><any xmlns='urn:test'/></iq>");
  receive (fixture, "<iq xmlns='jabber:client' type='result' id='1' from='a@b'><any xmlns='urn:test'/></iq>");
  receive (fixture, "<message xmlns='jabber:client' type='chat' from='@@'><claim xmlns='urn:test'/></message>");
  receive (fixture, "<message xmlns='jabber:client' type='error' from='a@b'><claim xmlns='urn:test'/></message>");
  receive (fixture, "<presence xmlns='jabber:client' type='sideways' from='a@b'/>");
  receive (fixture, "<presence xmlns='jabber:client' type='error' from='a@b'/>");
  receive (fixture, "<message xmlns='urn:other' type='chat' from='a@b'/>");
  receive (fixture, "<other xmlns='jabber:client' from='a@b'/>");
  assert_log (fixture, "", "");
  receive (fixture, "<presence xmlns='jabber:client' from='a@b'/>");
  assert_log (fixture, "presence ", "");
}

static void
test_phases (Fixture *fixture, gconstpointer data)
{
  receive (fixture, "<message xmlns='jabber:client' type='chat' from='a@b/c'><x xmlns='urn:test'/></message>");
  assert_log (fixture, "observe deliver:a@b/c ", "");
  receive (fixture, "<message xmlns='jabber:client' type='chat' from='a@b/c'><claim xmlns='urn:test'/></message>");
  assert_log (fixture, "claim ", "");
  receive (fixture, "<message xmlns='jabber:client' type='chat'><body>x</body></message>");
  assert_log (fixture, "deliver:juliet@capulet.example ", "");
}

static void
test_unwrap (Fixture *fixture, gconstpointer data)
{
  const char *xml = "<message xmlns='jabber:client' from='%s'><wrap xmlns='urn:test'>"
                    "<message xmlns='jabber:client' type='chat' from='z@z'><wrap xmlns='urn:test'/></message></wrap></message>";
  g_autofree char *own = g_strdup ("<message xmlns='jabber:client'><wrap xmlns='urn:test'>"
                                   "<message xmlns='jabber:client' type='chat' from='z@z'/></wrap></message>");
  g_autofree char *stranger = NULL;
  g_auto(GStrv) parts = g_strsplit (xml, "%s", 2);

  stranger = g_strjoinv ("a@b", parts);
  receive (fixture, own);
  assert_log (fixture, "unwrap deliver:inner@x.example ", "");
  receive (fixture, stranger);
  assert_log (fixture, "observe ", "");
}

static void
answer_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Fixture *fixture = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(KithStanza) reply = kith_router_send_iq_finish (KITH_ROUTER (source), result, &error);

  if (reply != NULL)
    g_string_append (fixture->answers, "result ");
  else
    g_string_append_printf (fixture->answers, "%s:%d ", g_quark_to_string (error->domain), error->code);
}

static void
ask (Fixture *fixture, const char *to, const char *id, GCancellable *cancellable)
{
  g_autoptr(KithJid) jid = to != NULL ? kith_jid_new (to, NULL) : NULL;
  g_autoptr(KithStanza) iq = kith_stanza_new_iq ("get", jid);

  kith_stanza_set (iq, "id", id);
  kith_stanza_add (iq, "any", "urn:test");
  kith_router_send_iq_async (fixture->router, iq, cancellable, answer_cb, fixture);
}

static void
reply (Fixture *fixture, const char *from, const char *expected)
{
  g_autofree char *xml = from != NULL ? g_strdup_printf ("<iq xmlns='jabber:client' type='result' id='q' from='%s'/>", from)
                                      : g_strdup ("<iq xmlns='jabber:client' type='result' id='q'/>");

  receive (fixture, xml);
  g_assert_cmpstr (fixture->answers->str, ==, expected);
}

/* The survey of 2014, CVE-2013-6483, CVE-2014-0364: whoever guessed an id could answer for anybody. */
static void
test_right_id_wrong_sender (Fixture *fixture, gconstpointer data)
{
  ask (fixture, "romeo@montague.example/orchard", "q", NULL);
  reply (fixture, "mallory@evil.example", "");
  reply (fixture, "romeo@montague.example", "");
  reply (fixture, "montague.example", "");
  reply (fixture, "juliet@capulet.example", "");
  reply (fixture, NULL, "");
  receive (fixture, "<iq xmlns='jabber:client' type='result' id='other' from='romeo@montague.example/orchard'/>");
  g_assert_cmpstr (fixture->answers->str, ==, "");
  reply (fixture, "romeo@montague.example/orchard", "result ");
  reply (fixture, "romeo@montague.example/orchard", "result ");
}

static void
test_replies_of_the_own_account (Fixture *fixture, gconstpointer data)
{
  static const char *const asked[] = { NULL, "juliet@capulet.example", "capulet.example" };
  static const char *const answering[] = { NULL, "juliet@capulet.example", "capulet.example", "juliet@capulet.example/balcony" };

  for (guint i = 0; i < G_N_ELEMENTS (asked); i++)
    {
      for (guint j = 0; j < G_N_ELEMENTS (answering); j++)
        {
          g_string_truncate (fixture->answers, 0);
          ask (fixture, asked[i], "q", NULL);
          reply (fixture, "mallory@capulet.example", "");
          reply (fixture, "juliet@capulet.example/tomb", "");
          reply (fixture, answering[j], "result ");
        }
    }
}

static void
test_error_reply (Fixture *fixture, gconstpointer data)
{
  g_autofree char *expected = g_strdup_printf ("kith-stanza-error-quark:%d ", KITH_STANZA_ERROR_FORBIDDEN);

  ask (fixture, "a@b", "q", NULL);
  receive (fixture, "<iq xmlns='jabber:client' type='error' id='q' from='a@b'><error type='auth'>"
           "<forbidden xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></iq>");
  g_assert_cmpstr (fixture->answers->str, ==, expected);
}

static void
test_lost_and_offline (Fixture *fixture, gconstpointer data)
{
  g_autofree char *expected = g_strdup_printf ("kith-xmpp-error-quark:%d kith-xmpp-error-quark:%d ", KITH_XMPP_ERROR_LOST,
                                               KITH_XMPP_ERROR_LOST);

  ask (fixture, "a@b", "q", NULL);
  kith_router_offline (fixture->router);
  ask (fixture, "a@b", "q", NULL);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_cmpstr (fixture->answers->str, ==, expected);
  assert_log (fixture, "offline ", "iq:get ");
  kith_router_online (fixture->router, TRUE);
  assert_log (fixture, "resumed ", "");
}

static void
test_timeout (Fixture *fixture, gconstpointer data)
{
  g_autofree char *expected = g_strdup_printf ("kith-xmpp-error-quark:%d ", KITH_XMPP_ERROR_TIMEOUT);

  kith_router_set_iq_timeout (fixture->router, 20);
  ask (fixture, "a@b", "q", NULL);
  while (fixture->answers->len == 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpstr (fixture->answers->str, ==, expected);
  reply (fixture, "a@b", expected);
}

static void
test_cancel (Fixture *fixture, gconstpointer data)
{
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autofree char *expected = g_strdup_printf ("g-io-error-quark:%d ", G_IO_ERROR_CANCELLED);

  ask (fixture, "a@b", "q", cancellable);
  g_cancellable_cancel (cancellable);
  g_assert_cmpstr (fixture->answers->str, ==, "");
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_cmpstr (fixture->answers->str, ==, expected);
  reply (fixture, "a@b", expected);
}

static void
test_an_id_in_use (Fixture *fixture, gconstpointer data)
{
  ask (fixture, "a@b", "q", NULL);
  ask (fixture, "c@d", "q", NULL);
  reply (fixture, "c@d", "");
  reply (fixture, "a@b", "result ");
  kith_router_offline (fixture->router);
}

/* Limits are the wire's, but what passes them must not hurt here: time is linear, nothing overflows. */
static void
test_ten_thousand_children (Fixture *fixture, gconstpointer data)
{
  g_autoptr(GString) xml = g_string_new ("<message xmlns='jabber:client' type='chat' from='a@b'>");

  for (guint i = 0; i < 10000; i++)
    g_string_append (xml, "<n xmlns='urn:none'/>");
  g_string_append (xml, "<x xmlns='urn:test'/></message>");
  receive (fixture, xml->str);
  assert_log (fixture, "observe deliver:a@b ", "");
}

static void
test_deep_nesting (Fixture *fixture, gconstpointer data)
{
  g_autoptr(GString) xml = g_string_new ("<message xmlns='jabber:client' type='chat' from='a@b'>");

  for (guint i = 0; i < 500; i++)
    g_string_append (xml, "<n xmlns='urn:test'>");
  for (guint i = 0; i < 500; i++)
    g_string_append (xml, "</n>");
  g_string_append (xml, "</message>");
  receive (fixture, xml->str);
  assert_log (fixture, "observe deliver:a@b ", "");
}

#define ADD(name, function) g_test_add ("/router/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("requests", test_requests);
  ADD ("sender-policy", test_sender_policy);
  ADD ("malformed-is-dropped", test_malformed_is_dropped);
  ADD ("phases", test_phases);
  ADD ("unwrap", test_unwrap);
  ADD ("right-id-wrong-sender", test_right_id_wrong_sender);
  ADD ("replies-of-the-own-account", test_replies_of_the_own_account);
  ADD ("error-reply", test_error_reply);
  ADD ("lost-and-offline", test_lost_and_offline);
  ADD ("timeout", test_timeout);
  ADD ("cancel", test_cancel);
  ADD ("an-id-in-use", test_an_id_in_use);
  ADD ("ten-thousand-children", test_ten_thousand_children);
  ADD ("deep-nesting", test_deep_nesting);

  return g_test_run ();
}
