/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "kith-types.h"

G_BEGIN_DECLS

/* What one device of a contact says about itself. */
typedef struct
{
  char *resource;
  char *status;
  KithShow show;
  int priority;
  gint64 idle_since; /* µs, 0: in use */
  gint64 time;       /* µs, when it said so */
} KithDevice;

/* The devices of one contact: a plain value, NULL while there is none. */
typedef GPtrArray KithDevices;

void kith_devices_set (KithDevices **self,
                       const char   *resource,
                       KithShow      show,
                       const char   *status,
                       int           priority,
                       gint64        idle_since,
                       gint64        time);
void kith_devices_remove (KithDevices **self, const char *resource);

/* Borrowed, or NULL: the one to speak for all. */
const KithDevice *kith_devices_get_best (KithDevices *self);
GStrv kith_devices_dup_names (KithDevices *self) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
