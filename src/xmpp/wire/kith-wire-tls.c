/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-wire-tls.h"

#include "kith-tls-handshake.h"
#include "kith-xmpp-error.h"

#define TIMEOUT 10000

/**
 * KithWireTls:
 *
 * The change of a wire from clear text to TLS: stops what is read and written, waits until nothing is in flight any more, shakes
 * hands, all within one deadline. Owned by the wire.
 */
struct _KithWireTls
{
  GObject              parent_instance;

  char                *domain;    /* owned */
  char                *pinned;    /* owned */
  GTlsDatabase        *database;  /* owned, NULL: the system's */
  KithWireInput       *input;     /* owned */
  KithWireOutput      *output;    /* owned */
  guint                timeout;   /* milliseconds */

  GTask               *task;      /* owned until the handshake begins */
  GIOStream           *stream;    /* owned until the handshake begins */
  KithTlsHandshake    *handshake; /* owned while it runs */
  gint64               deadline;  /* monotonic microseconds */
  guint                deadline_source;

  GTlsCertificate     *refused;   /* owned */
  GTlsCertificateFlags flaws;

  guint                direct : 1;
};

enum
{
  PROP_0,
  PROP_DATABASE,
  PROP_PINNED,
  PROP_TIMEOUT,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (KithWireTls, kith_wire_tls, G_TYPE_OBJECT)

/* What still waits for the handshake waits no longer. */
static GTask *
stop_waiting (KithWireTls *self)
{
  g_clear_handle_id (&self->deadline_source, g_source_remove);
  g_clear_object (&self->stream);

  return g_steal_pointer (&self->task);
}

static void
handshake_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(GTask) task = user_data;
  KithWireTls *self = g_task_get_source_object (task);
  KithTlsHandshake *handshake = KITH_TLS_HANDSHAKE (source);
  g_autoptr(GError) error = NULL;
  g_autoptr(GTlsConnection) connection = kith_tls_handshake_run_finish (handshake, result, &error);

  g_set_object (&self->refused, kith_tls_handshake_get_refused_certificate (handshake));
  self->flaws = kith_tls_handshake_get_certificate_flaws (handshake);
  g_clear_object (&self->handshake);

  if (connection != NULL)
    g_task_return_pointer (task, g_steal_pointer (&connection), g_object_unref);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

/* TLS begins when nothing is in flight in clear text any more. */
static void
begin_handshake (KithWireTls *self)
{
  gint64 left = 0;

  if (self->task == NULL || kith_wire_input_is_busy (self->input) || kith_wire_output_is_busy (self->output))
    return;

  left = (self->deadline - g_get_monotonic_time ()) / G_TIME_SPAN_MILLISECOND;
  self->handshake = kith_tls_handshake_new (self->stream, self->domain, self->database, self->pinned);
  kith_tls_handshake_run_async (self->handshake, self->direct, (guint)MAX (left, 1), handshake_cb, stop_waiting (self));
}

static gboolean
deadline_cb (gpointer user_data)
{
  KithWireTls *self = user_data;
  g_autoptr(GTask) task = NULL;

  self->deadline_source = 0;
  task = stop_waiting (self);
  g_task_return_new_error (task, KITH_XMPP_ERROR, KITH_XMPP_ERROR_TIMEOUT,
                           "TLS could not start: what was said before it does not get out");

  return G_SOURCE_REMOVE;
}

static void
kith_wire_tls_dispose (GObject *object)
{
  KithWireTls *self = KITH_WIRE_TLS (object);

  g_clear_handle_id (&self->deadline_source, g_source_remove);
  g_clear_object (&self->database);
  g_clear_object (&self->input);
  g_clear_object (&self->output);
  g_clear_object (&self->refused);

  G_OBJECT_CLASS (kith_wire_tls_parent_class)->dispose (object);
}

static void
kith_wire_tls_finalize (GObject *object)
{
  KithWireTls *self = KITH_WIRE_TLS (object);

  g_free (self->domain);
  g_free (self->pinned);

  G_OBJECT_CLASS (kith_wire_tls_parent_class)->finalize (object);
}

static void
kith_wire_tls_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  KithWireTls *self = KITH_WIRE_TLS (object);

  switch (prop_id)
    {
    case PROP_DATABASE:
      g_set_object (&self->database, g_value_get_object (value));
      break;

    case PROP_PINNED:
      g_free (self->pinned);
      self->pinned = g_value_dup_string (value);
      break;

    case PROP_TIMEOUT:
      self->timeout = g_value_get_uint (value);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
kith_wire_tls_class_init (KithWireTlsClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_WRITABLE | G_PARAM_STATIC_STRINGS;

  object_class->dispose = kith_wire_tls_dispose;
  object_class->finalize = kith_wire_tls_finalize;
  object_class->set_property = kith_wire_tls_set_property;

  properties[PROP_DATABASE] = g_param_spec_object ("database", NULL, NULL, G_TYPE_TLS_DATABASE, flags);
  properties[PROP_PINNED] = g_param_spec_string ("pinned", NULL, NULL, NULL, flags);
  properties[PROP_TIMEOUT] = g_param_spec_uint ("timeout", NULL, NULL, 1, G_MAXUINT, TIMEOUT, flags);

  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
kith_wire_tls_init (KithWireTls *self)
{
  self->timeout = TIMEOUT;
}

/**
 * kith_wire_tls_new:
 * @domain: whom the certificate must name
 * @input: what reads the connection
 * @output: what writes to it
 *
 * Returns: (transfer full): what brings a wire under TLS when it is asked to
 */
KithWireTls *
kith_wire_tls_new (const char *domain, KithWireInput *input, KithWireOutput *output)
{
  KithWireTls *self = NULL;

  g_return_val_if_fail (domain != NULL, NULL);
  g_return_val_if_fail (KITH_IS_WIRE_INPUT (input), NULL);
  g_return_val_if_fail (KITH_IS_WIRE_OUTPUT (output), NULL);

  self = g_object_new (KITH_TYPE_WIRE_TLS, NULL);
  self->domain = g_strdup (domain);
  self->input = g_object_ref (input);
  self->output = g_object_ref (output);
  g_signal_connect_object (input, "read", G_CALLBACK (begin_handshake), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (output, "written", G_CALLBACK (begin_handshake), self, G_CONNECT_SWAPPED);

  return self;
}

/**
 * kith_wire_tls_start_async:
 * @stream: the connection in clear text; nothing is read from it or written to it any more, whatever comes of this
 * @direct: whether TLS is the first thing on it (XEP-0368)
 *
 * Pauses input and output, and starts TLS. Who asked goes on with both if it succeeds.
 */
void
kith_wire_tls_start_async (KithWireTls        *self,
                           GIOStream          *stream,
                           gboolean            direct,
                           GAsyncReadyCallback callback,
                           gpointer            user_data)
{
  g_return_if_fail (KITH_IS_WIRE_TLS (self));
  g_return_if_fail (!kith_wire_tls_is_starting (self));

  self->task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (self->task, kith_wire_tls_start_async);
  self->stream = g_object_ref (stream);
  self->direct = !!direct;
  self->deadline = g_get_monotonic_time () + self->timeout * G_TIME_SPAN_MILLISECOND;
  self->deadline_source = g_timeout_add (self->timeout, deadline_cb, self);

  kith_wire_input_pause (self->input);
  kith_wire_output_pause (self->output);
  begin_handshake (self);
}

/**
 * kith_wire_tls_start_finish:
 *
 * Returns: (transfer full): the encrypted connection; or %NULL and %KITH_XMPP_ERROR_CERTIFICATE, %KITH_XMPP_ERROR_NO_TLS,
 *   %KITH_XMPP_ERROR_TIMEOUT or %KITH_XMPP_ERROR_LOST
 */
GTlsConnection *
kith_wire_tls_start_finish (KithWireTls *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * kith_wire_tls_cancel:
 *
 * Gives the start up, if there is one: it ends soon with %KITH_XMPP_ERROR_LOST.
 */
void
kith_wire_tls_cancel (KithWireTls *self)
{
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (KITH_IS_WIRE_TLS (self));

  if (self->handshake != NULL)
    {
      kith_tls_handshake_cancel (self->handshake);
      return;
    }

  task = stop_waiting (self);
  if (task != NULL)
    g_task_return_new_error (task, KITH_XMPP_ERROR, KITH_XMPP_ERROR_LOST, "The connection was closed");
}

/**
 * kith_wire_tls_is_starting:
 *
 * Returns: whether TLS was asked for and there is no answer yet
 */
gboolean
kith_wire_tls_is_starting (KithWireTls *self)
{
  g_return_val_if_fail (KITH_IS_WIRE_TLS (self), FALSE);

  return self->task != NULL || self->handshake != NULL;
}

/**
 * kith_wire_tls_is_busy:
 *
 * Returns: whether a handshake is in flight on the connection
 */
gboolean
kith_wire_tls_is_busy (KithWireTls *self)
{
  g_return_val_if_fail (KITH_IS_WIRE_TLS (self), FALSE);

  return self->handshake != NULL;
}

/**
 * kith_wire_tls_get_refused_certificate:
 *
 * Returns: (transfer none) (nullable): the certificate for which TLS was refused
 */
GTlsCertificate *
kith_wire_tls_get_refused_certificate (KithWireTls *self)
{
  g_return_val_if_fail (KITH_IS_WIRE_TLS (self), NULL);

  return self->refused;
}

/**
 * kith_wire_tls_get_certificate_flaws:
 *
 * Returns: why it was refused
 */
GTlsCertificateFlags
kith_wire_tls_get_certificate_flaws (KithWireTls *self)
{
  g_return_val_if_fail (KITH_IS_WIRE_TLS (self), 0);

  return self->flaws;
}
