/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-session-settings.h"

/**
 * KithSessionSettings:
 *
 * How an account connects: where to, with what, whom it trusts and how long it waits. A value with notifications; it does
 * nothing by itself. Made by the session, which has every property of it as its own.
 */
struct _KithSessionSettings
{
  GObject          parent_instance;

  KithCredentials *credentials; /* owned */
  char            *host;       /* owned, NULL: what the domain says */
  char            *pinned;     /* owned */
  GResolver       *resolver;   /* owned, NULL: the default */
  GProxyResolver  *proxy_resolver; /* owned, NULL: the system's */
  GTlsDatabase    *database;   /* owned, NULL: the system's */
  guint            port;
  guint            timeouts[KITH_SESSION_TIMEOUT_LONGEST_WAIT + 1]; /* milliseconds */
  gboolean         direct_tls;
  gboolean         stream_management;
  gboolean         keeps_state;
};

enum
{
  PROP_0,
  PROP_HOST,
  PROP_PORT,
  PROP_DIRECT_TLS,
  PROP_ALLOW_PLAIN,
  PROP_STREAM_MANAGEMENT,
  PROP_KEEPS_STATE,
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
  PROP_CONNECT_TIMEOUT,
  PROP_STEP_TIMEOUT,
  PROP_PING_IDLE,
  PROP_PING_PATIENCE,
  PROP_FIRST_WAIT,
  PROP_LONGEST_WAIT,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

/* By KithSessionTimeout. */
static const struct
{
  const char *name;
  guint       milliseconds;
} timeouts[] = {
  { "connect-timeout", 10000 },
  { "step-timeout", 15000 },
  { "ping-idle", 17000 },
  { "ping-patience", 10000 },
  { "first-wait", 1000 },
  { "longest-wait", 60000 },
};

G_DEFINE_FINAL_TYPE (KithSessionSettings, kith_session_settings, G_TYPE_OBJECT)

static char **
string_of (KithSessionSettings *self, guint prop_id)
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
set_string (KithSessionSettings *self, guint prop_id, const char *value)
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
kith_session_settings_dispose (GObject *object)
{
  KithSessionSettings *self = KITH_SESSION_SETTINGS (object);

  g_clear_object (&self->resolver);
  g_clear_object (&self->proxy_resolver);
  g_clear_object (&self->database);

  G_OBJECT_CLASS (kith_session_settings_parent_class)->dispose (object);
}

static void
kith_session_settings_finalize (GObject *object)
{
  KithSessionSettings *self = KITH_SESSION_SETTINGS (object);

  kith_credentials_free (self->credentials);
  g_free (self->host);
  g_free (self->pinned);

  G_OBJECT_CLASS (kith_session_settings_parent_class)->finalize (object);
}

static void
kith_session_settings_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  KithSessionSettings *self = KITH_SESSION_SETTINGS (object);

  switch (prop_id)
    {
    case PROP_PORT:
      g_value_set_uint (value, self->port);
      break;

    case PROP_DIRECT_TLS:
      g_value_set_boolean (value, self->direct_tls);
      break;

    case PROP_ALLOW_PLAIN:
      g_value_set_boolean (value, self->credentials->allow_plain);
      break;

    case PROP_STREAM_MANAGEMENT:
      g_value_set_boolean (value, self->stream_management);
      break;

    case PROP_KEEPS_STATE:
      g_value_set_boolean (value, self->keeps_state);
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
kith_session_settings_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  KithSessionSettings *self = KITH_SESSION_SETTINGS (object);
  gboolean changed = FALSE;

  switch (prop_id)
    {
    case PROP_PORT:
      changed = self->port != g_value_get_uint (value);
      self->port = g_value_get_uint (value);
      break;

    case PROP_DIRECT_TLS:
      changed = self->direct_tls != g_value_get_boolean (value);
      self->direct_tls = g_value_get_boolean (value);
      break;

    case PROP_ALLOW_PLAIN:
      changed = self->credentials->allow_plain != g_value_get_boolean (value);
      self->credentials->allow_plain = g_value_get_boolean (value);
      break;

    case PROP_STREAM_MANAGEMENT:
      changed = self->stream_management != g_value_get_boolean (value);
      self->stream_management = g_value_get_boolean (value);
      break;

    case PROP_KEEPS_STATE:
      changed = self->keeps_state != g_value_get_boolean (value);
      self->keeps_state = g_value_get_boolean (value);
      break;

    case PROP_RESOLVER:
      changed = g_set_object (&self->resolver, g_value_get_object (value));
      break;

    case PROP_PROXY_RESOLVER:
      changed = g_set_object (&self->proxy_resolver, g_value_get_object (value));
      break;

    case PROP_TLS_DATABASE:
      changed = g_set_object (&self->database, g_value_get_object (value));
      break;

    case PROP_CONNECT_TIMEOUT:
    case PROP_STEP_TIMEOUT:
    case PROP_PING_IDLE:
    case PROP_PING_PATIENCE:
    case PROP_FIRST_WAIT:
    case PROP_LONGEST_WAIT:
      changed = self->timeouts[prop_id - PROP_CONNECT_TIMEOUT] != g_value_get_uint (value);
      self->timeouts[prop_id - PROP_CONNECT_TIMEOUT] = g_value_get_uint (value);
      break;

    default:
      set_string (self, prop_id, g_value_get_string (value));
    }

  if (changed)
    g_object_notify_by_pspec (object, pspec);
}

static void
install_string (guint prop_id, const char *name, GParamFlags flags)
{
  properties[prop_id] = g_param_spec_string (name, NULL, NULL, NULL,
                                             flags | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
}

static void
install_collaborator (guint prop_id, const char *name, GType type)
{
  properties[prop_id] = g_param_spec_object (name, NULL, NULL, type,
                                             G_PARAM_WRITABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
}

static void
kith_session_settings_class_init (KithSessionSettingsClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags settable = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->dispose = kith_session_settings_dispose;
  object_class->finalize = kith_session_settings_finalize;
  object_class->get_property = kith_session_settings_get_property;
  object_class->set_property = kith_session_settings_set_property;

  properties[PROP_PORT] = g_param_spec_uint ("port", NULL, NULL, 0, G_MAXUINT16, 0, settable);
  properties[PROP_DIRECT_TLS] = g_param_spec_boolean ("direct-tls", NULL, NULL, FALSE, settable);
  properties[PROP_ALLOW_PLAIN] = g_param_spec_boolean ("allow-plain", NULL, NULL, FALSE, settable);
  properties[PROP_STREAM_MANAGEMENT] = g_param_spec_boolean ("stream-management", NULL, NULL, TRUE, settable);
  properties[PROP_KEEPS_STATE] = g_param_spec_boolean ("keeps-state", NULL, NULL, FALSE, settable);

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
  install_collaborator (PROP_TLS_DATABASE, "tls-database", G_TYPE_TLS_DATABASE);

  for (guint i = 0; i < G_N_ELEMENTS (timeouts); i++)
    properties[PROP_CONNECT_TIMEOUT + i] =
      g_param_spec_uint (timeouts[i].name, NULL, NULL, 1, G_MAXUINT, timeouts[i].milliseconds,
                         G_PARAM_WRITABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);

  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
kith_session_settings_init (KithSessionSettings *self)
{
  self->credentials = kith_credentials_new ();
  self->stream_management = TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (timeouts); i++)
    self->timeouts[i] = timeouts[i].milliseconds;
}

/**
 * kith_session_settings_new:
 *
 * Returns: (transfer full): the usual, with nothing to sign in with
 */
KithSessionSettings *
kith_session_settings_new (void)
{
  return g_object_new (KITH_TYPE_SESSION_SETTINGS, NULL);
}

/**
 * kith_session_settings_install_properties:
 * @object_class: the class of whoever has settings
 * @first_id: the number of the first property there; the others follow
 *
 * Gives it every property of the settings as one of its own, to be passed on by name.
 */
void
kith_session_settings_install_properties (GObjectClass *object_class, guint first_id)
{
  GObjectClass *settings_class = g_type_class_ref (KITH_TYPE_SESSION_SETTINGS);
  guint n_settings = 0;
  g_autofree GParamSpec **settings = g_object_class_list_properties (settings_class, &n_settings);

  for (guint i = 0; i < n_settings; i++)
    g_object_class_install_property (object_class, first_id + i, g_param_spec_override (settings[i]->name, settings[i]));
  g_type_class_unref (settings_class);
}

/**
 * kith_session_settings_get_credentials:
 *
 * Returns: (transfer none): what there is to sign in with, to be read only
 */
KithCredentials *
kith_session_settings_get_credentials (KithSessionSettings *self)
{
  g_return_val_if_fail (KITH_IS_SESSION_SETTINGS (self), NULL);

  return self->credentials;
}

/**
 * kith_session_settings_set_fast:
 * @mechanism: (nullable): what @token is for
 * @token: (nullable): a token of XEP-0484; %NULL takes it away
 *
 * Sets both at once, or neither.
 */
void
kith_session_settings_set_fast (KithSessionSettings *self, const char *mechanism, const char *token)
{
  g_return_if_fail (KITH_IS_SESSION_SETTINGS (self));

  g_object_freeze_notify (G_OBJECT (self));
  set_string (self, PROP_FAST_MECHANISM, mechanism);
  set_string (self, PROP_FAST_TOKEN, token);
  g_object_thaw_notify (G_OBJECT (self));
}

/**
 * kith_session_settings_get_timeout:
 *
 * Returns: how long @timeout is, in milliseconds
 */
guint
kith_session_settings_get_timeout (KithSessionSettings *self, KithSessionTimeout timeout)
{
  g_return_val_if_fail (KITH_IS_SESSION_SETTINGS (self), 0);
  g_return_val_if_fail ((guint)timeout < G_N_ELEMENTS (timeouts), 0);

  return self->timeouts[timeout];
}

/**
 * kith_session_settings_get_stream_management:
 *
 * Returns: whether streams are managed where the server can (XEP-0198)
 */
gboolean
kith_session_settings_get_stream_management (KithSessionSettings *self)
{
  g_return_val_if_fail (KITH_IS_SESSION_SETTINGS (self), FALSE);

  return self->stream_management;
}

/**
 * kith_session_settings_get_keeps_state:
 *
 * Returns: whether what was handled counts only when it was committed
 */
gboolean
kith_session_settings_get_keeps_state (KithSessionSettings *self)
{
  g_return_val_if_fail (KITH_IS_SESSION_SETTINGS (self), FALSE);

  return self->keeps_state;
}

/**
 * kith_session_settings_create_connector:
 * @domain: the account's domain
 * @redirection: (nullable): where its server sent us, in place of what the settings say
 *
 * Returns: (transfer full): what will find the server and connect to it, not yet run
 */
KithConnector *
kith_session_settings_create_connector (KithSessionSettings *self, const char *domain, const KithEndpoint *redirection)
{
  KithConnector *connector = NULL;
  guint timeout = 0;

  g_return_val_if_fail (KITH_IS_SESSION_SETTINGS (self), NULL);

  connector = kith_connector_new (domain);
  timeout = self->timeouts[KITH_SESSION_TIMEOUT_CONNECT];
  g_object_set (connector,
                "host", redirection != NULL ? redirection->host : self->host,
                "port", redirection != NULL ? redirection->port : self->port,
                "direct-tls", redirection != NULL ? redirection->direct_tls : self->direct_tls,
                "pinned-certificate", self->pinned,
                "resolver", self->resolver,
                "proxy-resolver", self->proxy_resolver,
                "tls-database", self->database,
                "resolve-timeout", timeout,
                "connect-timeout", timeout,
                "tls-timeout", timeout,
                NULL);

  return connector;
}
