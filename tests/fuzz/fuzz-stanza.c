/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-fuzz.h"

#include <string.h>

#include "kith-fuzz-requests.h"
#include "kith-message-module.h"
#include "kith-modules.h"
#include "kith-ns.h"
#include "kith-presence-module.h"
#include "kith-roster-item.h"
#include "kith-stanza-parser.h"
#include "kith-subscription-module.h"

/*
 * What a server sends, through the router to every module. The input is what would stand within a stream: each stanza is
 * dispatched as if it came from each kind of sender, then as it is.
 *
 * Besides stanzas there may be <online resumed='…'/>, <offline/>, and <ask ns='…' jid='…' node='…'/>, which lets a module ask for
 * something. The id of an answer that starts with "$" becomes that of a request which waits for such an answer, and so does the
 * query's id of an entry of the archive.
 */

#define HEADER "<stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams' version='1.0'>"
#define ACCOUNT "juliet@capulet.example"
#define MAX_STANZAS 40

static const char *const senders[] = {
  NULL,
  ACCOUNT,
  ACCOUNT "/balcony",
  ACCOUNT "/chamber",
  "capulet.example",
  "romeo@montague.example",
  "romeo@montague.example/orchard",
  "stranger@nowhere.example/x",
  "room@chat.capulet.example/nurse",
  "@@",
};

typedef struct
{
  KithRouter *router;   /* owned */
  GQueue      requests; /* of KithStanza (owned): what was asked and not yet answered */
} Session;

static void
sent_cb (Session *self, KithStanza *stanza)
{
  const char *type = kith_stanza_get (stanza, "type");

  if (kith_stanza_is (stanza, "iq", NULL) && (g_strcmp0 (type, "get") == 0 || g_strcmp0 (type, "set") == 0))
    g_queue_push_tail (&self->requests, kith_stanza_copy (stanza));
}

/* Signals carry copies of what the modules read; somebody has to be there to get them. */
static void
ignore (GClosure *closure, GValue *result, guint n_values, const GValue *values, gpointer hint, gpointer data)
{
}

static void
listen (GObject *module)
{
  guint n_signals = 0;
  g_autofree guint *ids = g_signal_list_ids (G_OBJECT_TYPE (module), &n_signals);

  for (guint i = 0; i < n_signals; i++)
    {
      GClosure *closure = g_closure_new_simple (sizeof (GClosure), NULL);

      g_closure_set_marshal (closure, ignore);
      g_signal_connect_closure_by_id (module, ids[i], 0, closure, FALSE);
    }
}

static void
received_cb (KithMessageModule *messages, KithIncomingMessage *message)
{
  g_autoptr(KithIncomingMessage) copy = kith_incoming_message_copy (message);

  g_assert_nonnull (copy->from);
  g_assert_true (copy->body == NULL || g_utf8_validate (copy->body, -1, NULL));
  kith_message_module_send_receipt (messages, copy);
  kith_message_module_send_displayed (messages, copy);
}

static gboolean
reveal_all (KithMessageReveal what, KithJid *peer, gpointer user_data)
{
  return TRUE;
}

static Session *
session_new (void)
{
  g_autoptr(KithJid) bound = kith_jid_new (ACCOUNT "/balcony", NULL);
  Session *self = g_new0 (Session, 1);
  GPtrArray *modules = NULL;
  KithMessageModule *messages = NULL;

  self->router = kith_router_new (bound);
  kith_router_set_bound (self->router, bound);
  kith_modules_add_all (self->router);
  g_signal_connect_swapped (self->router, "send", G_CALLBACK (sent_cb), self);

  modules = kith_router_get_modules (self->router);
  for (guint i = 0; i < modules->len; i++)
    listen (modules->pdata[i]);

  messages = kith_router_get_module (self->router, KITH_TYPE_MESSAGE_MODULE);
  kith_message_module_set_policy (messages, reveal_all, NULL, NULL);
  g_signal_connect (messages, "received", G_CALLBACK (received_cb), NULL);
  kith_presence_module_set_delay (kith_router_get_module (self->router, KITH_TYPE_PRESENCE_MODULE), 0);

  return self;
}

static void
session_free (Session *self)
{
  kith_router_offline (self->router);
  kith_fuzz_settle ();
  g_assert_finalize_object (self->router);
  g_queue_clear_full (&self->requests, (GDestroyNotify)kith_stanza_unref);
  g_free (self);
}

/* The request that @reply would answer: one in the same namespace, else the oldest. */
static KithStanza *
take_request (Session *self, KithStanza *reply)
{
  KithStanza *payload = kith_stanza_first (reply);

  for (GList *l = self->requests.head; payload != NULL && l != NULL; l = l->next)
    {
      KithStanza *request = l->data;
      KithStanza *asked = kith_stanza_first (request);

      if (asked != NULL && g_strcmp0 (kith_stanza_get_ns (asked), kith_stanza_get_ns (payload)) == 0)
        {
          g_queue_delete_link (&self->requests, l);
          return request;
        }
    }

  return g_queue_pop_head (&self->requests);
}

/* An entry of the archive names the query that waits for it. */
static void
name_query (Session *self, KithStanza *stanza)
{
  KithStanza *result = kith_stanza_is (stanza, "message", NULL) ? kith_stanza_find (stanza, "result", NULL) : NULL;
  const char *id = result != NULL ? kith_stanza_get (result, "queryid") : NULL;

  for (GList *l = self->requests.tail; id != NULL && id[0] == '$' && l != NULL; l = l->prev)
    {
      KithStanza *query = kith_stanza_find (l->data, "query", KITH_NS_ARCHIVE);
      const char *name = query != NULL ? kith_stanza_get (query, "queryid") : NULL;

      if (name != NULL)
        {
          kith_stanza_set (result, "queryid", name);
          return;
        }
    }
}

static void
dispatch (Session *self, KithStanza *stanza)
{
  const char *id = kith_stanza_get (stanza, "id");
  g_autoptr(KithStanza) request = NULL;

  if (id != NULL && id[0] == '$')
    request = take_request (self, stanza);
  if (request != NULL)
    {
      kith_stanza_set (stanza, "id", kith_stanza_get (request, "id"));
      kith_stanza_set (stanza, "from", kith_stanza_get (request, "to"));
    }

  name_query (self, stanza);
  for (guint i = 0; i < G_N_ELEMENTS (senders); i++)
    {
      g_autoptr(KithStanza) copy = kith_stanza_copy (stanza);

      kith_stanza_set (copy, "from", senders[i]);
      kith_router_dispatch (self->router, copy);
    }
  kith_router_dispatch (self->router, stanza);
  kith_fuzz_settle ();
}

static void
ask (Session *self, KithStanza *element)
{
  g_autoptr(KithJid) jid = kith_stanza_dup_jid (element, "jid");
  const char *ns = kith_stanza_get (element, "ns");

  if (jid != NULL && ns != NULL)
    kith_fuzz_request (self->router, ns, jid, kith_stanza_get (element, "node"));
}

static void
step (Session *self, KithStanza *stanza)
{
  const char *name = kith_stanza_get_name (stanza);

  if (g_str_equal (name, "online"))
    {
      if (!kith_router_is_online (self->router))
        kith_router_online (self->router, kith_stanza_get (stanza, "resumed") != NULL);
    }
  else if (g_str_equal (name, "offline"))
    {
      if (kith_router_is_online (self->router))
        kith_router_offline (self->router);
    }
  else if (g_str_equal (name, "ask"))
    ask (self, stanza);
  else
    dispatch (self, stanza);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr(KithStanzaParser) parser = kith_stanza_parser_new (NULL);
  Session *self = session_new ();
  KithParsedKind kind;
  KithStanza *stanza = NULL;

  kith_router_online (self->router, TRUE);
  kith_stanza_parser_feed (parser, HEADER, strlen (HEADER), NULL);
  kith_stanza_parser_feed (parser, (const char *)data, size, NULL);
  for (guint n = 0; n < MAX_STANZAS && kith_stanza_parser_pop (parser, &kind, &stanza); n++)
    {
      if (kind == KITH_PARSED_STANZA)
        step (self, stanza);
      g_clear_pointer (&stanza, kith_stanza_unref);
    }
  session_free (self);

  return 0;
}
