/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-stream-state.h"

G_DEFINE_BOXED_TYPE (KithStreamState, kith_stream_state, kith_stream_state_copy, kith_stream_state_free)

/**
 * kith_stream_state_new:
 * @id: the server's name for the stream
 * @bound: the full address of the stream
 *
 * Returns: (transfer full): a state in which nothing was handled yet
 */
KithStreamState *
kith_stream_state_new (const char *id, KithJid *bound)
{
  KithStreamState *self = NULL;

  g_return_val_if_fail (id != NULL, NULL);
  g_return_val_if_fail (bound != NULL, NULL);

  self = g_new0 (KithStreamState, 1);
  self->id = g_strdup (id);
  self->bound = kith_jid_ref (bound);

  return self;
}

KithStreamState *
kith_stream_state_copy (const KithStreamState *self)
{
  KithStreamState *copy = kith_stream_state_new (self->id, self->bound);

  copy->location = g_strdup (self->location);
  copy->handled = self->handled;
  copy->max = self->max;
  copy->time = self->time;

  return copy;
}

void
kith_stream_state_free (KithStreamState *self)
{
  if (self == NULL)
    return;

  g_free (self->id);
  g_free (self->location);
  kith_jid_unref (self->bound);
  g_free (self);
}

/**
 * kith_stream_state_is_expired:
 * @now: µs since 1970
 *
 * A clock that was set back, or a server that did not say how long it waits, expires nothing.
 *
 * Returns: whether the server has waited longer than it said it would
 */
gboolean
kith_stream_state_is_expired (const KithStreamState *self, gint64 now)
{
  g_return_val_if_fail (self != NULL, TRUE);

  return self->max > 0 && (now - self->time) / G_USEC_PER_SEC > self->max;
}
