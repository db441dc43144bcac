/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-slices-private.h"

/* One slice is done in the idle time of the main loop, after input, events of the network and frames. */

#define SLICE 3000 /* µs */

struct _KithSlices
{
  GFunc          func;
  GDestroyNotify done;
  gpointer       user_data;
  GPtrArray     *things; /* owned, NULL: nothing to do */
  guint          next;
  guint          source;
};

static void
end (KithSlices *self)
{
  kith_slices_clear (self);
  if (self->done != NULL)
    self->done (self->user_data);
}

static gboolean
slice_cb (gpointer user_data)
{
  KithSlices *self = user_data;
  gint64 deadline = g_get_monotonic_time () + SLICE;

  while (self->things != NULL && self->next < self->things->len)
    {
      self->func (g_ptr_array_index (self->things, self->next++), self->user_data);
      if (g_get_monotonic_time () > deadline)
        return G_SOURCE_CONTINUE;
    }

  self->source = 0;
  if (self->things != NULL)
    end (self);

  return G_SOURCE_REMOVE;
}

/**
 * kith_slices_new:
 * @func: what is to be done with each thing
 * @done: (nullable): called after the last one, each time
 *
 * Returns: (transfer full): nothing to do yet; to be freed with kith_slices_free ()
 */
KithSlices *
kith_slices_new (GFunc          func,
                 GDestroyNotify done,
                 gpointer       user_data)
{
  KithSlices *self = g_new0 (KithSlices, 1);

  self->func = func;
  self->done = done;
  self->user_data = user_data;

  return self;
}

void
kith_slices_free (KithSlices *self)
{
  kith_slices_clear (self);
  g_free (self);
}

void
kith_slices_take (KithSlices *self,
                  GPtrArray  *things)
{
  if (self->things == NULL)
    self->things = things;
  else
    g_ptr_array_extend_and_steal (self->things, things);

  if (self->source == 0)
    self->source = g_idle_add (slice_cb, self);
}

void
kith_slices_finish (KithSlices *self)
{
  if (self->things == NULL)
    return;

  while (self->things != NULL && self->next < self->things->len)
    self->func (g_ptr_array_index (self->things, self->next++), self->user_data);

  if (self->things != NULL)
    end (self);
}

void
kith_slices_clear (KithSlices *self)
{
  g_clear_handle_id (&self->source, g_source_remove);
  g_clear_pointer (&self->things, g_ptr_array_unref);
  self->next = 0;
}

gboolean
kith_slices_is_busy (KithSlices *self)
{
  return self->things != NULL;
}
