/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-login.h"

#include "kith-reconnection.h"
#include "kith-xmpp-enums.h"
#include "kith-xmpp-error.h"

/**
 * KithLogin:
 *
 * Owned by the session. Has an attempt until that is completed or stopped: also one that has failed, whose connection may still be
 * asked. A listener may stop or drop it at any signal.
 */
struct _KithLogin
{
  GObject               parent_instance;

  KithJid              *account;   /* owned */
  KithSessionSettings  *settings;  /* owned */
  KithStreamManagement *management; /* owned */
  KithReconnection     *reconnection; /* owned */
  KithAttempt          *attempt;   /* owned, NULL: none */
  GTlsCertificate      *refused;   /* owned */
  GTlsCertificateFlags  flaws;
  KithLoginStage        stage;
};

enum
{
  PROP_0,
  PROP_STAGE,
  N_PROPS
};

enum
{
  DONE,
  FAILED,
  TOKEN_CHANGED,
  NETWORK_CHANGED,
  N_SIGNALS
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (KithLogin, kith_login, G_TYPE_OBJECT)

/* Attempts go round: one that fails may lead to the next at once. */
static void attempt (KithLogin *self);

static void
set_stage (KithLogin *self, KithLoginStage stage)
{
  if (self->stage == stage)
    return;

  self->stage = stage;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STAGE]);
}

static void
note_refused_certificate (KithLogin *self, GTlsCertificate *certificate, GTlsCertificateFlags flaws)
{
  g_set_object (&self->refused, certificate);
  self->flaws = flaws;
}

static void
drop_attempt (KithLogin *self)
{
  g_autoptr(KithAttempt) dropped = g_steal_pointer (&self->attempt);

  if (dropped == NULL)
    return;

  g_signal_handlers_disconnect_by_data (dropped, self);
  kith_attempt_stop (dropped);
  kith_stream_management_give_up (self->management);
}

static void
connected_cb (KithLogin *self)
{
  note_refused_certificate (self, kith_attempt_get_refused_certificate (self->attempt),
                            kith_attempt_get_certificate_flaws (self->attempt));
  set_stage (self, KITH_LOGIN_AUTHENTICATING);
}

static void
stage_cb (KithLogin *self)
{
  if (kith_negotiation_get_stage (kith_attempt_get_negotiation (self->attempt)) == KITH_NEGOTIATION_RESUMING)
    set_stage (self, KITH_LOGIN_RESUMING);
}

static void
done_cb (KithLogin *self, KithAttempt *done)
{
  g_signal_emit (self, signals[DONE], 0, done);
}

/* A token may end before the password does: that is asked for, or used at once. */
static void
lose_token (KithLogin *self, const GError *error)
{
  if (kith_session_settings_get_credentials (self->settings)->password == NULL)
    {
      g_autoptr(GError) ended = g_error_new_literal (KITH_XMPP_ERROR, KITH_XMPP_ERROR_PASSWORD_NEEDED, "The token ended");

      g_signal_emit (self, signals[FAILED], 0, ended);
    }
  else if (g_error_matches (error, KITH_XMPP_ERROR, KITH_XMPP_ERROR_NOT_AUTHORIZED))
    {
      attempt (self);
    }
  else
    {
      g_signal_emit (self, signals[FAILED], 0, error);
    }
}

static void
failed_cb (KithLogin *self, const GError *error, KithAttempt *failed)
{
  KithNegotiation *negotiation = kith_attempt_get_negotiation (failed);
  KithCredentials *credentials = kith_session_settings_get_credentials (self->settings);
  gboolean had_token = credentials->fast_token != NULL;

  /* XEP-0198, 3: where the server wants a stream to be resumed is a hint. */
  if (kith_reconnection_leave_preferred (self->reconnection))
    {
      attempt (self);
      return;
    }

  note_refused_certificate (self, kith_attempt_get_refused_certificate (failed),
                            kith_attempt_get_certificate_flaws (failed));
  if (negotiation != NULL)
    kith_login_keep_token (self, negotiation);

  /* Whoever heard of the token may have ended this attempt. */
  if (self->attempt != failed)
    return;

  if (had_token && credentials->fast_token == NULL)
    lose_token (self, error);
  else
    g_signal_emit (self, signals[FAILED], 0, error);
}

static void
attempt (KithLogin *self)
{
  drop_attempt (self);
  self->attempt = kith_attempt_new (self->account, self->settings,
                                    kith_reconnection_get_redirection (self->reconnection), self->management);
  g_signal_connect_object (self->attempt, "connected", G_CALLBACK (connected_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->attempt, "stage", G_CALLBACK (stage_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->attempt, "done", G_CALLBACK (done_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->attempt, "failed", G_CALLBACK (failed_cb), self, G_CONNECT_SWAPPED);
  kith_attempt_start (self->attempt);
  set_stage (self, KITH_LOGIN_CONNECTING);
}

static void
stream_state_changed_cb (KithLogin *self, const KithStreamState *state)
{
  kith_reconnection_prefer (self->reconnection, state != NULL ? state->location : NULL);
}

static void
network_changed_cb (KithLogin *self)
{
  g_signal_emit (self, signals[NETWORK_CHANGED], 0);
}

static void
kith_login_dispose (GObject *object)
{
  KithLogin *self = KITH_LOGIN (object);

  drop_attempt (self);
  g_clear_object (&self->reconnection);
  g_clear_object (&self->management);
  g_clear_object (&self->settings);
  g_clear_object (&self->refused);

  G_OBJECT_CLASS (kith_login_parent_class)->dispose (object);
}

static void
kith_login_finalize (GObject *object)
{
  g_clear_pointer (&KITH_LOGIN (object)->account, kith_jid_unref);

  G_OBJECT_CLASS (kith_login_parent_class)->finalize (object);
}

static void
kith_login_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  switch (prop_id)
    {
    case PROP_STAGE:
      g_value_set_enum (value, KITH_LOGIN (object)->stage);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
kith_login_class_init (KithLoginClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = kith_login_dispose;
  object_class->finalize = kith_login_finalize;
  object_class->get_property = kith_login_get_property;

  properties[PROP_STAGE] = g_param_spec_enum ("stage", NULL, NULL, KITH_TYPE_LOGIN_STAGE, KITH_LOGIN_RESTING,
                                              G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  signals[DONE] = g_signal_new ("done", KITH_TYPE_LOGIN, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                G_TYPE_NONE, 1, KITH_TYPE_ATTEMPT);
  signals[FAILED] = g_signal_new ("failed", KITH_TYPE_LOGIN, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 1, G_TYPE_ERROR);
  signals[TOKEN_CHANGED] = g_signal_new ("token-changed", KITH_TYPE_LOGIN, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                         G_TYPE_NONE, 3, G_TYPE_STRING, G_TYPE_STRING, G_TYPE_INT64);
  signals[NETWORK_CHANGED] = g_signal_new ("network-changed", KITH_TYPE_LOGIN, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                           G_TYPE_NONE, 0);
}

static void
kith_login_init (KithLogin *self)
{
}

/**
 * kith_login_new:
 * @account: a bare JID
 * @settings: read when a step needs them; the token and the best mechanism are set in them
 * @management: what streams are resumed and managed by
 * @monitor: (nullable): what says that the network changed; %NULL for the system's
 *
 * Returns: (transfer full): a login that rests
 */
KithLogin *
kith_login_new (KithJid              *account,
                KithSessionSettings  *settings,
                KithStreamManagement *management,
                GNetworkMonitor      *monitor)
{
  KithLogin *self = g_object_new (KITH_TYPE_LOGIN, NULL);

  self->account = kith_jid_ref (account);
  self->settings = g_object_ref (settings);
  self->management = g_object_ref (management);
  g_signal_connect_object (management, "state-changed", G_CALLBACK (stream_state_changed_cb), self, G_CONNECT_SWAPPED);

  self->reconnection = kith_reconnection_new (monitor);
  g_signal_connect_object (self->reconnection, "due", G_CALLBACK (attempt), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->reconnection, "network-changed", G_CALLBACK (network_changed_cb), self, G_CONNECT_SWAPPED);

  return self;
}

/**
 * kith_login_begin:
 *
 * Starts over, at once, because a person wants to connect: how earlier attempts failed counts no more.
 */
void
kith_login_begin (KithLogin *self)
{
  const KithStreamState *state = NULL;

  g_return_if_fail (KITH_IS_LOGIN (self));

  kith_reconnection_begin (self->reconnection,
                           kith_session_settings_get_timeout (self->settings, KITH_SESSION_TIMEOUT_FIRST_WAIT),
                           kith_session_settings_get_timeout (self->settings, KITH_SESSION_TIMEOUT_LONGEST_WAIT));
  state = kith_stream_management_get_state (self->management);
  kith_reconnection_prefer (self->reconnection, state != NULL ? state->location : NULL);
  note_refused_certificate (self, NULL, 0);
  attempt (self);
}

/**
 * kith_login_follow:
 * @host: (nullable): where the server sent us when it ended the stream, as it said it (RFC 6120, 4.9.3.19)
 *
 * Goes there at once, if it is not one time too many.
 *
 * Returns: whether an attempt has started
 */
gboolean
kith_login_follow (KithLogin *self, const char *host)
{
  gboolean follows = FALSE;

  g_return_val_if_fail (KITH_IS_LOGIN (self), FALSE);

  follows = kith_reconnection_follow (self->reconnection, host);
  if (follows)
    attempt (self);

  return follows;
}

/**
 * kith_login_plan:
 * @error: why the attempt or the stream ended
 *
 * Plans the next attempt, see kith_reconnection_plan ().
 *
 * Returns: %FALSE if another attempt would only repeat @error, and none is planned
 */
gboolean
kith_login_plan (KithLogin *self, const GError *error)
{
  g_return_val_if_fail (KITH_IS_LOGIN (self), FALSE);

  return kith_reconnection_plan (self->reconnection, error);
}

/**
 * kith_login_stop:
 *
 * Gives the attempt up and closes its connection. Nothing is planned any more.
 */
void
kith_login_stop (KithLogin *self)
{
  g_return_if_fail (KITH_IS_LOGIN (self));

  kith_reconnection_stop (self->reconnection);
  drop_attempt (self);
  set_stage (self, KITH_LOGIN_RESTING);
}

/**
 * kith_login_complete:
 *
 * Called in "done": the connection is somebody else's now, and has let us in.
 */
void
kith_login_complete (KithLogin *self)
{
  g_autoptr(KithAttempt) done = NULL;
  const char *best = NULL;

  g_return_if_fail (KITH_IS_LOGIN (self));
  g_return_if_fail (self->attempt != NULL);

  done = g_steal_pointer (&self->attempt);
  g_signal_handlers_disconnect_by_data (done, self);
  kith_reconnection_note_online (self->reconnection);
  best = kith_negotiation_get_best_mechanism (kith_attempt_get_negotiation (done));
  if (best != NULL)
    g_object_set (self->settings, "best-mechanism", best, NULL);
  set_stage (self, KITH_LOGIN_RESTING);
}

/**
 * kith_login_keep_token:
 * @negotiation: one that has ended
 *
 * The token that it brought, or took away, is what the next attempt uses, and "token-changed" tells of it (XEP-0484).
 */
void
kith_login_keep_token (KithLogin *self, KithNegotiation *negotiation)
{
  const KithNegotiationOutcome *outcome = NULL;
  const char *mechanism = NULL;
  const char *token = NULL;
  gint64 expiry = 0;

  g_return_if_fail (KITH_IS_LOGIN (self));

  outcome = kith_negotiation_get_outcome (negotiation);
  if (!outcome->token_changed)
    return;

  if (outcome->token != NULL)
    {
      mechanism = outcome->token->mechanism;
      token = outcome->token->token;
      expiry = outcome->token->expiry;
    }
  kith_session_settings_set_fast (self->settings, mechanism, token);
  g_signal_emit (self, signals[TOKEN_CHANGED], 0, mechanism, token, expiry);
}

KithLoginStage
kith_login_get_stage (KithLogin *self)
{
  g_return_val_if_fail (KITH_IS_LOGIN (self), KITH_LOGIN_RESTING);

  return self->stage;
}

/**
 * kith_login_get_attempt:
 *
 * Returns: (transfer none) (nullable): the attempt that runs, is done or has failed, until it is completed or stopped
 */
KithAttempt *
kith_login_get_attempt (KithLogin *self)
{
  g_return_val_if_fail (KITH_IS_LOGIN (self), NULL);

  return self->attempt;
}

/**
 * kith_login_get_refused_certificate:
 *
 * Returns: (transfer none) (nullable): the certificate that was refused at the last attempt
 */
GTlsCertificate *
kith_login_get_refused_certificate (KithLogin *self)
{
  g_return_val_if_fail (KITH_IS_LOGIN (self), NULL);

  return self->refused;
}

/**
 * kith_login_get_certificate_flaws:
 *
 * Returns: why it was refused, 0 if none was
 */
GTlsCertificateFlags
kith_login_get_certificate_flaws (KithLogin *self)
{
  g_return_val_if_fail (KITH_IS_LOGIN (self), 0);

  return self->flaws;
}
