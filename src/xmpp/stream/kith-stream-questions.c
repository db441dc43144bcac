/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-stream-questions.h"

#include "kith-ns.h"

/* Asked for within a burst after so many stanzas, though the answer to the last question is still out. */
#define ASK_EVERY 10

/* In milliseconds: when the server is asked again because its answer left something open. */
#define ASK_AGAIN 5000

/**
 * KithStreamQuestions:
 *
 * Owned by the stream management. At most one question is out, but in a long burst.
 */
struct _KithStreamQuestions
{
  GObject   parent_instance;

  KithWire *wire;        /* owned while attached */
  gint64    written;     /* the number of the last stanza that was written */
  gint64    asked;       /* what it was when the server was asked last */
  guint     soon_source;
  guint     again_source;
  gboolean  awaiting;    /* an answer */
};

enum
{
  ASKED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (KithStreamQuestions, kith_stream_questions, G_TYPE_OBJECT)

static gboolean
soon_cb (gpointer user_data)
{
  KithStreamQuestions *self = user_data;

  self->soon_source = 0;
  kith_stream_questions_ask (self);

  return G_SOURCE_REMOVE;
}

static gboolean
again_cb (gpointer user_data)
{
  KithStreamQuestions *self = user_data;

  self->again_source = 0;
  kith_stream_questions_ask (self);

  return G_SOURCE_REMOVE;
}

/* Behind the burst, when the main loop comes round. */
static void
ask_soon (KithStreamQuestions *self)
{
  if (self->soon_source == 0)
    self->soon_source = g_timeout_add (0, soon_cb, self);
}

static void
kith_stream_questions_dispose (GObject *object)
{
  kith_stream_questions_detach (KITH_STREAM_QUESTIONS (object));

  G_OBJECT_CLASS (kith_stream_questions_parent_class)->dispose (object);
}

static void
kith_stream_questions_class_init (KithStreamQuestionsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = kith_stream_questions_dispose;

  signals[ASKED] = g_signal_new ("asked", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 0);
}

static void
kith_stream_questions_init (KithStreamQuestions *self)
{
}

KithStreamQuestions *
kith_stream_questions_new (void)
{
  return g_object_new (KITH_TYPE_STREAM_QUESTIONS, NULL);
}

/**
 * kith_stream_questions_attach:
 * @acknowledged: the number of the last stanza that the server is known to have handled
 */
void
kith_stream_questions_attach (KithStreamQuestions *self, KithWire *wire, gint64 acknowledged)
{
  g_return_if_fail (KITH_IS_STREAM_QUESTIONS (self));

  kith_stream_questions_detach (self);
  self->wire = g_object_ref (wire);
  self->written = self->asked = acknowledged;
  self->awaiting = FALSE;
}

void
kith_stream_questions_detach (KithStreamQuestions *self)
{
  g_return_if_fail (KITH_IS_STREAM_QUESTIONS (self));

  g_clear_handle_id (&self->soon_source, g_source_remove);
  g_clear_handle_id (&self->again_source, g_source_remove);
  g_clear_object (&self->wire);
}

/**
 * kith_stream_questions_ask:
 *
 * Asks now, while attached.
 */
void
kith_stream_questions_ask (KithStreamQuestions *self)
{
  g_autoptr(KithStreamQuestions) held = NULL;
  g_autoptr(KithStanza) r = NULL;

  g_return_if_fail (KITH_IS_STREAM_QUESTIONS (self));

  if (self->wire == NULL)
    return;

  held = g_object_ref (self);
  g_clear_handle_id (&self->soon_source, g_source_remove);
  g_clear_handle_id (&self->again_source, g_source_remove);
  self->awaiting = TRUE;
  self->asked = self->written;
  r = kith_stanza_new ("r", KITH_NS_SM);
  kith_wire_send (self->wire, r);
  g_signal_emit (self, signals[ASKED], 0);
}

/**
 * kith_stream_questions_note_written:
 * @written: the number of the last stanza that was written
 */
void
kith_stream_questions_note_written (KithStreamQuestions *self, gint64 written)
{
  g_return_if_fail (KITH_IS_STREAM_QUESTIONS (self));

  self->written = written;
  if (written - self->asked >= ASK_EVERY)
    kith_stream_questions_ask (self);
  else if (written > self->asked && !self->awaiting)
    ask_soon (self);
}

/**
 * kith_stream_questions_note_answer:
 * @acknowledged: the number of the last stanza that the server says it has handled
 */
void
kith_stream_questions_note_answer (KithStreamQuestions *self, gint64 acknowledged)
{
  g_return_if_fail (KITH_IS_STREAM_QUESTIONS (self));

  self->awaiting = FALSE;
  g_clear_handle_id (&self->again_source, g_source_remove);
  if (self->written > self->asked)
    ask_soon (self);
  else if (self->written > acknowledged)
    self->again_source = g_timeout_add (ASK_AGAIN, again_cb, self);
}
