/* SPDX-License-Identifier: GPL-3.0-or-later */
/* size: the life of a session from end to end, with its properties and signals; the parts it is made of are objects of their own */
#include "kith-session-private.h"

#include "kith-attempt.h"
#include "kith-link.h"
#include "kith-modules.h"
#include "kith-ns.h"
#include "kith-reconnection.h"
#include "kith-router.h"
#include "kith-session-settings.h"
#include "kith-subscription-module.h"
#include "kith-xmpp-enums.h"
#include "kith-xmpp-error.h"

/**
 * KithSession:
 *
 * Has an attempt while it signs in, then a link while it is online, then a reconnection that is planned. The properties of its
 * settings are its own. Notifications wait until a step is whole, and whoever waits for a reply hears last that the stream is
 * gone, so a listener may connect, disconnect or drop the session at any of them.
 */
struct _KithSession
{
  GObject               parent_instance;

  KithJid              *account;   /* owned */
  KithSessionSettings  *settings;  /* owned */
  GNetworkMonitor      *monitor;   /* owned, NULL: the system's */

  KithRouter           *router;    /* owned */
  KithReconnection     *reconnection; /* owned */
  KithStreamManagement *management; /* owned */
  KithStreamKeeper     *keeper;    /* owned */
  KithClientState      *client_state; /* owned */
  KithAttempt          *attempt;   /* owned while signing in */
  KithLink             *link;      /* owned while online and leaving */
  KithJid              *bound;     /* owned while online */
  GError               *error;     /* owned */
  GTlsCertificate      *refused;   /* owned */
  GTlsCertificateFlags  flaws;

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

/* Attempts go round: one that fails leads to the next. */
static void attempt (KithSession *self);

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
  g_autoptr(KithAttempt) dropped = g_steal_pointer (&self->attempt);
  g_autoptr(KithLink) link = g_steal_pointer (&self->link);
  gboolean left = self->leaving;

  self->leaving = FALSE;
  kith_reconnection_stop (self->reconnection);
  kith_client_state_detach (self->client_state);

  if (dropped != NULL)
    {
      g_signal_handlers_disconnect_by_data (dropped, self);
      kith_attempt_stop (dropped);
      kith_stream_management_give_up (self->management);
    }
  if (link != NULL)
    {
      g_signal_handlers_disconnect_by_data (link, self);
      kith_link_drop (link);
    }
  if (left)
    kith_stream_management_end (self->management);
  set_bound (self, NULL);
}

static KithStreamWire *
get_wire (KithSession *self)
{
  if (self->attempt != NULL)
    return kith_attempt_get_wire (self->attempt);

  return self->link != NULL ? kith_link_get_wire (self->link) : NULL;
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

  if (kith_reconnection_follow (self->reconnection, other_host))
    {
      attempt (self);
    }
  else
    {
      again = kith_reconnection_plan (self->reconnection, copy);
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
link_left_cb (KithSession *self)
{
  detach (self);
  set_state (self, KITH_SESSION_OFFLINE);
}

static void
take_token (KithSession *self, KithNegotiation *negotiation)
{
  const char *mechanism = kith_negotiation_get_fast_mechanism (negotiation);
  const char *token = kith_negotiation_get_fast_token (negotiation);

  if (!kith_negotiation_get_fast_changed (negotiation))
    return;

  kith_session_settings_set_fast (self->settings, mechanism, token);
  g_signal_emit (self, signals[TOKEN_CHANGED], 0, mechanism, token, kith_negotiation_get_fast_expiry (negotiation));
}

static void
take_features (KithSession *self, KithStanza *features)
{
  kith_client_state_take_features (self->client_state, features);
  kith_subscription_module_set_server_pre_approves (
    kith_router_get_module (self->router, KITH_TYPE_SUBSCRIPTION_MODULE),
    kith_stanza_find (features, "sub", KITH_NS_PRE_APPROVAL) != NULL);
}

static void
take_link (KithSession *self, KithStreamWire *wire)
{
  guint idle = kith_session_settings_get_timeout (self->settings, KITH_SESSION_TIMEOUT_PING_IDLE);
  guint patience = kith_session_settings_get_timeout (self->settings, KITH_SESSION_TIMEOUT_PING_PATIENCE);

  self->link = kith_link_new (wire, self->router, kith_stream_management_get_traffic (self->management), idle, patience);
  g_signal_connect_object (self->link, "lost", G_CALLBACK (fail), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->link, "left", G_CALLBACK (link_left_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->link, "features", G_CALLBACK (take_features), self, G_CONNECT_SWAPPED);
  kith_client_state_attach (self->client_state, KITH_WIRE (wire));
}

/* Whoever hears of it finds everything in place; a listener of the modules may have ended it already. */
static void
go_online (KithSession *self, KithAttempt *done)
{
  KithNegotiation *negotiation = kith_attempt_get_negotiation (done);
  KithStanza *features = kith_negotiation_get_features (negotiation);
  GPtrArray *early = kith_negotiation_get_early (negotiation);
  const char *best = kith_negotiation_get_best_mechanism (negotiation);
  KithLink *link = NULL;

  kith_reconnection_note_online (self->reconnection);
  if (best != NULL)
    g_object_set (self->settings, "best-mechanism", best, NULL);
  set_bound (self, kith_negotiation_get_bound (negotiation));
  take_link (self, kith_attempt_get_wire (done));
  link = self->link;
  if (features != NULL)
    take_features (self, features);

  set_error (self, NULL);
  set_state (self, KITH_SESSION_ONLINE);
  kith_stream_keeper_online (self->keeper);
  for (guint i = 0; early != NULL && i < early->len && self->link == link; i++)
    kith_router_dispatch (self->router, early->pdata[i]);
  if (self->link == link)
    take_token (self, negotiation);
}

/* What became of the stream is told first, to whoever keeps messages; they may have ended the attempt by that. */
static void
attempt_done_cb (KithSession *self)
{
  g_autoptr(KithAttempt) done = g_object_ref (self->attempt);
  KithJid *bound = kith_negotiation_get_bound (kith_attempt_get_negotiation (done));
  g_autoptr(GError) error = NULL;
  gboolean concluded = FALSE;

  g_object_freeze_notify (G_OBJECT (self));
  concluded = kith_stream_keeper_conclude (self->keeper, bound, &error);
  if (self->attempt == done && concluded)
    {
      g_signal_handlers_disconnect_by_data (done, self);
      g_clear_object (&self->attempt);
      go_online (self, done);
    }
  else if (self->attempt == done)
    {
      fail (self, error);
    }
  g_object_thaw_notify (G_OBJECT (self));
}

static void
note_refused_certificate (KithSession *self, GTlsCertificate *certificate, GTlsCertificateFlags flaws)
{
  g_set_object (&self->refused, certificate);
  self->flaws = flaws;
}

static void
attempt_connected_cb (KithSession *self)
{
  note_refused_certificate (self, kith_attempt_get_refused_certificate (self->attempt),
                            kith_attempt_get_certificate_flaws (self->attempt));
  set_state (self, KITH_SESSION_AUTHENTICATING);
}

static void
attempt_stage_cb (KithSession *self)
{
  if (kith_negotiation_get_stage (kith_attempt_get_negotiation (self->attempt)) == KITH_NEGOTIATION_RESUMING)
    set_state (self, KITH_SESSION_RESUMING);
}

static void
attempt_failed_cb (KithSession *self, const GError *error, KithAttempt *failed)
{
  KithNegotiation *negotiation = kith_attempt_get_negotiation (failed);
  KithCredentials *credentials = kith_session_settings_get_credentials (self->settings);
  gboolean had_token = credentials->fast_token != NULL;
  gboolean lost_token = FALSE;

  /* XEP-0198, 3: where the server wants a stream to be resumed is a hint. */
  if (kith_reconnection_leave_preferred (self->reconnection))
    {
      detach (self);
      attempt (self);
      return;
    }

  note_refused_certificate (self, kith_attempt_get_refused_certificate (failed),
                            kith_attempt_get_certificate_flaws (failed));
  if (negotiation != NULL)
    take_token (self, negotiation);

  /* Whoever heard of the token may have ended this attempt. */
  if (self->attempt != failed)
    return;

  /* A token may end before the password does. */
  lost_token = had_token && credentials->fast_token == NULL;
  if (lost_token && credentials->password == NULL)
    {
      g_autoptr(GError) ended = g_error_new_literal (KITH_XMPP_ERROR, KITH_XMPP_ERROR_PASSWORD_NEEDED, "The token ended");

      fail (self, ended);
    }
  else if (lost_token && g_error_matches (error, KITH_XMPP_ERROR, KITH_XMPP_ERROR_NOT_AUTHORIZED))
    {
      detach (self);
      attempt (self);
    }
  else
    {
      fail (self, error);
    }
}

static void
attempt (KithSession *self)
{
  g_clear_object (&self->attempt);
  self->attempt = kith_attempt_new (self->account, self->settings,
                                    kith_reconnection_get_redirection (self->reconnection), self->management);
  g_signal_connect_object (self->attempt, "connected", G_CALLBACK (attempt_connected_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->attempt, "stage", G_CALLBACK (attempt_stage_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->attempt, "done", G_CALLBACK (attempt_done_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->attempt, "failed", G_CALLBACK (attempt_failed_cb), self, G_CONNECT_SWAPPED);
  kith_attempt_start (self->attempt);
  set_state (self, KITH_SESSION_CONNECTING);
}

static void
network_changed_cb (KithSession *self)
{
  if (self->link != NULL)
    kith_link_check_now (self->link);
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
  kith_reconnection_prefer (self->reconnection, state != NULL ? state->location : NULL);
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

  self->client_state = kith_client_state_new ();
  self->management = kith_stream_management_new ();
  g_signal_connect_object (self->management, "state-changed", G_CALLBACK (stream_state_changed_cb), self, G_CONNECT_SWAPPED);
  traffic = kith_stream_management_get_traffic (self->management);
  g_signal_connect_object (traffic, "acknowledged", G_CALLBACK (acknowledged_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (traffic, "checkpoint", G_CALLBACK (checkpoint_cb), self, G_CONNECT_SWAPPED);
  self->keeper = kith_stream_keeper_new (self->router, self->management);
  g_signal_connect_object (self->keeper, "notify::suspended", G_CALLBACK (suspended_cb), self, G_CONNECT_SWAPPED);
}

static void
kith_session_constructed (GObject *object)
{
  KithSession *self = KITH_SESSION (object);

  G_OBJECT_CLASS (kith_session_parent_class)->constructed (object);

  self->router = kith_router_new (self->account);
  kith_modules_add_all (self->router);
  make_stream_parts (self);

  self->reconnection = kith_reconnection_new (self->monitor);
  g_signal_connect_object (self->reconnection, "due", G_CALLBACK (attempt), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->reconnection, "network-changed", G_CALLBACK (network_changed_cb), self, G_CONNECT_SWAPPED);
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

  g_clear_object (&self->keeper);
  g_clear_object (&self->management);
  g_clear_object (&self->client_state);
  g_clear_object (&self->router);
  g_clear_object (&self->reconnection);
  g_clear_object (&self->monitor);
  g_clear_object (&self->refused);

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

/* Every property of the settings is one of the session, too. */
static void
install_settings (GObjectClass *object_class)
{
  GObjectClass *settings_class = g_type_class_ref (KITH_TYPE_SESSION_SETTINGS);
  guint n_settings = 0;
  g_autofree GParamSpec **settings = g_object_class_list_properties (settings_class, &n_settings);

  for (guint i = 0; i < n_settings; i++)
    g_object_class_install_property (object_class, N_OWN_PROPS + i,
                                     g_param_spec_override (settings[i]->name, settings[i]));
  g_type_class_unref (settings_class);
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
  install_settings (object_class);

  /**
   * KithSession::token-changed:
   * @mechanism: (nullable): what @token is for
   * @token: (nullable): a token of XEP-0484 for the keyring, or %NULL when the one we had is worth nothing any more
   * @expiry: microseconds since 1970, 0 if it was not said
   */
  signals[TOKEN_CHANGED] = g_signal_new ("token-changed", KITH_TYPE_SESSION, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                         G_TYPE_NONE, 3, G_TYPE_STRING, G_TYPE_STRING, G_TYPE_INT64);

  /**
   * KithSession::stream-state-changed:
   * @state: (nullable): what is needed to resume the stream that has begun; %NULL: that is no longer possible
   */
  signals[STREAM_STATE_CHANGED] = g_signal_new ("stream-state-changed", KITH_TYPE_SESSION, G_SIGNAL_RUN_LAST, 0, NULL,
                                                NULL, NULL, G_TYPE_NONE, 1,
                                                KITH_TYPE_STREAM_STATE | G_SIGNAL_TYPE_STATIC_SCOPE);

  /**
   * KithSession::acknowledged:
   * @sequence: the last number that the server has taken responsibility for
   */
  signals[ACKNOWLEDGED] = g_signal_new ("acknowledged", KITH_TYPE_SESSION, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                        G_TYPE_NONE, 1, G_TYPE_INT64);

  /**
   * KithSession::checkpoint:
   * @handled: a count to be committed, and then to be told by kith_session_committed ()
   */
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
  const KithStreamState *state = NULL;

  g_return_if_fail (KITH_IS_SESSION (self));

  if (!self->leaving && (self->state == KITH_SESSION_CONNECTING || self->state == KITH_SESSION_AUTHENTICATING ||
                         self->state == KITH_SESSION_RESUMING || self->state == KITH_SESSION_ONLINE))
    return;

  /* A stream that was still being left ends by itself. */
  g_object_freeze_notify (G_OBJECT (self));
  detach (self);
  kith_reconnection_begin (self->reconnection,
                           kith_session_settings_get_timeout (self->settings, KITH_SESSION_TIMEOUT_FIRST_WAIT),
                           kith_session_settings_get_timeout (self->settings, KITH_SESSION_TIMEOUT_LONGEST_WAIT));
  kith_stream_management_set_wanted (self->management, kith_session_settings_get_stream_management (self->settings));
  kith_stream_management_set_kept (self->management, kith_session_settings_get_keeps_state (self->settings));
  state = kith_stream_management_get_state (self->management);
  kith_reconnection_prefer (self->reconnection, state != NULL ? state->location : NULL);
  note_refused_certificate (self, NULL, 0);
  set_error (self, NULL);
  attempt (self);
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

  g_return_if_fail (KITH_IS_SESSION (self));

  if (self->leaving)
    return;

  held = g_object_ref (self);
  g_object_freeze_notify (G_OBJECT (self));
  if (self->link != NULL)
    {
      self->leaving = TRUE;
      kith_link_leave (self->link);
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
  g_return_if_fail (KITH_IS_SESSION (self));

  if (self->link != NULL)
    kith_link_check_now (self->link);
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

  return self->refused;
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

  return self->flaws;
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

KithClientState *
kith_session_get_client_state (KithSession *self)
{
  return self->client_state;
}
