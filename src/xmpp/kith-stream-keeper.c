/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-stream-keeper.h"

#include "kith-presence-module.h"

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

static GParamSpec *properties[N_PROPS];

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
kith_stream_keeper_dispose (GObject *object)
{
  KithStreamKeeper *self = KITH_STREAM_KEEPER (object);

  g_clear_handle_id (&self->expiry_source, g_source_remove);
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
}

static void
kith_stream_keeper_init (KithStreamKeeper *self)
{
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
 * kith_stream_keeper_online:
 *
 * Stanzas flow, after kith_stream_keeper_conclude (): the router hears of it. To a stream of an earlier process the server sends
 * nobody's presence anew, unless ours comes anew.
 */
void
kith_stream_keeper_online (KithStreamKeeper *self)
{
  KithSessionResumption resumption = KITH_SESSION_RESUMPTION_NONE;
  KithPresenceModule *presence = NULL;

  g_return_if_fail (KITH_IS_STREAM_KEEPER (self));

  resumption = kith_stream_management_get_resumption (self->management);
  presence = kith_router_get_module (self->router, KITH_TYPE_PRESENCE_MODULE);
  if (presence != NULL && resumption == KITH_SESSION_RESUMPTION_RESTORED)
    kith_presence_module_note_lingering (presence);

  self->has_stream = TRUE;
  set_suspended (self, FALSE);
  kith_router_online (self->router, resumption == KITH_SESSION_RESUMPTION_CONTINUED);
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
