/* SPDX-License-Identifier: GPL-3.0-or-later */
/* size: one state machine over one socket; parser, connector and handshake are objects of their own */

#include "kith-stream-wire.h"

#include <string.h>

#include "kith-ns.h"
#include "kith-stanza-parser.h"
#include "kith-stream-error.h"
#include "kith-tls-handshake.h"
#include "kith-xmpp-error.h"

/* How much is read, and how much parsed, before the clock is looked at; of a long tag, as much as there is of it already. */
#define READ_SIZE 16384
#define SLICE_SIZE 1024

/* How long a turn of the main loop may take for what came: a good part of a frame is left for drawing it. */
#define SLICE_TIME (4 * G_TIME_SPAN_MILLISECOND)

/* After GTK's redraw, before anything that is truly idle. */
#define SLICE_PRIORITY (G_PRIORITY_HIGH_IDLE + 30)

#define STREAM_HEADER \
  "<?xml version='1.0'?><stream:stream xmlns='" KITH_NS_CLIENT "' xmlns:stream='" KITH_NS_STREAMS "' " \
  "version='1.0' xml:lang='en'"

#define TLS_TIMEOUT 10000
#define CLOSE_TIMEOUT 2000

/**
 * KithStreamWire:
 *
 * Reads in slices of a few milliseconds, one read at a time and the next only when everything that came is handled; writes
 * from a queue. What is in flight refers to the wire weakly, so dropping the wire drops the connection.
 */
struct _KithStreamWire
{
  GObject              parent_instance;

  char                *domain;     /* owned */
  char                *pinned;     /* owned */
  GTlsDatabase        *database;   /* owned, NULL: the system's */
  guint                tls_timeout; /* milliseconds */
  guint                close_timeout; /* milliseconds */

  GIOStream           *stream;     /* owned: the connection, or TLS over it */
  KithStanzaParser    *parser;     /* owned */
  GBytes              *input;      /* owned: what was read and not yet parsed */
  gsize                input_offset;
  GString             *output;     /* what is to be written next */
  GError              *parse_error; /* owned: to be told once the queue of the parser is empty */
  GCancellable        *read_cancellable; /* owned */
  GCancellable        *write_cancellable; /* owned */
  GTask               *tls_task;   /* owned while TLS starts */
  KithTlsHandshake    *handshake;  /* owned while TLS starts */
  GTlsCertificate     *refused;    /* owned */
  GTlsCertificateFlags flaws;
  char                *see_other_host; /* owned */
  gint64               last_read;  /* monotonic microseconds */

  guint                slice_source;
  guint                close_source;

  guint                reading : 1;
  guint                writing : 1;
  guint                secure : 1;
  guint                direct_tls : 1;
  guint                opened : 1; /* our header was sent */
  guint                closing : 1; /* our end tag was sent */
  guint                closed : 1; /* "closed" was emitted */
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

static GParamSpec *properties[N_PROPS];

/* What an operation in flight knows: the wire weakly, and what it writes. */
typedef struct
{
  GWeakRef wire;
  GBytes  *bytes;  /* owned */
} Operation;

static void kith_stream_wire_iface_init (KithWireInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (KithStreamWire, kith_stream_wire, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (KITH_TYPE_WIRE, kith_stream_wire_iface_init))

/* The parts below depend on one another in a circle: what is read starts TLS, which starts reading. */
static void process (KithStreamWire *self);

static Operation *
operation_new (KithStreamWire *self, GBytes *bytes)
{
  Operation *operation = g_new0 (Operation, 1);

  g_weak_ref_init (&operation->wire, self);
  operation->bytes = bytes;

  return operation;
}

/* Returns: (transfer full) (nullable): the wire, if it is still there */
static KithStreamWire *
operation_end (Operation *operation)
{
  KithStreamWire *self = g_weak_ref_get (&operation->wire);

  g_weak_ref_clear (&operation->wire);
  g_clear_pointer (&operation->bytes, g_bytes_unref);
  g_free (operation);

  return self;
}

/* The source goes on until it is removed, so that its id stays its own. */
static gboolean
cancel_cb (gpointer user_data)
{
  g_cancellable_cancel (user_data);

  return G_SOURCE_CONTINUE;
}

static void
close_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(GError) error = NULL;

  if (!g_io_stream_close_finish (G_IO_STREAM (source), result, &error))
    g_debug ("Closing a connection: %s", error->message);
  g_source_remove (GPOINTER_TO_UINT (user_data));
}

/* Closes the connection itself once nothing uses it; nobody waits for that. */
static void
tear_down (KithStreamWire *self)
{
  g_autoptr(GCancellable) cancellable = NULL;
  guint deadline = 0;

  if (self->reading || self->writing || self->handshake != NULL || self->stream == NULL)
    return;

  cancellable = g_cancellable_new ();
  deadline = g_timeout_add_full (G_PRIORITY_DEFAULT, self->close_timeout, cancel_cb, g_object_ref (cancellable),
                                 g_object_unref);
  g_io_stream_close_async (self->stream, G_PRIORITY_DEFAULT, cancellable, close_cb, GUINT_TO_POINTER (deadline));
  g_clear_object (&self->stream);
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
  g_cancellable_cancel (self->read_cancellable);
  g_cancellable_cancel (self->write_cancellable);
  if (self->handshake != NULL)
    kith_tls_handshake_cancel (self->handshake);
  g_clear_handle_id (&self->slice_source, g_source_remove);
  g_clear_handle_id (&self->close_source, g_source_remove);
  tear_down (self);

  kith_wire_emit_closed (KITH_WIRE (self), error);
}

/* The connection is gone; after our own end tag that is as good as the server's. */
static void
lose (KithStreamWire *self, const char *message)
{
  g_autoptr(GError) error = g_error_new_literal (KITH_XMPP_ERROR, KITH_XMPP_ERROR_LOST, message);

  finish (self, self->closing ? NULL : error);
}

static void
write_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(KithStreamWire) self = operation_end (user_data);
  g_autoptr(GError) error = NULL;
  gboolean written = g_output_stream_write_all_finish (G_OUTPUT_STREAM (source), result, NULL, &error);

  if (self == NULL)
    return;

  self->writing = FALSE;
  if (self->closed)
    tear_down (self);
  else if (!written)
    lose (self, error->message);
  else
    process (self);
}

static void
flush (KithStreamWire *self)
{
  GOutputStream *stream = NULL;
  GBytes *bytes = NULL;

  if (self->writing || self->closed || self->tls_task != NULL || self->output->len == 0)
    return;

  bytes = g_string_free_to_bytes (self->output);
  self->output = g_string_new (NULL);
  self->writing = TRUE;
  stream = g_io_stream_get_output_stream (self->stream);
  g_output_stream_write_all_async (stream, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), G_PRIORITY_DEFAULT,
                                   self->write_cancellable, write_cb, operation_new (self, bytes));
}

static void
write_text (KithStreamWire *self, const char *text)
{
  if (self->closed || self->closing)
    return;

  g_string_append (self->output, text);
  flush (self);
}

static void
read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(KithStreamWire) self = operation_end (user_data);
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) bytes = g_input_stream_read_bytes_finish (G_INPUT_STREAM (source), result, &error);

  if (self == NULL)
    return;

  self->reading = FALSE;
  self->last_read = g_get_monotonic_time ();

  if (self->closed)
    tear_down (self);
  else if (self->tls_task != NULL)
    process (self);
  else if (bytes == NULL)
    lose (self, error->message);
  else if (g_bytes_get_size (bytes) == 0)
    lose (self, "The connection ended without the stream's end");
  else
    {
      self->input = g_steal_pointer (&bytes);
      self->input_offset = 0;
      process (self);
    }
}

static void
read_more (KithStreamWire *self)
{
  if (self->reading || self->closed || self->tls_task != NULL || !self->opened)
    return;

  self->reading = TRUE;
  g_input_stream_read_bytes_async (g_io_stream_get_input_stream (self->stream), READ_SIZE, G_PRIORITY_DEFAULT,
                                   self->read_cancellable, read_cb, operation_new (self, NULL));
}

static void
forget_input (KithStreamWire *self)
{
  kith_stanza_parser_reset (self->parser);
  g_clear_pointer (&self->input, g_bytes_unref);
  g_clear_error (&self->parse_error);
  g_clear_handle_id (&self->slice_source, g_source_remove);
}

/* The last words of a stream, a courtesy that nobody waits for: what does not fit at once is left unsaid. */
static void
say_at_once (KithStreamWire *self, const char *text)
{
  GOutputStream *stream = g_io_stream_get_output_stream (self->stream);

  if (self->writing || self->closing || !G_IS_POLLABLE_OUTPUT_STREAM (stream) ||
      !g_pollable_output_stream_can_poll (G_POLLABLE_OUTPUT_STREAM (stream)))
    return;

  if (g_pollable_output_stream_write_nonblocking (G_POLLABLE_OUTPUT_STREAM (stream), text, strlen (text), NULL, NULL) < 0)
    g_debug ("The end of a stream was not sent");
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

/* Who asked learns that it was too much; who waits for an answer gets an error in its place. */
static void
handle_surplus (KithStreamWire *self, KithStanza *stanza)
{
  const char *type = kith_stanza_get (stanza, "type");
  g_autoptr(KithStanza) reply = NULL;

  g_debug ("Left out a stanza that passed a limit");
  if (!kith_stanza_is (stanza, "iq", KITH_NS_CLIENT))
    return;

  if (g_strcmp0 (type, "get") == 0 || g_strcmp0 (type, "set") == 0)
    {
      reply = kith_stanza_new_error (stanza, "modify", "policy-violation");
      kith_wire_send (KITH_WIRE (self), reply);
    }
  else if (g_strcmp0 (type, "result") == 0)
    {
      KithStanza *error = kith_stanza_add (stanza, "error", KITH_NS_CLIENT);

      kith_stanza_set (stanza, "type", "error");
      kith_stanza_set (error, "type", "modify");
      kith_stanza_add (error, "policy-violation", KITH_NS_STANZA_ERRORS);
      kith_wire_emit_stanza (KITH_WIRE (self), stanza);
    }
}

static void
handle (KithStreamWire *self, KithParsedKind kind, KithStanza *stanza)
{
  switch (kind)
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

/* Parses the next piece of what was read. Returns FALSE if there is none. */
static gboolean
parse_slice (KithStreamWire *self)
{
  gsize size = 0;
  const char *data = NULL;
  gsize length = 0;

  if (self->input == NULL)
    return FALSE;

  data = g_bytes_get_data (self->input, &size);
  length = MIN (size - self->input_offset, MAX (kith_stanza_parser_get_pending (self->parser), SLICE_SIZE));
  kith_stanza_parser_feed (self->parser, data + self->input_offset, length, &self->parse_error);
  self->input_offset += length;

  if (self->parse_error != NULL || self->input_offset == size)
    g_clear_pointer (&self->input, g_bytes_unref);

  return TRUE;
}

static gboolean
slice_cb (gpointer user_data)
{
  KithStreamWire *self = user_data;

  self->slice_source = 0;
  process (self);

  return G_SOURCE_REMOVE;
}

/* Handles what came until it is all handled, or the time is up and the main loop has its turn. */
static void
process_input (KithStreamWire *self)
{
  g_autoptr(KithStreamWire) held = g_object_ref (self);
  gint64 end = g_get_monotonic_time () + SLICE_TIME;

  if (self->slice_source != 0)
    return;

  while (!self->closed && self->tls_task == NULL)
    {
      g_autoptr(KithStanza) stanza = NULL;
      KithParsedKind kind;

      if (kith_stanza_parser_pop (self->parser, &kind, &stanza))
        {
          handle (self, kind, stanza);
        }
      else if (self->parse_error != NULL)
        {
          g_autoptr(GError) error = g_steal_pointer (&self->parse_error);

          break_off (self, kith_stanza_parser_get_condition (self->parser), error);
        }
      else if (!parse_slice (self))
        {
          read_more (self);
          return;
        }

      if (!self->closed && self->tls_task == NULL && g_get_monotonic_time () > end)
        {
          self->slice_source = g_idle_add_full (SLICE_PRIORITY, slice_cb, self, NULL);
          return;
        }
    }
}

static void
handshake_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(KithStreamWire) self = operation_end (user_data);
  KithTlsHandshake *handshake = KITH_TLS_HANDSHAKE (source);
  g_autoptr(GTask) task = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(GTlsConnection) connection = kith_tls_handshake_run_finish (handshake, result, &error);

  if (self == NULL)
    return;

  g_clear_object (&self->handshake);
  task = g_steal_pointer (&self->tls_task);
  g_set_object (&self->refused, kith_tls_handshake_get_refused_certificate (handshake));
  self->flaws = kith_tls_handshake_get_certificate_flaws (handshake);

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
      g_set_object (&self->stream, G_IO_STREAM (connection));
      self->secure = TRUE;
      self->opened = FALSE;
      g_task_return_boolean (task, TRUE);
    }
}

static void
begin_handshake (KithStreamWire *self)
{
  if (self->reading || self->writing || self->handshake != NULL)
    return;

  self->handshake = kith_tls_handshake_new (self->stream, self->domain, self->database, self->pinned);
  kith_tls_handshake_run_async (self->handshake, self->direct_tls, self->tls_timeout, handshake_cb,
                                operation_new (self, NULL));
}

static void
process (KithStreamWire *self)
{
  if (self->tls_task != NULL)
    {
      begin_handshake (self);
      return;
    }

  flush (self);
  process_input (self);
}

static void
start_tls (KithStreamWire *self, GTask *task)
{
  if (self->closed || self->closing || self->secure || self->tls_task != NULL)
    {
      g_task_return_new_error (task, KITH_XMPP_ERROR, KITH_XMPP_ERROR_LOST, "TLS cannot start on this connection now");
      g_object_unref (task);
      return;
    }

  /* What came in clear text behind the server's consent could be anybody's. */
  forget_input (self);
  self->tls_task = task;
  if (self->reading)
    g_cancellable_cancel (self->read_cancellable);
  g_object_unref (self->read_cancellable);
  self->read_cancellable = g_cancellable_new ();

  process (self);
}

static void
kith_stream_wire_start_tls_async (KithWire           *wire,
                                  GCancellable       *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer            user_data)
{
  GTask *task = g_task_new (wire, cancellable, callback, user_data);

  g_task_set_source_tag (task, kith_stream_wire_start_tls_async);
  start_tls (KITH_STREAM_WIRE (wire), task);
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

  if (self->closed || self->closing || self->tls_task != NULL)
    return;

  text = from != NULL ? g_markup_printf_escaped (STREAM_HEADER " to='%s' from='%s'>", to, from)
                      : g_markup_printf_escaped (STREAM_HEADER " to='%s'>", to);
  forget_input (self);
  self->opened = TRUE;
  write_text (self, text);
  read_more (self);
}

/* What builds stanzas sets valid characters only; nothing else may leave either, or the server ends the stream. */
static void
append_safely (GString *output, const char *text)
{
  g_autofree char *utf8 = NULL;
  const char *p = text;

  if (!g_utf8_validate (text, -1, NULL))
    p = utf8 = g_utf8_make_valid (text, -1);

  while (*p != '\0')
    {
      const char *next = g_utf8_next_char (p);
      gunichar character = g_utf8_get_char (p);

      if ((character >= 0x20 && character != 0xfffe && character != 0xffff) || strchr ("\t\r\n", (int)character) != NULL)
        g_string_append_len (output, p, next - p);
      p = next;
    }
}

static void
kith_stream_wire_send (KithWire *wire, KithStanza *stanza)
{
  KithStreamWire *self = KITH_STREAM_WIRE (wire);
  g_autofree char *text = NULL;

  if (self->closed || self->closing)
    return;

  text = kith_stanza_to_text (stanza);
  g_return_if_fail (text != NULL);

  append_safely (self->output, text);
  flush (self);
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
  g_autoptr(GByteArray) data = NULL;
  g_autoptr(GError) error = NULL;
  GTlsConnection *connection = NULL;

  if (!self->secure)
    return NULL;

  /* RFC 9266: the exporter is unique with TLS 1.3, and before it only with extensions that we cannot see. */
  connection = G_TLS_CONNECTION (self->stream);
  if (type == G_TLS_CHANNEL_BINDING_TLS_EXPORTER &&
      g_tls_connection_get_protocol_version (connection) < G_TLS_PROTOCOL_VERSION_TLS_1_3)
    return NULL;

  data = g_byte_array_new ();
  if (!g_tls_connection_get_channel_binding_data (connection, type, data, &error))
    {
      g_debug ("No channel binding of type %d: %s", type, error->message);
      return NULL;
    }

  return g_byte_array_free_to_bytes (g_steal_pointer (&data));
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
  gboolean in_order = self->opened && self->tls_task == NULL;

  if (self->closed || self->closing)
    return;

  if (in_order)
    write_text (self, "</stream:stream>");
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
kith_stream_wire_dispose (GObject *object)
{
  KithStreamWire *self = KITH_STREAM_WIRE (object);

  self->closed = TRUE;
  self->secure = FALSE;
  g_cancellable_cancel (self->read_cancellable);
  g_cancellable_cancel (self->write_cancellable);
  g_clear_handle_id (&self->slice_source, g_source_remove);
  g_clear_handle_id (&self->close_source, g_source_remove);
  g_clear_object (&self->handshake);
  g_clear_object (&self->stream);
  g_clear_object (&self->database);

  G_OBJECT_CLASS (kith_stream_wire_parent_class)->dispose (object);
}

static void
kith_stream_wire_finalize (GObject *object)
{
  KithStreamWire *self = KITH_STREAM_WIRE (object);

  g_free (self->domain);
  g_free (self->pinned);
  g_free (self->see_other_host);
  g_clear_object (&self->parser);
  g_clear_object (&self->refused);
  g_clear_object (&self->read_cancellable);
  g_clear_object (&self->write_cancellable);
  g_clear_pointer (&self->input, g_bytes_unref);
  g_clear_error (&self->parse_error);
  g_string_free (self->output, TRUE);

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
      g_set_object (&self->database, g_value_get_object (value));
      break;

    case PROP_PINNED_CERTIFICATE:
      g_free (self->pinned);
      self->pinned = g_value_dup_string (value);
      break;

    case PROP_TLS_TIMEOUT:
      self->tls_timeout = g_value_get_uint (value);
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
}

static void
kith_stream_wire_init (KithStreamWire *self)
{
  self->parser = kith_stanza_parser_new (NULL);
  self->output = g_string_new (NULL);
  self->read_cancellable = g_cancellable_new ();
  self->write_cancellable = g_cancellable_new ();
  self->last_read = g_get_monotonic_time ();
  self->tls_timeout = TLS_TIMEOUT;
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
  self->direct_tls = TRUE;
  start_tls (self, task);
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

  return self->refused;
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

  return self->flaws;
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
 * Returns: when anything came last, white space included, in microseconds of the monotonic clock
 */
gint64
kith_stream_wire_get_last_read (KithStreamWire *self)
{
  g_return_val_if_fail (KITH_IS_STREAM_WIRE (self), 0);

  return self->last_read;
}
