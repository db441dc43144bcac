/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "kith-caps-cache.h"
#include "kith-module.h"

G_BEGIN_DECLS

/**
 * KithCapsModule:
 *
 * Entity capabilities (XEP-0115): puts the hash of what we can into our presence, and finds out what others can by asking
 * one of them for each hash. An answer is kept for a hash only if it gives that hash; else it counts for its sender alone.
 *
 * Signals: "resolved" (KithJid *full): what this device can is known now.
 */
#define KITH_TYPE_CAPS_MODULE (kith_caps_module_get_type ())
G_DECLARE_FINAL_TYPE (KithCapsModule, kith_caps_module, KITH, CAPS_MODULE, KithModule)

void kith_caps_module_set_cache (KithCapsModule *self, KithCapsCache *cache);

/* Whether the device at the full address @jid is known to support @feature. */
gboolean kith_caps_module_has_feature (KithCapsModule *self, KithJid *jid, const char *feature);

/* Whether any device of the bare address of @jid does. */
gboolean kith_caps_module_any_has_feature (KithCapsModule *self, KithJid *jid, const char *feature);

G_END_DECLS
