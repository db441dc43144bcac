/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-wire-output.h"

#include "kith-ns.h"

#include <string.h>

/* Bytes of answers that may wait; more than any honest peer has us say at once. */
#define MAX_ANSWERS (256 * 1024)

/**
 * KithWireOutput:
 *
 * What a wire has to say, in a queue that is written as fast as the connection takes it. Owned by the wire. What is in flight
 * refers to it weakly, so dropping it drops what was not said yet.
 *
 * What others make us say, the answers, is counted: who asks faster than it takes the answers must not fill our memory. What we
 * say of ourselves is not, or a server that first wants to be heard and we would wait for each other.
 */
struct _KithWireOutput
{
  GObject        parent_instance;

  GOutputStream *stream;      /* owned */
  GString       *queue;       /* what is to be written next */
  GCancellable  *cancellable; /* owned */
  gsize          answers;     /* bytes of answers in the queue */
  gsize          answers_in_flight;
  gint64         last_written; /* monotonic microseconds; 0: nothing yet */

  guint          clogged : 1;
  guint          writing : 1;
  guint          paused : 1;
  guint          cancelled : 1;
};

enum
{
  PROP_0,
  PROP_CLOGGED,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

enum
{
  WRITTEN,
  LOST,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/* What is in flight. */
typedef struct
{
  GWeakRef output;
  GBytes  *bytes;   /* owned */
  gsize    written; /* of them */
} Operation;

G_DEFINE_FINAL_TYPE (KithWireOutput, kith_wire_output, G_TYPE_OBJECT)

static void
weigh_answers (KithWireOutput *self)
{
  gsize waiting = self->answers + self->answers_in_flight;
  gboolean clogged = waiting > (self->clogged ? MAX_ANSWERS / 2 : MAX_ANSWERS);

  if (self->clogged == clogged)
    return;

  self->clogged = clogged;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CLOGGED]);
}

static void
operation_free (Operation *operation)
{
  g_weak_ref_clear (&operation->output);
  g_bytes_unref (operation->bytes);
  g_free (operation);
}

/* Each write that ends starts the next, of what is in flight or of what waits. */
static void go_on (KithWireOutput *self, Operation *operation);
static void flush (KithWireOutput *self);

static void
write_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Operation *operation = user_data;
  g_autoptr(KithWireOutput) self = g_weak_ref_get (&operation->output);
  g_autoptr(GError) error = NULL;
  gssize written = g_output_stream_write_finish (G_OUTPUT_STREAM (source), result, &error);
  gboolean more = FALSE;

  if (self != NULL && written >= 0)
    {
      self->last_written = g_get_monotonic_time ();
      operation->written += (gsize)written;
      more = operation->written < g_bytes_get_size (operation->bytes) && !self->cancelled;
    }
  if (more)
    {
      go_on (self, operation);
      return;
    }

  operation_free (operation);
  if (self == NULL)
    return;

  self->writing = FALSE;
  if (written < 0 && !self->cancelled)
    {
      g_signal_emit (self, signals[LOST], 0, error);
      return;
    }

  self->answers_in_flight = 0;
  flush (self);
  g_signal_emit (self, signals[WRITTEN], 0);
  weigh_answers (self);
}

static void
go_on (KithWireOutput *self, Operation *operation)
{
  gsize size = 0;
  const guint8 *data = g_bytes_get_data (operation->bytes, &size);

  g_output_stream_write_async (self->stream, data + operation->written, size - operation->written, G_PRIORITY_DEFAULT,
                               self->cancellable, write_cb, operation);
}

static void
flush (KithWireOutput *self)
{
  Operation *operation = NULL;

  if (self->writing || self->paused || self->cancelled || self->queue->len == 0)
    return;

  operation = g_new0 (Operation, 1);
  g_weak_ref_init (&operation->output, self);
  operation->bytes = g_string_free_to_bytes (self->queue);
  self->queue = g_string_new (NULL);
  self->answers_in_flight = self->answers;
  self->answers = 0;
  self->writing = TRUE;
  go_on (self, operation);
}

/* Neither what a person does nor what we ask is sent as one of these. */
static gboolean
is_answer (KithStanza *stanza)
{
  const char *type = kith_stanza_get (stanza, "type");

  if (kith_stanza_is (stanza, "iq", KITH_NS_CLIENT))
    return g_strcmp0 (type, "result") == 0 || g_strcmp0 (type, "error") == 0;

  /* That a message is here, or that there was no room for it. */
  if (kith_stanza_is (stanza, "message", KITH_NS_CLIENT))
    return g_strcmp0 (type, "error") == 0 || kith_stanza_find (stanza, "received", KITH_NS_RECEIPTS) != NULL;

  return kith_stanza_is (stanza, "a", KITH_NS_SM);
}

/* What builds stanzas sets valid characters only; nothing else may leave either, or the server ends the stream. */
static void
append_safely (GString *queue, const char *text)
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
        g_string_append_len (queue, p, next - p);
      p = next;
    }
}

static void
kith_wire_output_dispose (GObject *object)
{
  KithWireOutput *self = KITH_WIRE_OUTPUT (object);

  kith_wire_output_cancel (self);
  g_clear_object (&self->stream);

  G_OBJECT_CLASS (kith_wire_output_parent_class)->dispose (object);
}

static void
kith_wire_output_finalize (GObject *object)
{
  KithWireOutput *self = KITH_WIRE_OUTPUT (object);

  g_clear_object (&self->cancellable);
  g_string_free (self->queue, TRUE);

  G_OBJECT_CLASS (kith_wire_output_parent_class)->finalize (object);
}

static void
kith_wire_output_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  KithWireOutput *self = KITH_WIRE_OUTPUT (object);

  switch (prop_id)
    {
    case PROP_CLOGGED:
      g_value_set_boolean (value, self->clogged);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
kith_wire_output_class_init (KithWireOutputClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = kith_wire_output_dispose;
  object_class->finalize = kith_wire_output_finalize;
  object_class->get_property = kith_wire_output_get_property;

  properties[PROP_CLOGGED] = g_param_spec_boolean ("clogged", NULL, NULL, FALSE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);

  g_object_class_install_properties (object_class, N_PROPS, properties);

  signals[WRITTEN] = g_signal_new ("written", KITH_TYPE_WIRE_OUTPUT, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 0);
  signals[LOST] = g_signal_new ("lost", KITH_TYPE_WIRE_OUTPUT, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                G_TYPE_NONE, 1, G_TYPE_ERROR);
}

static void
kith_wire_output_init (KithWireOutput *self)
{
  self->queue = g_string_new (NULL);
  self->cancellable = g_cancellable_new ();
}

/**
 * kith_wire_output_new:
 * @stream: where to
 *
 * Returns: (transfer full): an output with nothing to say
 */
KithWireOutput *
kith_wire_output_new (GOutputStream *stream)
{
  KithWireOutput *self = g_object_new (KITH_TYPE_WIRE_OUTPUT, NULL);

  self->stream = g_object_ref (stream);

  return self;
}

/**
 * kith_wire_output_set_stream:
 * @stream: where to from now on, while nothing is in flight
 */
void
kith_wire_output_set_stream (KithWireOutput *self, GOutputStream *stream)
{
  g_return_if_fail (KITH_IS_WIRE_OUTPUT (self));
  g_return_if_fail (!self->writing);

  g_set_object (&self->stream, stream);
}

/**
 * kith_wire_output_write:
 * @text: goes out behind what is queued, without the characters that XML does not have
 */
void
kith_wire_output_write (KithWireOutput *self, const char *text)
{
  g_return_if_fail (KITH_IS_WIRE_OUTPUT (self));

  append_safely (self->queue, text);
  flush (self);
}

/**
 * kith_wire_output_send:
 * @stanza: goes out behind what is queued; it is serialised before this returns
 */
void
kith_wire_output_send (KithWireOutput *self, KithStanza *stanza)
{
  g_autofree char *text = NULL;
  gsize before = 0;

  g_return_if_fail (KITH_IS_WIRE_OUTPUT (self));

  text = kith_stanza_to_text (stanza);
  g_return_if_fail (text != NULL);

  before = self->queue->len;
  append_safely (self->queue, text);
  if (is_answer (stanza))
    self->answers += self->queue->len - before;
  flush (self);
  weigh_answers (self);
}

/**
 * kith_wire_output_say_at_once:
 * @text: the last words of a stream, a courtesy that nobody waits for: what does not fit at once is left unsaid
 */
void
kith_wire_output_say_at_once (KithWireOutput *self, const char *text)
{
  g_return_if_fail (KITH_IS_WIRE_OUTPUT (self));

  if (self->writing || self->cancelled || !G_IS_POLLABLE_OUTPUT_STREAM (self->stream) ||
      !g_pollable_output_stream_can_poll (G_POLLABLE_OUTPUT_STREAM (self->stream)))
    return;

  if (g_pollable_output_stream_write_nonblocking (G_POLLABLE_OUTPUT_STREAM (self->stream), text, strlen (text), NULL,
                                                  NULL) < 0)
    g_debug ("The end of a stream was not sent");
}

/**
 * kith_wire_output_pause:
 *
 * Nothing more is begun until kith_wire_output_resume (). What is in flight still goes out.
 */
void
kith_wire_output_pause (KithWireOutput *self)
{
  g_return_if_fail (KITH_IS_WIRE_OUTPUT (self));

  self->paused = TRUE;
}

void
kith_wire_output_resume (KithWireOutput *self)
{
  g_return_if_fail (KITH_IS_WIRE_OUTPUT (self));

  self->paused = FALSE;
  flush (self);
}

/**
 * kith_wire_output_cancel:
 *
 * Nothing more goes out. "written" follows if something was in flight.
 */
void
kith_wire_output_cancel (KithWireOutput *self)
{
  g_return_if_fail (KITH_IS_WIRE_OUTPUT (self));

  self->cancelled = TRUE;
  g_cancellable_cancel (self->cancellable);
}

/**
 * kith_wire_output_is_clogged:
 *
 * Returns: whether more answers wait than should: until some are out, nothing more should be asked
 */
gboolean
kith_wire_output_is_clogged (KithWireOutput *self)
{
  g_return_val_if_fail (KITH_IS_WIRE_OUTPUT (self), FALSE);

  return self->clogged;
}

/**
 * kith_wire_output_is_busy:
 *
 * Returns: whether something is in flight on the stream
 */
gboolean
kith_wire_output_is_busy (KithWireOutput *self)
{
  g_return_val_if_fail (KITH_IS_WIRE_OUTPUT (self), FALSE);

  return self->writing;
}

/**
 * kith_wire_output_get_last_relief:
 *
 * Returns: when the connection last took anything, in microseconds of the monotonic clock; 0 while not clogged
 */
gint64
kith_wire_output_get_last_relief (KithWireOutput *self)
{
  g_return_val_if_fail (KITH_IS_WIRE_OUTPUT (self), 0);

  return self->clogged ? self->last_written : 0;
}
