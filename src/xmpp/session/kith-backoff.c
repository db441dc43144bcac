/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-backoff.h"

/**
 * KithBackoff:
 *
 * How long to wait before the next attempt: each wait is drawn from a window that doubles up to a limit, so that the clients
 * of a server that comes back do not come back all at once. Owned by a session.
 */
struct _KithBackoff
{
  GObject parent_instance;

  GRand  *rand;    /* owned */
  guint   first;   /* milliseconds */
  guint   longest; /* milliseconds */
  guint   window;  /* milliseconds */
};

G_DEFINE_FINAL_TYPE (KithBackoff, kith_backoff, G_TYPE_OBJECT)

static void
kith_backoff_finalize (GObject *object)
{
  KithBackoff *self = KITH_BACKOFF (object);

  g_rand_free (self->rand);

  G_OBJECT_CLASS (kith_backoff_parent_class)->finalize (object);
}

static void
kith_backoff_class_init (KithBackoffClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = kith_backoff_finalize;
}

static void
kith_backoff_init (KithBackoff *self)
{
}

/**
 * kith_backoff_new:
 * @first: the first window, in milliseconds, at least 1
 * @longest: the longest window, in milliseconds
 * @rand: (nullable): copied; %NULL for one of its own
 *
 * Returns: (transfer full): a backoff at its start
 */
KithBackoff *
kith_backoff_new (guint first, guint longest, GRand *rand)
{
  KithBackoff *self = g_object_new (KITH_TYPE_BACKOFF, NULL);

  self->rand = rand != NULL ? g_rand_copy (rand) : g_rand_new ();
  self->first = CLAMP (first, 1, G_MAXINT / 2);
  self->longest = CLAMP (longest, self->first, G_MAXINT / 2);
  self->window = self->first;

  return self;
}

/**
 * kith_backoff_widen:
 *
 * Doubles the next window, as kith_backoff_next () does for the one after it: for what is not likely to be mended soon.
 */
void
kith_backoff_widen (KithBackoff *self)
{
  g_return_if_fail (KITH_IS_BACKOFF (self));

  self->window = MIN (self->window * 2, self->longest);
}

/**
 * kith_backoff_next:
 *
 * Returns: how long to wait, in milliseconds: between half of the window and all of it
 */
guint
kith_backoff_next (KithBackoff *self)
{
  guint window = 0;

  g_return_val_if_fail (KITH_IS_BACKOFF (self), 0);

  window = self->window;
  kith_backoff_widen (self);

  return (guint)g_rand_int_range (self->rand, (gint32)(window / 2), (gint32)window + 1);
}

/**
 * kith_backoff_reset:
 *
 * Starts over, after a success.
 */
void
kith_backoff_reset (KithBackoff *self)
{
  g_return_if_fail (KITH_IS_BACKOFF (self));

  self->window = self->first;
}
