/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-negotiation-bind.h"

#include "kith-ns.h"
#include "kith-xmpp-error.h"

struct _KithNegotiationBind
{
  KithNegotiationStep parent_instance;

  KithJid            *bound; /* owned */
  char               *id; /* owned, of the request that is out */

  guint               needs_session : 1;
  guint               in_session : 1;
  guint               wished : 1; /* the request that is out asks for a resource of our choice */
};

G_DEFINE_FINAL_TYPE (KithNegotiationBind, kith_negotiation_bind, KITH_TYPE_NEGOTIATION_STEP)

static KithStanza *
new_request (KithNegotiationBind *self)
{
  KithStanza *iq = kith_stanza_new_iq ("set", NULL);

  g_free (self->id);
  self->id = g_strdup (kith_stanza_get (iq, "id"));

  return iq;
}

static void
request_bind (KithNegotiationBind *self,
              const char          *resource)
{
  g_autoptr(KithStanza) iq = new_request (self);
  KithStanza *bind = kith_stanza_add (iq, "bind", KITH_NS_BIND);

  self->wished = resource != NULL;
  if (resource != NULL)
    kith_stanza_add_text (bind, "resource", KITH_NS_BIND, resource);

  kith_negotiation_step_send (KITH_NEGOTIATION_STEP (self), iq);
}

static void
request_session (KithNegotiationBind *self)
{
  g_autoptr(KithStanza) iq = new_request (self);

  self->in_session = TRUE;
  kith_stanza_add (iq, "session", KITH_NS_SESSION);
  kith_negotiation_step_send (KITH_NEGOTIATION_STEP (self), iq);
}

static void
kith_negotiation_bind_start (KithNegotiationStep *step,
                             KithStanza          *features)
{
  KithNegotiationBind *self = KITH_NEGOTIATION_BIND (step);
  KithStanza *session;

  if (features == NULL || kith_stanza_find (features, "bind", KITH_NS_BIND) == NULL)
    {
      kith_negotiation_step_fail (step, g_error_new (KITH_XMPP_ERROR, KITH_XMPP_ERROR_SERVER_REFUSED,
                                                     "The server offers no resource"));
      return;
    }

  session = kith_stanza_find (features, "session", KITH_NS_SESSION);
  self->needs_session = session != NULL && kith_stanza_find (session, "optional", KITH_NS_SESSION) == NULL;

  request_bind (self, kith_negotiation_step_get_credentials (step)->resource);
}

static gboolean
has_condition (KithStanza *iq,
               const char *condition)
{
  KithStanza *error = kith_stanza_find (iq, "error", KITH_NS_CLIENT);

  return error != NULL && kith_stanza_find (error, condition, KITH_NS_STANZA_ERRORS) != NULL;
}

static void
handle_error (KithNegotiationBind *self,
              KithStanza          *iq)
{
  gboolean conflict = has_condition (iq, "conflict");
  const char *what = self->in_session ? "session" : "resource";

  /* RFC 6120, 7.7.2.2: a name that is taken or not liked is no reason to stay outside. */
  if (self->wished && (conflict || has_condition (iq, "bad-request")))
    {
      request_bind (self, NULL);
      return;
    }

  kith_negotiation_step_fail (KITH_NEGOTIATION_STEP (self),
                              g_error_new (KITH_XMPP_ERROR,
                                           conflict ? KITH_XMPP_ERROR_CONFLICT : KITH_XMPP_ERROR_SERVER_REFUSED,
                                           "The server refused a %s", what));
}

static void
handle_bound (KithNegotiationBind *self,
              KithStanza          *iq)
{
  KithNegotiationStep *step = KITH_NEGOTIATION_STEP (self);
  KithStanza *bind = kith_stanza_find (iq, "bind", KITH_NS_BIND);
  g_autofree char *text = bind != NULL ? kith_stanza_dup_child_text (bind, "jid", KITH_NS_BIND) : NULL;
  g_autoptr(KithJid) jid = text != NULL ? kith_jid_new (text, NULL) : NULL;

  if (jid == NULL || kith_jid_is_bare (jid) ||
      !kith_jid_bare_equal (jid, kith_negotiation_step_get_account (step)))
    {
      kith_negotiation_step_fail (step, g_error_new (KITH_XMPP_ERROR, KITH_XMPP_ERROR_PROTOCOL,
                                                     "The server bound no address of this account"));
      return;
    }

  self->bound = g_steal_pointer (&jid);

  if (self->needs_session)
    request_session (self);
  else
    kith_negotiation_step_succeed (step);
}

static void
kith_negotiation_bind_receive (KithNegotiationStep *step,
                               KithStanza          *stanza)
{
  KithNegotiationBind *self = KITH_NEGOTIATION_BIND (step);
  const char *type = kith_stanza_get (stanza, "type");

  if (!kith_stanza_is (stanza, "iq", KITH_NS_CLIENT) || g_strcmp0 (kith_stanza_get (stanza, "id"), self->id) != 0)
    kith_negotiation_step_fail_protocol (step, stanza);
  else if (g_strcmp0 (type, "error") == 0)
    handle_error (self, stanza);
  else if (g_strcmp0 (type, "result") != 0)
    kith_negotiation_step_fail_protocol (step, stanza);
  else if (self->in_session)
    kith_negotiation_step_succeed (step);
  else
    handle_bound (self, stanza);
}

static void
kith_negotiation_bind_finalize (GObject *object)
{
  KithNegotiationBind *self = KITH_NEGOTIATION_BIND (object);

  g_clear_pointer (&self->bound, kith_jid_unref);
  g_free (self->id);

  G_OBJECT_CLASS (kith_negotiation_bind_parent_class)->finalize (object);
}

static void
kith_negotiation_bind_class_init (KithNegotiationBindClass *klass)
{
  KithNegotiationStepClass *step_class = KITH_NEGOTIATION_STEP_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = kith_negotiation_bind_finalize;

  step_class->start = kith_negotiation_bind_start;
  step_class->receive = kith_negotiation_bind_receive;
}

static void
kith_negotiation_bind_init (KithNegotiationBind *self)
{
}

/**
 * kith_negotiation_bind_get_bound:
 *
 * Returns: (transfer none) (nullable): the full JID that is ours for this stream
 */
KithJid *
kith_negotiation_bind_get_bound (KithNegotiationBind *self)
{
  g_return_val_if_fail (KITH_IS_NEGOTIATION_BIND (self), NULL);

  return self->bound;
}
