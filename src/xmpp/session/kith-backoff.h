/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

#define KITH_TYPE_BACKOFF (kith_backoff_get_type ())
G_DECLARE_FINAL_TYPE (KithBackoff, kith_backoff, KITH, BACKOFF, GObject)

KithBackoff *kith_backoff_new (guint first, guint longest, GRand *rand);
guint kith_backoff_next (KithBackoff *self);
void kith_backoff_widen (KithBackoff *self);
void kith_backoff_reset (KithBackoff *self);

G_END_DECLS
