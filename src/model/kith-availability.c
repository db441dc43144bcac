/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kith-availability-private.h"

/* From what devices say to what a person is. */

static KithAvailabilityChange
set_status (KithAvailability *self,
            const char       *status)
{
  if (g_strcmp0 (self->status, status) == 0)
    return 0;

  g_free (self->status);
  self->status = g_strdup (status);

  return KITH_AVAILABILITY_STATUS;
}

static KithAvailabilityChange
set_show (KithAvailability *self,
          KithShow          show)
{
  if (self->show == show)
    return 0;

  self->show = show;

  return KITH_AVAILABILITY_SHOW;
}

static KithAvailabilityChange
set_idle_since (KithAvailability *self,
                gint64            idle_since)
{
  if (self->idle_since == idle_since)
    return 0;

  self->idle_since = idle_since;

  return KITH_AVAILABILITY_IDLE_SINCE;
}

/* What the devices together come to. */
static KithAvailabilityChange
update (KithAvailability *self)
{
  const KithDevice *best = kith_devices_get_best (self->devices);
  g_auto(GStrv) names = kith_devices_dup_names (self->devices);
  KithAvailabilityChange changes = 0;

  changes |= set_show (self, best != NULL ? best->show : self->without_device);
  changes |= set_status (self, best != NULL ? best->status : NULL);
  changes |= set_idle_since (self, best != NULL ? best->idle_since : 0);

  if (!g_strv_equal ((const char *const *)names, (const char *const *)self->device_names))
    {
      g_strfreev (self->device_names);
      self->device_names = g_steal_pointer (&names);
      changes |= KITH_AVAILABILITY_DEVICES;
    }

  return changes;
}

void
kith_availability_init (KithAvailability *self)
{
  *self = (KithAvailability) {
    .show = KITH_SHOW_UNKNOWN,
    .without_device = KITH_SHOW_UNKNOWN,
    .device_names = g_new0 (char *, 1),
  };
}

void
kith_availability_clear (KithAvailability *self)
{
  g_clear_pointer (&self->devices, g_ptr_array_unref);
  g_clear_pointer (&self->status, g_free);
  g_clear_pointer (&self->device_names, g_strfreev);
}

KithAvailabilityChange
kith_availability_set_presence (KithAvailability *self,
                                const char       *resource,
                                KithShow          show,
                                const char       *status,
                                int               priority,
                                gint64            idle_since,
                                gint64            time)
{
  KithAvailabilityChange changes;

  if (show <= KITH_SHOW_OFFLINE)
    self->without_device = KITH_SHOW_OFFLINE;

  if (show <= KITH_SHOW_OFFLINE && resource == NULL)
    g_clear_pointer (&self->devices, g_ptr_array_unref);
  else if (show <= KITH_SHOW_OFFLINE)
    kith_devices_remove (&self->devices, resource);
  else
    kith_devices_set (&self->devices, resource, show, status, priority, idle_since, time);

  changes = update (self);
  if (show == KITH_SHOW_OFFLINE && self->devices == NULL && status != NULL)
    changes |= set_status (self, status);
  if (time > self->last_seen)
    {
      self->last_seen = time;
      changes |= KITH_AVAILABILITY_LAST_SEEN;
    }

  return changes;
}

KithAvailabilityChange
kith_availability_set_known (KithAvailability *self,
                             gboolean          known)
{
  self->without_device = known ? KITH_SHOW_OFFLINE : KITH_SHOW_UNKNOWN;
  if (!known)
    g_clear_pointer (&self->devices, g_ptr_array_unref);

  return self->show <= KITH_SHOW_OFFLINE || !known ? update (self) : 0;
}
