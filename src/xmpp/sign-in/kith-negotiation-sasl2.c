/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-negotiation-sasl2.h"

#include "kith-datetime.h"
#include "kith-ns.h"
#include "kith-xmpp-error.h"

#include <string.h>

/* A token that is longer than this is not one. */
#define MAX_TOKEN 4096

struct _KithNegotiationSasl2
{
  KithNegotiationAuth   parent_instance;

  KithStreamManagement *management; /* owned, NULL: streams are not managed */
  KithSaslOffer        *offer; /* owned */
  KithJid              *bound; /* owned */
  KithStanza           *features; /* owned */
  char                 *asked_mechanism; /* owned, what a token that comes is for */
  KithFastToken        *token; /* owned, NULL: none came */

  guint                 using_fast : 1;
  guint                 token_changed : 1;
  guint                 accepted : 1;
  guint                 resuming : 1; /* the wish to resume went out with the last authentication */
};

G_DEFINE_FINAL_TYPE (KithNegotiationSasl2, kith_negotiation_sasl2, KITH_TYPE_NEGOTIATION_AUTH)

static void
add_user_agent (KithStanza            *stanza,
                const KithCredentials *credentials)
{
  KithStanza *agent;

  if (credentials->user_agent_id == NULL && credentials->software == NULL && credentials->device == NULL)
    return;

  agent = kith_stanza_add (stanza, "user-agent", KITH_NS_SASL2);
  kith_stanza_set (agent, "id", credentials->user_agent_id);
  if (credentials->software != NULL)
    kith_stanza_add_text (agent, "software", KITH_NS_SASL2, credentials->software);
  if (credentials->device != NULL)
    kith_stanza_add_text (agent, "device", KITH_NS_SASL2, credentials->device);
}

static void
add_bind (KithNegotiationSasl2  *self,
          KithStanza            *stanza,
          const KithCredentials *credentials)
{
  const char *tag = credentials->resource != NULL ? credentials->resource : credentials->software;
  KithStanza *bind;

  if (!kith_sasl_offer_can_bind (self->offer))
    return;

  bind = kith_stanza_add (stanza, "bind", KITH_NS_BIND2);
  if (tag != NULL)
    kith_stanza_add_text (bind, "tag", KITH_NS_BIND2, tag);

  /* What another device says or hears between the binding and the first request would be missed. */
  if (kith_sasl_offer_can_copy (self->offer))
    kith_stanza_add (bind, "enable", KITH_NS_CARBONS);

  if (self->management != NULL && kith_sasl_offer_can_enable (self->offer))
    {
      KithStanza *enable = kith_stream_management_create_enable (self->management);

      if (enable != NULL)
        kith_stanza_take_child (bind, enable);
    }
}

/* Together with the binding that takes place should the server refuse. Where it is not offered here, nothing is bound here either:
 * the stream may still be resumed after the authentication. */
static void
add_stream (KithNegotiationSasl2  *self,
            KithStanza            *stanza,
            const KithCredentials *credentials)
{
  KithStanza *resume = self->management != NULL ? kith_stream_management_create_resume (self->management) : NULL;

  self->resuming = resume != NULL && kith_sasl_offer_can_resume (self->offer);
  if (self->resuming)
    kith_stanza_take_child (stanza, g_steal_pointer (&resume));
  if (resume == NULL)
    add_bind (self, stanza, credentials);

  g_clear_pointer (&resume, kith_stanza_unref);
}

static void
add_fast (KithNegotiationSasl2  *self,
          KithStanza            *stanza,
          const KithCredentials *credentials)
{
  const char *mechanism;

  if (self->using_fast)
    {
      kith_stanza_add (stanza, "fast", KITH_NS_FAST);
      return;
    }

  mechanism = kith_sasl_offer_get_best_fast (self->offer, kith_negotiation_step_get_wire (KITH_NEGOTIATION_STEP (self)));
  if (mechanism == NULL || credentials->user_agent_id == NULL)
    return;

  g_free (self->asked_mechanism);
  self->asked_mechanism = g_strdup (mechanism);
  kith_stanza_set (kith_stanza_add (stanza, "request-token", KITH_NS_FAST), "mechanism", mechanism);
}

static void
authenticate (KithNegotiationSasl2 *self,
              KithSasl             *sasl)
{
  KithNegotiationStep *step = KITH_NEGOTIATION_STEP (self);
  const KithCredentials *credentials = kith_negotiation_step_get_credentials (step);
  g_autoptr(KithStanza) stanza = NULL;
  char *response = kith_negotiation_auth_begin (KITH_NEGOTIATION_AUTH (self), sasl);

  if (response == NULL)
    return;

  stanza = kith_stanza_new ("authenticate", KITH_NS_SASL2);
  kith_stanza_set (stanza, "mechanism", kith_sasl_get_name (sasl));
  kith_stanza_add_text (stanza, "initial-response", KITH_NS_SASL2, response);
  kith_secret_free (response);

  add_user_agent (stanza, credentials);
  add_stream (self, stanza, credentials);
  add_fast (self, stanza, credentials);

  kith_negotiation_step_send (step, stanza);
}

static void
authenticate_by_password (KithNegotiationSasl2 *self)
{
  KithNegotiationStep *step = KITH_NEGOTIATION_STEP (self);
  GError *error = NULL;
  g_autoptr(KithSasl) sasl = NULL;

  self->using_fast = FALSE;
  sasl = kith_sasl_offer_choose (self->offer,
                                 kith_negotiation_step_get_wire (step),
                                 kith_negotiation_step_get_account (step),
                                 kith_negotiation_step_get_credentials (step),
                                 &error);
  if (sasl != NULL)
    authenticate (self, sasl);
  else
    kith_negotiation_step_fail (step, error);
}

static void
kith_negotiation_sasl2_start (KithNegotiationStep *step,
                              KithStanza          *features)
{
  KithNegotiationSasl2 *self = KITH_NEGOTIATION_SASL2 (step);
  const KithCredentials *credentials = kith_negotiation_step_get_credentials (step);
  g_autoptr(KithSasl) sasl = NULL;

  self->offer = features != NULL ? kith_sasl_offer_parse_sasl2 (features) : NULL;
  if (self->offer == NULL)
    {
      kith_negotiation_step_fail (step, g_error_new (KITH_XMPP_ERROR, KITH_XMPP_ERROR_SERVER_REFUSED,
                                                     "The server does not offer SASL 2"));
      return;
    }

  sasl = kith_sasl_offer_choose_fast (self->offer, kith_negotiation_step_get_wire (step),
                                      kith_negotiation_step_get_account (step), credentials);
  if (sasl == NULL)
    {
      authenticate_by_password (self);
      return;
    }

  self->using_fast = TRUE;
  g_free (self->asked_mechanism);
  self->asked_mechanism = g_strdup (credentials->fast_mechanism);
  authenticate (self, sasl);
}

/* XEP-0484, 4.1: a token that is refused is thrown away; the stream is as it was. A server that says that it has a problem has
 * not refused the token. */
static void
kith_negotiation_sasl2_refused (KithNegotiationAuth *auth,
                                const char          *condition,
                                GError              *error)
{
  KithNegotiationSasl2 *self = KITH_NEGOTIATION_SASL2 (auth);

  if (!self->using_fast)
    {
      kith_negotiation_step_fail (KITH_NEGOTIATION_STEP (self), error);
      return;
    }

  if (g_strcmp0 (condition, "temporary-auth-failure") != 0)
    self->token_changed = TRUE;

  g_error_free (error);
  authenticate_by_password (self);
}

static void
read_token (KithNegotiationSasl2 *self,
            KithStanza           *success)
{
  KithStanza *element = kith_stanza_find (success, "token", KITH_NS_FAST);
  const char *token = element != NULL ? kith_stanza_get (element, "token") : NULL;
  const char *expiry = element != NULL ? kith_stanza_get (element, "expiry") : NULL;
  gint64 until = 0;

  if (token == NULL || *token == '\0' || strlen (token) > MAX_TOKEN || self->asked_mechanism == NULL)
    return;

  if (expiry == NULL || !kith_datetime_parse (expiry, &until))
    return;

  self->token_changed = TRUE;
  self->token = kith_fast_token_new (self->asked_mechanism, token, until);
}

/* What became of the wishes for the stream. */
static void
read_stream (KithNegotiationSasl2 *self,
             KithStanza           *success)
{
  KithStanza *bound = kith_stanza_find (success, "bound", KITH_NS_BIND2);
  KithStanza *resumed = kith_stanza_find (success, "resumed", KITH_NS_SM);
  KithStanza *failed = kith_stanza_find (success, "failed", KITH_NS_SM);
  KithStanza *enabled = bound != NULL ? kith_stanza_find (bound, "enabled", KITH_NS_SM) : NULL;

  if (self->management == NULL)
    return;

  if (self->resuming && resumed != NULL)
    kith_stream_management_note (self->management, resumed);
  else if (self->resuming && failed != NULL)
    kith_stream_management_note (self->management, failed);
  if (enabled != NULL)
    kith_stream_management_note (self->management, enabled);
}

static gboolean
is_resumed (KithNegotiationSasl2 *self)
{
  return self->resuming && kith_stream_management_was_resumed (self->management);
}

/* Who does the server say that we are? */
static gboolean
read_identity (KithNegotiationSasl2 *self,
               KithStanza           *success)
{
  KithNegotiationStep *step = KITH_NEGOTIATION_STEP (self);
  g_autofree char *text = kith_stanza_dup_child_text (success, "authorization-identifier", KITH_NS_SASL2);
  gboolean resumed = is_resumed (self);
  gboolean bound = !resumed && kith_stanza_find (success, "bound", KITH_NS_BIND2) != NULL;
  g_autoptr(KithJid) jid = text != NULL ? kith_jid_new (g_strstrip (text), NULL) : NULL;

  if (jid == NULL ||
      !kith_jid_bare_equal (jid, kith_negotiation_step_get_account (step)) ||
      (bound && kith_jid_is_bare (jid)))
    {
      kith_negotiation_step_fail (step, g_error_new (KITH_XMPP_ERROR, KITH_XMPP_ERROR_PROTOCOL,
                                                     "The server signed in somebody else"));
      return FALSE;
    }

  if (bound || (resumed && !kith_jid_is_bare (jid)))
    self->bound = g_steal_pointer (&jid);
  else if (resumed)
    self->bound = kith_jid_ref (kith_stream_management_get_state (self->management)->bound);

  return TRUE;
}

static void
kith_negotiation_sasl2_accepted (KithNegotiationAuth *auth,
                                 KithStanza          *success)
{
  KithNegotiationSasl2 *self = KITH_NEGOTIATION_SASL2 (auth);
  g_autofree char *data = kith_stanza_dup_child_text (success, "additional-data", KITH_NS_SASL2);

  if (!kith_negotiation_auth_verify (auth, data))
    return;

  read_stream (self, success);
  if (!read_identity (self, success))
    return;

  self->accepted = TRUE;
  read_token (self, success);

  /* On a stream that is resumed stanzas flow from here on. */
  if (is_resumed (self))
    kith_negotiation_step_succeed (KITH_NEGOTIATION_STEP (self));
  else
    kith_negotiation_step_expect (KITH_NEGOTIATION_STEP (self));
}

static void
kith_negotiation_sasl2_other (KithNegotiationAuth *auth,
                              KithStanza          *stanza)
{
  KithNegotiationSasl2 *self = KITH_NEGOTIATION_SASL2 (auth);
  KithNegotiationStep *step = KITH_NEGOTIATION_STEP (auth);

  if (self->accepted && kith_stanza_is (stanza, "features", KITH_NS_STREAMS))
    {
      self->features = kith_stanza_copy (stanza);
      kith_negotiation_step_succeed (step);
    }
  else if (!self->accepted && kith_stanza_is (stanza, "continue", KITH_NS_SASL2))
    {
      g_autoptr(KithStanza) abort = kith_stanza_new ("abort", KITH_NS_SASL2);

      kith_negotiation_step_send (step, abort);
      kith_negotiation_step_fail (step, g_error_new (KITH_XMPP_ERROR, KITH_XMPP_ERROR_SERVER_REFUSED,
                                                     "The server asks for a further task, such as a second factor"));
    }
  else
    {
      kith_negotiation_step_fail_protocol (step, stanza);
    }
}

static void
kith_negotiation_sasl2_finalize (GObject *object)
{
  KithNegotiationSasl2 *self = KITH_NEGOTIATION_SASL2 (object);

  g_clear_object (&self->management);
  kith_sasl_offer_free (self->offer);
  g_clear_pointer (&self->bound, kith_jid_unref);
  g_clear_pointer (&self->features, kith_stanza_unref);
  g_free (self->asked_mechanism);
  kith_fast_token_free (self->token);

  G_OBJECT_CLASS (kith_negotiation_sasl2_parent_class)->finalize (object);
}

static void
kith_negotiation_sasl2_class_init (KithNegotiationSasl2Class *klass)
{
  KithNegotiationAuthClass *auth_class = KITH_NEGOTIATION_AUTH_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = kith_negotiation_sasl2_finalize;
  KITH_NEGOTIATION_STEP_CLASS (klass)->start = kith_negotiation_sasl2_start;

  auth_class->ns = KITH_NS_SASL2;
  auth_class->accepted = kith_negotiation_sasl2_accepted;
  auth_class->refused = kith_negotiation_sasl2_refused;
  auth_class->other = kith_negotiation_sasl2_other;
}

static void
kith_negotiation_sasl2_init (KithNegotiationSasl2 *self)
{
}

/**
 * kith_negotiation_sasl2_set_management:
 * @management: (nullable): what streams are managed by
 *
 * To be called before the step runs.
 */
void
kith_negotiation_sasl2_set_management (KithNegotiationSasl2 *self,
                                       KithStreamManagement *management)
{
  g_return_if_fail (KITH_IS_NEGOTIATION_SASL2 (self));

  g_set_object (&self->management, management);
}

/**
 * kith_negotiation_sasl2_get_features:
 *
 * Returns: (transfer none) (nullable): the features of the authenticated stream
 */
KithStanza *
kith_negotiation_sasl2_get_features (KithNegotiationSasl2 *self)
{
  return self->features;
}

/**
 * kith_negotiation_sasl2_get_bound:
 *
 * Returns: (transfer none) (nullable): the full JID, or %NULL if binding is still to be done
 */
KithJid *
kith_negotiation_sasl2_get_bound (KithNegotiationSasl2 *self)
{
  return self->bound;
}

/**
 * kith_negotiation_sasl2_get_token_changed:
 *
 * Returns: whether the token of the credentials has seen its day
 */
gboolean
kith_negotiation_sasl2_get_token_changed (KithNegotiationSasl2 *self)
{
  return self->token_changed;
}

/**
 * kith_negotiation_sasl2_get_token:
 *
 * Returns: (transfer none) (nullable): the token that came
 */
const KithFastToken *
kith_negotiation_sasl2_get_token (KithNegotiationSasl2 *self)
{
  return self->token;
}
