/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-attempt.h"

/**
 * KithAttempt:
 *
 * One try to sign in: a connector first, then a wire with a negotiation. Owned by the session until it is done or failed. What
 * is in flight keeps it, and is cancelled when it is stopped.
 */
struct _KithAttempt
{
  GObject               parent_instance;

  KithJid              *account;   /* owned */
  KithSessionSettings  *settings;  /* owned */
  KithEndpoint         *redirection; /* owned, NULL: where the settings say */
  KithStreamManagement *management; /* owned, NULL: streams are not managed */
  KithStreamWire       *wire;      /* owned, once connected */
  KithNegotiation      *negotiation; /* owned, once connected */
  GCancellable         *cancellable; /* owned */
  GTlsCertificate      *refused;   /* owned */
  GTlsCertificateFlags  flaws;
  gboolean              over;      /* done, failed or stopped: nothing is said any more */
};

enum
{
  CONNECTED,
  STAGE,
  DONE,
  FAILED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (KithAttempt, kith_attempt, G_TYPE_OBJECT)

static void
note_refused_certificate (KithAttempt *self, GTlsCertificate *certificate, GTlsCertificateFlags flaws)
{
  g_set_object (&self->refused, certificate);
  self->flaws = certificate != NULL ? flaws : 0;
}

static void
fail (KithAttempt *self, const GError *error)
{
  self->over = TRUE;
  g_signal_emit (self, signals[FAILED], 0, error);
}

/* At once, and not when the run has ended: the next stanza may stand right behind the one that ends it. */
static void
stage_cb (KithAttempt *self)
{
  if (self->over)
    return;

  if (kith_negotiation_get_stage (self->negotiation) != KITH_NEGOTIATION_DONE)
    {
      g_signal_emit (self, signals[STAGE], 0);
      return;
    }

  self->over = TRUE;
  g_signal_emit (self, signals[DONE], 0);
}

static void
negotiated_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(KithAttempt) self = user_data;
  g_autoptr(GError) error = NULL;

  if (kith_negotiation_run_finish (KITH_NEGOTIATION (source), result, &error) || self->over)
    return;

  note_refused_certificate (self, kith_stream_wire_get_refused_certificate (self->wire),
                            kith_stream_wire_get_certificate_flaws (self->wire));
  fail (self, error);
}

static void
connected_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(KithAttempt) self = user_data;
  KithConnector *connector = KITH_CONNECTOR (source);
  g_autoptr(GError) error = NULL;
  g_autoptr(KithStreamWire) wire = kith_connector_run_finish (connector, result, &error);

  if (self->over)
    return;

  note_refused_certificate (self, kith_connector_get_refused_certificate (connector),
                            kith_connector_get_certificate_flaws (connector));
  if (wire == NULL)
    {
      fail (self, error);
      return;
    }

  self->wire = g_steal_pointer (&wire);
  self->negotiation = kith_negotiation_new (KITH_WIRE (self->wire), self->account,
                                            kith_session_settings_get_credentials (self->settings));
  g_object_set (self->negotiation,
                "step-timeout", kith_session_settings_get_timeout (self->settings, KITH_SESSION_TIMEOUT_STEP),
                NULL);
  kith_negotiation_set_management (self->negotiation, self->management);
  g_signal_connect_object (self->negotiation, "notify::stage", G_CALLBACK (stage_cb), self, G_CONNECT_SWAPPED);

  g_signal_emit (self, signals[CONNECTED], 0);
  if (!self->over)
    kith_negotiation_run_async (self->negotiation, self->cancellable, negotiated_cb, g_object_ref (self));
}

static void
kith_attempt_dispose (GObject *object)
{
  KithAttempt *self = KITH_ATTEMPT (object);

  if (!self->over)
    kith_attempt_stop (self);

  g_clear_object (&self->settings);
  g_clear_object (&self->management);
  g_clear_object (&self->wire);
  g_clear_object (&self->negotiation);
  g_clear_object (&self->refused);

  G_OBJECT_CLASS (kith_attempt_parent_class)->dispose (object);
}

static void
kith_attempt_finalize (GObject *object)
{
  KithAttempt *self = KITH_ATTEMPT (object);

  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->account, kith_jid_unref);
  g_clear_pointer (&self->redirection, kith_endpoint_free);

  G_OBJECT_CLASS (kith_attempt_parent_class)->finalize (object);
}

static void
kith_attempt_class_init (KithAttemptClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = kith_attempt_dispose;
  object_class->finalize = kith_attempt_finalize;

  signals[CONNECTED] = g_signal_new ("connected", KITH_TYPE_ATTEMPT, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                     G_TYPE_NONE, 0);
  signals[STAGE] = g_signal_new ("stage", KITH_TYPE_ATTEMPT, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[DONE] = g_signal_new ("done", KITH_TYPE_ATTEMPT, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[FAILED] = g_signal_new ("failed", KITH_TYPE_ATTEMPT, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 1, G_TYPE_ERROR);
}

static void
kith_attempt_init (KithAttempt *self)
{
  self->cancellable = g_cancellable_new ();
}

/**
 * kith_attempt_new:
 * @account: a bare JID
 * @settings: read when a step needs them
 * @redirection: (nullable): where the server sent us, in place of what the settings say
 * @management: (nullable): what streams are resumed and managed by
 *
 * Returns: (transfer full): an attempt that waits for its start
 */
KithAttempt *
kith_attempt_new (KithJid              *account,
                  KithSessionSettings  *settings,
                  const KithEndpoint   *redirection,
                  KithStreamManagement *management)
{
  KithAttempt *self = g_object_new (KITH_TYPE_ATTEMPT, NULL);

  self->account = kith_jid_ref (account);
  self->settings = g_object_ref (settings);
  self->redirection = redirection != NULL ? kith_endpoint_copy (redirection) : NULL;
  g_set_object (&self->management, management);

  return self;
}

/**
 * kith_attempt_start:
 *
 * To be called once.
 */
void
kith_attempt_start (KithAttempt *self)
{
  g_autoptr(KithConnector) connector = NULL;

  g_return_if_fail (KITH_IS_ATTEMPT (self));
  g_return_if_fail (!self->over);

  connector = kith_session_settings_create_connector (self->settings, kith_jid_get_domainpart (self->account),
                                                      self->redirection);
  kith_connector_run_async (connector, self->cancellable, connected_cb, g_object_ref (self));
}

/**
 * kith_attempt_stop:
 *
 * Gives it up and closes its wire, also one that is done. Nothing is heard of it any more.
 */
void
kith_attempt_stop (KithAttempt *self)
{
  g_return_if_fail (KITH_IS_ATTEMPT (self));

  self->over = TRUE;
  g_cancellable_cancel (self->cancellable);
  if (self->wire != NULL)
    kith_wire_close (KITH_WIRE (self->wire));
}

/**
 * kith_attempt_get_wire:
 *
 * Returns: (transfer none) (nullable): the connection, once there is one
 */
KithStreamWire *
kith_attempt_get_wire (KithAttempt *self)
{
  g_return_val_if_fail (KITH_IS_ATTEMPT (self), NULL);

  return self->wire;
}

/**
 * kith_attempt_get_negotiation:
 *
 * Returns: (transfer none) (nullable): what was negotiated, once there is a connection
 */
KithNegotiation *
kith_attempt_get_negotiation (KithAttempt *self)
{
  g_return_val_if_fail (KITH_IS_ATTEMPT (self), NULL);

  return self->negotiation;
}

/**
 * kith_attempt_get_refused_certificate:
 *
 * Returns: (transfer none) (nullable): the certificate that was refused
 */
GTlsCertificate *
kith_attempt_get_refused_certificate (KithAttempt *self)
{
  g_return_val_if_fail (KITH_IS_ATTEMPT (self), NULL);

  return self->refused;
}

/**
 * kith_attempt_get_certificate_flaws:
 *
 * Returns: why it was refused, 0 if none was
 */
GTlsCertificateFlags
kith_attempt_get_certificate_flaws (KithAttempt *self)
{
  g_return_val_if_fail (KITH_IS_ATTEMPT (self), 0);

  return self->flaws;
}
