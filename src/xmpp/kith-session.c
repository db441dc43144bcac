/* SPDX-License-Identifier: GPL-3.0-or-later */
/* size: one state machine; connecting, negotiating and coming back are objects of their own */

#include "kith-session.h"

#include "kith-connector.h"
#include "kith-endpoint.h"
#include "kith-keepalive.h"
#include "kith-modules.h"
#include "kith-negotiation.h"
#include "kith-ns.h"
#include "kith-reconnection.h"
#include "kith-router.h"
#include "kith-subscription-module.h"
#include "kith-xmpp-enums.h"
#include "kith-xmpp-error.h"

/* How often a server may send us on to another before we believe that it never stops. */
#define MAX_REDIRECTIONS 3

#define DEFAULT_PORT 5222

/**
 * KithSession:
 *
 * An attempt to connect has a connector first, then a wire with a negotiation, then the wire with the router. Answers that
 * belong to an attempt that was given up are late and ignored. Notifications wait until a step is whole, so a listener may
 * connect, disconnect or drop the session at any of them. The file is long because an account's settings are its properties.
 */
struct _KithSession
{
  GObject              parent_instance;

  KithJid             *account;    /* owned */
  KithCredentials     *credentials; /* owned */
  char                *host;       /* owned, NULL: what the domain says */
  guint                port;
  char                *pinned;     /* owned */
  GResolver           *resolver;   /* owned, NULL: the default */
  GProxyResolver      *proxy_resolver; /* owned, NULL: the system's */
  GTlsDatabase        *database;   /* owned, NULL: the system's */
  GNetworkMonitor     *monitor;    /* owned, NULL: the system's */
  guint                timeouts[6]; /* milliseconds, in the order of their properties */

  KithRouter          *router;     /* owned */
  KithReconnection    *reconnection; /* owned */
  GCancellable        *cancellable; /* owned: of the attempt */
  KithStreamWire      *wire;       /* owned */
  KithNegotiation     *negotiation; /* owned until online */
  KithKeepalive       *keepalive;  /* owned while online */
  KithEndpoint        *redirection; /* owned: where the server sent us */
  KithJid             *bound;      /* owned while online */
  GError              *error;      /* owned */
  GTlsCertificate     *refused;    /* owned */
  GTlsCertificateFlags flaws;

  KithSessionState     state;
  guint                attempt;    /* counts attempts */
  guint                n_redirections;
  guint                direct_tls : 1;
  guint                leaving : 1; /* the stream's end was said and is waited for */
};

enum
{
  PROP_0,
  PROP_ACCOUNT,
  PROP_STATE,
  PROP_ERROR,
  PROP_BOUND,
  PROP_HOST,
  PROP_PORT,
  PROP_DIRECT_TLS,
  PROP_ALLOW_PLAIN,
  PROP_PASSWORD,
  PROP_RESOURCE,
  PROP_BEST_MECHANISM,
  PROP_USER_AGENT_ID,
  PROP_SOFTWARE,
  PROP_DEVICE,
  PROP_PINNED_CERTIFICATE,
  PROP_FAST_MECHANISM,
  PROP_FAST_TOKEN,
  PROP_RESOLVER,
  PROP_PROXY_RESOLVER,
  PROP_TLS_DATABASE,
  PROP_NETWORK_MONITOR,
  PROP_CONNECT_TIMEOUT,
  PROP_STEP_TIMEOUT,
  PROP_PING_IDLE,
  PROP_PING_PATIENCE,
  PROP_FIRST_WAIT,
  PROP_LONGEST_WAIT,
  N_PROPS
};

enum
{
  TOKEN_CHANGED,
  N_SIGNALS
};

#define TIMEOUT(property) (self->timeouts[(property) - PROP_CONNECT_TIMEOUT])

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

/* What an operation in flight knows. */
typedef struct
{
  GWeakRef session;
  guint    attempt;
} Operation;

G_DEFINE_FINAL_TYPE (KithSession, kith_session, G_TYPE_OBJECT)

/* Attempts go round: one that fails leads to the next. */
static void attempt (KithSession *self);

static Operation *
operation_new (KithSession *self)
{
  Operation *operation = g_new0 (Operation, 1);

  g_weak_ref_init (&operation->session, self);
  operation->attempt = self->attempt;

  return operation;
}

/* Returns: (transfer full) (nullable): the session, if it is still there and at the same attempt */
static KithSession *
operation_end (Operation *operation)
{
  g_autoptr(KithSession) self = g_weak_ref_get (&operation->session);
  gboolean late = self == NULL || self->attempt != operation->attempt;

  g_weak_ref_clear (&operation->session);
  g_free (operation);

  return late ? NULL : g_steal_pointer (&self);
}

/* Takes @error. */
static void
set_error (KithSession *self, GError *error)
{
  if (self->error == NULL && error == NULL)
    return;

  g_clear_error (&self->error);
  self->error = error;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ERROR]);
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

/* Nothing of the connection is heard of any more. Returns the wire for a last word. */
static KithStreamWire *
detach (KithSession *self)
{
  g_autoptr(KithStreamWire) wire = g_steal_pointer (&self->wire);
  gboolean was_online = self->bound != NULL;

  self->attempt++;
  self->leaving = FALSE;
  kith_reconnection_stop (self->reconnection);
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->keepalive);

  if (self->negotiation != NULL)
    g_signal_handlers_disconnect_by_data (self->negotiation, self);
  g_clear_object (&self->negotiation);
  if (wire != NULL)
    g_signal_handlers_disconnect_by_data (wire, self);

  if (was_online)
    kith_router_offline (self->router);
  set_bound (self, NULL);

  return g_steal_pointer (&wire);
}

/* Follows where the server sent us. Encryption and the certificate are asked for there as much as here. */
static gboolean
follow (KithSession *self, KithStreamWire *wire)
{
  const char *other = wire != NULL ? kith_stream_wire_get_see_other_host (wire) : NULL;

  g_clear_pointer (&self->redirection, kith_endpoint_free);
  if (other == NULL || self->n_redirections == MAX_REDIRECTIONS)
    return FALSE;

  self->redirection = kith_endpoint_parse (other, DEFAULT_PORT);
  self->n_redirections++;

  return self->redirection != NULL;
}

/* The attempt is over: waits for the next one, or gives up. */
static void
fail (KithSession *self, const GError *error)
{
  g_autoptr(GError) copy = g_error_copy (error);
  g_autoptr(KithStreamWire) wire = NULL;

  g_debug ("A session ended: %s", copy->message);
  g_object_freeze_notify (G_OBJECT (self));
  wire = detach (self);
  if (wire != NULL)
    kith_wire_close (KITH_WIRE (wire));

  if (follow (self, wire))
    {
      attempt (self);
    }
  else
    {
      gboolean planned = kith_reconnection_plan (self->reconnection, copy);

      set_error (self, g_steal_pointer (&copy));
      set_state (self, planned ? KITH_SESSION_WAITING : KITH_SESSION_FAILED);
    }
  g_object_thaw_notify (G_OBJECT (self));
}

static void
fail_literal (KithSession *self, KithXmppError code, const char *message)
{
  g_autoptr(GError) error = g_error_new_literal (KITH_XMPP_ERROR, code, message);

  fail (self, error);
}

static void
keepalive_lost_cb (KithSession *self)
{
  fail_literal (self, KITH_XMPP_ERROR_LOST, "The server does not answer any more");
}

static void
wire_stanza_cb (KithSession *self, KithStanza *stanza)
{
  kith_router_dispatch (self->router, stanza);
}

static void
wire_closed_cb (KithSession *self, const GError *error)
{
  if (self->leaving)
    {
      g_autoptr(KithStreamWire) wire = detach (self);

      set_state (self, KITH_SESSION_OFFLINE);
      return;
    }

  /* Before that, the negotiation says why it failed; it has heard of this, too. */
  if (self->state != KITH_SESSION_ONLINE)
    return;

  if (error != NULL)
    fail (self, error);
  else
    fail_literal (self, KITH_XMPP_ERROR_LOST, "The server ended the stream");
}

static void
take_token (KithSession *self, KithNegotiation *negotiation)
{
  const char *mechanism = kith_negotiation_get_fast_mechanism (negotiation);
  const char *token = kith_negotiation_get_fast_token (negotiation);

  if (!kith_negotiation_get_fast_changed (negotiation))
    return;

  kith_credentials_set_fast (self->credentials, mechanism, token);
  g_signal_emit (self, signals[TOKEN_CHANGED], 0, mechanism, token, kith_negotiation_get_fast_expiry (negotiation));
}

static void
take_best_mechanism (KithSession *self, const char *mechanism)
{
  if (mechanism == NULL || g_strcmp0 (self->credentials->best_mechanism, mechanism) == 0)
    return;

  g_free (self->credentials->best_mechanism);
  self->credentials->best_mechanism = g_strdup (mechanism);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_BEST_MECHANISM]);
}

/* Whoever hears of it finds everything in place; a listener of the modules may have ended it already. */
static void
go_online (KithSession *self, KithNegotiation *negotiation)
{
  KithStanza *features = kith_negotiation_get_features (negotiation);
  guint number = self->attempt;

  g_object_freeze_notify (G_OBJECT (self));
  self->n_redirections = 0;
  kith_reconnection_note_online (self->reconnection);
  take_best_mechanism (self, kith_negotiation_get_best_mechanism (negotiation));
  set_bound (self, kith_negotiation_get_bound (negotiation));

  g_signal_connect_object (self->wire, "stanza", G_CALLBACK (wire_stanza_cb), self, G_CONNECT_SWAPPED);
  self->keepalive = kith_keepalive_new (self->wire, self->router, TIMEOUT (PROP_PING_IDLE), TIMEOUT (PROP_PING_PATIENCE));
  g_signal_connect_object (self->keepalive, "lost", G_CALLBACK (keepalive_lost_cb), self, G_CONNECT_SWAPPED);

  kith_subscription_module_set_server_pre_approves (
    kith_router_get_module (self->router, KITH_TYPE_SUBSCRIPTION_MODULE),
    features != NULL && kith_stanza_find (features, "sub", KITH_NS_PRE_APPROVAL) != NULL);
  set_error (self, NULL);
  set_state (self, KITH_SESSION_ONLINE);
  kith_router_online (self->router, FALSE);
  if (self->attempt == number)
    take_token (self, negotiation);
  g_object_thaw_notify (G_OBJECT (self));
}

static void
negotiation_stage_cb (KithSession *self)
{
  g_autoptr(KithNegotiation) negotiation = NULL;

  if (kith_negotiation_get_stage (self->negotiation) != KITH_NEGOTIATION_DONE)
    return;

  negotiation = g_steal_pointer (&self->negotiation);
  g_signal_handlers_disconnect_by_data (negotiation, self);
  go_online (self, negotiation);
}

static void
note_refused_certificate (KithSession *self, GTlsCertificate *certificate, GTlsCertificateFlags flaws)
{
  g_set_object (&self->refused, certificate);
  self->flaws = certificate != NULL ? flaws : 0;
}

static void
negotiated_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(KithSession) self = operation_end (user_data);
  KithNegotiation *negotiation = KITH_NEGOTIATION (source);
  g_autoptr(GError) error = NULL;
  gboolean had_token = FALSE;

  if (kith_negotiation_run_finish (negotiation, result, &error) || self == NULL)
    return;

  if (self->wire != NULL)
    note_refused_certificate (self, kith_stream_wire_get_refused_certificate (self->wire),
                              kith_stream_wire_get_certificate_flaws (self->wire));

  had_token = self->credentials->fast_token != NULL;
  take_token (self, negotiation);

  /* A token may end before the password does. */
  if (had_token && self->credentials->fast_token == NULL && self->credentials->password != NULL &&
      g_error_matches (error, KITH_XMPP_ERROR, KITH_XMPP_ERROR_NOT_AUTHORIZED))
    {
      g_autoptr(KithStreamWire) wire = detach (self);

      kith_wire_close (KITH_WIRE (wire));
      attempt (self);
      return;
    }

  if (had_token && self->credentials->fast_token == NULL && self->credentials->password == NULL)
    fail_literal (self, KITH_XMPP_ERROR_PASSWORD_NEEDED, "The token ended");
  else
    fail (self, error);
}

static void
connected_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(KithSession) self = operation_end (user_data);
  KithConnector *connector = KITH_CONNECTOR (source);
  g_autoptr(GError) error = NULL;
  g_autoptr(KithStreamWire) wire = kith_connector_run_finish (connector, result, &error);

  if (self == NULL)
    return;

  note_refused_certificate (self, kith_connector_get_refused_certificate (connector),
                            kith_connector_get_certificate_flaws (connector));
  if (wire == NULL)
    {
      fail (self, error);
      return;
    }

  self->wire = g_steal_pointer (&wire);
  g_signal_connect_object (self->wire, "closed", G_CALLBACK (wire_closed_cb), self, G_CONNECT_SWAPPED);

  self->negotiation = kith_negotiation_new (KITH_WIRE (self->wire), self->account, self->credentials);
  g_object_set (self->negotiation, "step-timeout", TIMEOUT (PROP_STEP_TIMEOUT), NULL);
  g_signal_connect_object (self->negotiation, "notify::stage", G_CALLBACK (negotiation_stage_cb), self, G_CONNECT_SWAPPED);

  set_state (self, KITH_SESSION_AUTHENTICATING);
  if (self->negotiation != NULL)
    kith_negotiation_run_async (self->negotiation, self->cancellable, negotiated_cb, operation_new (self));
}

static void
attempt (KithSession *self)
{
  g_autoptr(KithConnector) connector = kith_connector_new (kith_jid_get_domainpart (self->account));
  KithEndpoint *redirection = self->redirection;

  g_object_set (connector,
                "host", redirection != NULL ? redirection->host : self->host,
                "port", redirection != NULL ? redirection->port : self->port,
                "direct-tls", redirection != NULL ? redirection->direct_tls : self->direct_tls,
                "pinned-certificate", self->pinned,
                "resolver", self->resolver,
                "proxy-resolver", self->proxy_resolver,
                "tls-database", self->database,
                "resolve-timeout", TIMEOUT (PROP_CONNECT_TIMEOUT),
                "connect-timeout", TIMEOUT (PROP_CONNECT_TIMEOUT),
                "tls-timeout", TIMEOUT (PROP_CONNECT_TIMEOUT),
                NULL);

  self->cancellable = g_cancellable_new ();
  kith_connector_run_async (connector, self->cancellable, connected_cb, operation_new (self));
  set_state (self, KITH_SESSION_CONNECTING);
}

static void
router_send_cb (KithSession *self, KithStanza *stanza)
{
  if (self->wire != NULL && self->bound != NULL && !self->leaving)
    kith_wire_send (KITH_WIRE (self->wire), stanza);
}

static void
network_changed_cb (KithSession *self)
{
  if (self->keepalive != NULL)
    kith_keepalive_check_now (self->keepalive);
}

static void
kith_session_constructed (GObject *object)
{
  KithSession *self = KITH_SESSION (object);

  G_OBJECT_CLASS (kith_session_parent_class)->constructed (object);

  self->router = kith_router_new (self->account);
  kith_modules_add_all (self->router);
  g_signal_connect_object (self->router, "send", G_CALLBACK (router_send_cb), self, G_CONNECT_SWAPPED);

  self->reconnection = kith_reconnection_new (self->monitor);
  g_signal_connect_object (self->reconnection, "due", G_CALLBACK (attempt), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->reconnection, "network-changed", G_CALLBACK (network_changed_cb), self, G_CONNECT_SWAPPED);
}

static void
kith_session_dispose (GObject *object)
{
  KithSession *self = KITH_SESSION (object);
  g_autoptr(KithStreamWire) wire = NULL;

  if (self->router != NULL)
    wire = detach (self);
  if (wire != NULL)
    kith_wire_close (KITH_WIRE (wire));

  g_clear_object (&self->router);
  g_clear_object (&self->reconnection);
  g_clear_object (&self->resolver);
  g_clear_object (&self->proxy_resolver);
  g_clear_object (&self->database);
  g_clear_object (&self->monitor);
  g_clear_object (&self->refused);

  G_OBJECT_CLASS (kith_session_parent_class)->dispose (object);
}

static void
kith_session_finalize (GObject *object)
{
  KithSession *self = KITH_SESSION (object);

  g_clear_pointer (&self->account, kith_jid_unref);
  g_clear_pointer (&self->credentials, kith_credentials_free);
  g_clear_pointer (&self->redirection, kith_endpoint_free);
  g_clear_error (&self->error);
  g_free (self->host);
  g_free (self->pinned);

  G_OBJECT_CLASS (kith_session_parent_class)->finalize (object);
}

static char **
string_of (KithSession *self, guint prop_id)
{
  switch (prop_id)
    {
    case PROP_HOST:
      return &self->host;

    case PROP_PINNED_CERTIFICATE:
      return &self->pinned;

    case PROP_RESOURCE:
      return &self->credentials->resource;

    case PROP_BEST_MECHANISM:
      return &self->credentials->best_mechanism;

    case PROP_USER_AGENT_ID:
      return &self->credentials->user_agent_id;

    case PROP_SOFTWARE:
      return &self->credentials->software;

    case PROP_DEVICE:
      return &self->credentials->device;

    case PROP_FAST_MECHANISM:
      return &self->credentials->fast_mechanism;

    case PROP_FAST_TOKEN:
      return &self->credentials->fast_token;

    case PROP_PASSWORD:
      return &self->credentials->password;
    }

  g_return_val_if_reached (NULL);
}

static void
set_string (KithSession *self, guint prop_id, const char *value)
{
  char **string = string_of (self, prop_id);

  if (g_strcmp0 (*string, value) == 0)
    return;

  if (prop_id == PROP_PASSWORD)
    {
      kith_credentials_set_password (self->credentials, value);
    }
  else
    {
      char *copy = g_strdup (value);

      kith_secret_free (*string);
      *string = copy;
    }

  g_object_notify_by_pspec (G_OBJECT (self), properties[prop_id]);
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

    case PROP_PORT:
      g_value_set_uint (value, self->port);
      break;

    case PROP_DIRECT_TLS:
      g_value_set_boolean (value, self->direct_tls);
      break;

    case PROP_ALLOW_PLAIN:
      g_value_set_boolean (value, self->credentials->allow_plain);
      break;

    case PROP_HOST:
    case PROP_RESOURCE:
    case PROP_BEST_MECHANISM:
    case PROP_USER_AGENT_ID:
    case PROP_SOFTWARE:
    case PROP_DEVICE:
    case PROP_PINNED_CERTIFICATE:
      g_value_set_string (value, *string_of (self, prop_id));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
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

    case PROP_PORT:
      self->port = g_value_get_uint (value);
      break;

    case PROP_DIRECT_TLS:
      self->direct_tls = g_value_get_boolean (value);
      break;

    case PROP_ALLOW_PLAIN:
      self->credentials->allow_plain = g_value_get_boolean (value);
      break;

    case PROP_RESOLVER:
      self->resolver = g_value_dup_object (value);
      break;

    case PROP_PROXY_RESOLVER:
      self->proxy_resolver = g_value_dup_object (value);
      break;

    case PROP_TLS_DATABASE:
      g_set_object (&self->database, g_value_get_object (value));
      break;

    case PROP_NETWORK_MONITOR:
      self->monitor = g_value_dup_object (value);
      break;

    case PROP_CONNECT_TIMEOUT:
    case PROP_STEP_TIMEOUT:
    case PROP_PING_IDLE:
    case PROP_PING_PATIENCE:
    case PROP_FIRST_WAIT:
    case PROP_LONGEST_WAIT:
      TIMEOUT (prop_id) = g_value_get_uint (value);
      break;

    case PROP_HOST:
    case PROP_PASSWORD:
    case PROP_RESOURCE:
    case PROP_BEST_MECHANISM:
    case PROP_USER_AGENT_ID:
    case PROP_SOFTWARE:
    case PROP_DEVICE:
    case PROP_PINNED_CERTIFICATE:
    case PROP_FAST_MECHANISM:
    case PROP_FAST_TOKEN:
      set_string (self, prop_id, g_value_get_string (value));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
install_string (guint prop_id, const char *name, GParamFlags flags)
{
  properties[prop_id] = g_param_spec_string (name, NULL, NULL, NULL,
                                             flags | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
}

static void
install_timeout (guint prop_id, const char *name, guint value)
{
  properties[prop_id] = g_param_spec_uint (name, NULL, NULL, 1, G_MAXUINT, value,
                                           G_PARAM_WRITABLE | G_PARAM_CONSTRUCT | G_PARAM_STATIC_STRINGS);
}

static void
install_collaborator (guint prop_id, const char *name, GType type)
{
  properties[prop_id] = g_param_spec_object (name, NULL, NULL, type,
                                             G_PARAM_WRITABLE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
}

static void
kith_session_class_init (KithSessionClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags readable = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;
  const GParamFlags settable = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->constructed = kith_session_constructed;
  object_class->dispose = kith_session_dispose;
  object_class->finalize = kith_session_finalize;
  object_class->get_property = kith_session_get_property;
  object_class->set_property = kith_session_set_property;

  properties[PROP_ACCOUNT] = g_param_spec_boxed ("account", NULL, NULL, KITH_TYPE_JID,
                                                 G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  properties[PROP_STATE] = g_param_spec_enum ("state", NULL, NULL, KITH_TYPE_SESSION_STATE, KITH_SESSION_OFFLINE, readable);
  properties[PROP_ERROR] = g_param_spec_boxed ("error", NULL, NULL, G_TYPE_ERROR, readable);
  properties[PROP_BOUND] = g_param_spec_boxed ("bound", NULL, NULL, KITH_TYPE_JID, readable);
  properties[PROP_PORT] = g_param_spec_uint ("port", NULL, NULL, 0, G_MAXUINT16, 0, settable);
  properties[PROP_DIRECT_TLS] = g_param_spec_boolean ("direct-tls", NULL, NULL, FALSE, settable);
  properties[PROP_ALLOW_PLAIN] = g_param_spec_boolean ("allow-plain", NULL, NULL, FALSE, settable);

  install_string (PROP_HOST, "host", G_PARAM_READWRITE);
  install_string (PROP_PASSWORD, "password", G_PARAM_WRITABLE);
  install_string (PROP_RESOURCE, "resource", G_PARAM_READWRITE);
  install_string (PROP_BEST_MECHANISM, "best-mechanism", G_PARAM_READWRITE);
  install_string (PROP_USER_AGENT_ID, "user-agent-id", G_PARAM_READWRITE);
  install_string (PROP_SOFTWARE, "software", G_PARAM_READWRITE);
  install_string (PROP_DEVICE, "device", G_PARAM_READWRITE);
  install_string (PROP_PINNED_CERTIFICATE, "pinned-certificate", G_PARAM_READWRITE);
  install_string (PROP_FAST_MECHANISM, "fast-mechanism", G_PARAM_WRITABLE);
  install_string (PROP_FAST_TOKEN, "fast-token", G_PARAM_WRITABLE);

  install_collaborator (PROP_RESOLVER, "resolver", G_TYPE_RESOLVER);
  install_collaborator (PROP_PROXY_RESOLVER, "proxy-resolver", G_TYPE_PROXY_RESOLVER);
  properties[PROP_TLS_DATABASE] = g_param_spec_object ("tls-database", NULL, NULL, G_TYPE_TLS_DATABASE,
                                                       G_PARAM_WRITABLE | G_PARAM_STATIC_STRINGS);
  install_collaborator (PROP_NETWORK_MONITOR, "network-monitor", G_TYPE_NETWORK_MONITOR);

  install_timeout (PROP_CONNECT_TIMEOUT, "connect-timeout", 10000);
  install_timeout (PROP_STEP_TIMEOUT, "step-timeout", 15000);
  install_timeout (PROP_PING_IDLE, "ping-idle", 30000);
  install_timeout (PROP_PING_PATIENCE, "ping-patience", 10000);
  install_timeout (PROP_FIRST_WAIT, "first-wait", 1000);
  install_timeout (PROP_LONGEST_WAIT, "longest-wait", 60000);

  g_object_class_install_properties (object_class, N_PROPS, properties);

  /**
   * KithSession::token-changed:
   * @mechanism: (nullable): what @token is for
   * @token: (nullable): a token of XEP-0484 for the keyring, or %NULL when the one we had is worth nothing any more
   * @expiry: microseconds since 1970, 0 if it was not said
   */
  signals[TOKEN_CHANGED] = g_signal_new ("token-changed", KITH_TYPE_SESSION, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                         G_TYPE_NONE, 3, G_TYPE_STRING, G_TYPE_STRING, G_TYPE_INT64);
}

static void
kith_session_init (KithSession *self)
{
  self->credentials = kith_credentials_new ();
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
  g_autoptr(KithStreamWire) wire = NULL;

  g_return_if_fail (KITH_IS_SESSION (self));

  if (!self->leaving && (self->state == KITH_SESSION_CONNECTING || self->state == KITH_SESSION_AUTHENTICATING ||
                         self->state == KITH_SESSION_RESUMING || self->state == KITH_SESSION_ONLINE))
    return;

  /* A stream that was still being left ends by itself. */
  g_object_freeze_notify (G_OBJECT (self));
  wire = detach (self);
  kith_reconnection_begin (self->reconnection, TIMEOUT (PROP_FIRST_WAIT), TIMEOUT (PROP_LONGEST_WAIT));
  g_clear_pointer (&self->redirection, kith_endpoint_free);
  self->n_redirections = 0;
  note_refused_certificate (self, NULL, 0);
  set_error (self, NULL);
  attempt (self);
  g_object_thaw_notify (G_OBJECT (self));
}

/* The order of RFC 6121, 4.5.1: gone first, then the stream's end. */
static void
leave (KithSession *self)
{
  g_autoptr(KithStanza) presence = kith_stanza_new ("presence", KITH_NS_CLIENT);

  kith_stanza_set (presence, "type", "unavailable");
  kith_wire_send (KITH_WIRE (self->wire), presence);

  g_object_freeze_notify (G_OBJECT (self));
  self->leaving = TRUE;
  g_clear_object (&self->keepalive);
  g_signal_handlers_disconnect_by_func (self->wire, wire_stanza_cb, self);
  kith_router_offline (self->router);
  set_bound (self, NULL);
  kith_wire_close (KITH_WIRE (self->wire));
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
  g_autoptr(KithStreamWire) wire = NULL;

  g_return_if_fail (KITH_IS_SESSION (self));

  if (self->leaving)
    return;

  if (self->state == KITH_SESSION_ONLINE)
    {
      leave (self);
      return;
    }

  g_object_freeze_notify (G_OBJECT (self));
  wire = detach (self);
  if (wire != NULL)
    kith_wire_close (KITH_WIRE (wire));
  set_error (self, NULL);
  set_state (self, KITH_SESSION_OFFLINE);
  g_object_thaw_notify (G_OBJECT (self));
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
  g_return_val_if_fail (KITH_IS_SESSION (self), FALSE);

  return self->wire != NULL && kith_wire_is_secure (KITH_WIRE (self->wire));
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
