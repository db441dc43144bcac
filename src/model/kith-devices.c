/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-devices-private.h"

/* Which devices a contact is there with, and which of them speaks for all. */

/* Nobody has more at a time; whoever sends presence from more addresses than that does not fill the memory. */
#define MAX_DEVICES 100

static void
device_free (gpointer data)
{
  KithDevice *device = data;

  g_free (device->resource);
  g_free (device->status);
  g_free (device);
}

static gboolean
find (KithDevices *self,
      const char  *resource,
      guint       *index)
{
  for (guint i = 0; self != NULL && i < self->len; i++)
    {
      KithDevice *device = g_ptr_array_index (self, i);

      if (g_strcmp0 (device->resource, resource) == 0)
        {
          *index = i;
          return TRUE;
        }
    }

  return FALSE;
}

static gint64
get_activity (const KithDevice *device)
{
  return device->idle_since != 0 ? device->idle_since : device->time;
}

/* Above all the priority that the person gave the device (a negative one stands back), then the most available, then the
 * one that was used last. */
static gboolean
is_better (const KithDevice *a,
           const KithDevice *b)
{
  if (a->priority != b->priority)
    return a->priority > b->priority;
  if (a->show != b->show)
    return a->show > b->show;

  return get_activity (a) > get_activity (b);
}

/**
 * kith_devices_set:
 * @resource: (nullable): %NULL for a presence of the bare address
 *
 * Notes what a device says, in the place of what it said before. Of very many, those that spoke last are kept.
 */
void
kith_devices_set (KithDevices **self,
                  const char   *resource,
                  KithShow      show,
                  const char   *status,
                  int           priority,
                  gint64        idle_since,
                  gint64        time)
{
  KithDevice *device = g_new0 (KithDevice, 1);

  kith_devices_remove (self, resource);

  if (*self == NULL)
    *self = g_ptr_array_new_with_free_func (device_free);
  if ((*self)->len == MAX_DEVICES)
    g_ptr_array_remove_index (*self, 0);

  device->resource = g_strdup (resource);
  device->status = g_strdup (status);
  device->show = show;
  device->priority = priority;
  device->idle_since = idle_since;
  device->time = time;
  g_ptr_array_add (*self, device);
}

void
kith_devices_remove (KithDevices **self,
                     const char   *resource)
{
  guint index;

  if (!find (*self, resource, &index))
    return;

  g_ptr_array_remove_index (*self, index);
  if ((*self)->len == 0)
    g_clear_pointer (self, g_ptr_array_unref);
}

/**
 * kith_devices_get_best:
 *
 * Returns: (transfer none) (nullable): the device that speaks for all
 */
const KithDevice *
kith_devices_get_best (KithDevices *self)
{
  const KithDevice *best = NULL;

  for (guint i = 0; self != NULL && i < self->len; i++)
    {
      const KithDevice *device = g_ptr_array_index (self, i);

      if (best == NULL || is_better (device, best))
        best = device;
    }

  return best;
}

/**
 * kith_devices_dup_names:
 *
 * Returns: (transfer full): the resources, in the order in which they came
 */
GStrv
kith_devices_dup_names (KithDevices *self)
{
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();

  for (guint i = 0; self != NULL && i < self->len; i++)
    {
      const KithDevice *device = g_ptr_array_index (self, i);

      if (device->resource != NULL)
        g_strv_builder_add (builder, device->resource);
    }

  return g_strv_builder_end (builder);
}
