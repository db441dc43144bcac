/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-router.h"

#include "kith-iq-tracker.h"
#include "kith-message-context.h"
#include "kith-ns.h"
#include "kith-xmpp-error.h"

#define IQ_TIMEOUT 60000

struct _KithRouter
{
  GObject        parent_instance;

  KithJid       *account;   /* owned, bare */
  KithJid       *bound;     /* owned, full, NULL before the first stream */
  GPtrArray     *modules;   /* of KithModule (owned) */
  GArray        *routes[3]; /* of Route, one table for each kind of stanza */
  KithIqTracker *tracker;   /* owned */
  guint          iq_timeout; /* milliseconds */
  guint          online : 1;
};

/* One row of the table: a handler and the module that declared it (borrowed: it lives as long as the router). */
typedef struct
{
  KithModule        *module;
  const KithHandler *handler;
} Route;

enum
{
  SEND,
  SEND_GATED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (KithRouter, kith_router, G_TYPE_OBJECT)

/* The stanza is named by its kind alone: content is never logged. */
static void
log_dropped (KithStanza *stanza, const char *why)
{
  g_debug ("Dropped %s: %s", kith_stanza_get_name (stanza), why);
}

static KithStanza *
find_payload (const KithHandler *handler, KithStanza *stanza)
{
  if (handler->child == NULL && handler->ns == NULL)
    return NULL;

  return kith_stanza_find (stanza, handler->child, handler->ns);
}

static gboolean
type_matches (const KithHandler *handler, const char *type)
{
  if (handler->type == NULL)
    return g_strcmp0 (type, "error") != 0;

  return g_strcmp0 (handler->type, type) == 0;
}

/* Hands @stanza to the routes of @phase; returns whether one of them took it. */
static gboolean
run_phase (KithRouter         *self,
           KithStanzaKind      kind,
           KithPhase           phase,
           KithStanza         *stanza,
           const char         *type,
           KithJid            *from,
           KithMessageContext *context)
{
  GArray *routes = self->routes[kind];

  for (guint i = 0; i < routes->len; i++)
    {
      const Route *route = &g_array_index (routes, Route, i);
      const KithHandler *handler = route->handler;
      KithStanza *payload = NULL;

      if (handler->phase != phase || !type_matches (handler, type))
        continue;

      payload = find_payload (handler, stanza);
      if (payload == NULL && (handler->child != NULL || handler->ns != NULL))
        continue;

      if (!kith_router_sender_is (self, from, handler->sender))
        continue;

      if (handler->function (route->module, stanza, payload, context) && phase != KITH_PHASE_OBSERVE)
        return TRUE;
    }

  return FALSE;
}

static void
answer_error (KithRouter *self, KithStanza *request, const char *type, const char *condition)
{
  g_autoptr(KithStanza) reply = kith_stanza_new_error (request, type, condition);

  kith_router_send (self, reply);
}

/* What a reply to a request to our own account or server may come from (RFC 6120, 8.1.2.1 and 10.3.3). */
static gboolean
speaks_for_us (KithRouter *self, KithJid *from)
{
  return kith_router_sender_is (self, from, KITH_SENDER_OWN_SERVER) ||
         (self->bound != NULL && kith_jid_equal (from, self->bound));
}

static void
dispatch_iq (KithRouter *self, KithStanza *stanza, KithJid *from)
{
  const char *type = kith_stanza_get (stanza, "type");
  KithStanza *payload = kith_stanza_first (stanza);

  if (g_strcmp0 (type, "result") == 0 || g_strcmp0 (type, "error") == 0)
    {
      if (!kith_iq_tracker_take (self->tracker, stanza, from, speaks_for_us (self, from)))
        log_dropped (stanza, "no request waits for this reply from this sender");
      return;
    }

  if ((g_strcmp0 (type, "get") != 0 && g_strcmp0 (type, "set") != 0) || kith_stanza_get (stanza, "id") == NULL)
    {
      log_dropped (stanza, "no valid type and id");
      return;
    }

  if (payload == NULL || kith_stanza_next (payload) != NULL)
    {
      answer_error (self, stanza, "modify", "bad-request");
      return;
    }

  run_phase (self, KITH_STANZA_KIND_IQ, KITH_PHASE_OBSERVE, stanza, type, from, NULL);
  if (!run_phase (self, KITH_STANZA_KIND_IQ, KITH_PHASE_CLAIM, stanza, type, from, NULL))
    answer_error (self, stanza, "cancel", "service-unavailable");
}

static void
dispatch_presence (KithRouter *self, KithStanza *stanza, KithJid *from)
{
  static const char *const types[] = {
    "available", "unavailable", "error", "subscribe", "subscribed", "unsubscribe", "unsubscribed", "probe", NULL
  };
  const char *type = kith_stanza_get (stanza, "type");

  if (type == NULL)
    type = "available";
  else if (g_str_equal (type, "available") || !g_strv_contains (types, type))
    {
      log_dropped (stanza, "no valid type");
      return;
    }

  run_phase (self, KITH_STANZA_KIND_PRESENCE, KITH_PHASE_OBSERVE, stanza, type, from, NULL);
  run_phase (self, KITH_STANZA_KIND_PRESENCE, KITH_PHASE_CLAIM, stanza, type, from, NULL);
}

/* A type that is not known is as if there were none (RFC 6121, 5.2.2). */
static const char *
get_message_type (KithStanza *stanza)
{
  static const char *const types[] = { "chat", "error", "groupchat", "headline", NULL };
  const char *type = kith_stanza_get (stanza, "type");

  return type != NULL && g_strv_contains (types, type) ? type : "normal";
}

static void
dispatch_message (KithRouter *self, KithStanza *stanza, KithJid *from)
{
  g_autoptr(KithMessageContext) context = kith_message_context_new (stanza, from != NULL ? from : self->account);

  for (KithPhase phase = KITH_PHASE_UNWRAP; phase <= KITH_PHASE_DELIVER; phase++)
    {
      KithStanza *current = kith_message_context_get_stanza (context);
      KithJid *sender = current == stanza ? from : kith_message_context_get_message (context)->from;

      /* What is claimed is acted upon, and a copy is nothing that happens now. */
      if (phase == KITH_PHASE_CLAIM && kith_message_context_get_message (context)->via != KITH_MESSAGE_LIVE)
        continue;

      if (run_phase (self, KITH_STANZA_KIND_MESSAGE, phase, current, get_message_type (current), sender, context) &&
          phase != KITH_PHASE_UNWRAP)
        return;
    }
}

static void
kith_router_dispose (GObject *object)
{
  KithRouter *self = KITH_ROUTER (object);

  for (guint i = 0; i < G_N_ELEMENTS (self->routes); i++)
    g_array_set_size (self->routes[i], 0);
  for (guint i = 0; i < self->modules->len; i++)
    kith_module_set_router (self->modules->pdata[i], NULL);
  g_ptr_array_set_size (self->modules, 0);

  G_OBJECT_CLASS (kith_router_parent_class)->dispose (object);
}

static void
kith_router_finalize (GObject *object)
{
  KithRouter *self = KITH_ROUTER (object);

  for (guint i = 0; i < G_N_ELEMENTS (self->routes); i++)
    g_array_unref (self->routes[i]);
  g_ptr_array_unref (self->modules);
  g_object_unref (self->tracker);
  g_clear_pointer (&self->account, kith_jid_unref);
  g_clear_pointer (&self->bound, kith_jid_unref);

  G_OBJECT_CLASS (kith_router_parent_class)->finalize (object);
}

static void
kith_router_class_init (KithRouterClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = kith_router_dispose;
  object_class->finalize = kith_router_finalize;

  /**
   * KithRouter::send:
   * @stanza: is to go out; borrowed
   */
  signals[SEND] = g_signal_new ("send", KITH_TYPE_ROUTER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                G_TYPE_NONE, 1, G_TYPE_POINTER);

  /**
   * KithRouter::send-gated:
   * @stanza: is to go out; borrowed
   *
   * Returns: its number, which is to be released (XEP-0198); 0 without stream management
   */
  signals[SEND_GATED] = g_signal_new ("send-gated", KITH_TYPE_ROUTER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                      G_TYPE_INT64, 1, G_TYPE_POINTER);
}

static void
kith_router_init (KithRouter *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (self->routes); i++)
    self->routes[i] = g_array_new (FALSE, FALSE, sizeof (Route));
  self->modules = g_ptr_array_new_with_free_func (g_object_unref);
  self->tracker = kith_iq_tracker_new ();
  self->iq_timeout = IQ_TIMEOUT;
}

/**
 * kith_router_new:
 * @account: the account's address, of which the bare part counts
 */
KithRouter *
kith_router_new (KithJid *account)
{
  KithRouter *self = g_object_new (KITH_TYPE_ROUTER, NULL);

  self->account = kith_jid_dup_bare (account);

  return self;
}

KithJid *
kith_router_get_account (KithRouter *self)
{
  g_return_val_if_fail (KITH_IS_ROUTER (self), NULL);

  return self->account;
}

/**
 * kith_router_get_bound:
 *
 * Returns: (transfer none) (nullable): the full address of the stream, %NULL before the first one
 */
KithJid *
kith_router_get_bound (KithRouter *self)
{
  g_return_val_if_fail (KITH_IS_ROUTER (self), NULL);

  return self->bound;
}

void
kith_router_set_bound (KithRouter *self, KithJid *bound)
{
  g_return_if_fail (KITH_IS_ROUTER (self));

  if (bound != NULL)
    kith_jid_ref (bound);
  g_clear_pointer (&self->bound, kith_jid_unref);
  self->bound = bound;
}

/**
 * kith_router_add_module:
 * @module: kept for the life of @self; its handlers come after those of modules added before
 */
void
kith_router_add_module (KithRouter *self, KithModule *module)
{
  const KithHandler *handlers = NULL;

  g_return_if_fail (KITH_IS_ROUTER (self));
  g_return_if_fail (KITH_IS_MODULE (module));

  g_ptr_array_add (self->modules, g_object_ref (module));

  handlers = KITH_MODULE_GET_CLASS (module)->handlers;
  for (guint i = 0; handlers != NULL && handlers[i].function != NULL; i++)
    {
      Route route = { module, &handlers[i] };

      g_array_append_val (self->routes[handlers[i].kind], route);
    }

  kith_module_set_router (module, self);
}

/**
 * kith_router_get_modules:
 *
 * Returns: (transfer none) (element-type KithModule): all modules, in the order in which they were added
 */
GPtrArray *
kith_router_get_modules (KithRouter *self)
{
  g_return_val_if_fail (KITH_IS_ROUTER (self), NULL);

  return self->modules;
}

/**
 * kith_router_get_module:
 *
 * Returns: (transfer none) (nullable): the first module of @type
 */
gpointer
kith_router_get_module (KithRouter *self, GType type)
{
  g_return_val_if_fail (KITH_IS_ROUTER (self), NULL);

  for (guint i = 0; i < self->modules->len; i++)
    {
      if (g_type_is_a (G_OBJECT_TYPE (self->modules->pdata[i]), type))
        return self->modules->pdata[i];
    }

  return NULL;
}

void
kith_router_set_iq_timeout (KithRouter *self, guint milliseconds)
{
  g_return_if_fail (KITH_IS_ROUTER (self));

  self->iq_timeout = milliseconds;
}

gboolean
kith_router_is_online (KithRouter *self)
{
  g_return_val_if_fail (KITH_IS_ROUTER (self), FALSE);

  return self->online;
}

/**
 * kith_router_sender_is:
 * @from: (nullable): a sender, %NULL where a stanza names none, which makes it the own account's (RFC 6120, 8.1.2.1)
 */
gboolean
kith_router_sender_is (KithRouter *self, KithJid *from, KithSenderPolicy policy)
{
  g_return_val_if_fail (KITH_IS_ROUTER (self), FALSE);

  if (policy == KITH_SENDER_ANY || from == NULL || kith_jid_equal (from, self->account))
    return TRUE;

  return policy == KITH_SENDER_OWN_SERVER &&
         g_strcmp0 (kith_jid_get_text (from), kith_jid_get_domainpart (self->account)) == 0;
}

/**
 * kith_router_send:
 *
 * Sends @stanza, which is the caller's again when this returns. Without a stream it is dropped: what must not be lost is stored first.
 */
void
kith_router_send (KithRouter *self, KithStanza *stanza)
{
  g_return_if_fail (KITH_IS_ROUTER (self));
  g_return_if_fail (stanza != NULL);

  if (self->online)
    g_signal_emit (self, signals[SEND], 0, stanza);
  else
    log_dropped (stanza, "no stream");
}

/**
 * kith_router_send_gated:
 *
 * Sends @stanza as kith_router_send () does, but with stream management neither it nor anything sent after it leaves before its
 * number is released.
 *
 * Returns: its number; 0 if it was sent at once, or dropped
 */
gint64
kith_router_send_gated (KithRouter *self, KithStanza *stanza)
{
  gint64 sequence = 0;

  g_return_val_if_fail (KITH_IS_ROUTER (self), 0);
  g_return_val_if_fail (stanza != NULL, 0);

  if (self->online)
    g_signal_emit (self, signals[SEND_GATED], 0, stanza, &sequence);
  if (sequence == 0)
    kith_router_send (self, stanza);

  return sequence;
}

/**
 * kith_router_send_iq_async:
 * @iq: a get or a set; gets an id if it has none that is free
 *
 * Sends @iq and waits for the reply, which must come from the addressee, or from what speaks for the own account where that was asked.
 */
void
kith_router_send_iq_async (KithRouter         *self,
                           KithStanza         *iq,
                           GCancellable       *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer            user_data)
{
  g_return_if_fail (KITH_IS_ROUTER (self));

  kith_router_send_slow_iq_async (self, iq, self->iq_timeout, cancellable, callback, user_data);
}

/**
 * kith_router_send_slow_iq_async:
 * @iq: a get or a set that is a lot of work to answer; gets an id if it has none that is free
 * @timeout: how long the reply is waited for, in milliseconds
 *
 * As kith_router_send_iq_async (), and finished as that is.
 */
void
kith_router_send_slow_iq_async (KithRouter         *self,
                                KithStanza         *iq,
                                guint               timeout,
                                GCancellable       *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer            user_data)
{
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);
  g_autoptr(KithJid) to = NULL;

  g_return_if_fail (KITH_IS_ROUTER (self));

  g_task_set_source_tag (task, kith_router_send_iq_async);
  if (g_task_return_error_if_cancelled (task))
    return;

  if (!self->online)
    {
      g_task_return_new_error (task, KITH_XMPP_ERROR, KITH_XMPP_ERROR_LOST, "Not connected");
      return;
    }

  to = kith_stanza_dup_jid (iq, "to");
  if (to != NULL && kith_router_sender_is (self, to, KITH_SENDER_OWN_SERVER))
    g_clear_pointer (&to, kith_jid_unref);

  while (kith_stanza_get (iq, "id") == NULL ||
         !kith_iq_tracker_add (self->tracker, kith_stanza_get (iq, "id"), to, task, timeout))
    {
      g_autofree char *id = kith_stanza_new_id ();

      kith_stanza_set (iq, "id", id);
    }

  kith_router_send (self, iq);
}

/**
 * kith_router_send_iq_finish:
 *
 * Returns: (transfer full): the result; or %NULL and a code of %KITH_STANZA_ERROR as the other side says, or
 *   %KITH_XMPP_ERROR_TIMEOUT, %KITH_XMPP_ERROR_LOST or %G_IO_ERROR_CANCELLED
 */
KithStanza *
kith_router_send_iq_finish (KithRouter *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * kith_router_online:
 * @resumed: whether it is the stream from before, where replies may still come
 *
 * A stream is there. Modules hear of it in their order.
 */
void
kith_router_online (KithRouter *self, gboolean resumed)
{
  g_return_if_fail (KITH_IS_ROUTER (self));

  /* Whoever hears of it may leave at once. */
  self->online = TRUE;
  for (guint i = 0; self->online && i < self->modules->len; i++)
    kith_module_online (self->modules->pdata[i], resumed);
}

/**
 * kith_router_suspend:
 *
 * There is no connection, but the stream may go on with the next: nothing goes out, and whoever waits for a reply goes on
 * waiting. kith_router_online () or kith_router_offline () follows.
 */
void
kith_router_suspend (KithRouter *self)
{
  g_return_if_fail (KITH_IS_ROUTER (self));

  self->online = FALSE;
}

/**
 * kith_router_offline:
 *
 * The stream is gone for good: whoever waits for a reply gets %KITH_XMPP_ERROR_LOST, then the modules hear of it.
 */
void
kith_router_offline (KithRouter *self)
{
  g_autoptr(GError) error = g_error_new_literal (KITH_XMPP_ERROR, KITH_XMPP_ERROR_LOST, "The connection is gone");

  g_return_if_fail (KITH_IS_ROUTER (self));

  self->online = FALSE;
  kith_iq_tracker_fail_all (self->tracker, error);
  for (guint i = 0; i < self->modules->len; i++)
    kith_module_offline (self->modules->pdata[i]);
}

/**
 * kith_router_dispatch:
 * @stanza: a first-level element of the stream
 *
 * Gives @stanza to whoever declared a handler for it. One that is malformed is dropped.
 */
void
kith_router_dispatch (KithRouter *self, KithStanza *stanza)
{
  g_autoptr(KithRouter) kept = NULL;
  g_autoptr(KithStanza) held = NULL;
  g_autoptr(KithJid) from = NULL;

  g_return_if_fail (KITH_IS_ROUTER (self));
  g_return_if_fail (stanza != NULL);

  kept = g_object_ref (self);
  held = kith_stanza_ref (stanza);
  from = kith_stanza_dup_jid (stanza, "from");

  if (from == NULL && kith_stanza_get (stanza, "from") != NULL)
    log_dropped (stanza, "malformed sender");
  else if (kith_stanza_is (stanza, "iq", KITH_NS_CLIENT))
    dispatch_iq (self, stanza, from);
  else if (kith_stanza_is (stanza, "message", KITH_NS_CLIENT))
    dispatch_message (self, stanza, from);
  else if (kith_stanza_is (stanza, "presence", KITH_NS_CLIENT))
    dispatch_presence (self, stanza, from);
  else
    log_dropped (stanza, "not a stanza");
}
