/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-connector.h"

#include "kith-endpoint.h"
#include "kith-transport.h"
#include "kith-xmpp-error.h"

#define PORT_STARTTLS 5222
#define PORT_DIRECT_TLS 5223

/* Milliseconds. */
#define TIMEOUT 10000

struct _KithConnector
{
  GObject              parent_instance;

  char                *domain;    /* owned */
  char                *host;      /* owned, NULL: what the domain says */
  guint                port;
  char                *pinned;    /* owned */
  GResolver           *resolver;  /* owned, NULL: the default */
  GProxyResolver      *proxy_resolver; /* owned, NULL: the system's */
  GTlsDatabase        *database;  /* owned, NULL: the system's */
  guint                resolve_timeout; /* milliseconds */
  guint                connect_timeout; /* milliseconds */
  guint                tls_timeout; /* milliseconds */

  GTask               *task;      /* owned while running */
  GCancellable        *step_cancellable; /* owned: of the step that runs */
  GList               *services[2]; /* of GSrvTarget (owned): STARTTLS, direct TLS */
  GPtrArray           *endpoints; /* of KithEndpoint (owned) */
  KithStreamWire      *wire;      /* owned while TLS starts */
  GError              *error;     /* owned: the most telling so far */
  GTlsCertificate     *refused;   /* owned */
  GTlsCertificateFlags flaws;

  guint                n_lookups;
  guint                next;      /* the endpoint after the one that is tried */
  guint                step;      /* counts the steps: an answer to an earlier one is late */
  guint                step_source;
  GSource             *cancelled_source; /* owned */
  guint                direct_tls : 1;
};

enum
{
  PROP_0,
  PROP_DOMAIN,
  PROP_HOST,
  PROP_PORT,
  PROP_DIRECT_TLS,
  PROP_PINNED_CERTIFICATE,
  PROP_RESOLVER,
  PROP_PROXY_RESOLVER,
  PROP_TLS_DATABASE,
  PROP_RESOLVE_TIMEOUT,
  PROP_CONNECT_TIMEOUT,
  PROP_TLS_TIMEOUT,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

/* What an operation in flight knows: a resolver that never answers must not hold the connector. */
typedef struct
{
  GWeakRef connector;
  guint    step;
  gboolean direct_tls;
} Operation;

G_DEFINE_FINAL_TYPE (KithConnector, kith_connector, G_TYPE_OBJECT)

/* The steps go round: when one endpoint fails, the next is tried. */
static void try_next (KithConnector *self);

static Operation *
operation_new (KithConnector *self, gboolean direct_tls)
{
  Operation *operation = g_new0 (Operation, 1);

  g_weak_ref_init (&operation->connector, self);
  operation->step = self->step;
  operation->direct_tls = direct_tls;

  return operation;
}

/* Returns: (transfer full) (nullable): the connector, if it is still there and at the step that began the operation */
static KithConnector *
operation_end (Operation *operation)
{
  g_autoptr(KithConnector) self = g_weak_ref_get (&operation->connector);
  gboolean late = self == NULL || self->task == NULL || self->step != operation->step;

  g_weak_ref_clear (&operation->connector);
  g_free (operation);

  return late ? NULL : g_steal_pointer (&self);
}

static void
end_step (KithConnector *self)
{
  self->step++;
  g_clear_handle_id (&self->step_source, g_source_remove);
  g_cancellable_cancel (self->step_cancellable);
  g_clear_object (&self->step_cancellable);
}

static void
begin_step (KithConnector *self, guint timeout, GSourceFunc timeout_cb)
{
  end_step (self);
  self->step_cancellable = g_cancellable_new ();
  self->step_source = g_timeout_add (timeout, timeout_cb, self);
}

/* Takes @wire or @error and ends the run. */
static void
finish (KithConnector *self, KithStreamWire *wire, GError *error)
{
  g_autoptr(GTask) task = g_steal_pointer (&self->task);

  end_step (self);
  if (self->cancelled_source != NULL)
    g_source_destroy (self->cancelled_source);
  g_clear_pointer (&self->cancelled_source, g_source_unref);

  if (wire != NULL)
    g_task_return_pointer (task, wire, g_object_unref);
  else
    g_task_return_error (task, error);
}

/* How much a person learns from an error; the best one is told when every place has failed. */
static int
rank (int code)
{
  static const int order[] = {
    KITH_XMPP_ERROR_HOST_NOT_FOUND,
    KITH_XMPP_ERROR_UNREACHABLE,
    KITH_XMPP_ERROR_LOST,
    KITH_XMPP_ERROR_TIMEOUT,
    KITH_XMPP_ERROR_NO_TLS,
    KITH_XMPP_ERROR_CERTIFICATE,
  };

  for (int i = 0; i < (int)G_N_ELEMENTS (order); i++)
    {
      if (order[i] == code)
        return i;
    }

  return -1;
}

static void
note_error (KithConnector *self, KithXmppError code, const char *message)
{
  if (self->error != NULL && rank (self->error->code) >= rank (code))
    return;

  g_clear_error (&self->error);
  self->error = g_error_new_literal (KITH_XMPP_ERROR, code, message);
}

static void
tls_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(KithConnector) self = operation_end (user_data);
  g_autoptr(KithStreamWire) wire = NULL;
  g_autoptr(GError) error = NULL;
  gboolean started = kith_wire_start_tls_finish (KITH_WIRE (source), result, &error);

  if (self == NULL)
    return;

  wire = g_steal_pointer (&self->wire);
  if (started)
    {
      finish (self, g_steal_pointer (&wire), NULL);
      return;
    }

  if (g_set_object (&self->refused, kith_stream_wire_get_refused_certificate (wire)))
    self->flaws = kith_stream_wire_get_certificate_flaws (wire);
  note_error (self, error->code, error->message);
  kith_wire_close (KITH_WIRE (wire));
  try_next (self);
}

static void
note_connect_error (KithConnector *self, const GError *error)
{
  KithXmppError code = KITH_XMPP_ERROR_UNREACHABLE;

  if (error->domain == G_RESOLVER_ERROR || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_HOST_NOT_FOUND))
    code = KITH_XMPP_ERROR_HOST_NOT_FOUND;
  else if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT))
    code = KITH_XMPP_ERROR_TIMEOUT;

  note_error (self, code, error->message);
}

static void
connect_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  gboolean direct_tls = ((Operation *)user_data)->direct_tls;
  g_autoptr(KithConnector) self = operation_end (user_data);
  g_autoptr(KithStreamWire) wire = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(GSocketConnection) connection = g_socket_client_connect_finish (G_SOCKET_CLIENT (source), result, &error);

  if (self == NULL)
    return;

  if (connection == NULL)
    {
      note_connect_error (self, error);
      try_next (self);
      return;
    }

  kith_transport_set_up (connection);
  wire = kith_stream_wire_new (G_IO_STREAM (connection), self->domain);
  g_object_set (wire,
                "tls-database", self->database,
                "pinned-certificate", self->pinned,
                "tls-timeout", self->tls_timeout,
                NULL);
  if (!direct_tls)
    {
      finish (self, g_steal_pointer (&wire), NULL);
      return;
    }

  /* The wire keeps the deadline of this step. */
  end_step (self);
  self->wire = g_object_ref (wire);
  kith_stream_wire_start_direct_tls_async (wire, NULL, tls_cb, operation_new (self, TRUE));
}

static gboolean
connect_timeout_cb (gpointer user_data)
{
  KithConnector *self = user_data;

  self->step_source = 0;
  note_error (self, KITH_XMPP_ERROR_TIMEOUT, "Nothing answered in time");
  try_next (self);

  return G_SOURCE_REMOVE;
}

static void
try_next (KithConnector *self)
{
  g_autoptr(GSocketClient) client = NULL;
  g_autoptr(GSocketConnectable) address = NULL;
  g_autofree char *ascii = NULL;
  KithEndpoint *endpoint = NULL;

  if (self->next == self->endpoints->len)
    {
      finish (self, NULL, g_steal_pointer (&self->error));
      return;
    }

  endpoint = self->endpoints->pdata[self->next++];
  ascii = g_hostname_to_ascii (endpoint->host);
  address = g_network_address_new (ascii != NULL ? ascii : endpoint->host, endpoint->port);
  client = g_socket_client_new ();
  if (self->proxy_resolver != NULL)
    g_socket_client_set_proxy_resolver (client, self->proxy_resolver);

  begin_step (self, self->connect_timeout, connect_timeout_cb);
  g_socket_client_connect_async (client, address, self->step_cancellable, connect_cb,
                                 operation_new (self, endpoint->direct_tls));
}

static void
start_trying (KithConnector *self)
{
  end_step (self);
  self->endpoints = kith_endpoints_from_services (self->domain, self->services[TRUE], self->services[FALSE], NULL);
  if (self->endpoints->len == 0)
    note_error (self, KITH_XMPP_ERROR_UNREACHABLE, "The domain says that it has no XMPP service");

  try_next (self);
}

static gboolean
resolve_timeout_cb (gpointer user_data)
{
  KithConnector *self = user_data;

  self->step_source = 0;
  start_trying (self);

  return G_SOURCE_REMOVE;
}

/* An error here is no end: where the services cannot be looked up, the domain itself may still be found. */
static void
lookup_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  gboolean direct_tls = ((Operation *)user_data)->direct_tls;
  g_autoptr(KithConnector) self = operation_end (user_data);
  g_autoptr(GError) error = NULL;
  GList *targets = g_resolver_lookup_service_finish (G_RESOLVER (source), result, &error);

  if (self == NULL)
    {
      g_resolver_free_targets (targets);
      return;
    }

  /* GLib gives no target and no error for the root dot that says "there is no such service". */
  if (targets == NULL && error == NULL)
    targets = g_list_append (NULL, g_srv_target_new (".", 0, 0, 0));

  self->services[direct_tls] = targets;
  if (--self->n_lookups == 0)
    start_trying (self);
}

static void
look_up (KithConnector *self)
{
  g_autoptr(GResolver) resolver = self->resolver != NULL ? g_object_ref (self->resolver) : g_resolver_get_default ();
  g_autofree char *ascii = g_hostname_to_ascii (self->domain);
  const char *domain = ascii != NULL ? ascii : self->domain;

  begin_step (self, self->resolve_timeout, resolve_timeout_cb);
  self->n_lookups = 2;
  g_resolver_lookup_service_async (resolver, "xmpps-client", "tcp", domain, self->step_cancellable, lookup_cb,
                                   operation_new (self, TRUE));
  g_resolver_lookup_service_async (resolver, "xmpp-client", "tcp", domain, self->step_cancellable, lookup_cb,
                                   operation_new (self, FALSE));
}

static gboolean
cancelled_cb (GCancellable *cancellable, gpointer user_data)
{
  KithConnector *self = user_data;
  g_autoptr(KithStreamWire) wire = g_steal_pointer (&self->wire);

  if (wire != NULL)
    kith_wire_close (KITH_WIRE (wire));
  finish (self, NULL, g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "Cancelled"));

  return G_SOURCE_REMOVE;
}

static void
kith_connector_dispose (GObject *object)
{
  KithConnector *self = KITH_CONNECTOR (object);

  end_step (self);
  g_clear_object (&self->wire);
  g_clear_object (&self->resolver);
  g_clear_object (&self->proxy_resolver);
  g_clear_object (&self->database);
  g_clear_object (&self->refused);

  G_OBJECT_CLASS (kith_connector_parent_class)->dispose (object);
}

static void
kith_connector_finalize (GObject *object)
{
  KithConnector *self = KITH_CONNECTOR (object);

  g_free (self->domain);
  g_free (self->host);
  g_free (self->pinned);
  g_resolver_free_targets (self->services[FALSE]);
  g_resolver_free_targets (self->services[TRUE]);
  g_clear_pointer (&self->endpoints, g_ptr_array_unref);
  g_clear_error (&self->error);

  G_OBJECT_CLASS (kith_connector_parent_class)->finalize (object);
}

static void
kith_connector_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  KithConnector *self = KITH_CONNECTOR (object);

  switch (prop_id)
    {
    case PROP_DOMAIN:
      self->domain = g_value_dup_string (value);
      break;

    case PROP_HOST:
      g_free (self->host);
      self->host = g_value_dup_string (value);
      break;

    case PROP_PORT:
      self->port = g_value_get_uint (value);
      break;

    case PROP_DIRECT_TLS:
      self->direct_tls = g_value_get_boolean (value);
      break;

    case PROP_PINNED_CERTIFICATE:
      g_free (self->pinned);
      self->pinned = g_value_dup_string (value);
      break;

    case PROP_RESOLVER:
      g_set_object (&self->resolver, g_value_get_object (value));
      break;

    case PROP_PROXY_RESOLVER:
      g_set_object (&self->proxy_resolver, g_value_get_object (value));
      break;

    case PROP_TLS_DATABASE:
      g_set_object (&self->database, g_value_get_object (value));
      break;

    case PROP_RESOLVE_TIMEOUT:
      self->resolve_timeout = g_value_get_uint (value);
      break;

    case PROP_CONNECT_TIMEOUT:
      self->connect_timeout = g_value_get_uint (value);
      break;

    case PROP_TLS_TIMEOUT:
      self->tls_timeout = g_value_get_uint (value);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
kith_connector_class_init (KithConnectorClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags construct = G_PARAM_WRITABLE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS;
  const GParamFlags settable = G_PARAM_WRITABLE | G_PARAM_STATIC_STRINGS;

  object_class->dispose = kith_connector_dispose;
  object_class->finalize = kith_connector_finalize;
  object_class->set_property = kith_connector_set_property;

  properties[PROP_DOMAIN] = g_param_spec_string ("domain", NULL, NULL, NULL, construct);
  properties[PROP_HOST] = g_param_spec_string ("host", NULL, NULL, NULL, settable);
  properties[PROP_PORT] = g_param_spec_uint ("port", NULL, NULL, 0, G_MAXUINT16, 0, settable);
  properties[PROP_DIRECT_TLS] = g_param_spec_boolean ("direct-tls", NULL, NULL, FALSE, settable);
  properties[PROP_PINNED_CERTIFICATE] = g_param_spec_string ("pinned-certificate", NULL, NULL, NULL, settable);
  properties[PROP_RESOLVER] = g_param_spec_object ("resolver", NULL, NULL, G_TYPE_RESOLVER, settable);
  properties[PROP_PROXY_RESOLVER] = g_param_spec_object ("proxy-resolver", NULL, NULL, G_TYPE_PROXY_RESOLVER, settable);
  properties[PROP_TLS_DATABASE] = g_param_spec_object ("tls-database", NULL, NULL, G_TYPE_TLS_DATABASE, settable);
  properties[PROP_RESOLVE_TIMEOUT] = g_param_spec_uint ("resolve-timeout", NULL, NULL, 1, G_MAXUINT, TIMEOUT, settable);
  properties[PROP_CONNECT_TIMEOUT] = g_param_spec_uint ("connect-timeout", NULL, NULL, 1, G_MAXUINT, TIMEOUT, settable);
  properties[PROP_TLS_TIMEOUT] = g_param_spec_uint ("tls-timeout", NULL, NULL, 1, G_MAXUINT, TIMEOUT, settable);

  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
kith_connector_init (KithConnector *self)
{
  self->resolve_timeout = TIMEOUT;
  self->connect_timeout = TIMEOUT;
  self->tls_timeout = TIMEOUT;
}

/**
 * kith_connector_new:
 * @domain: the account's domain: what is looked up, and whom the certificate must name
 *
 * Returns: (transfer full): a connector that waits for its run
 */
KithConnector *
kith_connector_new (const char *domain)
{
  g_return_val_if_fail (domain != NULL, NULL);

  return g_object_new (KITH_TYPE_CONNECTOR, "domain", domain, NULL);
}

/**
 * kith_connector_run_async:
 *
 * Looks up where the server is (RFC 6120, 3.2; XEP-0368) and connects, through the desktop's proxy where it has one.
 */
void
kith_connector_run_async (KithConnector      *self,
                          GCancellable       *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer            user_data)
{
  g_return_if_fail (KITH_IS_CONNECTOR (self));
  g_return_if_fail (self->task == NULL && self->endpoints == NULL);

  self->task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (self->task, kith_connector_run_async);
  if (cancellable != NULL)
    {
      self->cancelled_source = g_cancellable_source_new (cancellable);
      g_source_set_callback (self->cancelled_source, G_SOURCE_FUNC (cancelled_cb), self, NULL);
      g_source_attach (self->cancelled_source, g_main_context_get_thread_default ());
    }

  if (self->port != 0 || (self->host != NULL && *self->host != '\0'))
    {
      const char *host = self->host != NULL && *self->host != '\0' ? self->host : self->domain;
      guint port = self->port != 0 ? self->port : self->direct_tls ? PORT_DIRECT_TLS : PORT_STARTTLS;

      self->endpoints = g_ptr_array_new_with_free_func ((GDestroyNotify)kith_endpoint_free);
      g_ptr_array_add (self->endpoints, kith_endpoint_new (host, (guint16)port, self->direct_tls));
      try_next (self);
    }
  else if (g_hostname_is_ip_address (self->domain))
    {
      start_trying (self);
    }
  else
    {
      look_up (self);
    }
}

/**
 * kith_connector_run_finish:
 *
 * Returns: (transfer full): a wire, encrypted already if its TLS is direct; on failure the most telling error of all places
 *   that were tried: %KITH_XMPP_ERROR_HOST_NOT_FOUND, %KITH_XMPP_ERROR_UNREACHABLE, %KITH_XMPP_ERROR_TIMEOUT,
 *   %KITH_XMPP_ERROR_NO_TLS, %KITH_XMPP_ERROR_CERTIFICATE or %KITH_XMPP_ERROR_LOST
 */
KithStreamWire *
kith_connector_run_finish (KithConnector *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * kith_connector_get_refused_certificate:
 *
 * Returns: (transfer none) (nullable): after %KITH_XMPP_ERROR_CERTIFICATE, the certificate that was refused
 */
GTlsCertificate *
kith_connector_get_refused_certificate (KithConnector *self)
{
  g_return_val_if_fail (KITH_IS_CONNECTOR (self), NULL);

  return self->refused;
}

/**
 * kith_connector_get_certificate_flaws:
 *
 * Returns: why it was refused
 */
GTlsCertificateFlags
kith_connector_get_certificate_flaws (KithConnector *self)
{
  g_return_val_if_fail (KITH_IS_CONNECTOR (self), 0);

  return self->flaws;
}
