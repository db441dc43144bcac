/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-stream-count.h"

/**
 * KithStreamCount:
 *
 * Owned by the stream management. After a resumption the server sends again what it was not told to be handled; what was
 * dispatched before is not dispatched twice, as long as it looks like what it was.
 */
struct _KithStreamCount
{
  GObject  parent_instance;

  GArray  *held;         /* of Held, by number */
  GArray  *marks;        /* of guint: what the stanzas from first_mark on, up to seen, looked like */
  gint64   first_mark;
  gint64   received;     /* on this connection, in the stream's numbers */
  gint64   seen;         /* the last that was ever dispatched */
  gint64   current;      /* is being dispatched, 0: none */
  gint64   committed;
  gboolean kept;
};

typedef struct
{
  gint64 number;
  guint  times;
} Held;

G_DEFINE_FINAL_TYPE (KithStreamCount, kith_stream_count, G_TYPE_OBJECT)

/* What a server does not change when it sends a stanza again; it may add that it is delayed. */
static guint
mark (KithStanza *stanza)
{
  static const char *const attributes[] = { "type", "id", "from", "to" };
  guint hash = g_str_hash (kith_stanza_get_name (stanza));

  for (guint i = 0; i < G_N_ELEMENTS (attributes); i++)
    {
      const char *value = kith_stanza_get (stanza, attributes[i]);

      hash = hash * 31 + (value != NULL ? g_str_hash (value) : 0);
    }

  return hash;
}

static void
forget_marks (KithStreamCount *self)
{
  gint64 told = kith_stream_count_get_told (self);
  guint n = (guint)CLAMP (told + 1 - self->first_mark, 0, self->marks->len);

  /* Not one by one: what stays is moved. */
  if (n < 64)
    return;

  g_array_remove_range (self->marks, 0, n);
  self->first_mark += n;
}

static gboolean
is_repeated (KithStreamCount *self, KithStanza *stanza)
{
  gint64 i = self->received - self->first_mark;

  if (self->received > self->seen)
    return FALSE;

  return i < 0 || g_array_index (self->marks, guint, i) == mark (stanza);
}

static void
kith_stream_count_finalize (GObject *object)
{
  KithStreamCount *self = KITH_STREAM_COUNT (object);

  g_array_unref (self->held);
  g_array_unref (self->marks);

  G_OBJECT_CLASS (kith_stream_count_parent_class)->finalize (object);
}

static void
kith_stream_count_class_init (KithStreamCountClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = kith_stream_count_finalize;
}

static void
kith_stream_count_init (KithStreamCount *self)
{
  self->held = g_array_new (FALSE, FALSE, sizeof (Held));
  self->marks = g_array_new (FALSE, FALSE, sizeof (guint));
  self->first_mark = 1;
}

KithStreamCount *
kith_stream_count_new (void)
{
  return g_object_new (KITH_TYPE_STREAM_COUNT, NULL);
}

/**
 * kith_stream_count_set_kept:
 * @kept: whether somebody commits the count, by which alone the server is told then
 */
void
kith_stream_count_set_kept (KithStreamCount *self, gboolean kept)
{
  g_return_if_fail (KITH_IS_STREAM_COUNT (self));

  self->kept = kept;
}

/**
 * kith_stream_count_reset:
 * @count: how many stanzas of the stream are handled and committed
 *
 * Begins with a stream of which nothing is held.
 */
void
kith_stream_count_reset (KithStreamCount *self, gint64 count)
{
  g_return_if_fail (KITH_IS_STREAM_COUNT (self));
  g_return_if_fail (count >= 0);

  g_array_set_size (self->held, 0);
  g_array_set_size (self->marks, 0);
  self->first_mark = count + 1;
  self->received = self->seen = self->committed = count;
  self->current = 0;
}

/**
 * kith_stream_count_receive:
 * @stanza: came
 *
 * Returns: whether it is to be dispatched, and kith_stream_count_dispatched () called after that; else it was before
 */
gboolean
kith_stream_count_receive (KithStreamCount *self, KithStanza *stanza)
{
  guint looks = 0;

  g_return_val_if_fail (KITH_IS_STREAM_COUNT (self), TRUE);

  self->received++;
  if (is_repeated (self, stanza))
    return FALSE;

  if (self->received > self->seen)
    {
      looks = mark (stanza);
      forget_marks (self);
      g_array_append_val (self->marks, looks);
      self->seen = self->received;
    }
  self->current = self->received;

  return TRUE;
}

void
kith_stream_count_dispatched (KithStreamCount *self)
{
  g_return_if_fail (KITH_IS_STREAM_COUNT (self));

  self->current = 0;
}

/**
 * kith_stream_count_hold:
 *
 * Returns: the number of the stanza that is being dispatched, which is not handled before kith_stream_count_handled () was called
 *   as often as this; 0 if none is
 */
gint64
kith_stream_count_hold (KithStreamCount *self)
{
  Held held = { 0, 1 };
  guint i = 0;

  g_return_val_if_fail (KITH_IS_STREAM_COUNT (self), 0);

  if (self->current == 0)
    return 0;

  /* Mostly the last. */
  held.number = self->current;
  for (i = self->held->len; i > 0; i--)
    {
      Held *other = &g_array_index (self->held, Held, i - 1);

      if (other->number == held.number)
        {
          other->times++;
          return held.number;
        }
      if (other->number < held.number)
        break;
    }
  g_array_insert_val (self->held, i, held);

  return held.number;
}

/**
 * kith_stream_count_handled:
 * @number: of a stanza that was held
 */
void
kith_stream_count_handled (KithStreamCount *self, gint64 number)
{
  g_return_if_fail (KITH_IS_STREAM_COUNT (self));

  for (guint i = 0; i < self->held->len; i++)
    {
      Held *held = &g_array_index (self->held, Held, i);

      if (held->number != number)
        continue;

      if (--held->times == 0)
        g_array_remove_index (self->held, i);
      return;
    }
}

/**
 * kith_stream_count_committed:
 * @count: how many stanzas count as handled where that is kept
 */
void
kith_stream_count_committed (KithStreamCount *self, gint64 count)
{
  g_return_if_fail (KITH_IS_STREAM_COUNT (self));

  self->committed = MAX (self->committed, MIN (count, self->seen));
}

gint64
kith_stream_count_get_received (KithStreamCount *self)
{
  g_return_val_if_fail (KITH_IS_STREAM_COUNT (self), 0);

  return self->received;
}

/**
 * kith_stream_count_get_handled:
 *
 * Returns: how many stanzas of the stream are handled
 */
gint64
kith_stream_count_get_handled (KithStreamCount *self)
{
  gint64 handled = 0;

  g_return_val_if_fail (KITH_IS_STREAM_COUNT (self), 0);

  handled = self->current != 0 ? self->current - 1 : self->received;
  if (self->held->len > 0)
    handled = MIN (handled, g_array_index (self->held, Held, 0).number - 1);

  return handled;
}

/**
 * kith_stream_count_get_told:
 *
 * Returns: how many the server may be told to be handled
 */
gint64
kith_stream_count_get_told (KithStreamCount *self)
{
  gint64 handled = 0;

  g_return_val_if_fail (KITH_IS_STREAM_COUNT (self), 0);

  handled = kith_stream_count_get_handled (self);

  return self->kept ? MIN (handled, self->committed) : handled;
}

/**
 * kith_stream_count_rewind:
 * @count: from where on the server sends again, as it was told when the stream was to be resumed
 */
void
kith_stream_count_rewind (KithStreamCount *self, gint64 count)
{
  g_return_if_fail (KITH_IS_STREAM_COUNT (self));
  g_return_if_fail (count <= self->seen);

  self->received = count;
  self->current = 0;
}
