/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kith-session-private.h"

#include "kith-login.h"
#include "kith-modules.h"
#include "kith-xmpp-enums.h"

/**
 * KithSession:
 *
 * Its login has an attempt while it signs in, then its stream's keeper has a link while it is online, then the login plans the next
 * attempt. The properties of its settings are its own. Notifications wait until a step is whole, and whoever waits for a reply
 * hears last that the stream is gone, so a listener may connect, disconnect or drop the session at any of them.
 */
struct _KithSession
{
  GObject               parent_instance;

  KithJid              *account;   /* owned */
  KithSessionSettings  *settings;  /* owned */
  GNetworkMonitor      *monitor;   /* owned, NULL: the system's */

  KithRouter           *router;    /* owned */
  KithStreamManagement *management; /* owned */
  KithStreamKeeper     *keeper;    /* owned */
  KithLogin            *login;     /* owned */
  KithJid              *bound;     /* owned while online */
  GError               *error;     /* owned */

  KithSessionState      state;
  gboolean              leaving;   /* the link is left, and its end is waited for */
};

enum
{
  PROP_0,
  PROP_ACCOUNT,
  PROP_STATE,
  PROP_ERROR,
  PROP_BOUND,
  PROP_SUSPENDED,
  PROP_NETWORK_MONITOR,
  N_OWN_PROPS   /* those of the settings follow */
};

enum
{
  TOKEN_CHANGED,
  STREAM_STATE_CHANGED,
  ACKNOWLEDGED,
  CHECKPOINT,
  N_SIGNALS
};

static GParamSpec *properties[N_OWN_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (KithSession, kith_session, G_TYPE_OBJECT)

/* Takes @error. */
static void
set_error (KithSession *self, GError *error)
{
  if (self->error != error)
    {
      g_clear_error (&self->error);
      self->error = error;
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ERROR]);
    }
}

static void
set_state (KithSession *self, KithSessionState state)
{
  if (self->state == state)
    return;

  self->state = state;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATE]);
}

static void
set_bound (KithSession *self, KithJid *bound)
{
  if (self->bound == NULL && bound == NULL)
    return;

  g_clear_pointer (&self->bound, kith_jid_unref);
  self->bound = bound != NULL ? kith_jid_ref (bound) : NULL;
  kith_router_set_bound (self->router, bound);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_BOUND]);
}

/* Nothing of the connection is heard of any more. A stream that was left is over with it. */
static void
detach (KithSession *self)
{
  gboolean left = self->leaving;

  self->leaving = FALSE;
  kith_login_stop (self->login);
  kith_stream_keeper_detach (self->keeper);
  if (left)
    kith_stream_management_end (self->management);
  set_bound (self, NULL);
}

static KithStreamWire *
get_wire (KithSession *self)
{
  KithAttempt *attempt = kith_login_get_attempt (self->login);
  KithLink *link = kith_stream_keeper_get_link (self->keeper);

  if (attempt != NULL)
    return kith_attempt_get_wire (attempt);

  return link != NULL ? kith_link_get_wire (link) : NULL;
}

/* The attempt or the stream is over: waits for the next one, or gives up. */
static void
fail (KithSession *self, const GError *error)
{
  g_autoptr(GError) copy = g_error_copy (error);
  KithStreamWire *wire = get_wire (self);
  g_autofree char *other_host = wire != NULL ? g_strdup (kith_stream_wire_get_see_other_host (wire)) : NULL;
  gboolean again = TRUE;

  g_debug ("A session ended: %s", copy->message);
  g_object_freeze_notify (G_OBJECT (self));
  detach (self);

  if (!kith_login_follow (self->login, other_host))
    {
      again = kith_login_plan (self->login, copy);
      set_error (self, g_steal_pointer (&copy));
      set_state (self, again ? KITH_SESSION_WAITING : KITH_SESSION_FAILED);
    }

  if (again)
    kith_stream_keeper_suspend (self->keeper);
  else
    kith_stream_keeper_give_up (self->keeper);
  g_object_thaw_notify (G_OBJECT (self));
}

static void
left_cb (KithSession *self)
{
  detach (self);
  set_state (self, KITH_SESSION_OFFLINE);
}

/* Whoever hears of it finds everything in place; a listener of the modules may have ended it already. */
static void
go_online (KithSession *self, KithAttempt *done)
{
  KithNegotiation *negotiation = kith_attempt_get_negotiation (done);
  const KithNegotiationOutcome *outcome = kith_negotiation_get_outcome (negotiation);
  KithLink *link = NULL;

  kith_login_complete (self->login);
  set_bound (self, outcome->bound);
  kith_stream_keeper_attach (self->keeper, kith_attempt_get_wire (done), outcome->features,
                             kith_session_settings_get_timeout (self->settings, KITH_SESSION_TIMEOUT_PING_IDLE),
                             kith_session_settings_get_timeout (self->settings, KITH_SESSION_TIMEOUT_PING_PATIENCE));
  link = kith_stream_keeper_get_link (self->keeper);

  set_error (self, NULL);
  set_state (self, KITH_SESSION_ONLINE);
  kith_stream_keeper_online (self->keeper, outcome->early);
  if (kith_stream_keeper_get_link (self->keeper) == link)
    kith_login_keep_token (self->login, negotiation);
}

/* What became of the stream is told first, to whoever keeps messages; they may have ended the attempt by that. */
static void
login_done_cb (KithSession *self, KithAttempt *done)
{
  KithJid *bound = kith_negotiation_get_outcome (kith_attempt_get_negotiation (done))->bound;
  g_autoptr(GError) error = NULL;
  gboolean concluded = FALSE;

  g_object_freeze_notify (G_OBJECT (self));
  concluded = kith_stream_keeper_conclude (self->keeper, bound, &error);
  if (kith_login_get_attempt (self->login) == done)
    {
      if (concluded)
        go_online (self, done);
      else
        fail (self, error);
    }
  g_object_thaw_notify (G_OBJECT (self));
}

static void
login_stage_cb (KithSession *self)
{
  static const KithSessionState states[] = {
    [KITH_LOGIN_CONNECTING] = KITH_SESSION_CONNECTING,
    [KITH_LOGIN_AUTHENTICATING] = KITH_SESSION_AUTHENTICATING,
    [KITH_LOGIN_RESUMING] = KITH_SESSION_RESUMING,
  };
  KithLoginStage stage = kith_login_get_stage (self->login);

  if (stage != KITH_LOGIN_RESTING)
    set_state (self, states[stage]);
}

static void
token_changed_cb (KithSession *self, const char *mechanism, const char *token, gint64 expiry)
{
  g_signal_emit (self, signals[TOKEN_CHANGED], 0, mechanism, token, expiry);
}

static void
settings_notify_cb (KithSession *self, GParamSpec *pspec)
{
  g_object_notify (G_OBJECT (self), pspec->name);
}

static void
suspended_cb (KithSession *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SUSPENDED]);
}

static void
stream_state_changed_cb (KithSession *self, const KithStreamState *state)
{
  g_signal_emit (self, signals[STREAM_STATE_CHANGED], 0, state);
}

static void
acknowledged_cb (KithSession *self, gint64 sequence)
{
  g_signal_emit (self, signals[ACKNOWLEDGED], 0, sequence);
}

static void
checkpoint_cb (KithSession *self, gint64 handled)
{
  g_signal_emit (self, signals[CHECKPOINT], 0, handled);
}

static void
make_stream_parts (KithSession *self)
{
  KithStreamTraffic *traffic = NULL;

  self->management = kith_stream_management_new ();
  g_signal_connect_object (self->management, "state-changed", G_CALLBACK (stream_state_changed_cb), self, G_CONNECT_SWAPPED);
  traffic = kith_stream_management_get_traffic (self->management);
  g_signal_connect_object (traffic, "acknowledged", G_CALLBACK (acknowledged_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (traffic, "checkpoint", G_CALLBACK (checkpoint_cb), self, G_CONNECT_SWAPPED);
  self->keeper = kith_stream_keeper_new (self->router, self->management);
  g_signal_connect_object (self->keeper, "notify::suspended", G_CALLBACK (suspended_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->keeper, "lost", G_CALLBACK (fail), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->keeper, "left", G_CALLBACK (left_cb), self, G_CONNECT_SWAPPED);
}

static void
make_login (KithSession *self)
{
  self->login = kith_login_new (self->account, self->settings, self->management, self->monitor);
  g_signal_connect_object (self->login, "notify::stage", G_CALLBACK (login_stage_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->login, "done", G_CALLBACK (login_done_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->login, "failed", G_CALLBACK (fail), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->login, "token-changed", G_CALLBACK (token_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->login, "network-changed", G_CALLBACK (kith_session_check_now), self, G_CONNECT_SWAPPED);
}

static void
kith_session_constructed (GObject *object)
{
  KithSession *self = KITH_SESSION (object);

  G_OBJECT_CLASS (kith_session_parent_class)->constructed (object);

  self->router = kith_router_new (self->account);
  kith_modules_add_all (self->router);
  make_stream_parts (self);
  make_login (self);
}

static void
kith_session_dispose (GObject *object)
{
  KithSession *self = KITH_SESSION (object);

  if (self->router != NULL)
    {
      detach (self);
      kith_stream_keeper_give_up (self->keeper);
    }

  g_clear_object (&self->login);
  g_clear_object (&self->keeper);
  g_clear_object (&self->management);
  g_clear_object (&self->router);
  g_clear_object (&self->monitor);

  G_OBJECT_CLASS (kith_session_parent_class)->dispose (object);
}

static void
kith_session_finalize (GObject *object)
{
  KithSession *self = KITH_SESSION (object);

  g_clear_object (&self->settings);
  g_clear_pointer (&self->account, kith_jid_unref);
  g_clear_error (&self->error);

  G_OBJECT_CLASS (kith_session_parent_class)->finalize (object);
}

static void
kith_session_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  KithSession *self = KITH_SESSION (object);

  switch (prop_id)
    {
    case PROP_ACCOUNT:
      g_value_set_boxed (value, self->account);
      break;

    case PROP_STATE:
      g_value_set_enum (value, self->state);
      break;

    case PROP_ERROR:
      g_value_set_boxed (value, self->error);
      break;

    case PROP_BOUND:
      g_value_set_boxed (value, self->bound);
      break;

    case PROP_SUSPENDED:
      g_value_set_boolean (value, kith_session_is_suspended (self));
      break;

    default:
      g_object_get_property (G_OBJECT (self->settings), pspec->name, value);
    }
}

static void
kith_session_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  KithSession *self = KITH_SESSION (object);

  switch (prop_id)
    {
    case PROP_ACCOUNT:
      self->account = g_value_dup_boxed (value);
      break;

    case PROP_NETWORK_MONITOR:
      self->monitor = g_value_dup_object (value);
      break;

    default:
      g_object_set_property (G_OBJECT (self->settings), pspec->name, value);
    }
}

static void
kith_session_class_init (KithSessionClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags readable = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;
  const GParamFlags construct = G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS;

  object_class->constructed = kith_session_constructed;
  object_class->dispose = kith_session_dispose;
  object_class->finalize = kith_session_finalize;
  object_class->get_property = kith_session_get_property;
  object_class->set_property = kith_session_set_property;

  properties[PROP_ACCOUNT] = g_param_spec_boxed ("account", NULL, NULL, KITH_TYPE_JID, G_PARAM_READWRITE | construct);
  properties[PROP_STATE] = g_param_spec_enum ("state", NULL, NULL, KITH_TYPE_SESSION_STATE, KITH_SESSION_OFFLINE, readable);
  properties[PROP_ERROR] = g_param_spec_boxed ("error", NULL, NULL, G_TYPE_ERROR, readable);
  properties[PROP_BOUND] = g_param_spec_boxed ("bound", NULL, NULL, KITH_TYPE_JID, readable);
  properties[PROP_SUSPENDED] = g_param_spec_boolean ("suspended", NULL, NULL, FALSE, readable);
  properties[PROP_NETWORK_MONITOR] = g_param_spec_object ("network-monitor", NULL, NULL, G_TYPE_NETWORK_MONITOR,
                                                          G_PARAM_WRITABLE | construct);

  g_object_class_install_properties (object_class, N_OWN_PROPS, properties);
  kith_session_settings_install_properties (object_class, N_OWN_PROPS);

  signals[TOKEN_CHANGED] = g_signal_new ("token-changed", KITH_TYPE_SESSION, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                         G_TYPE_NONE, 3, G_TYPE_STRING, G_TYPE_STRING, G_TYPE_INT64);
  signals[STREAM_STATE_CHANGED] = g_signal_new ("stream-state-changed", KITH_TYPE_SESSION, G_SIGNAL_RUN_LAST, 0, NULL,
                                                NULL, NULL, G_TYPE_NONE, 1,
                                                KITH_TYPE_STREAM_STATE | G_SIGNAL_TYPE_STATIC_SCOPE);
  signals[ACKNOWLEDGED] = g_signal_new ("acknowledged", KITH_TYPE_SESSION, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                        G_TYPE_NONE, 1, G_TYPE_INT64);
  signals[CHECKPOINT] = g_signal_new ("checkpoint", KITH_TYPE_SESSION, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                      G_TYPE_NONE, 1, G_TYPE_INT64);
}

static void
kith_session_init (KithSession *self)
{
  self->settings = kith_session_settings_new ();
  g_signal_connect_object (self->settings, "notify", G_CALLBACK (settings_notify_cb), self, G_CONNECT_SWAPPED);
}

/**
 * kith_session_new:
 * @account: a bare JID
 *
 * Returns: (transfer full): a session that is offline
 */
KithSession *
kith_session_new (KithJid *account)
{
  g_return_val_if_fail (account != NULL && kith_jid_is_bare (account), NULL);

  return g_object_new (KITH_TYPE_SESSION, "account", account, NULL);
}

/**
 * kith_session_connect:
 *
 * Starts to connect and stays connected from then on, until kith_session_disconnect () or an error that another attempt
 * would only repeat. While waiting, attempts at once. Does nothing while connecting or online.
 */
void
kith_session_connect (KithSession *self)
{
  g_return_if_fail (KITH_IS_SESSION (self));

  if (!self->leaving && (self->state == KITH_SESSION_CONNECTING || self->state == KITH_SESSION_AUTHENTICATING ||
                         self->state == KITH_SESSION_RESUMING || self->state == KITH_SESSION_ONLINE))
    return;

  /* A stream that was still being left ends by itself. */
  g_object_freeze_notify (G_OBJECT (self));
  detach (self);
  kith_stream_management_set_wanted (self->management, kith_session_settings_get_stream_management (self->settings));
  kith_stream_management_set_kept (self->management, kith_session_settings_get_keeps_state (self->settings));
  set_error (self, NULL);
  kith_login_begin (self->login);
  g_object_thaw_notify (G_OBJECT (self));
}

/**
 * kith_session_disconnect:
 *
 * Leaves in order, or gives the attempt up, and stays offline. `state` becomes %KITH_SESSION_OFFLINE when the server has
 * ended its side or a short deadline has passed; until then it is as it was, and nothing that comes is heard of.
 */
void
kith_session_disconnect (KithSession *self)
{
  g_autoptr(KithSession) held = NULL;
  KithLink *link = NULL;

  g_return_if_fail (KITH_IS_SESSION (self));

  if (self->leaving)
    return;

  held = g_object_ref (self);
  link = kith_stream_keeper_get_link (self->keeper);
  g_object_freeze_notify (G_OBJECT (self));
  if (link != NULL)
    {
      self->leaving = TRUE;
      kith_link_leave (link);
      set_bound (self, NULL);
      kith_stream_keeper_give_up (self->keeper);
    }
  else
    {
      detach (self);
      kith_stream_keeper_give_up (self->keeper);
      set_error (self, NULL);
      set_state (self, KITH_SESSION_OFFLINE);
    }
  g_object_thaw_notify (G_OBJECT (self));
}

/**
 * kith_session_check_now:
 *
 * There is a reason to doubt the connection, such as that the machine has slept: a connection is checked at once, and one that
 * is waited for is tried at once.
 */
void
kith_session_check_now (KithSession *self)
{
  KithLink *link = NULL;

  g_return_if_fail (KITH_IS_SESSION (self));

  link = kith_stream_keeper_get_link (self->keeper);
  if (link != NULL)
    kith_link_check_now (link);
  else if (self->state == KITH_SESSION_WAITING)
    kith_session_connect (self);
}

KithSessionState
kith_session_get_state (KithSession *self)
{
  g_return_val_if_fail (KITH_IS_SESSION (self), KITH_SESSION_OFFLINE);

  return self->state;
}

/**
 * kith_session_get_error:
 *
 * Returns: (transfer none) (nullable): why it waits or failed; mostly a code of %KITH_XMPP_ERROR
 */
const GError *
kith_session_get_error (KithSession *self)
{
  g_return_val_if_fail (KITH_IS_SESSION (self), NULL);

  return self->error;
}

/**
 * kith_session_is_secure:
 *
 * Returns: whether there is a connection and it is encrypted to a checked certificate
 */
gboolean
kith_session_is_secure (KithSession *self)
{
  KithStreamWire *wire = NULL;

  g_return_val_if_fail (KITH_IS_SESSION (self), FALSE);

  wire = get_wire (self);

  return wire != NULL && kith_wire_is_secure (KITH_WIRE (wire));
}

/**
 * kith_session_get_refused_certificate:
 *
 * Returns: (transfer none) (nullable): the certificate that was refused at the last attempt
 */
GTlsCertificate *
kith_session_get_refused_certificate (KithSession *self)
{
  g_return_val_if_fail (KITH_IS_SESSION (self), NULL);

  return kith_login_get_refused_certificate (self->login);
}

/**
 * kith_session_get_certificate_flaws:
 *
 * Returns: why it was refused, 0 if none was
 */
GTlsCertificateFlags
kith_session_get_certificate_flaws (KithSession *self)
{
  g_return_val_if_fail (KITH_IS_SESSION (self), 0);

  return kith_login_get_certificate_flaws (self->login);
}

/**
 * kith_session_get_module:
 *
 * Returns: (transfer none) (nullable): the module of @type; it lives as long as the session
 */
gpointer
kith_session_get_module (KithSession *self, GType type)
{
  g_return_val_if_fail (KITH_IS_SESSION (self), NULL);

  return kith_router_get_module (self->router, type);
}

KithStreamManagement *
kith_session_get_management (KithSession *self)
{
  return self->management;
}

KithStreamKeeper *
kith_session_get_keeper (KithSession *self)
{
  return self->keeper;
}
