/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-message-module.h"

#include <string.h>

#include "kith-message-context.h"
#include "kith-ns.h"
#include "kith-router.h"
#include "kith-xmpp-error.h"

/* In bytes; what is longer is cut. */
#define MAX_SUBJECT 1023

struct _KithMessageModule
{
  KithModule        parent_instance;

  KithMessagePolicy policy;        /* NULL: nothing is revealed */
  gpointer          policy_data;
  GDestroyNotify    policy_destroy;
  char             *nickname;      /* our own, NULL: none */
};

enum
{
  RECEIVED,
  RECEIPT,
  DISPLAYED,
  READ,
  CHAT_STATE,
  BOUNCED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (KithMessageModule, kith_message_module, KITH_TYPE_MODULE)

/* How far down the person's list of languages @lang is; one without a language comes after all of them, then the rest. */
static guint
rank_language (const char *lang)
{
  const char *const *names = g_get_language_names ();
  guint n = g_strv_length ((GStrv)names);

  if (lang == NULL)
    return n;

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *tag = g_strdelimit (g_strdup (names[i]), "_", '-');

      if (g_ascii_strcasecmp (tag, lang) == 0)
        return i;
    }

  return n + 1;
}

static KithStanza *
choose_body (KithStanza *stanza, const char **lang)
{
  KithStanza *best = NULL;
  guint best_rank = G_MAXUINT;

  for (KithStanza *child = kith_stanza_first (stanza); child != NULL; child = kith_stanza_next (child))
    {
      const char *own = NULL;
      guint rank = 0;

      if (!kith_stanza_is (child, "body", KITH_NS_CLIENT))
        continue;

      own = kith_stanza_get (child, "xml:lang");
      if (own == NULL)
        own = kith_stanza_get (stanza, "xml:lang");
      rank = rank_language (own);
      if (rank < best_rank)
        {
          best = child;
          best_rank = rank;
          *lang = own;
        }
    }

  return best;
}

static void
read_body (KithIncomingMessage *message, KithStanza *stanza)
{
  const char *lang = NULL;
  KithStanza *element = choose_body (stanza, &lang);
  g_autofree char *body = element != NULL ? kith_stanza_dup_text (element) : NULL;
  gsize length = body != NULL ? strlen (body) : 0;

  if (length == 0)
    return;

  if (length > KITH_MESSAGE_MAX_BODY)
    {
      for (length = KITH_MESSAGE_MAX_BODY; ((guchar)body[length] & 0xc0) == 0x80; length--)
        ;
      body[length] = '\0';
      message->truncated = TRUE;
    }

  message->body = g_steal_pointer (&body);
  message->lang = lang != NULL && strlen (lang) < 64 ? g_strdup (lang) : NULL;
}

static char *
dup_child (KithStanza *stanza, const char *name, const char *ns)
{
  KithStanza *child = kith_stanza_find (stanza, name, ns);

  return child != NULL ? kith_stanza_dup_short_text (child, MAX_SUBJECT) : NULL;
}

static KithMessageType
parse_type (KithStanza *stanza)
{
  const char *type = kith_stanza_get (stanza, "type");

  if (g_strcmp0 (type, "chat") == 0)
    return KITH_MESSAGE_CHAT;
  if (g_strcmp0 (type, "headline") == 0)
    return KITH_MESSAGE_HEADLINE;
  if (g_strcmp0 (type, "error") == 0)
    return KITH_MESSAGE_ERROR;

  return KITH_MESSAGE_NORMAL;
}

static gboolean
observe (KithModule *module, KithStanza *stanza, KithStanza *payload, KithMessageContext *context)
{
  KithIncomingMessage *message = kith_message_context_get_message (context);

  message->type = parse_type (stanza);
  message->id = kith_stanza_dup_id (stanza, "id");
  if (message->to == NULL)
    message->to = kith_stanza_dup_jid (stanza, "to");
  message->subject = dup_child (stanza, "subject", KITH_NS_CLIENT);
  message->thread = dup_child (stanza, "thread", KITH_NS_CLIENT);
  message->nick = dup_child (stanza, "nick", KITH_NS_NICK);
  read_body (message, stanza);

  return FALSE;
}

static gboolean
deliver (KithModule *module, KithStanza *stanza, KithStanza *payload, KithMessageContext *context)
{
  KithIncomingMessage *message = kith_message_context_get_message (context);

  if (message->receipt_id != NULL && !message->outgoing)
    g_signal_emit (module, signals[RECEIPT], 0, message->from, message->receipt_id);
  if (message->displayed_id != NULL && !message->outgoing)
    g_signal_emit (module, signals[DISPLAYED], 0, message->from, message->displayed_id);
  if (message->displayed_id != NULL && message->outgoing)
    g_signal_emit (module, signals[READ], 0, message->to, message->displayed_id);
  if (message->body != NULL)
    g_signal_emit (module, signals[RECEIVED], 0, message);

  /* What somebody was doing when the message was delayed is not what they do, nor is what they do on another device of ours for us. */
  if (message->chat_state != KITH_CHAT_STATE_NONE && message->time == 0 && message->via == KITH_MESSAGE_LIVE)
    g_signal_emit (module, signals[CHAT_STATE], 0, message->from, message->chat_state);

  return TRUE;
}

/* Of a message that came back nothing but the id counts: its content is our own. */
static gboolean
deliver_error (KithModule *module, KithStanza *stanza, KithStanza *payload, KithMessageContext *context)
{
  KithIncomingMessage *message = kith_message_context_get_message (context);
  g_autofree char *id = kith_stanza_dup_id (stanza, "id");
  g_autoptr(GError) error = kith_stanza_dup_error (stanza);

  if (id != NULL)
    g_signal_emit (module, signals[BOUNCED], 0, message->from, id, error);

  return TRUE;
}

/* Rooms need rules of their own, and a copy that is still wrapped is none that we asked for: without this anybody could put words
 * into anybody's mouth. */
static gboolean
drop (KithModule *module, KithStanza *stanza, KithStanza *payload, KithMessageContext *context)
{
  g_debug ("Dropped message: of a room, or a copy that nobody asked for");

  return TRUE;
}

static void
kith_message_module_finalize (GObject *object)
{
  KithMessageModule *self = KITH_MESSAGE_MODULE (object);

  kith_message_module_set_policy (self, NULL, NULL, NULL);
  g_free (self->nickname);

  G_OBJECT_CLASS (kith_message_module_parent_class)->finalize (object);
}

static const KithHandler handlers[] = {
  { KITH_STANZA_KIND_MESSAGE, "groupchat", NULL, NULL, KITH_SENDER_ANY, KITH_PHASE_CLAIM, drop },
  { KITH_STANZA_KIND_MESSAGE, NULL, "received", KITH_NS_CARBONS, KITH_SENDER_ANY, KITH_PHASE_CLAIM, drop },
  { KITH_STANZA_KIND_MESSAGE, NULL, "sent", KITH_NS_CARBONS, KITH_SENDER_ANY, KITH_PHASE_CLAIM, drop },
  { KITH_STANZA_KIND_MESSAGE, NULL, "result", KITH_NS_ARCHIVE, KITH_SENDER_ANY, KITH_PHASE_CLAIM, drop },
  { KITH_STANZA_KIND_MESSAGE, NULL, NULL, NULL, KITH_SENDER_ANY, KITH_PHASE_OBSERVE, observe },
  { KITH_STANZA_KIND_MESSAGE, NULL, NULL, NULL, KITH_SENDER_ANY, KITH_PHASE_DELIVER, deliver },
  { KITH_STANZA_KIND_MESSAGE, "error", NULL, NULL, KITH_SENDER_ANY, KITH_PHASE_DELIVER, deliver_error },
  { 0 }
};

static void
kith_message_module_class_init (KithMessageModuleClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = kith_message_module_finalize;
  KITH_MODULE_CLASS (klass)->handlers = handlers;

  /**
   * KithMessageModule::received:
   * @message: has a body
   */
  signals[RECEIVED] = g_signal_new ("received", KITH_TYPE_MESSAGE_MODULE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                    G_TYPE_NONE, 1, KITH_TYPE_INCOMING_MESSAGE | G_SIGNAL_TYPE_STATIC_SCOPE);

  /**
   * KithMessageModule::receipt:
   * @from: who has got the message
   * @id: which one, as they say
   */
  signals[RECEIPT] = g_signal_new ("receipt", KITH_TYPE_MESSAGE_MODULE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 2, KITH_TYPE_JID, G_TYPE_STRING);

  /**
   * KithMessageModule::displayed:
   * @from: who has seen the message
   * @id: which one, as they say; those before it count as seen, too
   */
  signals[DISPLAYED] = g_signal_new ("displayed", KITH_TYPE_MESSAGE_MODULE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                     G_TYPE_NONE, 2, KITH_TYPE_JID, G_TYPE_STRING);

  /**
   * KithMessageModule::read:
   * @peer: whose message
   * @id: which one of theirs, as they named it, another device of the own account has shown; those before it count as shown, too
   */
  signals[READ] = g_signal_new ("read", KITH_TYPE_MESSAGE_MODULE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                G_TYPE_NONE, 2, KITH_TYPE_JID, G_TYPE_STRING);

  /**
   * KithMessageModule::chat-state:
   * @from: who
   * @state: (type KithChatState): does what
   */
  signals[CHAT_STATE] = g_signal_new ("chat-state", KITH_TYPE_MESSAGE_MODULE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                      G_TYPE_NONE, 2, KITH_TYPE_JID, G_TYPE_INT);

  /**
   * KithMessageModule::bounced:
   * @from: whom the message did not reach
   * @id: which one
   * @error: why
   */
  signals[BOUNCED] = g_signal_new ("bounced", KITH_TYPE_MESSAGE_MODULE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 3, KITH_TYPE_JID, G_TYPE_STRING, G_TYPE_ERROR);
}

static void
kith_message_module_init (KithMessageModule *self)
{
}

static gboolean
may_reveal (KithMessageModule *self, KithMessageReveal what, KithJid *peer)
{
  return self->policy != NULL && self->policy (what, peer, self->policy_data);
}

static KithStanza *
new_message (KithJid *to, const char *type, const char *id)
{
  KithStanza *message = kith_stanza_new ("message", KITH_NS_CLIENT);

  kith_stanza_set (message, "to", kith_jid_get_text (to));
  kith_stanza_set (message, "type", type);
  kith_stanza_set (message, "id", id);

  return message;
}

/**
 * kith_message_module_set_policy:
 * @policy: (nullable): is asked before anything goes out that tells @peer of us; %NULL: nothing does
 */
void
kith_message_module_set_policy (KithMessageModule *self,
                                KithMessagePolicy  policy,
                                gpointer           user_data,
                                GDestroyNotify     destroy)
{
  g_return_if_fail (KITH_IS_MESSAGE_MODULE (self));

  if (self->policy_destroy != NULL)
    self->policy_destroy (self->policy_data);

  self->policy = policy;
  self->policy_data = user_data;
  self->policy_destroy = destroy;
}

void
kith_message_module_set_nickname (KithMessageModule *self, const char *nickname)
{
  g_return_if_fail (KITH_IS_MESSAGE_MODULE (self));

  if (g_strcmp0 (self->nickname, nickname) == 0)
    return;

  g_free (self->nickname);
  self->nickname = g_strdup (nickname);
}

/**
 * kith_message_module_send:
 * @id: names the message in receipts, markers and errors, and is its origin-id (XEP-0359)
 * @thread: (nullable): the conversation it belongs to
 * @sequence: (out) (optional): with stream management (XEP-0198), the number of the message on this stream. It goes out, and what is
 *   sent after it does, when kith_session_release () is called with that number: once it is committed that the message has it.
 *   0 without stream management: it went out at once.
 *
 * Returns: %TRUE if it was handed to the stream; else %KITH_STANZA_ERROR_POLICY_VIOLATION for a body that is too long, or
 *   %KITH_XMPP_ERROR_LOST without a stream
 */
gboolean
kith_message_module_send (KithMessageModule *self,
                          KithJid           *to,
                          const char        *id,
                          const char        *body,
                          const char        *thread,
                          KithMessageFlags   flags,
                          gint64            *sequence,
                          GError           **error)
{
  KithRouter *router = NULL;
  g_autoptr(KithStanza) message = NULL;

  if (sequence != NULL)
    *sequence = 0;

  g_return_val_if_fail (KITH_IS_MESSAGE_MODULE (self), FALSE);
  g_return_val_if_fail (to != NULL && id != NULL && body != NULL, FALSE);

  if (strlen (body) > KITH_MESSAGE_MAX_BODY)
    {
      g_set_error_literal (error, KITH_STANZA_ERROR, KITH_STANZA_ERROR_POLICY_VIOLATION, "The message is too long");
      return FALSE;
    }

  router = kith_module_get_router (KITH_MODULE (self));
  if (router == NULL || !kith_router_is_online (router))
    {
      g_set_error_literal (error, KITH_XMPP_ERROR, KITH_XMPP_ERROR_LOST, "Not connected");
      return FALSE;
    }

  message = new_message (to, "chat", id);
  kith_stanza_add_text (message, "body", NULL, body);
  kith_stanza_add_text (message, "thread", NULL, thread);
  if ((flags & KITH_MESSAGE_INTRODUCE) != 0)
    kith_stanza_add_text (message, "nick", KITH_NS_NICK, self->nickname);
  kith_stanza_set (kith_stanza_add (message, "origin-id", KITH_NS_STANZA_IDS), "id", id);
  if ((flags & KITH_MESSAGE_NO_STORE) != 0)
    kith_stanza_add (message, "no-store", KITH_NS_HINTS);
  if ((flags & KITH_MESSAGE_NO_PERMANENT_STORE) != 0)
    kith_stanza_add (message, "no-permanent-store", KITH_NS_HINTS);
  if ((flags & KITH_MESSAGE_REQUEST_RECEIPT) != 0)
    kith_stanza_add (message, "request", KITH_NS_RECEIPTS);
  if ((flags & KITH_MESSAGE_MARKABLE) != 0)
    kith_stanza_add (message, "markable", KITH_NS_MARKERS);
  if (may_reveal (self, KITH_MESSAGE_REVEAL_CHAT_STATE, to))
    kith_stanza_add (message, "active", KITH_NS_CHAT_STATES);

  if (sequence != NULL)
    *sequence = kith_router_send_gated (router, message);
  else
    kith_router_send (router, message);

  return TRUE;
}

/* Answers @message with an element that names it. */
static gboolean
send_answer (KithMessageModule         *self,
             const KithIncomingMessage *message,
             KithMessageReveal          what,
             const char                *name,
             const char                *ns)
{
  KithRouter *router = kith_module_get_router (KITH_MODULE (self));
  g_autofree char *id = NULL;
  g_autoptr(KithStanza) answer = NULL;

  if (message->id == NULL || message->outgoing || (message->type != KITH_MESSAGE_CHAT && message->type != KITH_MESSAGE_NORMAL))
    return FALSE;
  if (router == NULL || !kith_router_is_online (router) || !may_reveal (self, what, message->from))
    return FALSE;

  id = kith_stanza_new_id ();
  answer = new_message (message->from, message->type == KITH_MESSAGE_CHAT ? "chat" : NULL, id);
  kith_stanza_set (kith_stanza_add (answer, name, ns), "id", message->id);
  kith_stanza_add (answer, "store", KITH_NS_HINTS);
  kith_router_send (router, answer);

  return TRUE;
}

/**
 * kith_message_module_send_receipt:
 *
 * Says that @message is here (XEP-0184), if it asked for that and the policy lets its sender know. Of a copy the device that got the
 * message itself says so, and of what was archived nobody does (5.5).
 */
gboolean
kith_message_module_send_receipt (KithMessageModule *self, const KithIncomingMessage *message)
{
  g_return_val_if_fail (KITH_IS_MESSAGE_MODULE (self), FALSE);

  return message->receipt_requested && message->via == KITH_MESSAGE_LIVE &&
         send_answer (self, message, KITH_MESSAGE_REVEAL_RECEIPT, "received", KITH_NS_RECEIPTS);
}

/**
 * kith_message_module_send_displayed:
 *
 * Says that @message and all before it have been seen (XEP-0333), if it asked for that and the policy lets its sender know.
 */
gboolean
kith_message_module_send_displayed (KithMessageModule *self, const KithIncomingMessage *message)
{
  g_return_val_if_fail (KITH_IS_MESSAGE_MODULE (self), FALSE);

  return message->markable &&
         send_answer (self, message, KITH_MESSAGE_REVEAL_MARKER, "displayed", KITH_NS_MARKERS);
}

/**
 * kith_message_module_refuse:
 *
 * Says that @message did not get through because there is no room for it (RFC 6120, 8.3.3.18), and may be sent again later; if the
 * policy lets its sender know that we are there at all.
 */
gboolean
kith_message_module_refuse (KithMessageModule *self, const KithIncomingMessage *message)
{
  KithRouter *router = NULL;
  g_autoptr(KithStanza) answer = NULL;
  KithStanza *error = NULL;

  g_return_val_if_fail (KITH_IS_MESSAGE_MODULE (self), FALSE);

  router = kith_module_get_router (KITH_MODULE (self));
  if (message->id == NULL || message->type == KITH_MESSAGE_ERROR || message->via != KITH_MESSAGE_LIVE || router == NULL ||
      !kith_router_is_online (router) || !may_reveal (self, KITH_MESSAGE_REVEAL_RECEIPT, message->from))
    return FALSE;

  answer = new_message (message->from, "error", message->id);
  error = kith_stanza_add (answer, "error", NULL);
  kith_stanza_set (error, "type", "wait");
  kith_stanza_add (error, "resource-constraint", KITH_NS_STANZA_ERRORS);
  kith_router_send (router, answer);

  return TRUE;
}

static const char *
get_state_name (KithChatState state)
{
  switch (state)
    {
    case KITH_CHAT_STATE_ACTIVE:
      return "active";
    case KITH_CHAT_STATE_COMPOSING:
      return "composing";
    case KITH_CHAT_STATE_PAUSED:
      return "paused";
    case KITH_CHAT_STATE_INACTIVE:
      return "inactive";
    case KITH_CHAT_STATE_GONE:
      return "gone";
    case KITH_CHAT_STATE_NONE:
      return NULL;
    }

  return NULL;
}

/**
 * kith_message_module_send_chat_state:
 * @thread: (nullable): the conversation it belongs to
 *
 * Says what we do in a chat (XEP-0085), if the policy lets @to know. Nobody is to keep it.
 */
gboolean
kith_message_module_send_chat_state (KithMessageModule *self, KithJid *to, KithChatState state, const char *thread)
{
  KithRouter *router = NULL;
  const char *name = get_state_name (state);
  g_autofree char *id = NULL;
  g_autoptr(KithStanza) message = NULL;

  g_return_val_if_fail (KITH_IS_MESSAGE_MODULE (self), FALSE);

  router = kith_module_get_router (KITH_MODULE (self));
  if (name == NULL || router == NULL || !kith_router_is_online (router) ||
      !may_reveal (self, KITH_MESSAGE_REVEAL_CHAT_STATE, to))
    return FALSE;

  id = kith_stanza_new_id ();
  message = new_message (to, "chat", id);
  kith_stanza_add_text (message, "thread", NULL, thread);
  kith_stanza_add (message, name, KITH_NS_CHAT_STATES);
  kith_stanza_add (message, "no-store", KITH_NS_HINTS);
  kith_router_send (router, message);

  return TRUE;
}
