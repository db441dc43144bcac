/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-stream-queue.h"

/* How far back a count of 32 bits may lie and still be behind, not ahead. */
#define HALF (G_GINT64_CONSTANT (1) << 31)

/**
 * KithStreamQueue:
 *
 * Owned by the stream management. Of all that was added, the first are acknowledged and gone, then come those that were written on the
 * connection there is, then those that wait.
 */
struct _KithStreamQueue
{
  GObject parent_instance;

  GQueue  entries;       /* of Entry (owned): numbers acknowledged + 1 and on */
  GList  *waiting;       /* the first that was not written, NULL: none */
  gint64  acknowledged;
  gint64  written;
  gint64  added;
};

typedef struct
{
  KithStanza *stanza;    /* owned */
  gboolean    gated;
} Entry;

G_DEFINE_FINAL_TYPE (KithStreamQueue, kith_stream_queue, G_TYPE_OBJECT)

static void
entry_free (gpointer data)
{
  Entry *entry = data;

  kith_stanza_unref (entry->stanza);
  g_free (entry);
}

static void
kith_stream_queue_finalize (GObject *object)
{
  g_queue_clear_full (&KITH_STREAM_QUEUE (object)->entries, entry_free);

  G_OBJECT_CLASS (kith_stream_queue_parent_class)->finalize (object);
}

static void
kith_stream_queue_class_init (KithStreamQueueClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = kith_stream_queue_finalize;
}

static void
kith_stream_queue_init (KithStreamQueue *self)
{
  g_queue_init (&self->entries);
}

KithStreamQueue *
kith_stream_queue_new (void)
{
  return g_object_new (KITH_TYPE_STREAM_QUEUE, NULL);
}

/**
 * kith_stream_queue_reset:
 * @count: how many stanzas of the stream the server has handled: the next gets the number after that
 *
 * Begins with a stream of which nothing waits.
 */
void
kith_stream_queue_reset (KithStreamQueue *self, gint64 count)
{
  g_return_if_fail (KITH_IS_STREAM_QUEUE (self));
  g_return_if_fail (count >= 0);

  g_queue_clear_full (&self->entries, entry_free);
  self->waiting = NULL;
  self->acknowledged = self->written = self->added = count;
}

/**
 * kith_stream_queue_add:
 * @stanza: copied
 * @gated: whether it waits for kith_stream_queue_release ()
 *
 * Returns: its number
 */
gint64
kith_stream_queue_add (KithStreamQueue *self, KithStanza *stanza, gboolean gated)
{
  Entry *entry = NULL;

  g_return_val_if_fail (KITH_IS_STREAM_QUEUE (self), 0);

  entry = g_new0 (Entry, 1);
  entry->stanza = kith_stanza_copy (stanza);
  entry->gated = gated;
  g_queue_push_tail (&self->entries, entry);
  if (self->waiting == NULL)
    self->waiting = self->entries.tail;

  return ++self->added;
}

/**
 * kith_stream_queue_release:
 * @sequence: a number; one that does not wait is ignored
 */
void
kith_stream_queue_release (KithStreamQueue *self, gint64 sequence)
{
  GList *link = NULL;
  gint64 number = 0;

  g_return_if_fail (KITH_IS_STREAM_QUEUE (self));

  number = self->written + 1;
  for (link = self->waiting; link != NULL && number < sequence; link = link->next)
    number++;

  if (link != NULL && number == sequence)
    ((Entry *)link->data)->gated = FALSE;
}

/**
 * kith_stream_queue_write_next:
 *
 * Returns: (transfer none) (nullable): what is to be written now, which counts as written; it is there until the queue changes
 */
KithStanza *
kith_stream_queue_write_next (KithStreamQueue *self)
{
  Entry *entry = NULL;

  g_return_val_if_fail (KITH_IS_STREAM_QUEUE (self), NULL);

  entry = self->waiting != NULL ? self->waiting->data : NULL;
  if (entry == NULL || entry->gated)
    return NULL;

  self->waiting = self->waiting->next;
  self->written++;

  return entry->stanza;
}

/**
 * kith_stream_queue_rewind:
 *
 * There is another connection: what is not acknowledged is to be written again.
 */
void
kith_stream_queue_rewind (KithStreamQueue *self)
{
  g_return_if_fail (KITH_IS_STREAM_QUEUE (self));

  self->waiting = self->entries.head;
  self->written = self->acknowledged;
}

/**
 * kith_stream_queue_acknowledge:
 * @h: what the server says that it has handled, modulo 2^32 (XEP-0198, 4)
 *
 * Takes out what is handled. An answer that cannot be true changes nothing.
 */
KithStreamAck
kith_stream_queue_acknowledge (KithStreamQueue *self, guint32 h)
{
  guint32 ahead = 0;
  guint32 behind = 0;

  g_return_val_if_fail (KITH_IS_STREAM_QUEUE (self), KITH_STREAM_ACK_NO_NEWS);

  ahead = h - (guint32)self->acknowledged;
  behind = (guint32)self->acknowledged - h;
  if (ahead == 0)
    return KITH_STREAM_ACK_NO_NEWS;
  if (ahead > self->written - self->acknowledged)
    return behind < HALF && behind <= self->acknowledged ? KITH_STREAM_ACK_BACK : KITH_STREAM_ACK_TOO_HIGH;

  for (guint32 i = 0; i < ahead; i++)
    entry_free (g_queue_pop_head (&self->entries));
  self->acknowledged += ahead;

  return KITH_STREAM_ACK_NEWS;
}

gint64
kith_stream_queue_get_acknowledged (KithStreamQueue *self)
{
  g_return_val_if_fail (KITH_IS_STREAM_QUEUE (self), 0);

  return self->acknowledged;
}

/**
 * kith_stream_queue_get_written:
 *
 * Returns: the number of the last that was written on the connection there is
 */
gint64
kith_stream_queue_get_written (KithStreamQueue *self)
{
  g_return_val_if_fail (KITH_IS_STREAM_QUEUE (self), 0);

  return self->written;
}
