/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-stream-answers.h"

#include "kith-ns.h"

/* In milliseconds: how often a count is to be committed that nothing else commits. */
#define CHECKPOINT_EVERY 1000

/**
 * KithStreamAnswers:
 *
 * Owned by the stream management, with which it shares the count.
 */
struct _KithStreamAnswers
{
  GObject          parent_instance;

  KithStreamCount *count;       /* owned */
  KithWire        *wire;        /* owned while attached */
  gint64           said;        /* what the server was told last */
  gint64           owed;        /* what had come when it asked last */
  guint            answer_source;
  guint            checkpoint_source;
};

enum
{
  CHECKPOINT,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (KithStreamAnswers, kith_stream_answers, G_TYPE_OBJECT)

static void
say (KithStreamAnswers *self)
{
  gint64 told = kith_stream_count_get_told (self->count);
  g_autofree char *h = g_strdup_printf ("%u", (guint32)told);
  g_autoptr(KithStanza) a = kith_stanza_new ("a", KITH_NS_SM);

  kith_stanza_set (a, "h", h);
  self->said = told;
  kith_wire_send (self->wire, a);
}

static gboolean
answer_cb (gpointer user_data)
{
  KithStreamAnswers *self = user_data;

  self->answer_source = 0;
  say (self);

  return G_SOURCE_REMOVE;
}

static gboolean
checkpoint_cb (gpointer user_data)
{
  KithStreamAnswers *self = user_data;
  gint64 handled = kith_stream_count_get_handled (self->count);

  self->checkpoint_source = 0;
  if (handled > kith_stream_count_get_told (self->count))
    g_signal_emit (self, signals[CHECKPOINT], 0, handled);

  return G_SOURCE_REMOVE;
}

static void
kith_stream_answers_dispose (GObject *object)
{
  KithStreamAnswers *self = KITH_STREAM_ANSWERS (object);

  kith_stream_answers_stop (self);
  g_clear_object (&self->count);

  G_OBJECT_CLASS (kith_stream_answers_parent_class)->dispose (object);
}

static void
kith_stream_answers_class_init (KithStreamAnswersClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = kith_stream_answers_dispose;

  signals[CHECKPOINT] = g_signal_new ("checkpoint", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                      G_TYPE_NONE, 1, G_TYPE_INT64);
}

static void
kith_stream_answers_init (KithStreamAnswers *self)
{
}

/**
 * kith_stream_answers_new:
 * @count: what there is to be told
 */
KithStreamAnswers *
kith_stream_answers_new (KithStreamCount *count)
{
  KithStreamAnswers *self = g_object_new (KITH_TYPE_STREAM_ANSWERS, NULL);

  self->count = g_object_ref (count);

  return self;
}

/**
 * kith_stream_answers_attach:
 *
 * The server knows what it was told so far, and has asked for nothing more.
 */
void
kith_stream_answers_attach (KithStreamAnswers *self, KithWire *wire)
{
  g_return_if_fail (KITH_IS_STREAM_ANSWERS (self));

  kith_stream_answers_detach (self);
  self->wire = g_object_ref (wire);
  self->said = self->owed = kith_stream_count_get_received (self->count);
}

void
kith_stream_answers_detach (KithStreamAnswers *self)
{
  g_return_if_fail (KITH_IS_STREAM_ANSWERS (self));

  g_clear_handle_id (&self->answer_source, g_source_remove);
  g_clear_object (&self->wire);
}

/**
 * kith_stream_answers_stop:
 *
 * The stream is over: nothing of it is to be committed any more.
 */
void
kith_stream_answers_stop (KithStreamAnswers *self)
{
  g_return_if_fail (KITH_IS_STREAM_ANSWERS (self));

  kith_stream_answers_detach (self);
  g_clear_handle_id (&self->checkpoint_source, g_source_remove);
}

/**
 * kith_stream_answers_answer:
 *
 * The server asks, or is to know before the stream is left.
 */
void
kith_stream_answers_answer (KithStreamAnswers *self)
{
  g_return_if_fail (KITH_IS_STREAM_ANSWERS (self));

  if (self->wire == NULL)
    return;

  self->owed = kith_stream_count_get_received (self->count);
  say (self);
  kith_stream_answers_note_handled (self);
}

/**
 * kith_stream_answers_note_handled:
 *
 * More may be handled than before: the server learns what it has asked for, and what it may not learn yet is to be committed.
 */
void
kith_stream_answers_note_handled (KithStreamAnswers *self)
{
  gint64 told = 0;

  g_return_if_fail (KITH_IS_STREAM_ANSWERS (self));

  told = kith_stream_count_get_told (self->count);
  if (self->wire != NULL && self->answer_source == 0 && told > self->said && self->said < self->owed)
    self->answer_source = g_timeout_add (0, answer_cb, self);

  if (self->checkpoint_source == 0 && kith_stream_count_get_handled (self->count) > told)
    self->checkpoint_source = g_timeout_add (CHECKPOINT_EVERY, checkpoint_cb, self);
}
