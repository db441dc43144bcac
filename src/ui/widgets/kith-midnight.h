/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

#define KITH_TYPE_MIDNIGHT (kith_midnight_get_type ())
G_DECLARE_FINAL_TYPE (KithMidnight, kith_midnight, KITH, MIDNIGHT, GObject)

KithMidnight *kith_midnight_new (void);

void kith_midnight_check (KithMidnight *self,
                          gint64        now);

G_END_DECLS
