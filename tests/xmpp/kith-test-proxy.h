/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * KithTestProxy:
 *
 * A port on loopback that passes everything on to another, until it is cut: both ends are closed then without a word.
 */
#define KITH_TYPE_TEST_PROXY (kith_test_proxy_get_type ())
G_DECLARE_FINAL_TYPE (KithTestProxy, kith_test_proxy, KITH, TEST_PROXY, GObject)

KithTestProxy *kith_test_proxy_new (guint16 target);
guint16 kith_test_proxy_get_port (KithTestProxy *self);
guint kith_test_proxy_get_n_connections (KithTestProxy *self);
void kith_test_proxy_cut (KithTestProxy *self);

G_END_DECLS
