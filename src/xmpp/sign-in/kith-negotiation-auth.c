/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-negotiation-auth.h"

#include "kith-ns.h"
#include "kith-scram-keys.h"
#include "kith-xmpp-error.h"

typedef struct
{
  KithSasl *sasl;    /* owned */
  guint     busy : 1; /* an answer is being worked out */
  guint     done : 1; /* the server has let us in and proved itself */
} KithNegotiationAuthPrivate;

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (KithNegotiationAuth, kith_negotiation_auth, KITH_TYPE_NEGOTIATION_STEP)

/* RFC 6120, 6.5 */
static const struct
{
  const char   *name;
  KithXmppError code;
} CONDITIONS[] = {
  { "aborted", KITH_XMPP_ERROR_SERVER_REFUSED },
  { "account-disabled", KITH_XMPP_ERROR_ACCOUNT_DISABLED },
  { "credentials-expired", KITH_XMPP_ERROR_ACCOUNT_DISABLED },
  { "encryption-required", KITH_XMPP_ERROR_NO_TLS },
  { "incorrect-encoding", KITH_XMPP_ERROR_SERVER_REFUSED },
  { "invalid-authzid", KITH_XMPP_ERROR_NOT_AUTHORIZED },
  { "invalid-mechanism", KITH_XMPP_ERROR_SERVER_REFUSED },
  { "malformed-request", KITH_XMPP_ERROR_SERVER_REFUSED },
  { "mechanism-too-weak", KITH_XMPP_ERROR_SERVER_REFUSED },
  { "not-authorized", KITH_XMPP_ERROR_NOT_AUTHORIZED },
  { "temporary-auth-failure", KITH_XMPP_ERROR_SERVER_REFUSED },
};

/* The condition's namespace is not asked for: servers forget it. */
static GError *
failure_to_error (KithStanza  *failure,
                  const char **condition)
{
  for (KithStanza *child = kith_stanza_first (failure); child != NULL; child = kith_stanza_next (child))
    for (guint i = 0; i < G_N_ELEMENTS (CONDITIONS); i++)
      {
        if (g_strcmp0 (kith_stanza_get_name (child), CONDITIONS[i].name) != 0)
          continue;

        *condition = CONDITIONS[i].name;
        return g_error_new (KITH_XMPP_ERROR, CONDITIONS[i].code, "Sign-in refused: %s", CONDITIONS[i].name);
      }

  return g_error_new (KITH_XMPP_ERROR, KITH_XMPP_ERROR_SERVER_REFUSED, "Sign-in refused without a known condition");
}

static void
responded_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(KithNegotiationAuth) self = user_data;
  KithNegotiationAuthPrivate *priv = kith_negotiation_auth_get_instance_private (self);
  KithNegotiationStep *step = KITH_NEGOTIATION_STEP (self);
  g_autoptr(GBytes) response = NULL;
  g_autoptr(KithStanza) stanza = NULL;
  g_autofree char *text = NULL;
  GError *error = NULL;

  response = kith_sasl_respond_finish (KITH_SASL (source), result, &error);

  if (!kith_negotiation_step_is_running (step))
    {
      g_clear_error (&error);
      return;
    }

  priv->busy = FALSE;

  if (response == NULL)
    {
      kith_negotiation_step_fail (step, error);
      return;
    }

  text = kith_sasl_encode (response);
  stanza = kith_stanza_new ("response", KITH_NEGOTIATION_AUTH_GET_CLASS (self)->ns);
  if (*text != '\0')
    kith_stanza_set_text (stanza, text);
  kith_negotiation_step_send (step, stanza);
}

static void
handle_challenge (KithNegotiationAuth *self,
                  KithStanza          *stanza)
{
  KithNegotiationAuthPrivate *priv = kith_negotiation_auth_get_instance_private (self);
  KithNegotiationStep *step = KITH_NEGOTIATION_STEP (self);
  g_autofree char *text = kith_stanza_dup_text (stanza);
  g_autoptr(GBytes) challenge = text != NULL ? kith_sasl_decode (text) : NULL;

  if (challenge == NULL)
    {
      kith_negotiation_step_fail_protocol (step, stanza);
      return;
    }

  priv->busy = TRUE;
  kith_negotiation_step_pause (step);
  kith_sasl_respond_async (priv->sasl, challenge, kith_negotiation_step_get_cancellable (step),
                           responded_cb, g_object_ref (self));
}

static void
handle_failure (KithNegotiationAuth *self,
                KithStanza          *stanza)
{
  const char *condition = NULL;
  GError *error = failure_to_error (stanza, &condition);

  if (g_error_matches (error, KITH_XMPP_ERROR, KITH_XMPP_ERROR_NOT_AUTHORIZED))
    kith_scram_keys_clear (kith_negotiation_step_get_credentials (KITH_NEGOTIATION_STEP (self))->keys);

  KITH_NEGOTIATION_AUTH_GET_CLASS (self)->refused (self, condition, error);
}

static void
kith_negotiation_auth_receive (KithNegotiationStep *step,
                               KithStanza          *stanza)
{
  KithNegotiationAuth *self = KITH_NEGOTIATION_AUTH (step);
  KithNegotiationAuthPrivate *priv = kith_negotiation_auth_get_instance_private (self);
  KithNegotiationAuthClass *klass = KITH_NEGOTIATION_AUTH_GET_CLASS (self);

  if (priv->sasl == NULL || priv->done || g_strcmp0 (kith_stanza_get_ns (stanza), klass->ns) != 0)
    klass->other (self, stanza);
  else if (kith_stanza_is (stanza, "failure", klass->ns))
    handle_failure (self, stanza);
  else if (priv->busy)
    kith_negotiation_step_fail_protocol (step, stanza);
  else if (kith_stanza_is (stanza, "challenge", klass->ns))
    handle_challenge (self, stanza);
  else if (kith_stanza_is (stanza, "success", klass->ns))
    klass->accepted (self, stanza);
  else
    klass->other (self, stanza);
}

static void
kith_negotiation_auth_real_refused (KithNegotiationAuth *self,
                                    const char          *condition,
                                    GError              *error)
{
  kith_negotiation_step_fail (KITH_NEGOTIATION_STEP (self), error);
}

static void
kith_negotiation_auth_real_other (KithNegotiationAuth *self,
                                  KithStanza          *stanza)
{
  kith_negotiation_step_fail_protocol (KITH_NEGOTIATION_STEP (self), stanza);
}

static void
kith_negotiation_auth_dispose (GObject *object)
{
  KithNegotiationAuthPrivate *priv = kith_negotiation_auth_get_instance_private (KITH_NEGOTIATION_AUTH (object));

  g_clear_object (&priv->sasl);

  G_OBJECT_CLASS (kith_negotiation_auth_parent_class)->dispose (object);
}

static void
kith_negotiation_auth_class_init (KithNegotiationAuthClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = kith_negotiation_auth_dispose;
  KITH_NEGOTIATION_STEP_CLASS (klass)->receive = kith_negotiation_auth_receive;

  klass->refused = kith_negotiation_auth_real_refused;
  klass->other = kith_negotiation_auth_real_other;
}

static void
kith_negotiation_auth_init (KithNegotiationAuth *self)
{
}

/**
 * kith_negotiation_auth_get_mechanism:
 *
 * Returns: (transfer none) (nullable): the mechanism that is tried, or that let us in
 */
const char *
kith_negotiation_auth_get_mechanism (KithNegotiationAuth *self)
{
  KithNegotiationAuthPrivate *priv = kith_negotiation_auth_get_instance_private (self);

  return priv->sasl != NULL ? kith_sasl_get_name (priv->sasl) : NULL;
}

/**
 * kith_negotiation_auth_begin:
 * @sasl: the mechanism to try
 *
 * Returns: (transfer full) (nullable): the initial response in base64, to be freed with kith_secret_free(); where there is none
 *   the step has failed
 */
char *
kith_negotiation_auth_begin (KithNegotiationAuth *self,
                             KithSasl            *sasl)
{
  KithNegotiationAuthPrivate *priv = kith_negotiation_auth_get_instance_private (self);
  g_autoptr(GBytes) message = NULL;
  GError *error = NULL;

  g_set_object (&priv->sasl, sasl);

  message = kith_sasl_start (sasl, &error);
  if (message != NULL)
    return kith_sasl_encode (message);

  kith_negotiation_step_fail (KITH_NEGOTIATION_STEP (self), error);
  return NULL;
}

/**
 * kith_negotiation_auth_verify:
 * @text: (nullable): what came with the success, in base64
 *
 * Returns: whether the server proved itself; if not, the step has failed
 */
gboolean
kith_negotiation_auth_verify (KithNegotiationAuth *self,
                              const char          *text)
{
  KithNegotiationAuthPrivate *priv = kith_negotiation_auth_get_instance_private (self);
  g_autoptr(GBytes) data = text != NULL ? kith_sasl_decode (text) : NULL;
  GError *error = NULL;

  if (text != NULL && data == NULL)
    error = g_error_new (KITH_XMPP_ERROR, KITH_XMPP_ERROR_PROTOCOL, "A success that is not base64");
  else if (kith_sasl_verify (priv->sasl, data, &error))
    priv->done = TRUE;

  if (priv->done)
    return TRUE;

  kith_negotiation_step_fail (KITH_NEGOTIATION_STEP (self), error);
  return FALSE;
}
