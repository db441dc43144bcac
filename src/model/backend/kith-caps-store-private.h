/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "kith-caps-cache.h"
#include "kith-store.h"

G_BEGIN_DECLS

/**
 * KithCapsStore:
 *
 * Entity capabilities kept in the store, for all accounts.
 */
#define KITH_TYPE_CAPS_STORE (kith_caps_store_get_type ())
G_DECLARE_FINAL_TYPE (KithCapsStore, kith_caps_store, KITH, CAPS_STORE, GObject)

KithCapsCache *kith_caps_store_new (KithStore *store) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
