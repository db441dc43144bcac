/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-stream-wire.h"

#include "kith-ns.h"
#include "kith-stream-error.h"
#include "kith-transport.h"
#include "kith-wire-input.h"
#include "kith-wire-output.h"
#include "kith-wire-tls.h"
#include "kith-xmpp-error.h"

#define STREAM_HEADER \
  "<?xml version='1.0'?><stream:stream xmlns='" KITH_NS_CLIENT "' xmlns:stream='" KITH_NS_STREAMS "' " \
  "version='1.0' xml:lang='en'"

#define TLS_TIMEOUT 10000
#define CLOSE_TIMEOUT 2000

/**
 * KithStreamWire:
 *
 * One connection, what is read from it, what is written to it, and the stream in both. What is in flight refers to the wire
 * weakly, so dropping the wire drops the connection.
 */
struct _KithStreamWire
{
  GObject         parent_instance;

  char           *domain;     /* owned */
  guint           close_timeout; /* milliseconds */

  GIOStream      *stream;     /* owned: the connection, or TLS over it */
  KithWireInput  *input;      /* owned */
  KithWireOutput *output;     /* owned */
  KithWireTls    *tls;        /* owned */
  char           *see_other_host; /* owned */
  guint           close_source;

  guint           secure : 1;
  guint           opened : 1; /* our header was sent */
  guint           closing : 1; /* our end tag was sent */
  guint           closed : 1; /* "closed" was emitted */
};

enum
{
  PROP_0,
  PROP_IO_STREAM,
  PROP_DOMAIN,
  PROP_TLS_DATABASE,
  PROP_PINNED_CERTIFICATE,
  PROP_TLS_TIMEOUT,
  PROP_CLOSE_TIMEOUT,
  N_PROPS
};

enum
{
  LEFT_OUT,
  N_SIGNALS
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

static void kith_stream_wire_iface_init (KithWireInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (KithStreamWire, kith_stream_wire, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (KITH_TYPE_WIRE, kith_stream_wire_iface_init))

/* Closes the connection itself once nothing uses it; nobody waits for that. */
static void
tear_down (KithStreamWire *self)
{
  if (self->stream != NULL && !kith_wire_tls_is_busy (self->tls) && !kith_wire_input_is_busy (self->input) &&
      !kith_wire_output_is_busy (self->output))
    kith_transport_close (g_steal_pointer (&self->stream), self->close_timeout);
}

/* The end, once. */
static void
finish (KithStreamWire *self, const GError *error)
{
  g_autoptr(KithStreamWire) held = NULL;

  if (self->closed)
    return;

  held = g_object_ref (self);
  self->closed = TRUE;
  self->secure = FALSE;
  kith_wire_input_cancel (self->input);
  kith_wire_output_cancel (self->output);
  g_clear_handle_id (&self->close_source, g_source_remove);
  tear_down (self);

  kith_wire_emit_closed (KITH_WIRE (self), error);
  kith_wire_tls_cancel (self->tls);
}

/* The connection is gone; after our own end tag that is as good as the server's. */
static void
lost_cb (KithStreamWire *self, const GError *why)
{
  g_autoptr(GError) error = g_error_new_literal (KITH_XMPP_ERROR, KITH_XMPP_ERROR_LOST, why->message);

  finish (self, self->closing ? NULL : error);
}

static void
say_at_once (KithStreamWire *self, const char *text)
{
  if (!self->closing)
    kith_wire_output_say_at_once (self->output, text);
}

/* The stream cannot go on: says why to the server and to whoever listens. */
static void
break_off (KithStreamWire *self, const char *condition, const GError *error)
{
  g_autofree char *text = g_strdup_printf ("<stream:error><%s xmlns='" KITH_NS_STREAM_ERRORS "'/></stream:error>"
                                           "</stream:stream>", condition);

  g_debug ("Broke a stream off: %s", condition);
  say_at_once (self, text);
  finish (self, error);
}

static void
handle_header (KithStreamWire *self, KithStanza *header)
{
  const char *version = kith_stanza_get (header, "version");

  /* RFC 6120, 4.7.5: without a version, a server of before XMPP, which has neither TLS nor SASL. */
  if (version == NULL || !g_str_has_prefix (version, "1."))
    {
      g_autoptr(GError) error = g_error_new_literal (KITH_XMPP_ERROR, KITH_XMPP_ERROR_SERVER_REFUSED,
                                                     "unsupported-version");

      break_off (self, "unsupported-version", error);
      return;
    }

  kith_wire_emit_opened (KITH_WIRE (self), kith_stanza_get (header, "id"), kith_stanza_get (header, "from"));
}

static void
handle_stanza (KithStreamWire *self, KithStanza *stanza)
{
  if (kith_stanza_is (stanza, "error", KITH_NS_STREAMS))
    {
      g_autoptr(GError) error = kith_stream_error_new (stanza);

      /* In clear text, anybody could send us anywhere. */
      if (self->secure)
        self->see_other_host = kith_stanza_dup_child_text (stanza, "see-other-host", KITH_NS_STREAM_ERRORS);
      say_at_once (self, "</stream:stream>");
      finish (self, error);
      return;
    }

  kith_wire_emit_stanza (KITH_WIRE (self), stanza);
}

/* Who waits for an answer gets an error in its place. */
static void
handle_surplus (KithStreamWire *self, KithStanza *stanza)
{
  const char *type = kith_stanza_get (stanza, "type");

  g_debug ("Left out a stanza that passed a limit");
  if (kith_stanza_is (stanza, "iq", KITH_NS_CLIENT) &&
      (g_strcmp0 (type, "result") == 0 || g_strcmp0 (type, "error") == 0))
    {
      KithStanza *error = kith_stanza_add (stanza, "error", KITH_NS_CLIENT);

      kith_stanza_set (stanza, "type", "error");
      kith_stanza_set (error, "type", "modify");
      kith_stanza_add (error, "policy-violation", KITH_NS_STANZA_ERRORS);
      kith_wire_emit_stanza (KITH_WIRE (self), stanza);
    }
  else
    g_signal_emit (self, signals[LEFT_OUT], 0, stanza);
}

static void
parsed_cb (KithStreamWire *self, int kind, KithStanza *stanza)
{
  switch ((KithParsedKind)kind)
    {
    case KITH_PARSED_HEADER:
      handle_header (self, stanza);
      break;

    case KITH_PARSED_STANZA:
      handle_stanza (self, stanza);
      break;

    case KITH_PARSED_SURPLUS:
      handle_surplus (self, stanza);
      break;

    case KITH_PARSED_END:
      say_at_once (self, "</stream:stream>");
      finish (self, NULL);
      break;
    }
}

static void
take_tls (KithStreamWire *self, GTlsConnection *connection)
{
  g_set_object (&self->stream, G_IO_STREAM (connection));
  kith_wire_input_set_stream (self->input, g_io_stream_get_input_stream (self->stream));
  kith_wire_output_set_stream (self->output, g_io_stream_get_output_stream (self->stream));
  kith_wire_output_resume (self->output);
  self->secure = TRUE;
}

static void
tls_started_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(GTask) task = user_data;
  KithStreamWire *self = g_task_get_source_object (task);
  g_autoptr(GError) error = NULL;
  g_autoptr(GTlsConnection) connection = kith_wire_tls_start_finish (KITH_WIRE_TLS (source), result, &error);

  /* Whatever came of it, the stream of before is over; without TLS nothing more is said here. */
  self->opened = FALSE;
  if (self->closed)
    {
      tear_down (self);
      g_task_return_new_error (task, KITH_XMPP_ERROR, KITH_XMPP_ERROR_LOST, "The connection was closed");
    }
  else if (connection == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
    }
  else
    {
      take_tls (self, connection);
      g_task_return_boolean (task, TRUE);
    }
}

static void
in_flight_cb (KithStreamWire *self)
{
  if (self->closed)
    tear_down (self);
}

static void
start_tls (KithStreamWire *self, gboolean direct, GTask *task)
{
  if (self->closed || self->closing || self->secure || kith_wire_tls_is_starting (self->tls))
    {
      g_task_return_new_error (task, KITH_XMPP_ERROR, KITH_XMPP_ERROR_LOST, "TLS cannot start on this connection now");
      g_object_unref (task);
      return;
    }

  kith_wire_tls_start_async (self->tls, self->stream, direct, tls_started_cb, task);
}

static void
kith_stream_wire_start_tls_async (KithWire           *wire,
                                  GCancellable       *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer            user_data)
{
  GTask *task = g_task_new (wire, cancellable, callback, user_data);

  g_task_set_source_tag (task, kith_stream_wire_start_tls_async);
  start_tls (KITH_STREAM_WIRE (wire), FALSE, task);
}

static gboolean
kith_stream_wire_start_tls_finish (KithWire *wire, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, wire), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
kith_stream_wire_open (KithWire *wire, const char *to, const char *from)
{
  KithStreamWire *self = KITH_STREAM_WIRE (wire);
  g_autofree char *text = NULL;

  if (self->closed || self->closing || kith_wire_tls_is_starting (self->tls))
    return;

  text = from != NULL ? g_markup_printf_escaped (STREAM_HEADER " to='%s' from='%s'>", to, from)
                      : g_markup_printf_escaped (STREAM_HEADER " to='%s'>", to);
  self->opened = TRUE;
  kith_wire_output_write (self->output, text);
  kith_wire_input_start (self->input);
}

/* Who asks faster than the answers go out is not listened to until they have. */
static void
clogged_cb (KithStreamWire *self)
{
  kith_wire_input_set_held (self->input, kith_wire_output_is_clogged (self->output));
}

static void
kith_stream_wire_send (KithWire *wire, KithStanza *stanza)
{
  KithStreamWire *self = KITH_STREAM_WIRE (wire);

  if (!self->closed && !self->closing)
    kith_wire_output_send (self->output, stanza);
}

static gboolean
kith_stream_wire_is_secure (KithWire *wire)
{
  return KITH_STREAM_WIRE (wire)->secure;
}

static GBytes *
kith_stream_wire_dup_channel_binding (KithWire *wire, GTlsChannelBindingType type)
{
  KithStreamWire *self = KITH_STREAM_WIRE (wire);

  return self->secure ? kith_transport_dup_channel_binding (G_TLS_CONNECTION (self->stream), type) : NULL;
}

static gboolean
close_timeout_cb (gpointer user_data)
{
  KithStreamWire *self = user_data;

  self->close_source = 0;
  finish (self, NULL);

  return G_SOURCE_REMOVE;
}

static void
kith_stream_wire_close (KithWire *wire)
{
  KithStreamWire *self = KITH_STREAM_WIRE (wire);
  gboolean in_order = self->opened && !kith_wire_tls_is_starting (self->tls);

  if (self->closed || self->closing)
    return;

  if (in_order)
    kith_wire_output_write (self->output, "</stream:stream>");
  self->closing = TRUE;

  /* Keeps the wire until it is closed, so that its owner may say goodbye and forget it. */
  self->close_source = g_timeout_add_full (G_PRIORITY_DEFAULT, in_order ? self->close_timeout : 0, close_timeout_cb,
                                           g_object_ref (self), g_object_unref);
}

static void
kith_stream_wire_iface_init (KithWireInterface *iface)
{
  iface->open = kith_stream_wire_open;
  iface->send = kith_stream_wire_send;
  iface->start_tls_async = kith_stream_wire_start_tls_async;
  iface->start_tls_finish = kith_stream_wire_start_tls_finish;
  iface->is_secure = kith_stream_wire_is_secure;
  iface->dup_channel_binding = kith_stream_wire_dup_channel_binding;
  iface->close = kith_stream_wire_close;
}

static void
kith_stream_wire_constructed (GObject *object)
{
  KithStreamWire *self = KITH_STREAM_WIRE (object);

  G_OBJECT_CLASS (kith_stream_wire_parent_class)->constructed (object);

  self->input = kith_wire_input_new (g_io_stream_get_input_stream (self->stream));
  g_signal_connect_object (self->input, "parsed", G_CALLBACK (parsed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->input, "broken", G_CALLBACK (break_off), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->input, "lost", G_CALLBACK (lost_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->input, "read", G_CALLBACK (in_flight_cb), self, G_CONNECT_SWAPPED);

  self->output = kith_wire_output_new (g_io_stream_get_output_stream (self->stream));
  g_signal_connect_object (self->output, "lost", G_CALLBACK (lost_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->output, "written", G_CALLBACK (in_flight_cb), self, G_CONNECT_SWAPPED);

  g_signal_connect_object (self->output, "notify::clogged", G_CALLBACK (clogged_cb), self, G_CONNECT_SWAPPED);

  self->tls = kith_wire_tls_new (self->domain, self->input, self->output);
}

static void
kith_stream_wire_dispose (GObject *object)
{
  KithStreamWire *self = KITH_STREAM_WIRE (object);

  self->closed = TRUE;
  self->secure = FALSE;
  g_clear_handle_id (&self->close_source, g_source_remove);
  kith_wire_input_cancel (self->input);
  kith_wire_output_cancel (self->output);
  g_clear_object (&self->stream);

  G_OBJECT_CLASS (kith_stream_wire_parent_class)->dispose (object);
}

static void
kith_stream_wire_finalize (GObject *object)
{
  KithStreamWire *self = KITH_STREAM_WIRE (object);

  g_free (self->domain);
  g_free (self->see_other_host);
  g_clear_object (&self->input);
  g_clear_object (&self->output);
  g_clear_object (&self->tls);

  G_OBJECT_CLASS (kith_stream_wire_parent_class)->finalize (object);
}

static void
kith_stream_wire_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  KithStreamWire *self = KITH_STREAM_WIRE (object);

  switch (prop_id)
    {
    case PROP_IO_STREAM:
      g_value_set_object (value, self->stream);
      break;

    case PROP_DOMAIN:
      g_value_set_string (value, self->domain);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
kith_stream_wire_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  KithStreamWire *self = KITH_STREAM_WIRE (object);

  switch (prop_id)
    {
    case PROP_IO_STREAM:
      self->stream = g_value_dup_object (value);
      break;

    case PROP_DOMAIN:
      self->domain = g_value_dup_string (value);
      break;

    case PROP_TLS_DATABASE:
      g_object_set_property (G_OBJECT (self->tls), "database", value);
      break;

    case PROP_PINNED_CERTIFICATE:
      g_object_set_property (G_OBJECT (self->tls), "pinned", value);
      break;

    case PROP_TLS_TIMEOUT:
      g_object_set_property (G_OBJECT (self->tls), "timeout", value);
      break;

    case PROP_CLOSE_TIMEOUT:
      self->close_timeout = g_value_get_uint (value);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
kith_stream_wire_class_init (KithStreamWireClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags construct = G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS;
  const GParamFlags settable = G_PARAM_WRITABLE | G_PARAM_STATIC_STRINGS;

  object_class->constructed = kith_stream_wire_constructed;
  object_class->dispose = kith_stream_wire_dispose;
  object_class->finalize = kith_stream_wire_finalize;
  object_class->get_property = kith_stream_wire_get_property;
  object_class->set_property = kith_stream_wire_set_property;

  properties[PROP_IO_STREAM] = g_param_spec_object ("io-stream", NULL, NULL, G_TYPE_IO_STREAM, construct);
  properties[PROP_DOMAIN] = g_param_spec_string ("domain", NULL, NULL, NULL, construct);
  properties[PROP_TLS_DATABASE] = g_param_spec_object ("tls-database", NULL, NULL, G_TYPE_TLS_DATABASE, settable);
  properties[PROP_PINNED_CERTIFICATE] = g_param_spec_string ("pinned-certificate", NULL, NULL, NULL, settable);
  properties[PROP_TLS_TIMEOUT] = g_param_spec_uint ("tls-timeout", NULL, NULL, 1, G_MAXUINT, TLS_TIMEOUT, settable);
  properties[PROP_CLOSE_TIMEOUT] = g_param_spec_uint ("close-timeout", NULL, NULL, 1, G_MAXUINT, CLOSE_TIMEOUT, settable);

  g_object_class_install_properties (object_class, N_PROPS, properties);

  signals[LEFT_OUT] = g_signal_new ("left-out", KITH_TYPE_STREAM_WIRE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                    G_TYPE_NONE, 1, G_TYPE_POINTER);
}

static void
kith_stream_wire_init (KithStreamWire *self)
{
  self->close_timeout = CLOSE_TIMEOUT;
}

/**
 * kith_stream_wire_new:
 * @stream: a connection nothing was read from or written to
 * @domain: the account's domain, whom the certificate must name
 *
 * Returns: (transfer full): a wire over @stream; dropping it drops the connection
 */
KithStreamWire *
kith_stream_wire_new (GIOStream *stream, const char *domain)
{
  g_return_val_if_fail (G_IS_IO_STREAM (stream), NULL);
  g_return_val_if_fail (domain != NULL, NULL);

  return g_object_new (KITH_TYPE_STREAM_WIRE, "io-stream", stream, "domain", domain, NULL);
}

/**
 * kith_stream_wire_start_direct_tls_async:
 *
 * Starts TLS before anything else is said (XEP-0368); otherwise as kith_wire_start_tls_async ().
 */
void
kith_stream_wire_start_direct_tls_async (KithStreamWire     *self,
                                         GCancellable       *cancellable,
                                         GAsyncReadyCallback callback,
                                         gpointer            user_data)
{
  GTask *task = NULL;

  g_return_if_fail (KITH_IS_STREAM_WIRE (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, kith_stream_wire_start_direct_tls_async);
  start_tls (self, TRUE, task);
}

/**
 * kith_stream_wire_get_refused_certificate:
 *
 * Returns: (transfer none) (nullable): the certificate for which TLS was refused
 */
GTlsCertificate *
kith_stream_wire_get_refused_certificate (KithStreamWire *self)
{
  g_return_val_if_fail (KITH_IS_STREAM_WIRE (self), NULL);

  return kith_wire_tls_get_refused_certificate (self->tls);
}

/**
 * kith_stream_wire_get_certificate_flaws:
 *
 * Returns: why the certificate was refused
 */
GTlsCertificateFlags
kith_stream_wire_get_certificate_flaws (KithStreamWire *self)
{
  g_return_val_if_fail (KITH_IS_STREAM_WIRE (self), 0);

  return kith_wire_tls_get_certificate_flaws (self->tls);
}

/**
 * kith_stream_wire_get_see_other_host:
 *
 * Returns: (transfer none) (nullable): where the server sent us when it ended the stream (RFC 6120, 4.9.3.19)
 */
const char *
kith_stream_wire_get_see_other_host (KithStreamWire *self)
{
  g_return_val_if_fail (KITH_IS_STREAM_WIRE (self), NULL);

  return self->see_other_host;
}

/**
 * kith_stream_wire_get_last_read:
 *
 * Returns: when anything came last, white space included, in microseconds of the monotonic clock; or, while nothing is read because
 *   answers wait, when the server last took any of them
 */
gint64
kith_stream_wire_get_last_read (KithStreamWire *self)
{
  g_return_val_if_fail (KITH_IS_STREAM_WIRE (self), 0);

  return MAX (kith_wire_input_get_last_read (self->input), kith_wire_output_get_last_relief (self->output));
}
