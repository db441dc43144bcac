/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "kith-module.h"

G_BEGIN_DECLS

/**
 * KithMarkersModule:
 *
 * Reads chat markers into the message context (XEP-0333).
 */
#define KITH_TYPE_MARKERS_MODULE (kith_markers_module_get_type ())
G_DECLARE_FINAL_TYPE (KithMarkersModule, kith_markers_module, KITH, MARKERS_MODULE, KithModule)

G_END_DECLS
