/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * KithTestResolver:
 *
 * Knows what a test tells it, and nothing else exists. While it hangs it answers nothing, not even to being cancelled.
 */
#define KITH_TYPE_TEST_RESOLVER (kith_test_resolver_get_type ())
G_DECLARE_FINAL_TYPE (KithTestResolver, kith_test_resolver, KITH, TEST_RESOLVER, GResolver)

KithTestResolver *kith_test_resolver_new (void);
void kith_test_resolver_add_service (KithTestResolver *self, const char *service, const char *host, guint16 port, guint16 priority);
void kith_test_resolver_add_host (KithTestResolver *self, const char *host, const char *address);
void kith_test_resolver_set_hangs (KithTestResolver *self, gboolean hangs);
guint kith_test_resolver_get_n_lookups (KithTestResolver *self);

G_END_DECLS
