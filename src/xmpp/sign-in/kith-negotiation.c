/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-negotiation.h"

#include "kith-negotiation-bind.h"
#include "kith-negotiation-enable.h"
#include "kith-negotiation-open.h"
#include "kith-negotiation-resume.h"
#include "kith-negotiation-sasl.h"
#include "kith-negotiation-sasl2.h"
#include "kith-negotiation-tls.h"
#include "kith-ns.h"
#include "kith-sasl-offer.h"
#include "kith-xmpp-enums.h"
#include "kith-xmpp-error.h"

#define DEFAULT_STEP_TIMEOUT 15000   /* milliseconds */

struct _KithNegotiation
{
  GObject                 parent_instance;

  KithWire               *wire;    /* owned */
  KithJid                *account; /* owned */
  KithCredentials        *credentials; /* owned */
  KithStreamManagement   *management; /* owned, NULL: streams are not managed */

  KithNegotiationStep    *step;    /* owned, the one that runs */
  GTask                  *task;    /* owned, while it runs */
  KithNegotiationOutcome *outcome; /* owned */

  gulong                  cancelled_id;
  guint                   step_timeout; /* milliseconds */
  KithNegotiationStage    stage;
  guint                   resume_tried : 1;
  guint                   enable_tried : 1;
};

G_DEFINE_FINAL_TYPE (KithNegotiation, kith_negotiation, G_TYPE_OBJECT)

enum
{
  PROP_0,
  PROP_WIRE,
  PROP_ACCOUNT,
  PROP_CREDENTIALS,
  PROP_STAGE,
  PROP_STEP_TIMEOUT,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static void
set_stage (KithNegotiation     *self,
           KithNegotiationStage stage)
{
  if (self->stage == stage)
    return;

  self->stage = stage;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STAGE]);
}

static void
drop_step (KithNegotiation *self)
{
  if (self->step == NULL)
    return;

  kith_negotiation_step_cancel (self->step);
  g_clear_object (&self->step);
}

/* Ends the run. @error: (transfer full) (nullable): why it failed */
static void
end (KithNegotiation *self,
     GError          *error)
{
  g_autoptr(GTask) task = g_steal_pointer (&self->task);

  g_object_ref (self);
  drop_step (self);
  if (g_task_get_cancellable (task) != NULL)
    g_clear_signal_handler (&self->cancelled_id, g_task_get_cancellable (task));

  set_stage (self, error != NULL ? KITH_NEGOTIATION_FAILED : KITH_NEGOTIATION_DONE);

  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
  g_object_unref (self);
}

static void next_step (KithNegotiation *self);

static void
step_finished_cb (KithNegotiation     *self,
                  const GError        *error,
                  KithNegotiationStep *step)
{
  if (step != self->step)
    return;

  kith_negotiation_outcome_note_token (self->outcome, step);
  if (error != NULL)
    {
      end (self, g_error_copy (error));
      return;
    }

  kith_negotiation_outcome_note_step (self->outcome, step, self->management);
  g_clear_object (&self->step);
  next_step (self);
}

static void
run_step (KithNegotiation     *self,
          KithNegotiationStage stage,
          GType                type)
{
  g_autoptr(KithNegotiationStep) step = NULL;

  step = kith_negotiation_step_new (type, self->wire, self->account, self->credentials, self->step_timeout);
  if (KITH_IS_NEGOTIATION_SASL2 (step))
    kith_negotiation_sasl2_set_management (KITH_NEGOTIATION_SASL2 (step), self->management);
  else if (KITH_IS_NEGOTIATION_RESUME (step))
    kith_negotiation_resume_set_management (KITH_NEGOTIATION_RESUME (step), self->management);
  else if (KITH_IS_NEGOTIATION_ENABLE (step))
    kith_negotiation_enable_set_management (KITH_NEGOTIATION_ENABLE (step), self->management);
  g_set_object (&self->step, step);
  g_signal_connect_object (step, "finished", G_CALLBACK (step_finished_cb), self, G_CONNECT_SWAPPED);

  set_stage (self, stage);
  kith_negotiation_step_run (step, self->outcome->features);
}

/* SASL 2 where it offers something that may be used; else SASL, whose error is the one that is told. */
static gboolean
prefers_sasl2 (KithNegotiation *self)
{
  g_autoptr(KithSaslOffer) sasl2 = kith_sasl_offer_parse_sasl2 (self->outcome->features);
  g_autoptr(KithSaslOffer) sasl = kith_sasl_offer_parse (self->outcome->features);
  g_autoptr(KithSasl) fast = NULL;
  g_autoptr(KithSasl) chosen = NULL;

  if (sasl2 == NULL || sasl == NULL)
    return sasl2 != NULL;

  fast = kith_sasl_offer_choose_fast (sasl2, self->wire, self->account, self->credentials);
  chosen = kith_sasl_offer_choose (sasl2, self->wire, self->account, self->credentials, NULL);

  return fast != NULL || chosen != NULL;
}

/* XEP-0198, 5 and 3: a stream is resumed in place of binding, and managed once it is bound. Each is tried once. */
static gboolean
wants_to_resume (KithNegotiation *self)
{
  const KithNegotiationOutcome *outcome = self->outcome;

  return self->management != NULL && !self->resume_tried && outcome->mechanism != NULL && outcome->bound == NULL &&
         kith_stream_management_get_state (self->management) != NULL &&
         kith_stanza_find (outcome->features, "sm", KITH_NS_SM) != NULL;
}

static gboolean
wants_to_enable (KithNegotiation *self)
{
  const KithNegotiationOutcome *outcome = self->outcome;

  return self->management != NULL && !self->enable_tried && outcome->features != NULL &&
         kith_stream_management_is_to_enable (self->management) &&
         kith_stanza_find (outcome->features, "sm", KITH_NS_SM) != NULL;
}

static void
authenticate_by_sasl2 (KithNegotiation *self)
{
  g_autoptr(KithSaslOffer) offer = kith_sasl_offer_parse_sasl2 (self->outcome->features);
  gboolean resuming = self->management != NULL && kith_stream_management_get_state (self->management) != NULL &&
                      kith_sasl_offer_can_resume (offer);

  run_step (self, resuming ? KITH_NEGOTIATION_RESUMING : KITH_NEGOTIATION_AUTHENTICATING, KITH_TYPE_NEGOTIATION_SASL2);
}

static void
set_up_stream (KithNegotiation *self)
{
  if (wants_to_resume (self))
    {
      self->resume_tried = TRUE;
      run_step (self, KITH_NEGOTIATION_RESUMING, KITH_TYPE_NEGOTIATION_RESUME);
    }
  else if (self->outcome->bound == NULL)
    {
      run_step (self, KITH_NEGOTIATION_BINDING, KITH_TYPE_NEGOTIATION_BIND);
    }
  else if (wants_to_enable (self))
    {
      self->enable_tried = TRUE;
      run_step (self, KITH_NEGOTIATION_BINDING, KITH_TYPE_NEGOTIATION_ENABLE);
    }
  else
    {
      end (self, NULL);
    }
}

/* What comes next follows from what there is: features, encryption, a name. */
static void
next_step (KithNegotiation *self)
{
  gboolean authenticated = self->outcome->mechanism != NULL;

  if (self->outcome->bound != NULL)
    set_up_stream (self);
  else if (self->outcome->features == NULL)
    run_step (self, authenticated ? KITH_NEGOTIATION_BINDING : KITH_NEGOTIATION_OPENING, KITH_TYPE_NEGOTIATION_OPEN);
  else if (!kith_wire_is_secure (self->wire))
    run_step (self, KITH_NEGOTIATION_SECURING, KITH_TYPE_NEGOTIATION_TLS);
  else if (authenticated)
    set_up_stream (self);
  else if (prefers_sasl2 (self))
    authenticate_by_sasl2 (self);
  else
    run_step (self, KITH_NEGOTIATION_AUTHENTICATING, KITH_TYPE_NEGOTIATION_SASL);
}

static void
cancelled_cb (GCancellable    *cancellable,
              KithNegotiation *self)
{
  if (self->step != NULL)
    kith_negotiation_step_fail (self->step, g_error_new (G_IO_ERROR, G_IO_ERROR_CANCELLED, "Cancelled"));
}

static void
kith_negotiation_get_property (GObject    *object,
                               guint       prop_id,
                               GValue     *value,
                               GParamSpec *pspec)
{
  KithNegotiation *self = KITH_NEGOTIATION (object);

  switch (prop_id)
    {
    case PROP_WIRE:
      g_value_set_object (value, self->wire);
      break;

    case PROP_ACCOUNT:
      g_value_set_boxed (value, self->account);
      break;

    case PROP_CREDENTIALS:
      g_value_set_boxed (value, self->credentials);
      break;

    case PROP_STAGE:
      g_value_set_enum (value, self->stage);
      break;

    case PROP_STEP_TIMEOUT:
      g_value_set_uint (value, self->step_timeout);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
kith_negotiation_set_property (GObject      *object,
                               guint         prop_id,
                               const GValue *value,
                               GParamSpec   *pspec)
{
  KithNegotiation *self = KITH_NEGOTIATION (object);

  switch (prop_id)
    {
    case PROP_WIRE:
      self->wire = g_value_dup_object (value);
      break;

    case PROP_ACCOUNT:
      self->account = g_value_dup_boxed (value);
      break;

    case PROP_CREDENTIALS:
      self->credentials = g_value_dup_boxed (value);
      break;

    case PROP_STEP_TIMEOUT:
      if (self->step_timeout != g_value_get_uint (value))
        {
          self->step_timeout = g_value_get_uint (value);
          g_object_notify_by_pspec (object, pspec);
        }
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
kith_negotiation_dispose (GObject *object)
{
  KithNegotiation *self = KITH_NEGOTIATION (object);

  drop_step (self);
  g_clear_object (&self->wire);
  g_clear_object (&self->management);

  G_OBJECT_CLASS (kith_negotiation_parent_class)->dispose (object);
}

static void
kith_negotiation_finalize (GObject *object)
{
  KithNegotiation *self = KITH_NEGOTIATION (object);

  g_clear_pointer (&self->account, kith_jid_unref);
  kith_credentials_free (self->credentials);
  kith_negotiation_outcome_free (self->outcome);

  G_OBJECT_CLASS (kith_negotiation_parent_class)->finalize (object);
}

static void
kith_negotiation_class_init (KithNegotiationClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = kith_negotiation_dispose;
  object_class->finalize = kith_negotiation_finalize;
  object_class->get_property = kith_negotiation_get_property;
  object_class->set_property = kith_negotiation_set_property;

  /**
   * KithNegotiation:wire:
   *
   * A wire that is connected, without a stream.
   */
  properties[PROP_WIRE] =
    g_param_spec_object ("wire", NULL, NULL, KITH_TYPE_WIRE,
                         G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);

  /**
   * KithNegotiation:account:
   *
   * The bare JID to sign in as.
   */
  properties[PROP_ACCOUNT] =
    g_param_spec_boxed ("account", NULL, NULL, KITH_TYPE_JID,
                        G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);

  /**
   * KithNegotiation:credentials:
   *
   * What to sign in with; copied.
   */
  properties[PROP_CREDENTIALS] =
    g_param_spec_boxed ("credentials", NULL, NULL, KITH_TYPE_CREDENTIALS,
                        G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);

  /**
   * KithNegotiation:stage:
   *
   * How far it is.
   */
  properties[PROP_STAGE] =
    g_param_spec_enum ("stage", NULL, NULL, KITH_TYPE_NEGOTIATION_STAGE, KITH_NEGOTIATION_OPENING,
                       G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);

  /**
   * KithNegotiation:step-timeout:
   *
   * Milliseconds that the server has for each answer.
   */
  properties[PROP_STEP_TIMEOUT] =
    g_param_spec_uint ("step-timeout", NULL, NULL, 1, G_MAXUINT, DEFAULT_STEP_TIMEOUT,
                       G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);

  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
kith_negotiation_init (KithNegotiation *self)
{
  self->outcome = kith_negotiation_outcome_new ();
  self->step_timeout = DEFAULT_STEP_TIMEOUT;
}

/**
 * kith_negotiation_new:
 * @wire: connected, without a stream; encrypted already with direct TLS
 * @account: a bare JID
 * @credentials: what to sign in with; copied, but for the salted keys, which are shared
 *
 * Returns: (transfer full): a negotiation, to be run once
 */
KithNegotiation *
kith_negotiation_new (KithWire        *wire,
                      KithJid         *account,
                      KithCredentials *credentials)
{
  g_return_val_if_fail (KITH_IS_WIRE (wire), NULL);
  g_return_val_if_fail (account != NULL, NULL);
  g_return_val_if_fail (credentials != NULL, NULL);

  return g_object_new (KITH_TYPE_NEGOTIATION,
                       "wire", wire,
                       "account", account,
                       "credentials", credentials,
                       NULL);
}

/**
 * kith_negotiation_set_management:
 * @management: what streams are resumed and managed by
 *
 * To be called before the run.
 */
void
kith_negotiation_set_management (KithNegotiation      *self,
                                 KithStreamManagement *management)
{
  g_return_if_fail (KITH_IS_NEGOTIATION (self));

  g_set_object (&self->management, management);
}

/**
 * kith_negotiation_run_async:
 *
 * Opens a stream and brings it to the point where stanzas may flow (RFC 6120, 4.3.5).
 */
void
kith_negotiation_run_async (KithNegotiation    *self,
                            GCancellable       *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer            user_data)
{
  g_return_if_fail (KITH_IS_NEGOTIATION (self));
  g_return_if_fail (self->task == NULL && self->step == NULL && self->outcome->features == NULL);

  self->task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (self->task, kith_negotiation_run_async);

  if (g_cancellable_is_cancelled (cancellable))
    {
      end (self, g_error_new (G_IO_ERROR, G_IO_ERROR_CANCELLED, "Cancelled"));
      return;
    }

  if (cancellable != NULL)
    self->cancelled_id = g_signal_connect_object (cancellable, "cancelled", G_CALLBACK (cancelled_cb), self, 0);

  if (kith_jid_get_localpart (self->account) == NULL)
    end (self, g_error_new (KITH_XMPP_ERROR, KITH_XMPP_ERROR_NOT_AUTHORIZED, "An account has a name before the @"));
  else
    next_step (self);
}

/**
 * kith_negotiation_run_finish:
 *
 * Returns: %TRUE when the stream is bound; else %FALSE with %KITH_XMPP_ERROR or %G_IO_ERROR_CANCELLED
 */
gboolean
kith_negotiation_run_finish (KithNegotiation *self,
                             GAsyncResult    *result,
                             GError         **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

KithNegotiationStage
kith_negotiation_get_stage (KithNegotiation *self)
{
  g_return_val_if_fail (KITH_IS_NEGOTIATION (self), KITH_NEGOTIATION_FAILED);

  return self->stage;
}

/**
 * kith_negotiation_get_outcome:
 *
 * Returns: (transfer none): what it has brought so far
 */
const KithNegotiationOutcome *
kith_negotiation_get_outcome (KithNegotiation *self)
{
  g_return_val_if_fail (KITH_IS_NEGOTIATION (self), NULL);

  return self->outcome;
}

/**
 * kith_negotiation_get_best_mechanism:
 *
 * Returns: (transfer none) (nullable): the strongest mechanism for a password that this account is now known to have used
 */
const char *
kith_negotiation_get_best_mechanism (KithNegotiation *self)
{
  g_return_val_if_fail (KITH_IS_NEGOTIATION (self), NULL);

  return kith_sasl_stronger (self->credentials->best_mechanism, self->outcome->mechanism);
}
