/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Work on many things that must not hold up a frame: a few milliseconds at a time, in the order given. */
typedef struct _KithSlices KithSlices;

/* @func: gets each thing and @user_data; @done: after the last one, or NULL. */
KithSlices *kith_slices_new (GFunc func, GDestroyNotify done, gpointer user_data) G_GNUC_WARN_UNUSED_RESULT;
void kith_slices_free (KithSlices *self);

/* (transfer full): appended to what is left; @things must own what is in it. */
void kith_slices_take (KithSlices *self, GPtrArray *things);

/* Does at once what is left. */
void kith_slices_finish (KithSlices *self);
void kith_slices_clear (KithSlices *self);
gboolean kith_slices_is_busy (KithSlices *self);

G_END_DECLS
