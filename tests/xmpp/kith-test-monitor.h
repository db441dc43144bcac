/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* A network monitor that says what a test wants it to; it starts with "no network". */
#define KITH_TYPE_TEST_MONITOR (kith_test_monitor_get_type ())
G_DECLARE_FINAL_TYPE (KithTestMonitor, kith_test_monitor, KITH, TEST_MONITOR, GObject)

KithTestMonitor *kith_test_monitor_new (void);
void kith_test_monitor_change (KithTestMonitor *self, gboolean available);

G_END_DECLS
