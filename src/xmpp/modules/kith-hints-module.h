/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "kith-module.h"

G_BEGIN_DECLS

/**
 * KithHintsModule:
 *
 * Reads into the message context whether a message is to be kept nowhere (XEP-0334). What we send carries its hints from
 * KithMessageModule.
 */
#define KITH_TYPE_HINTS_MODULE (kith_hints_module_get_type ())
G_DECLARE_FINAL_TYPE (KithHintsModule, kith_hints_module, KITH, HINTS_MODULE, KithModule)

G_END_DECLS
