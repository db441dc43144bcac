/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "kith-devices-private.h"

G_BEGIN_DECLS

/* What of it changed. */
typedef enum
{
  KITH_AVAILABILITY_SHOW = 1 << 0,
  KITH_AVAILABILITY_STATUS = 1 << 1,
  KITH_AVAILABILITY_IDLE_SINCE = 1 << 2,
  KITH_AVAILABILITY_LAST_SEEN = 1 << 3,
  KITH_AVAILABILITY_DEVICES = 1 << 4,
} KithAvailabilityChange;

/* Whether somebody is there, and how, as all their devices together say it. A plain value; read the fields, set by the functions. */
typedef struct
{
  KithShow show;
  char *status;
  gint64 idle_since; /* µs, 0: in use */
  gint64 last_seen;  /* µs, 0: not known */
  GStrv device_names;

  KithDevices *devices;
  KithShow without_device; /* what they are if no device of theirs is there */
} KithAvailability;

void kith_availability_init (KithAvailability *self);
void kith_availability_clear (KithAvailability *self);

/* What one device says; OFFLINE takes it away, with @resource NULL all of them. Answers what changed. */
KithAvailabilityChange kith_availability_set_presence (KithAvailability *self,
                                                       const char       *resource,
                                                       KithShow          show,
                                                       const char       *status,
                                                       int               priority,
                                                       gint64            idle_since,
                                                       gint64            time);

/* Whether silence means that they are offline; else nothing is known of any device. Answers what changed. */
KithAvailabilityChange kith_availability_set_known (KithAvailability *self, gboolean known);

G_END_DECLS
