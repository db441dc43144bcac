/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-wire-input.h"

#include "kith-xmpp-error.h"

/* How much is read, and how much parsed, before the clock is looked at; of a long tag, as much as there is of it already. */
#define READ_SIZE 16384
#define SLICE_SIZE 1024

/* How long a turn of the main loop may take for what came: a good part of a frame is left for drawing it. */
#define SLICE_TIME (4 * G_TIME_SPAN_MILLISECOND)

/* After GTK's redraw, before anything that is truly idle. */
#define SLICE_PRIORITY (G_PRIORITY_HIGH_IDLE + 30)

/**
 * KithWireInput:
 *
 * Reads a stream in slices of a few milliseconds, one read at a time and the next only when everything that came is handled.
 * Owned by the wire. What is in flight refers to it weakly.
 */
struct _KithWireInput
{
  GObject           parent_instance;

  GInputStream     *stream;      /* owned */
  KithStanzaParser *parser;      /* owned */
  GBytes           *bytes;       /* owned: what was read and not yet parsed */
  gsize             offset;
  GError           *parse_error; /* owned: to be told once the queue of the parser is empty */
  GCancellable     *cancellable; /* owned: of the read in flight */
  gint64            last_read;   /* monotonic microseconds */
  guint             slice_source;

  guint             reading : 1;
  guint             started : 1; /* neither paused nor cancelled */
  guint             held : 1;
};

enum
{
  PARSED,
  BROKEN,
  LOST,
  READ,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (KithWireInput, kith_wire_input, G_TYPE_OBJECT)

/* What is read is handled, then more is read. */
static void process (KithWireInput *self);

static void
forget (KithWireInput *self)
{
  kith_stanza_parser_reset (self->parser);
  g_clear_pointer (&self->bytes, g_bytes_unref);
  g_clear_error (&self->parse_error);
  g_clear_handle_id (&self->slice_source, g_source_remove);
}

static void
lose (KithWireInput *self, const GError *error)
{
  self->started = FALSE;
  g_signal_emit (self, signals[LOST], 0, error);
}

static void
read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GWeakRef *input = user_data;
  g_autoptr(KithWireInput) self = g_weak_ref_get (input);
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) bytes = g_input_stream_read_bytes_finish (G_INPUT_STREAM (source), result, &error);

  g_weak_ref_clear (input);
  g_free (input);
  if (self == NULL)
    return;

  self->reading = FALSE;
  if (bytes != NULL)
    self->last_read = g_get_monotonic_time ();

  if (!self->started)
    {
      g_signal_emit (self, signals[READ], 0);
      return;
    }

  if (bytes != NULL && g_bytes_get_size (bytes) == 0)
    error = g_error_new_literal (KITH_XMPP_ERROR, KITH_XMPP_ERROR_LOST, "The connection ended without the stream's end");

  if (error != NULL)
    {
      lose (self, error);
      return;
    }

  self->bytes = g_steal_pointer (&bytes);
  self->offset = 0;
  process (self);
}

static void
read_more (KithWireInput *self)
{
  GWeakRef *input = NULL;

  if (self->reading || self->held)
    return;

  input = g_new0 (GWeakRef, 1);
  g_weak_ref_init (input, self);
  self->reading = TRUE;
  g_input_stream_read_bytes_async (self->stream, READ_SIZE, G_PRIORITY_DEFAULT, self->cancellable, read_cb, input);
}

/* Parses the next piece of what was read. Returns FALSE if there is none. */
static gboolean
parse_slice (KithWireInput *self)
{
  gsize size = 0;
  const char *data = NULL;
  gsize length = 0;

  if (self->bytes == NULL)
    return FALSE;

  data = g_bytes_get_data (self->bytes, &size);
  length = MIN (size - self->offset, MAX (kith_stanza_parser_get_pending (self->parser), SLICE_SIZE));
  kith_stanza_parser_feed (self->parser, data + self->offset, length, &self->parse_error);
  self->offset += length;

  if (self->parse_error != NULL || self->offset == size)
    g_clear_pointer (&self->bytes, g_bytes_unref);

  return TRUE;
}

static gboolean
goes_on (KithWireInput *self)
{
  return self->started && !self->held && self->slice_source == 0;
}

static gboolean
slice_cb (gpointer user_data)
{
  KithWireInput *self = user_data;

  self->slice_source = 0;
  process (self);

  return G_SOURCE_REMOVE;
}

/* Tells the next thing there is, or reads on. Returns FALSE when there is nothing left to do. */
static gboolean
step (KithWireInput *self)
{
  g_autoptr(KithStanza) stanza = NULL;
  KithParsedKind kind;

  if (kith_stanza_parser_pop (self->parser, &kind, &stanza))
    {
      g_signal_emit (self, signals[PARSED], 0, kind, stanza);
    }
  else if (self->parse_error != NULL)
    {
      g_autoptr(GError) error = g_steal_pointer (&self->parse_error);

      self->started = FALSE;
      g_signal_emit (self, signals[BROKEN], 0, kith_stanza_parser_get_condition (self->parser), error);
    }
  else if (!parse_slice (self))
    {
      read_more (self);
      return FALSE;
    }

  return TRUE;
}

/* Handles what came until it is all handled, or the time is up and the main loop has its turn. */
static void
process (KithWireInput *self)
{
  g_autoptr(KithWireInput) held = g_object_ref (self);
  gint64 end = g_get_monotonic_time () + SLICE_TIME;

  while (goes_on (self) && step (self))
    {
      if (goes_on (self) && g_get_monotonic_time () > end)
        self->slice_source = g_idle_add_full (SLICE_PRIORITY, slice_cb, self, NULL);
    }
}

static void
kith_wire_input_dispose (GObject *object)
{
  KithWireInput *self = KITH_WIRE_INPUT (object);

  kith_wire_input_cancel (self);
  g_clear_object (&self->stream);

  G_OBJECT_CLASS (kith_wire_input_parent_class)->dispose (object);
}

static void
kith_wire_input_finalize (GObject *object)
{
  KithWireInput *self = KITH_WIRE_INPUT (object);

  g_clear_object (&self->parser);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->bytes, g_bytes_unref);
  g_clear_error (&self->parse_error);

  G_OBJECT_CLASS (kith_wire_input_parent_class)->finalize (object);
}

static void
kith_wire_input_class_init (KithWireInputClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = kith_wire_input_dispose;
  object_class->finalize = kith_wire_input_finalize;

  signals[PARSED] = g_signal_new ("parsed", KITH_TYPE_WIRE_INPUT, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 2, G_TYPE_INT, G_TYPE_POINTER);
  signals[BROKEN] = g_signal_new ("broken", KITH_TYPE_WIRE_INPUT, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 2, G_TYPE_STRING, G_TYPE_ERROR);
  signals[LOST] = g_signal_new ("lost", KITH_TYPE_WIRE_INPUT, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                G_TYPE_NONE, 1, G_TYPE_ERROR);
  signals[READ] = g_signal_new ("read", KITH_TYPE_WIRE_INPUT, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
kith_wire_input_init (KithWireInput *self)
{
  self->parser = kith_stanza_parser_new (NULL);
  self->cancellable = g_cancellable_new ();
  self->last_read = g_get_monotonic_time ();
}

/**
 * kith_wire_input_new:
 * @stream: where from
 *
 * Returns: (transfer full): an input that waits for its start
 */
KithWireInput *
kith_wire_input_new (GInputStream *stream)
{
  KithWireInput *self = g_object_new (KITH_TYPE_WIRE_INPUT, NULL);

  self->stream = g_object_ref (stream);

  return self;
}

/**
 * kith_wire_input_set_stream:
 * @stream: where from at the next start, while nothing is in flight
 */
void
kith_wire_input_set_stream (KithWireInput *self, GInputStream *stream)
{
  g_return_if_fail (KITH_IS_WIRE_INPUT (self));
  g_return_if_fail (!self->reading);

  g_set_object (&self->stream, stream);
}

/**
 * kith_wire_input_start:
 *
 * Reads a stream from its header on. What came before and was not told yet is thrown away, the rest of an earlier stream on the
 * same connection included.
 */
void
kith_wire_input_start (KithWireInput *self)
{
  g_return_if_fail (KITH_IS_WIRE_INPUT (self));

  forget (self);
  self->started = TRUE;
  read_more (self);
}

/**
 * kith_wire_input_pause:
 *
 * Stops reading and throws away what came: in clear text behind the server's consent to TLS it could be anybody's. "read"
 * follows if something is in flight.
 */
void
kith_wire_input_pause (KithWireInput *self)
{
  g_return_if_fail (KITH_IS_WIRE_INPUT (self));

  forget (self);
  self->started = FALSE;
  g_cancellable_cancel (self->cancellable);
  g_object_unref (self->cancellable);
  self->cancellable = g_cancellable_new ();
}

/**
 * kith_wire_input_set_held:
 * @held: whether to tell nothing and read nothing more for now; nothing is thrown away
 */
void
kith_wire_input_set_held (KithWireInput *self, gboolean held)
{
  g_return_if_fail (KITH_IS_WIRE_INPUT (self));

  if (self->held == !!held)
    return;

  self->held = !!held;
  /* Nothing could come. */
  if (!held)
    self->last_read = g_get_monotonic_time ();
  if (!held && self->started && self->slice_source == 0)
    self->slice_source = g_idle_add_full (SLICE_PRIORITY, slice_cb, self, NULL);
}

/**
 * kith_wire_input_cancel:
 *
 * Stops reading for good; nothing is told any more but "read", if something is in flight. It may be what is being told.
 */
void
kith_wire_input_cancel (KithWireInput *self)
{
  g_return_if_fail (KITH_IS_WIRE_INPUT (self));

  self->started = FALSE;
  g_clear_handle_id (&self->slice_source, g_source_remove);
  g_cancellable_cancel (self->cancellable);
}

/**
 * kith_wire_input_is_busy:
 *
 * Returns: whether something is in flight on the stream
 */
gboolean
kith_wire_input_is_busy (KithWireInput *self)
{
  g_return_val_if_fail (KITH_IS_WIRE_INPUT (self), FALSE);

  return self->reading;
}

/**
 * kith_wire_input_get_last_read:
 *
 * Returns: when anything came last, white space included, in microseconds of the monotonic clock
 */
gint64
kith_wire_input_get_last_read (KithWireInput *self)
{
  g_return_val_if_fail (KITH_IS_WIRE_INPUT (self), 0);

  return self->last_read;
}
