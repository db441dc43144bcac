/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-registration.h"

#include "kith-connector.h"
#include "kith-negotiation-open.h"
#include "kith-negotiation-tls.h"
#include "kith-ns.h"
#include "kith-registration-form.h"
#include "kith-registration-request.h"
#include "kith-xmpp-error.h"

#define DEFAULT_STEP_TIMEOUT 15000   /* milliseconds */

enum
{
  PROP_0,
  PROP_DOMAIN,
  PROP_STEP_TIMEOUT,
  /* of the connector */
  PROP_HOST,
  PROP_PORT,
  PROP_DIRECT_TLS,
  PROP_PINNED_CERTIFICATE,
  PROP_RESOLVER,
  PROP_PROXY_RESOLVER,
  PROP_TLS_DATABASE,
  N_PROPS
};

struct _KithRegistration
{
  GObject              parent_instance;

  char                *domain;     /* owned */
  KithJid             *server;     /* owned */
  GValue               settings[N_PROPS]; /* owned; what each connector is told */
  KithConnector       *connector;  /* owned, the last one */
  KithWire            *wire;       /* owned, while it is connected */
  KithNegotiationStep *step;       /* owned, the one that runs */
  KithStanza          *features;   /* owned, of the stream as it is */
  KithStanza          *iq;         /* owned, what is to be asked */
  GTask               *task;       /* owned, while something is in flight */
  char                *url;        /* owned */
  GTlsCertificate     *refused;    /* owned */
  GTlsCertificateFlags flaws;

  gulong               cancelled_id;
  guint                step_timeout; /* milliseconds */
  guint                legacy : 1; /* the form was one of fixed fields */
  guint                fetching : 1; /* what is in flight is a fetch */
};

G_DEFINE_FINAL_TYPE (KithRegistration, kith_registration, G_TYPE_OBJECT)

static GParamSpec *properties[N_PROPS];

static void
drop_wire (KithRegistration *self)
{
  if (self->wire != NULL)
    g_signal_handlers_disconnect_by_data (self->wire, self);
  g_clear_object (&self->wire);
  g_clear_pointer (&self->features, kith_stanza_unref);
}

static void
drop_step (KithRegistration *self)
{
  if (self->step != NULL)
    kith_negotiation_step_cancel (self->step);
  g_clear_object (&self->step);
}

static GTask *
take_task (KithRegistration *self)
{
  GCancellable *cancellable = g_task_get_cancellable (self->task);

  if (cancellable != NULL)
    g_clear_signal_handler (&self->cancelled_id, cancellable);
  g_clear_pointer (&self->iq, kith_stanza_unref);
  drop_step (self);

  return g_steal_pointer (&self->task);
}

/* What the wire found wrong with the server's certificate is asked for later. */
static void
remember_certificate (KithRegistration *self)
{
  GTlsCertificate *refused = NULL;

  if (self->connector != NULL)
    {
      refused = kith_connector_get_refused_certificate (self->connector);
      self->flaws = kith_connector_get_certificate_flaws (self->connector);
    }

  if (refused == NULL && KITH_IS_STREAM_WIRE (self->wire))
    {
      refused = kith_stream_wire_get_refused_certificate (KITH_STREAM_WIRE (self->wire));
      self->flaws = kith_stream_wire_get_certificate_flaws (KITH_STREAM_WIRE (self->wire));
    }

  g_set_object (&self->refused, refused);
}

/* @error: (transfer full): a stream that failed is of no use any more, unless it was the server who refused in words */
static void
fail (KithRegistration *self,
      GError           *error)
{
  g_autoptr(GTask) task = take_task (self);

  if (error->domain != KITH_STANZA_ERROR)
    {
      remember_certificate (self);
      if (self->wire != NULL)
        kith_wire_close (self->wire);
      drop_wire (self);
    }

  g_task_return_error (task, error);
}

static void
finish_fetch (KithRegistration *self,
              KithStanza       *reply)
{
  g_autoptr(GTask) task = NULL;
  g_autofree char *url = NULL;
  gboolean legacy;
  KithDataForm *form = kith_registration_form_read (reply, &legacy, &url);

  if (form == NULL)
    {
      fail (self, g_error_new (KITH_XMPP_ERROR, KITH_XMPP_ERROR_PROTOCOL, "An answer without a form"));
      return;
    }

  self->legacy = legacy;
  g_free (self->url);
  self->url = g_steal_pointer (&url);

  task = take_task (self);
  g_task_return_pointer (task, form, g_object_unref);
}

static void next_step (KithRegistration *self);

static void
step_finished_cb (KithRegistration    *self,
                  const GError        *error,
                  KithNegotiationStep *step)
{
  g_autoptr(KithNegotiationStep) finished = NULL;

  if (step != self->step)
    return;

  if (error != NULL)
    {
      fail (self, g_error_copy (error));
      return;
    }

  finished = g_steal_pointer (&self->step);
  if (KITH_IS_REGISTRATION_REQUEST (finished))
    {
      KithStanza *reply = kith_registration_request_get_reply (KITH_REGISTRATION_REQUEST (finished));

      if (self->fetching)
        {
          finish_fetch (self, reply);
        }
      else
        {
          g_autoptr(GTask) task = take_task (self);

          g_task_return_boolean (task, TRUE);
        }
      return;
    }

  g_clear_pointer (&self->features, kith_stanza_unref);
  if (KITH_IS_NEGOTIATION_OPEN (finished))
    self->features = kith_stanza_copy (kith_negotiation_open_get_features (KITH_NEGOTIATION_OPEN (finished)));
  next_step (self);
}

/* A stream, a safe one, the question: what comes next follows from what there is. */
static void
next_step (KithRegistration *self)
{
  GType type = KITH_TYPE_REGISTRATION_REQUEST;

  if (self->features == NULL)
    type = KITH_TYPE_NEGOTIATION_OPEN;
  else if (!kith_wire_is_secure (self->wire))
    type = KITH_TYPE_NEGOTIATION_TLS;

  self->step = kith_negotiation_step_new (type, self->wire, self->server, NULL, self->step_timeout);
  if (KITH_IS_REGISTRATION_REQUEST (self->step))
    kith_registration_request_set_iq (KITH_REGISTRATION_REQUEST (self->step), self->iq);

  g_signal_connect_object (self->step, "finished", G_CALLBACK (step_finished_cb), self, G_CONNECT_SWAPPED);
  kith_negotiation_step_run (self->step, self->features);
}

/* Between two questions a server may well hang up. */
static void
closed_cb (KithRegistration *self)
{
  if (self->task == NULL)
    drop_wire (self);
}

static void
take_wire (KithRegistration *self,
           KithWire         *wire)
{
  self->wire = wire;
  g_signal_connect_object (wire, "closed", G_CALLBACK (closed_cb), self, G_CONNECT_SWAPPED);
}

static void
connected_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(KithRegistration) self = user_data;
  GError *error = NULL;
  KithStreamWire *wire = kith_connector_run_finish (KITH_CONNECTOR (source), result, &error);

  if (wire == NULL)
    {
      fail (self, error);
      return;
    }

  take_wire (self, KITH_WIRE (wire));
  next_step (self);
}

static void
cancelled_cb (GCancellable     *cancellable,
              KithRegistration *self)
{
  if (self->step != NULL)
    kith_negotiation_step_fail (self->step, g_error_new (G_IO_ERROR, G_IO_ERROR_CANCELLED, "Cancelled"));
}

static KithStanza *
new_iq (KithRegistration *self,
        const char       *type,
        KithStanza      **query)
{
  KithStanza *iq = kith_stanza_new_iq (type, self->server);

  *query = kith_stanza_add (iq, "query", KITH_NS_REGISTER);
  return iq;
}

/* Whatever is set but its own is for the connector. */
static void
kith_registration_get_property (GObject    *object,
                                guint       prop_id,
                                GValue     *value,
                                GParamSpec *pspec)
{
  KithRegistration *self = KITH_REGISTRATION (object);

  if (prop_id == PROP_DOMAIN)
    g_value_set_string (value, self->domain);
  else if (prop_id == PROP_STEP_TIMEOUT)
    g_value_set_uint (value, self->step_timeout);
  else
    g_value_copy (&self->settings[prop_id], value);
}

static void
kith_registration_set_property (GObject      *object,
                                guint         prop_id,
                                const GValue *value,
                                GParamSpec   *pspec)
{
  KithRegistration *self = KITH_REGISTRATION (object);

  if (prop_id == PROP_DOMAIN)
    {
      self->domain = g_value_dup_string (value);
      self->server = self->domain != NULL ? kith_jid_new (self->domain, NULL) : NULL;
    }
  else if (prop_id == PROP_STEP_TIMEOUT)
    {
      if (self->step_timeout == g_value_get_uint (value))
        return;

      self->step_timeout = g_value_get_uint (value);
      g_object_notify_by_pspec (object, pspec);
    }
  else
    {
      g_value_copy (value, &self->settings[prop_id]);
      g_object_notify_by_pspec (object, pspec);
    }
}

static void
kith_registration_dispose (GObject *object)
{
  KithRegistration *self = KITH_REGISTRATION (object);

  drop_step (self);
  if (self->wire != NULL)
    kith_wire_close (self->wire);
  drop_wire (self);
  g_clear_object (&self->connector);
  g_clear_object (&self->refused);

  G_OBJECT_CLASS (kith_registration_parent_class)->dispose (object);
}

static void
kith_registration_finalize (GObject *object)
{
  KithRegistration *self = KITH_REGISTRATION (object);

  for (guint i = PROP_HOST; i < N_PROPS; i++)
    g_value_unset (&self->settings[i]);
  g_free (self->domain);
  g_clear_pointer (&self->server, kith_jid_unref);
  g_free (self->url);

  G_OBJECT_CLASS (kith_registration_parent_class)->finalize (object);
}

static void
kith_registration_class_init (KithRegistrationClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags construct = G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS;
  const GParamFlags settable = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->dispose = kith_registration_dispose;
  object_class->finalize = kith_registration_finalize;
  object_class->get_property = kith_registration_get_property;
  object_class->set_property = kith_registration_set_property;

  properties[PROP_DOMAIN] = g_param_spec_string ("domain", NULL, NULL, NULL, construct);
  properties[PROP_STEP_TIMEOUT] =
    g_param_spec_uint ("step-timeout", NULL, NULL, 1, G_MAXUINT, DEFAULT_STEP_TIMEOUT, settable);
  properties[PROP_HOST] = g_param_spec_string ("host", NULL, NULL, NULL, settable);
  properties[PROP_PORT] = g_param_spec_uint ("port", NULL, NULL, 0, G_MAXUINT16, 0, settable);
  properties[PROP_DIRECT_TLS] = g_param_spec_boolean ("direct-tls", NULL, NULL, FALSE, settable);
  properties[PROP_PINNED_CERTIFICATE] = g_param_spec_string ("pinned-certificate", NULL, NULL, NULL, settable);
  properties[PROP_RESOLVER] = g_param_spec_object ("resolver", NULL, NULL, G_TYPE_RESOLVER, settable);
  properties[PROP_PROXY_RESOLVER] =
    g_param_spec_object ("proxy-resolver", NULL, NULL, G_TYPE_PROXY_RESOLVER, settable);
  properties[PROP_TLS_DATABASE] = g_param_spec_object ("tls-database", NULL, NULL, G_TYPE_TLS_DATABASE, settable);

  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
kith_registration_init (KithRegistration *self)
{
  self->step_timeout = DEFAULT_STEP_TIMEOUT;
  for (guint i = PROP_HOST; i < N_PROPS; i++)
    {
      g_value_init (&self->settings[i], properties[i]->value_type);
      g_param_value_set_default (properties[i], &self->settings[i]);
    }
}

/**
 * kith_registration_new:
 * @domain: the server's
 *
 * Returns: (transfer full): a registration; set its properties, then fetch
 */
KithRegistration *
kith_registration_new (const char *domain)
{
  g_return_val_if_fail (domain != NULL, NULL);

  return g_object_new (KITH_TYPE_REGISTRATION, "domain", domain, NULL);
}

/**
 * kith_registration_new_for_wire:
 * @wire: connected, without a stream
 *
 * Returns: (transfer full): a registration that need not connect
 */
KithRegistration *
kith_registration_new_for_wire (const char *domain,
                                KithWire   *wire)
{
  KithRegistration *self = kith_registration_new (domain);

  g_return_val_if_fail (KITH_IS_WIRE (wire), self);

  take_wire (self, g_object_ref (wire));
  return self;
}

/* A connector runs once: each is told the same. */
static void
renew_connector (KithRegistration *self)
{
  g_clear_object (&self->connector);
  self->connector = kith_connector_new (kith_jid_get_domainpart (self->server));
  for (guint i = PROP_HOST; i < N_PROPS; i++)
    g_object_set_property (G_OBJECT (self->connector), properties[i]->name, &self->settings[i]);
}

/* Starts what is asked by self->iq. */
static void
begin (KithRegistration *self)
{
  GCancellable *cancellable = g_task_get_cancellable (self->task);

  g_clear_object (&self->refused);
  self->flaws = 0;

  if (cancellable != NULL)
    self->cancelled_id = g_signal_connect_object (cancellable, "cancelled", G_CALLBACK (cancelled_cb), self, 0);

  if (self->wire != NULL)
    {
      next_step (self);
      return;
    }

  renew_connector (self);
  kith_connector_run_async (self->connector, cancellable, connected_cb, g_object_ref (self));
}

/**
 * kith_registration_fetch_form_async:
 *
 * Connects where it is not connected yet, and asks what the server wants to know.
 */
void
kith_registration_fetch_form_async (KithRegistration   *self,
                                    GCancellable       *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer            user_data)
{
  g_autoptr(GTask) task = NULL;
  KithStanza *query;

  g_return_if_fail (KITH_IS_REGISTRATION (self));
  g_return_if_fail (self->task == NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, kith_registration_fetch_form_async);

  if (g_task_return_error_if_cancelled (task))
    return;

  if (self->server == NULL || kith_jid_get_localpart (self->server) != NULL || !kith_jid_is_bare (self->server))
    {
      g_task_return_new_error (task, KITH_XMPP_ERROR, KITH_XMPP_ERROR_HOST_NOT_FOUND, "That is no domain");
      return;
    }

  self->task = g_steal_pointer (&task);
  self->fetching = TRUE;
  self->iq = new_iq (self, "get", &query);
  begin (self);
}

/**
 * kith_registration_fetch_form_finish:
 *
 * Returns: (transfer full): what to fill in, with no field where the server only names a page; the fixed fields of XEP-0077 come
 *   under their own names without a label. Or %NULL with %KITH_XMPP_ERROR, %KITH_STANZA_ERROR (not-allowed, service-unavailable:
 *   no accounts to be had here) or %G_IO_ERROR_CANCELLED
 */
KithDataForm *
kith_registration_fetch_form_finish (KithRegistration *self,
                                     GAsyncResult     *result,
                                     GError          **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * kith_registration_submit_async:
 * @form: the form that was fetched, filled in
 *
 * Hands the answers in.
 */
void
kith_registration_submit_async (KithRegistration   *self,
                                KithDataForm       *form,
                                GCancellable       *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer            user_data)
{
  g_autoptr(GTask) task = NULL;
  KithStanza *query;

  g_return_if_fail (KITH_IS_REGISTRATION (self));
  g_return_if_fail (KITH_IS_DATA_FORM (form));
  g_return_if_fail (self->task == NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, kith_registration_submit_async);

  if (g_task_return_error_if_cancelled (task))
    return;

  if (self->wire == NULL || self->features == NULL || !kith_wire_is_secure (self->wire))
    {
      g_task_return_new_error (task, KITH_XMPP_ERROR, KITH_XMPP_ERROR_LOST,
                               "The connection that the form came over is gone");
      return;
    }

  self->task = g_steal_pointer (&task);
  self->fetching = FALSE;
  self->iq = new_iq (self, "set", &query);
  kith_registration_form_write (form, self->legacy, query);
  begin (self);
}

/**
 * kith_registration_submit_finish:
 *
 * Returns: %TRUE when the account is there; else %FALSE with %KITH_XMPP_ERROR, %G_IO_ERROR_CANCELLED or %KITH_STANZA_ERROR: conflict (the
 *   name is taken), not-acceptable (an answer is missing or wrong), resource-constraint (too many of late), not-allowed. After
 *   one of the last, the form may be submitted again, or fetched anew.
 */
gboolean
kith_registration_submit_finish (KithRegistration *self,
                                 GAsyncResult     *result,
                                 GError          **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * kith_registration_get_url:
 *
 * Returns: (transfer none) (nullable): a page where people register at this server
 */
const char *
kith_registration_get_url (KithRegistration *self)
{
  g_return_val_if_fail (KITH_IS_REGISTRATION (self), NULL);

  return self->url;
}

/**
 * kith_registration_get_refused_certificate:
 *
 * Returns: (transfer none) (nullable): the certificate that was refused last
 */
GTlsCertificate *
kith_registration_get_refused_certificate (KithRegistration *self)
{
  g_return_val_if_fail (KITH_IS_REGISTRATION (self), NULL);

  return self->refused;
}

/**
 * kith_registration_get_certificate_flaws:
 *
 * Returns: what is wrong with that certificate
 */
GTlsCertificateFlags
kith_registration_get_certificate_flaws (KithRegistration *self)
{
  g_return_val_if_fail (KITH_IS_REGISTRATION (self), 0);

  return self->flaws;
}
