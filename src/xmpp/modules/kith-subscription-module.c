/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-subscription-module.h"

#include "kith-ns.h"
#include "kith-presence-module.h"
#include "kith-roster-module.h"
#include "kith-router.h"

/* In bytes; what is longer is cut. */
#define MAX_STATUS 1023

struct _KithSubscriptionModule
{
  KithModule        parent_instance;

  GHashTable       *states;   /* bare KithJid (owned) → KithSubscriptionState */
  GHashTable       *pre_approved; /* of bare KithJid (owned): approved before they asked, by us alone */
  KithRosterModule *roster;   /* weak */
  guint             server_pre_approves : 1;
};

enum
{
  REQUESTED,
  REQUEST_WITHDRAWN,
  APPROVED,
  REFUSED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (KithSubscriptionModule, kith_subscription_module, KITH_TYPE_MODULE)

static void
set_state (KithSubscriptionModule *self, KithJid *bare, KithSubscriptionState state)
{
  if (state == KITH_SUBSCRIPTION_STATE_NONE)
    g_hash_table_remove (self->states, bare);
  else
    g_hash_table_insert (self->states, kith_jid_ref (bare), GINT_TO_POINTER (state));
}

static void
follow_item (KithSubscriptionModule *self, const KithRosterItem *item)
{
  gboolean pending_in = kith_subscription_state_is_pending_in (kith_subscription_module_get_state (self, item->jid));

  set_state (self, item->jid, kith_subscription_state_new (item->subscription, item->ask, pending_in));
}

static void
roster_received_cb (KithSubscriptionModule *self, GPtrArray *items, const char *version)
{
  if (items != NULL)
    kith_subscription_module_set_roster (self, items);
}

static void
item_pushed_cb (KithSubscriptionModule *self, const KithRosterItem *item, const char *version)
{
  follow_item (self, item);
}

static void
send (KithSubscriptionModule *self, KithJid *jid, KithSubscriptionEvent event, const char *nick, const char *status)
{
  KithRouter *router = kith_module_get_router (KITH_MODULE (self));
  g_autoptr(KithStanza) presence = NULL;
  g_autofree char *id = NULL;

  if (router == NULL || !kith_router_is_online (router))
    return;

  id = kith_stanza_new_id ();
  presence = kith_stanza_new ("presence", KITH_NS_CLIENT);
  kith_stanza_set (presence, "type", kith_subscription_event_to_type (event));
  kith_stanza_set (presence, "to", kith_jid_get_bare_text (jid));
  kith_stanza_set (presence, "id", id);
  kith_stanza_add_text (presence, "status", NULL, status);
  kith_stanza_add_text (presence, "nick", KITH_NS_NICK, nick);
  kith_router_send (router, presence);
}

static void
send_and_follow (KithSubscriptionModule *self, KithJid *jid, KithSubscriptionEvent event)
{
  g_autoptr(KithJid) bare = kith_jid_dup_bare (jid);
  KithSubscriptionState state = kith_subscription_module_get_state (self, bare);

  send (self, bare, event, NULL, NULL);
  set_state (self, bare, kith_subscription_state_sent (state, event, NULL));
}

static char *
dup_child (KithStanza *stanza, const char *name, const char *ns)
{
  KithStanza *child = kith_stanza_find (stanza, name, ns);

  return child != NULL ? kith_stanza_dup_short_text (child, MAX_STATUS) : NULL;
}

/* Somebody whom we let see us already, or approved in advance, is answered without the person. */
static gboolean
answer_by_itself (KithSubscriptionModule *self, KithJid *bare, KithSubscriptionState state)
{
  KithSubscription subscription = kith_subscription_state_get_subscription (state);

  if (subscription == KITH_SUBSCRIPTION_FROM || subscription == KITH_SUBSCRIPTION_BOTH)
    {
      send (self, bare, KITH_SUBSCRIPTION_EVENT_SUBSCRIBED, NULL, NULL);
      return TRUE;
    }

  if (!g_hash_table_remove (self->pre_approved, bare))
    return FALSE;

  set_state (self, bare, kith_subscription_state_received (state, KITH_SUBSCRIPTION_EVENT_SUBSCRIBE, NULL));
  send_and_follow (self, bare, KITH_SUBSCRIPTION_EVENT_SUBSCRIBED);

  return TRUE;
}

static void
emit (KithSubscriptionModule *self, KithSubscriptionEvent event, KithJid *bare, KithStanza *stanza)
{
  g_autofree char *status = dup_child (stanza, "status", KITH_NS_CLIENT);
  g_autofree char *nick = dup_child (stanza, "nick", KITH_NS_NICK);

  switch (event)
    {
    case KITH_SUBSCRIPTION_EVENT_SUBSCRIBE:
      g_signal_emit (self, signals[REQUESTED], 0, bare, nick, status);
      break;
    case KITH_SUBSCRIPTION_EVENT_UNSUBSCRIBE:
      g_signal_emit (self, signals[REQUEST_WITHDRAWN], 0, bare);
      break;
    case KITH_SUBSCRIPTION_EVENT_SUBSCRIBED:
      g_signal_emit (self, signals[APPROVED], 0, bare, status);
      break;
    case KITH_SUBSCRIPTION_EVENT_UNSUBSCRIBED:
      g_signal_emit (self, signals[REFUSED], 0, bare, status);
      break;
    }
}

static gboolean
receive (KithModule *module, KithStanza *stanza, KithStanza *payload, KithMessageContext *context)
{
  KithSubscriptionModule *self = KITH_SUBSCRIPTION_MODULE (module);
  g_autoptr(KithJid) from = kith_stanza_dup_jid (stanza, "from");
  g_autoptr(KithJid) bare = NULL;
  KithSubscriptionState state = KITH_SUBSCRIPTION_STATE_NONE;
  KithSubscriptionEvent event;
  gboolean matters = FALSE;

  if (from == NULL || !kith_subscription_event_from_type (kith_stanza_get (stanza, "type"), &event))
    return TRUE;

  bare = kith_jid_dup_bare (from);
  state = kith_subscription_module_get_state (self, bare);
  if (event == KITH_SUBSCRIPTION_EVENT_SUBSCRIBE && answer_by_itself (self, bare, state))
    return TRUE;

  state = kith_subscription_state_received (state, event, &matters);
  set_state (self, bare, state);
  if (matters)
    emit (self, event, bare, stanza);

  return TRUE;
}

/* The server says again who asked, so what was asked on an earlier stream is forgotten. */
static void
forget_requests (KithSubscriptionModule *self)
{
  GHashTableIter iter;
  gpointer value = NULL;

  g_hash_table_iter_init (&iter, self->states);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      KithSubscriptionState state = GPOINTER_TO_INT (value);

      g_hash_table_iter_replace (&iter, GINT_TO_POINTER (kith_subscription_state_new (
                                                           kith_subscription_state_get_subscription (state),
                                                           kith_subscription_state_is_pending_out (state), FALSE)));
    }
}

static void
kith_subscription_module_online (KithModule *module, gboolean resumed)
{
  KithSubscriptionModule *self = KITH_SUBSCRIPTION_MODULE (module);

  if (self->roster == NULL)
    {
      KithRosterModule *roster = kith_router_get_module (kith_module_get_router (module), KITH_TYPE_ROSTER_MODULE);

      g_set_weak_pointer (&self->roster, roster);
      if (roster != NULL)
        {
          g_signal_connect_object (roster, "received", G_CALLBACK (roster_received_cb), self, G_CONNECT_SWAPPED);
          g_signal_connect_object (roster, "item-pushed", G_CALLBACK (item_pushed_cb), self, G_CONNECT_SWAPPED);
        }
    }

  if (!resumed)
    forget_requests (self);
}

static void
kith_subscription_module_dispose (GObject *object)
{
  g_clear_weak_pointer (&KITH_SUBSCRIPTION_MODULE (object)->roster);

  G_OBJECT_CLASS (kith_subscription_module_parent_class)->dispose (object);
}

static void
kith_subscription_module_finalize (GObject *object)
{
  KithSubscriptionModule *self = KITH_SUBSCRIPTION_MODULE (object);

  g_hash_table_unref (self->states);
  g_hash_table_unref (self->pre_approved);

  G_OBJECT_CLASS (kith_subscription_module_parent_class)->finalize (object);
}

static const KithHandler handlers[] = {
  { KITH_STANZA_KIND_PRESENCE, "subscribe", NULL, NULL, KITH_SENDER_ANY, KITH_PHASE_CLAIM, receive },
  { KITH_STANZA_KIND_PRESENCE, "subscribed", NULL, NULL, KITH_SENDER_ANY, KITH_PHASE_CLAIM, receive },
  { KITH_STANZA_KIND_PRESENCE, "unsubscribe", NULL, NULL, KITH_SENDER_ANY, KITH_PHASE_CLAIM, receive },
  { KITH_STANZA_KIND_PRESENCE, "unsubscribed", NULL, NULL, KITH_SENDER_ANY, KITH_PHASE_CLAIM, receive },
  { 0 }
};

static void
kith_subscription_module_class_init (KithSubscriptionModuleClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = kith_subscription_module_dispose;
  object_class->finalize = kith_subscription_module_finalize;
  KITH_MODULE_CLASS (klass)->handlers = handlers;
  KITH_MODULE_CLASS (klass)->online = kith_subscription_module_online;

  /**
   * KithSubscriptionModule::requested:
   * @jid: who asks to see our presence
   * @nick: (nullable): what they call themselves
   * @status: (nullable): what they say about it
   */
  signals[REQUESTED] = g_signal_new ("requested", KITH_TYPE_SUBSCRIPTION_MODULE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                     G_TYPE_NONE, 3, KITH_TYPE_JID, G_TYPE_STRING, G_TYPE_STRING);

  /**
   * KithSubscriptionModule::request-withdrawn:
   * @jid: who no longer asks to see, or no longer sees, our presence
   */
  signals[REQUEST_WITHDRAWN] = g_signal_new ("request-withdrawn", KITH_TYPE_SUBSCRIPTION_MODULE, G_SIGNAL_RUN_LAST, 0,
                                             NULL, NULL, NULL, G_TYPE_NONE, 1, KITH_TYPE_JID);

  /**
   * KithSubscriptionModule::approved:
   * @jid: who lets us see their presence
   * @status: (nullable): what they say about it
   */
  signals[APPROVED] = g_signal_new ("approved", KITH_TYPE_SUBSCRIPTION_MODULE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                    G_TYPE_NONE, 2, KITH_TYPE_JID, G_TYPE_STRING);

  /**
   * KithSubscriptionModule::refused:
   * @jid: who does not, or no longer, let us see their presence
   * @status: (nullable): what they say about it
   */
  signals[REFUSED] = g_signal_new ("refused", KITH_TYPE_SUBSCRIPTION_MODULE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 2, KITH_TYPE_JID, G_TYPE_STRING);
}

static void
kith_subscription_module_init (KithSubscriptionModule *self)
{
  self->states = g_hash_table_new_full (kith_jid_hash, kith_jid_equal, (GDestroyNotify)kith_jid_unref, NULL);
  self->pre_approved = g_hash_table_new_full (kith_jid_hash, kith_jid_equal, (GDestroyNotify)kith_jid_unref, NULL);
}

/**
 * kith_subscription_module_get_state:
 * @jid: of which the bare part counts
 */
KithSubscriptionState
kith_subscription_module_get_state (KithSubscriptionModule *self, KithJid *jid)
{
  g_autoptr(KithJid) bare = NULL;

  g_return_val_if_fail (KITH_IS_SUBSCRIPTION_MODULE (self), KITH_SUBSCRIPTION_STATE_NONE);

  bare = kith_jid_dup_bare (jid);

  return GPOINTER_TO_INT (g_hash_table_lookup (self->states, bare));
}

/**
 * kith_subscription_module_may_see_us:
 *
 * Returns: whether @jid is a device of our own, or of a contact whom we let see our presence
 */
gboolean
kith_subscription_module_may_see_us (KithSubscriptionModule *self, KithJid *jid)
{
  KithRouter *router = NULL;
  KithSubscription subscription = KITH_SUBSCRIPTION_NONE;

  g_return_val_if_fail (KITH_IS_SUBSCRIPTION_MODULE (self), FALSE);

  router = kith_module_get_router (KITH_MODULE (self));
  if (router != NULL && kith_jid_bare_equal (jid, kith_router_get_account (router)))
    return TRUE;

  subscription = kith_subscription_state_get_subscription (kith_subscription_module_get_state (self, jid));

  return subscription == KITH_SUBSCRIPTION_FROM || subscription == KITH_SUBSCRIPTION_BOTH;
}

/**
 * kith_subscription_module_may_answer:
 * @module: any module of the same router
 *
 * Returns: whether the sender of @stanza may see our presence, and we are not invisible
 */
gboolean
kith_subscription_module_may_answer (KithModule *module, KithStanza *stanza)
{
  KithRouter *router = kith_module_get_router (module);
  KithSubscriptionModule *self = kith_router_get_module (router, KITH_TYPE_SUBSCRIPTION_MODULE);
  KithPresenceModule *presence = kith_router_get_module (router, KITH_TYPE_PRESENCE_MODULE);
  g_autoptr(KithJid) from = kith_stanza_dup_jid (stanza, "from");

  if (kith_router_sender_is (router, from, KITH_SENDER_OWN_ACCOUNT))
    return TRUE;

  return self != NULL && kith_subscription_module_may_see_us (self, from) && presence != NULL &&
         kith_presence_module_get_own_show (presence) > KITH_SHOW_OFFLINE;
}

/**
 * kith_subscription_module_set_roster:
 * @items: (element-type KithRosterItem): the whole roster; who is not in it is nobody to us, but may have asked
 */
void
kith_subscription_module_set_roster (KithSubscriptionModule *self, GPtrArray *items)
{
  GHashTableIter iter;
  gpointer value = NULL;

  g_return_if_fail (KITH_IS_SUBSCRIPTION_MODULE (self));

  g_hash_table_iter_init (&iter, self->states);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      if (kith_subscription_state_is_pending_in (GPOINTER_TO_INT (value)))
        g_hash_table_iter_replace (&iter, GINT_TO_POINTER (KITH_SUBSCRIPTION_STATE_NONE_PENDING_IN));
      else
        g_hash_table_iter_remove (&iter);
    }

  for (guint i = 0; i < items->len; i++)
    follow_item (self, items->pdata[i]);
}

/**
 * kith_subscription_module_ask:
 * @nick: (nullable): what we call ourselves
 * @status: (nullable): what we say about it
 */
void
kith_subscription_module_ask (KithSubscriptionModule *self, KithJid *jid, const char *nick, const char *status)
{
  g_autoptr(KithJid) bare = NULL;
  KithSubscriptionState state = KITH_SUBSCRIPTION_STATE_NONE;

  g_return_if_fail (KITH_IS_SUBSCRIPTION_MODULE (self));

  bare = kith_jid_dup_bare (jid);
  state = kith_subscription_module_get_state (self, bare);
  send (self, bare, KITH_SUBSCRIPTION_EVENT_SUBSCRIBE, nick, status);
  set_state (self, bare, kith_subscription_state_sent (state, KITH_SUBSCRIPTION_EVENT_SUBSCRIBE, NULL));
}

/**
 * kith_subscription_module_approve:
 *
 * Lets @jid see our presence. Who has not asked is approved in advance: by the server where it can (RFC 6121, 3.4), else by us as
 * long as this object lives.
 */
void
kith_subscription_module_approve (KithSubscriptionModule *self, KithJid *jid)
{
  gboolean matters = FALSE;

  g_return_if_fail (KITH_IS_SUBSCRIPTION_MODULE (self));

  if (kith_subscription_module_may_see_us (self, jid))
    return;

  kith_subscription_state_sent (kith_subscription_module_get_state (self, jid), KITH_SUBSCRIPTION_EVENT_SUBSCRIBED, &matters);
  if (matters || self->server_pre_approves)
    send_and_follow (self, jid, KITH_SUBSCRIPTION_EVENT_SUBSCRIBED);
  else
    g_hash_table_add (self->pre_approved, kith_jid_dup_bare (jid));
}

/**
 * kith_subscription_module_refuse:
 *
 * Does not, or no longer, let @jid see our presence, also not when they ask.
 */
void
kith_subscription_module_refuse (KithSubscriptionModule *self, KithJid *jid)
{
  g_autoptr(KithJid) bare = NULL;
  gboolean matters = FALSE;

  g_return_if_fail (KITH_IS_SUBSCRIPTION_MODULE (self));

  bare = kith_jid_dup_bare (jid);
  g_hash_table_remove (self->pre_approved, bare);
  kith_subscription_state_sent (kith_subscription_module_get_state (self, bare), KITH_SUBSCRIPTION_EVENT_UNSUBSCRIBED,
                                &matters);
  if (matters || self->server_pre_approves)
    send_and_follow (self, bare, KITH_SUBSCRIPTION_EVENT_UNSUBSCRIBED);
}

void
kith_subscription_module_stop (KithSubscriptionModule *self, KithJid *jid)
{
  g_return_if_fail (KITH_IS_SUBSCRIPTION_MODULE (self));

  send_and_follow (self, jid, KITH_SUBSCRIPTION_EVENT_UNSUBSCRIBE);
}

void
kith_subscription_module_set_server_pre_approves (KithSubscriptionModule *self, gboolean pre_approves)
{
  g_return_if_fail (KITH_IS_SUBSCRIPTION_MODULE (self));

  self->server_pre_approves = pre_approves != FALSE;
}
