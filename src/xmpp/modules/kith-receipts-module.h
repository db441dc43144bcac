/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "kith-module.h"

G_BEGIN_DECLS

/**
 * KithReceiptsModule:
 *
 * Reads receipts and requests for them into the message context (XEP-0184). Answering is for #KithMessageModule,
 * which asks the policy.
 */
#define KITH_TYPE_RECEIPTS_MODULE (kith_receipts_module_get_type ())
G_DECLARE_FINAL_TYPE (KithReceiptsModule, kith_receipts_module, KITH, RECEIPTS_MODULE, KithModule)

G_END_DECLS
