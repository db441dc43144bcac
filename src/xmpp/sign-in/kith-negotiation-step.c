/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-negotiation-step.h"

#include "kith-ns.h"
#include "kith-stream-error.h"
#include "kith-xmpp-error.h"

typedef struct
{
  KithWire        *wire;          /* owned */
  KithJid         *account;       /* owned */
  KithCredentials *credentials;   /* owned, NULL for registration */
  GCancellable    *cancellable;   /* owned, of what the step itself has in flight */
  gulong           stanza_id;
  gulong           closed_id;
  guint            deadline_id;
  guint            timeout;       /* milliseconds */
  guint            running : 1;
} KithNegotiationStepPrivate;

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (KithNegotiationStep, kith_negotiation_step, G_TYPE_OBJECT)

enum
{
  FINISHED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
stop (KithNegotiationStep *self)
{
  KithNegotiationStepPrivate *priv = kith_negotiation_step_get_instance_private (self);

  priv->running = FALSE;
  g_clear_handle_id (&priv->deadline_id, g_source_remove);
  if (priv->wire != NULL)
    {
      g_clear_signal_handler (&priv->stanza_id, priv->wire);
      g_clear_signal_handler (&priv->closed_id, priv->wire);
    }
  g_cancellable_cancel (priv->cancellable);
}

static void
finish (KithNegotiationStep *self,
        const GError        *error)
{
  KithNegotiationStepPrivate *priv = kith_negotiation_step_get_instance_private (self);

  if (!priv->running)
    return;

  g_object_ref (self);
  stop (self);
  g_signal_emit (self, signals[FINISHED], 0, error);
  g_object_unref (self);
}

static void
stanza_cb (KithNegotiationStep *self,
           KithStanza          *stanza)
{
  if (kith_stanza_is (stanza, "error", KITH_NS_STREAMS))
    kith_negotiation_step_fail (self, kith_stream_error_new (stanza));
  else
    KITH_NEGOTIATION_STEP_GET_CLASS (self)->receive (self, stanza);
}

static void
closed_cb (KithNegotiationStep *self,
           const GError        *error)
{
  if (error != NULL)
    kith_negotiation_step_fail (self, g_error_copy (error));
  else
    kith_negotiation_step_fail (self, g_error_new (KITH_XMPP_ERROR, KITH_XMPP_ERROR_LOST,
                                                   "The server ended the stream while it was set up"));
}

static gboolean
deadline_cb (gpointer user_data)
{
  KithNegotiationStep *self = user_data;
  KithNegotiationStepPrivate *priv = kith_negotiation_step_get_instance_private (self);

  priv->deadline_id = 0;
  kith_negotiation_step_fail (self, g_error_new (KITH_XMPP_ERROR, KITH_XMPP_ERROR_TIMEOUT,
                                                 "No answer to %s", G_OBJECT_TYPE_NAME (self)));
  return G_SOURCE_REMOVE;
}

static void
kith_negotiation_step_dispose (GObject *object)
{
  KithNegotiationStep *self = KITH_NEGOTIATION_STEP (object);
  KithNegotiationStepPrivate *priv = kith_negotiation_step_get_instance_private (self);

  stop (self);
  g_clear_object (&priv->wire);

  G_OBJECT_CLASS (kith_negotiation_step_parent_class)->dispose (object);
}

static void
kith_negotiation_step_finalize (GObject *object)
{
  KithNegotiationStepPrivate *priv = kith_negotiation_step_get_instance_private (KITH_NEGOTIATION_STEP (object));

  g_clear_pointer (&priv->account, kith_jid_unref);
  kith_credentials_free (priv->credentials);
  g_object_unref (priv->cancellable);

  G_OBJECT_CLASS (kith_negotiation_step_parent_class)->finalize (object);
}

static void
kith_negotiation_step_class_init (KithNegotiationStepClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = kith_negotiation_step_dispose;
  object_class->finalize = kith_negotiation_step_finalize;

  /**
   * KithNegotiationStep::finished:
   * @error: (nullable): why it failed
   */
  signals[FINISHED] = g_signal_new ("finished", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                    G_TYPE_NONE, 1, G_TYPE_ERROR);
}

static void
kith_negotiation_step_init (KithNegotiationStep *self)
{
  KithNegotiationStepPrivate *priv = kith_negotiation_step_get_instance_private (self);

  priv->cancellable = g_cancellable_new ();
}

/**
 * kith_negotiation_step_new:
 * @type: a step
 * @credentials: (nullable): what to sign in with
 * @timeout: milliseconds for each answer of the server
 *
 * Returns: (transfer full) (type KithNegotiationStep): the step, not yet running
 */
gpointer
kith_negotiation_step_new (GType            type,
                           KithWire        *wire,
                           KithJid         *account,
                           KithCredentials *credentials,
                           guint            timeout)
{
  KithNegotiationStep *self;
  KithNegotiationStepPrivate *priv;

  g_return_val_if_fail (g_type_is_a (type, KITH_TYPE_NEGOTIATION_STEP), NULL);
  g_return_val_if_fail (KITH_IS_WIRE (wire), NULL);

  self = g_object_new (type, NULL);
  priv = kith_negotiation_step_get_instance_private (self);
  priv->wire = g_object_ref (wire);
  priv->account = kith_jid_ref (account);
  priv->credentials = credentials != NULL ? kith_credentials_copy (credentials) : NULL;
  priv->timeout = timeout;

  return self;
}

/**
 * kith_negotiation_step_run:
 * @features: (nullable): the stream features that there are
 *
 * Starts the step; it may end before this returns.
 */
void
kith_negotiation_step_run (KithNegotiationStep *self,
                           KithStanza          *features)
{
  KithNegotiationStepPrivate *priv = kith_negotiation_step_get_instance_private (self);

  g_return_if_fail (KITH_IS_NEGOTIATION_STEP (self));
  g_return_if_fail (!priv->running);

  priv->running = TRUE;
  priv->stanza_id = g_signal_connect_object (priv->wire, "stanza", G_CALLBACK (stanza_cb), self, G_CONNECT_SWAPPED);
  priv->closed_id = g_signal_connect_object (priv->wire, "closed", G_CALLBACK (closed_cb), self, G_CONNECT_SWAPPED);

  g_object_ref (self);
  KITH_NEGOTIATION_STEP_GET_CLASS (self)->start (self, features);
  g_object_unref (self);
}

/**
 * kith_negotiation_step_cancel:
 *
 * Stops without "finished".
 */
void
kith_negotiation_step_cancel (KithNegotiationStep *self)
{
  g_return_if_fail (KITH_IS_NEGOTIATION_STEP (self));

  stop (self);
}

KithWire *
kith_negotiation_step_get_wire (KithNegotiationStep *self)
{
  KithNegotiationStepPrivate *priv = kith_negotiation_step_get_instance_private (self);

  return priv->wire;
}

KithJid *
kith_negotiation_step_get_account (KithNegotiationStep *self)
{
  KithNegotiationStepPrivate *priv = kith_negotiation_step_get_instance_private (self);

  return priv->account;
}

KithCredentials *
kith_negotiation_step_get_credentials (KithNegotiationStep *self)
{
  KithNegotiationStepPrivate *priv = kith_negotiation_step_get_instance_private (self);

  return priv->credentials;
}

/* Cancelled as soon as the step is over. */
GCancellable *
kith_negotiation_step_get_cancellable (KithNegotiationStep *self)
{
  KithNegotiationStepPrivate *priv = kith_negotiation_step_get_instance_private (self);

  return priv->cancellable;
}

gboolean
kith_negotiation_step_is_running (KithNegotiationStep *self)
{
  KithNegotiationStepPrivate *priv = kith_negotiation_step_get_instance_private (self);

  return priv->running;
}

/* Sends @stanza and expects an answer. */
void
kith_negotiation_step_send (KithNegotiationStep *self,
                            KithStanza          *stanza)
{
  KithNegotiationStepPrivate *priv = kith_negotiation_step_get_instance_private (self);

  kith_negotiation_step_expect (self);
  kith_wire_send (priv->wire, stanza);
}

/* It is the server's turn: its time runs from now on. */
void
kith_negotiation_step_expect (KithNegotiationStep *self)
{
  KithNegotiationStepPrivate *priv = kith_negotiation_step_get_instance_private (self);

  g_clear_handle_id (&priv->deadline_id, g_source_remove);
  priv->deadline_id = g_timeout_add (priv->timeout, deadline_cb, self);
}

/* It is our turn. */
void
kith_negotiation_step_pause (KithNegotiationStep *self)
{
  KithNegotiationStepPrivate *priv = kith_negotiation_step_get_instance_private (self);

  g_clear_handle_id (&priv->deadline_id, g_source_remove);
}

void
kith_negotiation_step_succeed (KithNegotiationStep *self)
{
  finish (self, NULL);
}

/* @error: (transfer full): why */
void
kith_negotiation_step_fail (KithNegotiationStep *self,
                            GError              *error)
{
  g_autoptr(GError) owned = error;

  finish (self, owned);
}

/* The server said something that cannot be said here. */
void
kith_negotiation_step_fail_protocol (KithNegotiationStep *self,
                                     KithStanza          *stanza)
{
  kith_negotiation_step_fail (self, g_error_new (KITH_XMPP_ERROR, KITH_XMPP_ERROR_PROTOCOL,
                                                 "<%s/> is not expected by %s",
                                                 kith_stanza_get_name (stanza), G_OBJECT_TYPE_NAME (self)));
}
