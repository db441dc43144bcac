/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * KithSleepWatch:
 *
 * Signal `woke ()`: the machine has slept and is awake again.
 */
#define KITH_TYPE_SLEEP_WATCH (kith_sleep_watch_get_type ())
G_DECLARE_FINAL_TYPE (KithSleepWatch, kith_sleep_watch, KITH, SLEEP_WATCH, GObject)

KithSleepWatch *kith_sleep_watch_new (void);

G_END_DECLS
