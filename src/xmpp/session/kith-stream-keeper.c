/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-stream-keeper.h"

#include "kith-client-state.h"
#include "kith-ns.h"
#include "kith-presence-module.h"
#include "kith-subscription-module.h"

/* In seconds: how long a server is thought to keep a stream if it does not say so. */
#define DEFAULT_MAX 300

/**
 * KithStreamKeeper:
 *
 * Owned by the session.
 */
struct _KithStreamKeeper
{
  GObject               parent_instance;

  KithRouter           *router;     /* owned */
  KithStreamManagement *management; /* owned */
  KithClientState      *client_state; /* owned */
  KithLink             *link;       /* owned, NULL: no connection */
  guint                 expiry_source;
  guint                 has_stream : 1; /* the router knows of a stream */
  guint                 suspended : 1;
};

enum
{
  PROP_0,
  PROP_SUSPENDED,
  N_PROPS
};

enum
{
  LOST,
  LEFT,
  N_SIGNALS
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (KithStreamKeeper, kith_stream_keeper, G_TYPE_OBJECT)

static void
set_suspended (KithStreamKeeper *self, gboolean suspended)
{
  if (self->suspended == suspended)
    return;

  self->suspended = suspended;
  if (!suspended)
    g_clear_handle_id (&self->expiry_source, g_source_remove);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SUSPENDED]);
}

static void
lose_stream (KithStreamKeeper *self)
{
  gboolean had_stream = self->has_stream;

  self->has_stream = FALSE;
  set_suspended (self, FALSE);
  if (had_stream)
    kith_router_offline (self->router);
}

static gboolean
expiry_cb (gpointer user_data)
{
  KithStreamKeeper *self = user_data;

  self->expiry_source = 0;
  kith_stream_keeper_give_up (self);

  return G_SOURCE_REMOVE;
}

static void
take_features (KithStreamKeeper *self, KithStanza *features)
{
  KithSubscriptionModule *subscription = kith_router_get_module (self->router, KITH_TYPE_SUBSCRIPTION_MODULE);

  kith_client_state_take_features (self->client_state, features);
  if (subscription != NULL)
    kith_subscription_module_set_server_pre_approves (subscription,
                                                      kith_stanza_find (features, "sub", KITH_NS_PRE_APPROVAL) != NULL);
}

static void
lost_cb (KithStreamKeeper *self, const GError *error)
{
  g_signal_emit (self, signals[LOST], 0, error);
}

static void
left_cb (KithStreamKeeper *self)
{
  g_signal_emit (self, signals[LEFT], 0);
}

static void
kith_stream_keeper_dispose (GObject *object)
{
  KithStreamKeeper *self = KITH_STREAM_KEEPER (object);

  if (self->client_state != NULL)
    kith_stream_keeper_detach (self);

  g_clear_handle_id (&self->expiry_source, g_source_remove);
  g_clear_object (&self->client_state);
  g_clear_object (&self->router);
  g_clear_object (&self->management);

  G_OBJECT_CLASS (kith_stream_keeper_parent_class)->dispose (object);
}

static void
kith_stream_keeper_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  switch (prop_id)
    {
    case PROP_SUSPENDED:
      g_value_set_boolean (value, kith_stream_keeper_is_suspended (KITH_STREAM_KEEPER (object)));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
kith_stream_keeper_class_init (KithStreamKeeperClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = kith_stream_keeper_dispose;
  object_class->get_property = kith_stream_keeper_get_property;

  /**
   * KithStreamKeeper:suspended:
   *
   * Whether there is a stream without a connection, that may be resumed.
   */
  properties[PROP_SUSPENDED] = g_param_spec_boolean ("suspended", NULL, NULL, FALSE,
                                                     G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);

  g_object_class_install_properties (object_class, N_PROPS, properties);

  signals[LOST] = g_signal_new ("lost", KITH_TYPE_STREAM_KEEPER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                G_TYPE_NONE, 1, G_TYPE_ERROR);
  signals[LEFT] = g_signal_new ("left", KITH_TYPE_STREAM_KEEPER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
kith_stream_keeper_init (KithStreamKeeper *self)
{
  self->client_state = kith_client_state_new ();
}

/**
 * kith_stream_keeper_new:
 *
 * Returns: (transfer full): without a stream
 */
KithStreamKeeper *
kith_stream_keeper_new (KithRouter *router, KithStreamManagement *management)
{
  KithStreamKeeper *self = g_object_new (KITH_TYPE_STREAM_KEEPER, NULL);

  self->router = g_object_ref (router);
  self->management = g_object_ref (management);

  return self;
}

gboolean
kith_stream_keeper_is_suspended (KithStreamKeeper *self)
{
  g_return_val_if_fail (KITH_IS_STREAM_KEEPER (self), FALSE);

  return self->suspended;
}

/**
 * kith_stream_keeper_conclude:
 * @bound: the full address
 *
 * A negotiation has ended well. Unless the stream of before goes on, the router hears that it is gone.
 *
 * Returns: %FALSE if the server says what cannot be
 */
gboolean
kith_stream_keeper_conclude (KithStreamKeeper *self, KithJid *bound, GError **error)
{
  gboolean concluded = FALSE;

  g_return_val_if_fail (KITH_IS_STREAM_KEEPER (self), FALSE);

  concluded = kith_stream_management_conclude (self->management, bound, error);
  if (!concluded || kith_stream_management_get_resumption (self->management) != KITH_SESSION_RESUMPTION_CONTINUED)
    lose_stream (self);

  return concluded;
}

/**
 * kith_stream_keeper_attach:
 * @wire: a wire on which stanzas may flow, after kith_stream_keeper_conclude ()
 * @features: (nullable): what the server can, where it has said so already
 * @idle: after how long without traffic the server is asked something, in milliseconds
 * @patience: how long any answer is waited for, in milliseconds
 *
 * Joins the router to the stream's connection.
 */
void
kith_stream_keeper_attach (KithStreamKeeper *self,
                           KithStreamWire   *wire,
                           KithStanza       *features,
                           guint             idle,
                           guint             patience)
{
  g_return_if_fail (KITH_IS_STREAM_KEEPER (self));
  g_return_if_fail (self->link == NULL);

  self->link = kith_link_new (wire, self->router, kith_stream_management_get_traffic (self->management), idle, patience);
  g_signal_connect_object (self->link, "lost", G_CALLBACK (lost_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->link, "left", G_CALLBACK (left_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->link, "features", G_CALLBACK (take_features), self, G_CONNECT_SWAPPED);
  kith_client_state_attach (self->client_state, KITH_WIRE (wire));
  if (features != NULL)
    take_features (self, features);
}

/**
 * kith_stream_keeper_online:
 * @early: (nullable) (element-type KithStanza): what came before the stream was managed
 *
 * Stanzas flow, after kith_stream_keeper_attach (): the router hears of it, and gets @early, unless somebody who heard of it wants
 * the connection no more. To a stream of an earlier process the server sends nobody's presence anew, unless ours comes anew.
 */
void
kith_stream_keeper_online (KithStreamKeeper *self, GPtrArray *early)
{
  KithSessionResumption resumption = KITH_SESSION_RESUMPTION_NONE;
  KithPresenceModule *presence = NULL;
  KithLink *link = NULL;

  g_return_if_fail (KITH_IS_STREAM_KEEPER (self));

  resumption = kith_stream_management_get_resumption (self->management);
  presence = kith_router_get_module (self->router, KITH_TYPE_PRESENCE_MODULE);
  if (presence != NULL && resumption == KITH_SESSION_RESUMPTION_RESTORED)
    kith_presence_module_note_lingering (presence);

  self->has_stream = TRUE;
  link = self->link;
  set_suspended (self, FALSE);
  kith_router_online (self->router, resumption == KITH_SESSION_RESUMPTION_CONTINUED);
  for (guint i = 0; early != NULL && i < early->len && self->link == link; i++)
    kith_router_dispatch (self->router, early->pdata[i]);
}

/**
 * kith_stream_keeper_detach:
 *
 * Closes the connection, if there is one. Nothing of it is heard any more; what becomes of the stream is to be said next.
 */
void
kith_stream_keeper_detach (KithStreamKeeper *self)
{
  g_autoptr(KithLink) link = NULL;

  g_return_if_fail (KITH_IS_STREAM_KEEPER (self));

  link = g_steal_pointer (&self->link);
  kith_client_state_detach (self->client_state);
  if (link == NULL)
    return;

  g_signal_handlers_disconnect_by_data (link, self);
  kith_link_drop (link);
}

/**
 * kith_stream_keeper_suspend:
 *
 * The connection is gone, and another will be tried. If the stream cannot be resumed, or is not within the time that the server
 * keeps it, it is as if nobody tried.
 */
void
kith_stream_keeper_suspend (KithStreamKeeper *self)
{
  const KithStreamState *state = NULL;

  g_return_if_fail (KITH_IS_STREAM_KEEPER (self));

  kith_stream_management_suspend (self->management);
  if (self->suspended)
    return;

  state = kith_stream_management_get_state (self->management);
  if (!self->has_stream || !kith_stream_management_can_continue (self->management))
    {
      kith_stream_keeper_give_up (self);
      return;
    }

  self->expiry_source = g_timeout_add_seconds ((guint)(state->max > 0 ? state->max : DEFAULT_MAX), expiry_cb, self);
  kith_router_suspend (self->router);
  set_suspended (self, TRUE);
}

/**
 * kith_stream_keeper_give_up:
 *
 * Nobody waits any longer. A later attempt may still learn how far the stream had come.
 */
void
kith_stream_keeper_give_up (KithStreamKeeper *self)
{
  g_return_if_fail (KITH_IS_STREAM_KEEPER (self));

  kith_stream_management_forget (self->management);
  lose_stream (self);
}

/**
 * kith_stream_keeper_get_link:
 *
 * Returns: (transfer none) (nullable): what joins the router to the connection, while there is one
 */
KithLink *
kith_stream_keeper_get_link (KithStreamKeeper *self)
{
  g_return_val_if_fail (KITH_IS_STREAM_KEEPER (self), NULL);

  return self->link;
}

/**
 * kith_stream_keeper_set_active:
 * @active: whether somebody looks at Kith; %TRUE unless set
 *
 * Outlives every connection.
 */
void
kith_stream_keeper_set_active (KithStreamKeeper *self, gboolean active)
{
  g_return_if_fail (KITH_IS_STREAM_KEEPER (self));

  kith_client_state_set_active (self->client_state, active);
}
