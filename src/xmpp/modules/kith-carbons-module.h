/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "kith-module.h"

G_BEGIN_DECLS

/**
 * KithCarbonsModule:
 *
 * Copies of what other devices of the own account get and send (XEP-0280), taken from the own bare address alone. Asks for them
 * as soon as a stream is bound; what comes is read like any message and marked as a copy.
 */
#define KITH_TYPE_CARBONS_MODULE (kith_carbons_module_get_type ())
G_DECLARE_FINAL_TYPE (KithCarbonsModule, kith_carbons_module, KITH, CARBONS_MODULE, KithModule)

/* Whether the server sends copies on this stream; FALSE as long as it has not answered. */
gboolean kith_carbons_module_is_enabled (KithCarbonsModule *self);

G_END_DECLS
