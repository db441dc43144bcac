/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "kith-gap.h"

G_BEGIN_DECLS

KithGap *kith_gap_new (gint64 id, gint64 time) G_GNUC_WARN_UNUSED_RESULT;

/* By which the store knows it. */
gint64 kith_gap_get_id (KithGap *self);
void kith_gap_set_time (KithGap *self, gint64 time);

/* @error: of %KITH_MODEL_ERROR, for FAILED alone; copied. */
void kith_gap_set_state (KithGap *self, KithGapState state, const GError *error);

/* Somebody has looked at it, and it has not been filled since. */
gboolean kith_gap_get_wanted (KithGap *self);
void kith_gap_set_wanted (KithGap *self, gboolean wanted);

G_END_DECLS
