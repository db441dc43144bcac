/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-stream-traffic.h"

#include "kith-ns.h"
#include "kith-stream-answers.h"
#include "kith-stream-count.h"
#include "kith-stream-questions.h"
#include "kith-xmpp-error.h"

/**
 * KithStreamTraffic:
 *
 * Owned by the stream management, which says when a stream begins, goes on and ends; attached to a wire by the link of each
 * connection.
 */
struct _KithStreamTraffic
{
  GObject              parent_instance;

  KithWire            *wire;       /* owned while attached */
  KithStreamQueue     *queue;      /* owned */
  KithStreamCount     *count;      /* owned */
  KithStreamQuestions *questions;  /* owned */
  KithStreamAnswers   *answers;    /* owned */

  guint                managed : 1;
  guint                leaving : 1; /* nothing more is written: behind the goodbye it would not be read */
  guint                unknown : 1; /* how much another process has sent is not known */
};

enum
{
  ACKNOWLEDGED,
  CHECKPOINT,
  ASKED,
  BROKEN,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (KithStreamTraffic, kith_stream_traffic, G_TYPE_OBJECT)

static gboolean
is_stanza (KithStanza *stanza)
{
  return kith_stanza_is (stanza, "message", KITH_NS_CLIENT) || kith_stanza_is (stanza, "iq", KITH_NS_CLIENT) ||
         kith_stanza_is (stanza, "presence", KITH_NS_CLIENT);
}

static void
write_waiting (KithStreamTraffic *self)
{
  KithStanza *next = NULL;

  while (self->wire != NULL && !self->leaving && (next = kith_stream_queue_write_next (self->queue)) != NULL)
    {
      g_autoptr(KithStanza) stanza = kith_stanza_ref (next);

      kith_wire_send (self->wire, stanza);
      kith_stream_questions_note_written (self->questions, kith_stream_queue_get_written (self->queue));
    }
}

static void
detach (KithStreamTraffic *self)
{
  kith_stream_questions_detach (self->questions);
  kith_stream_answers_detach (self->answers);
  g_clear_object (&self->wire);
}

/* Says why to the server, too. @condition: (transfer full) (nullable): one of XEP-0198 */
static void
break_off (KithStreamTraffic *self, KithStanza *condition, const char *why)
{
  g_autoptr(KithStanza) error = kith_stanza_new ("stream:error", NULL);
  g_autoptr(GError) reason = g_error_new_literal (KITH_XMPP_ERROR, KITH_XMPP_ERROR_PROTOCOL, why);

  kith_stanza_add (error, condition != NULL ? "undefined-condition" : "bad-format", KITH_NS_STREAM_ERRORS);
  if (condition != NULL)
    kith_stanza_take_child (error, condition);
  kith_wire_send (self->wire, error);
  kith_stream_traffic_end (self);
  g_signal_emit (self, signals[BROKEN], 0, reason);
}

/* XEP-0198, 6. */
static void
break_off_too_high (KithStreamTraffic *self, guint32 h)
{
  KithStanza *condition = kith_stanza_new ("handled-count-too-high", KITH_NS_SM);
  g_autofree char *handled = g_strdup_printf ("%u", h);
  g_autofree char *sent = g_strdup_printf ("%u", (guint32)kith_stream_queue_get_written (self->queue));

  kith_stanza_set (condition, "h", handled);
  kith_stanza_set (condition, "send-count", sent);
  break_off (self, condition, "The server says that it handled more than it was sent");
}

static void
take_answer (KithStreamTraffic *self, KithStanza *a)
{
  const char *text = kith_stanza_get (a, "h");
  guint64 h = 0;
  KithStreamAck ack = KITH_STREAM_ACK_NO_NEWS;

  if (text == NULL || !g_ascii_string_to_unsigned (text, 10, 0, G_MAXUINT32, &h, NULL))
    {
      break_off (self, NULL, "An answer without a count");
      return;
    }

  ack = kith_stream_queue_acknowledge (self->queue, (guint32)h);
  /* Our leave-taking is a stanza, too, behind all that was written. */
  if (ack == KITH_STREAM_ACK_TOO_HIGH && self->leaving)
    ack = kith_stream_queue_acknowledge (self->queue, (guint32)kith_stream_queue_get_written (self->queue));
  if (ack == KITH_STREAM_ACK_TOO_HIGH)
    {
      break_off_too_high (self, (guint32)h);
      return;
    }

  kith_stream_questions_note_answer (self->questions, kith_stream_queue_get_acknowledged (self->queue));
  if (ack == KITH_STREAM_ACK_NEWS)
    g_signal_emit (self, signals[ACKNOWLEDGED], 0, kith_stream_queue_get_acknowledged (self->queue));
}

static void
asked_cb (KithStreamTraffic *self)
{
  g_signal_emit (self, signals[ASKED], 0);
}

static void
checkpoint_cb (KithStreamTraffic *self, gint64 count)
{
  g_signal_emit (self, signals[CHECKPOINT], 0, count);
}

static void
kith_stream_traffic_dispose (GObject *object)
{
  KithStreamTraffic *self = KITH_STREAM_TRAFFIC (object);

  kith_stream_questions_detach (self->questions);
  kith_stream_answers_stop (self->answers);
  g_clear_object (&self->wire);

  G_OBJECT_CLASS (kith_stream_traffic_parent_class)->dispose (object);
}

static void
kith_stream_traffic_finalize (GObject *object)
{
  KithStreamTraffic *self = KITH_STREAM_TRAFFIC (object);

  g_object_unref (self->questions);
  g_object_unref (self->answers);
  g_object_unref (self->queue);
  g_object_unref (self->count);

  G_OBJECT_CLASS (kith_stream_traffic_parent_class)->finalize (object);
}

static void
kith_stream_traffic_class_init (KithStreamTrafficClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GType type = G_TYPE_FROM_CLASS (klass);

  object_class->dispose = kith_stream_traffic_dispose;
  object_class->finalize = kith_stream_traffic_finalize;

  signals[ACKNOWLEDGED] = g_signal_new ("acknowledged", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                        G_TYPE_NONE, 1, G_TYPE_INT64);
  signals[CHECKPOINT] = g_signal_new ("checkpoint", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                      G_TYPE_NONE, 1, G_TYPE_INT64);
  signals[ASKED] = g_signal_new ("asked", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[BROKEN] = g_signal_new ("broken", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 1, G_TYPE_ERROR);
}

static void
kith_stream_traffic_init (KithStreamTraffic *self)
{
  self->queue = kith_stream_queue_new ();
  self->count = kith_stream_count_new ();
  self->questions = kith_stream_questions_new ();
  g_signal_connect_object (self->questions, "asked", G_CALLBACK (asked_cb), self, G_CONNECT_SWAPPED);
  self->answers = kith_stream_answers_new (self->count);
  g_signal_connect_object (self->answers, "checkpoint", G_CALLBACK (checkpoint_cb), self, G_CONNECT_SWAPPED);
}

/**
 * kith_stream_traffic_new:
 *
 * Returns: (transfer full): without a stream
 */
KithStreamTraffic *
kith_stream_traffic_new (void)
{
  return g_object_new (KITH_TYPE_STREAM_TRAFFIC, NULL);
}

/**
 * kith_stream_traffic_begin:
 * @managed: whether stanzas count
 * @kept: whether the server is told no more than what kith_stream_traffic_committed () says
 *
 * A stream begins.
 */
void
kith_stream_traffic_begin (KithStreamTraffic *self, gboolean managed, gboolean kept)
{
  g_return_if_fail (KITH_IS_STREAM_TRAFFIC (self));

  kith_stream_traffic_end (self);
  self->managed = managed;
  kith_stream_count_set_kept (self->count, kept);
}

void
kith_stream_traffic_set_kept (KithStreamTraffic *self, gboolean kept)
{
  g_return_if_fail (KITH_IS_STREAM_TRAFFIC (self));

  kith_stream_count_set_kept (self->count, kept);
}

/**
 * kith_stream_traffic_restore:
 * @handled: how many stanzas count as handled
 *
 * There is a stream of an earlier process that may be resumed.
 */
void
kith_stream_traffic_restore (KithStreamTraffic *self, gint64 handled, gboolean kept)
{
  g_return_if_fail (KITH_IS_STREAM_TRAFFIC (self));

  kith_stream_traffic_begin (self, TRUE, kept);
  kith_stream_count_reset (self->count, MAX (handled, 0));
  self->unknown = TRUE;
}

/**
 * kith_stream_traffic_acknowledge:
 * @h: what the server says outside of an answer that it has handled
 *
 * News are told.
 */
KithStreamAck
kith_stream_traffic_acknowledge (KithStreamTraffic *self, guint32 h)
{
  KithStreamAck ack = h > 0 ? KITH_STREAM_ACK_NEWS : KITH_STREAM_ACK_NO_NEWS;

  g_return_val_if_fail (KITH_IS_STREAM_TRAFFIC (self), KITH_STREAM_ACK_NO_NEWS);

  if (self->unknown)
    kith_stream_queue_reset (self->queue, h);
  else
    ack = kith_stream_queue_acknowledge (self->queue, h);
  self->unknown = FALSE;
  if (ack == KITH_STREAM_ACK_NEWS)
    g_signal_emit (self, signals[ACKNOWLEDGED], 0, kith_stream_queue_get_acknowledged (self->queue));

  return ack;
}

/**
 * kith_stream_traffic_resume:
 * @told: what the server was told to be handled: it sends again what came after that
 * @forget: whether what it has not acknowledged is left to others
 *
 * The stream goes on where it was. What is not acknowledged is written again with the next attachment.
 */
void
kith_stream_traffic_resume (KithStreamTraffic *self, gint64 told, gboolean forget)
{
  g_return_if_fail (KITH_IS_STREAM_TRAFFIC (self));

  if (forget)
    kith_stream_queue_reset (self->queue, kith_stream_queue_get_acknowledged (self->queue));
  kith_stream_queue_rewind (self->queue);
  kith_stream_count_rewind (self->count, told);
}

/**
 * kith_stream_traffic_end:
 *
 * The stream is over for good. What the server has not acknowledged is gone.
 */
void
kith_stream_traffic_end (KithStreamTraffic *self)
{
  g_return_if_fail (KITH_IS_STREAM_TRAFFIC (self));

  detach (self);
  kith_stream_answers_stop (self->answers);
  kith_stream_queue_reset (self->queue, 0);
  kith_stream_count_reset (self->count, 0);
  self->managed = self->unknown = FALSE;
}

/**
 * kith_stream_traffic_get_told:
 *
 * Returns: how many stanzas the server may be told to be handled
 */
gint64
kith_stream_traffic_get_told (KithStreamTraffic *self)
{
  g_return_val_if_fail (KITH_IS_STREAM_TRAFFIC (self), 0);

  return kith_stream_count_get_told (self->count);
}

/**
 * kith_stream_traffic_attach:
 * @wire: a wire on which the stream's stanzas may flow
 *
 * What waits is written at once.
 */
void
kith_stream_traffic_attach (KithStreamTraffic *self, KithWire *wire)
{
  g_return_if_fail (KITH_IS_STREAM_TRAFFIC (self));
  g_return_if_fail (KITH_IS_WIRE (wire));

  g_set_object (&self->wire, wire);
  self->leaving = FALSE;
  if (self->managed)
    {
      kith_stream_questions_attach (self->questions, wire, kith_stream_queue_get_acknowledged (self->queue));
      kith_stream_answers_attach (self->answers, wire);
    }
  write_waiting (self);
}

/**
 * kith_stream_traffic_detach:
 * @wire: is gone; another one that was attached since stays
 *
 * The stream may go on.
 */
void
kith_stream_traffic_detach (KithStreamTraffic *self, KithWire *wire)
{
  g_return_if_fail (KITH_IS_STREAM_TRAFFIC (self));

  if (self->wire == wire)
    detach (self);
}

/**
 * kith_stream_traffic_send:
 * @gated: whether it waits for kith_stream_traffic_release ()
 *
 * Returns: the stanza's number; 0 where there are none: then it was written, unless it was to be gated
 */
gint64
kith_stream_traffic_send (KithStreamTraffic *self, KithStanza *stanza, gboolean gated)
{
  gint64 sequence = 0;

  g_return_val_if_fail (KITH_IS_STREAM_TRAFFIC (self), 0);

  if (self->wire == NULL)
    return 0;

  if (!self->managed || !is_stanza (stanza))
    {
      if (!gated)
        kith_wire_send (self->wire, stanza);
      return 0;
    }

  sequence = kith_stream_queue_add (self->queue, stanza, gated);
  write_waiting (self);

  return sequence;
}

void
kith_stream_traffic_release (KithStreamTraffic *self, gint64 sequence)
{
  g_return_if_fail (KITH_IS_STREAM_TRAFFIC (self));

  kith_stream_queue_release (self->queue, sequence);
  write_waiting (self);
}

/**
 * kith_stream_traffic_ask:
 *
 * Asks the server what it has handled.
 *
 * Returns: %FALSE if it cannot be asked
 */
gboolean
kith_stream_traffic_ask (KithStreamTraffic *self)
{
  g_return_val_if_fail (KITH_IS_STREAM_TRAFFIC (self), FALSE);

  if (!self->managed || self->wire == NULL)
    return FALSE;

  kith_stream_questions_ask (self->questions);

  return TRUE;
}

/**
 * kith_stream_traffic_say_goodbye:
 *
 * Tells the server what has been handled, right before the stream is left (XEP-0198, 4), so that it sends nothing again.
 */
void
kith_stream_traffic_say_goodbye (KithStreamTraffic *self)
{
  g_return_if_fail (KITH_IS_STREAM_TRAFFIC (self));

  self->leaving = TRUE;
  if (self->managed)
    kith_stream_answers_answer (self->answers);
}

/**
 * kith_stream_traffic_take:
 * @stanza: a first-level element that came
 *
 * Returns: whether it was for us alone, or was dispatched before the stream was resumed; else it is to be dispatched, and
 *   kith_stream_traffic_dispatched () called after that
 */
gboolean
kith_stream_traffic_take (KithStreamTraffic *self, KithStanza *stanza)
{
  g_autoptr(KithStreamTraffic) held = NULL;

  g_return_val_if_fail (KITH_IS_STREAM_TRAFFIC (self), FALSE);

  if (!self->managed || self->wire == NULL)
    return FALSE;

  held = g_object_ref (self);
  if (kith_stanza_is (stanza, "a", KITH_NS_SM))
    take_answer (self, stanza);
  else if (kith_stanza_is (stanza, "r", KITH_NS_SM))
    kith_stream_answers_answer (self->answers);
  else
    return is_stanza (stanza) && !kith_stream_count_receive (self->count, stanza);

  return TRUE;
}

void
kith_stream_traffic_dispatched (KithStreamTraffic *self)
{
  g_return_if_fail (KITH_IS_STREAM_TRAFFIC (self));

  kith_stream_count_dispatched (self->count);
  kith_stream_answers_note_handled (self->answers);
}

/**
 * kith_stream_traffic_hold:
 *
 * Returns: the number of the stanza that is being dispatched, which does not count as handled before
 *   kith_stream_traffic_handled (); 0 where there are none
 */
gint64
kith_stream_traffic_hold (KithStreamTraffic *self)
{
  g_return_val_if_fail (KITH_IS_STREAM_TRAFFIC (self), 0);

  return kith_stream_count_hold (self->count);
}

/**
 * kith_stream_traffic_handled:
 * @number: of a stanza that was held
 *
 * What came with it is safe; where the count is kept, @number was committed.
 */
void
kith_stream_traffic_handled (KithStreamTraffic *self, gint64 number)
{
  g_return_if_fail (KITH_IS_STREAM_TRAFFIC (self));

  if (number <= 0)
    return;

  kith_stream_count_handled (self->count, number);
  kith_stream_traffic_committed (self, number);
}

/**
 * kith_stream_traffic_committed:
 * @count: as many stanzas count as handled where that is kept
 */
void
kith_stream_traffic_committed (KithStreamTraffic *self, gint64 count)
{
  g_return_if_fail (KITH_IS_STREAM_TRAFFIC (self));

  kith_stream_count_committed (self->count, count);
  kith_stream_answers_note_handled (self->answers);
}
