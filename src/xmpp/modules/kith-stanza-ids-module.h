/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "kith-module.h"

G_BEGIN_DECLS

/**
 * KithStanzaIdsModule:
 *
 * Reads origin-id and stanza-id into the message context (XEP-0359); a stanza-id only from the own account, and only
 * if its server checks them.
 */
#define KITH_TYPE_STANZA_IDS_MODULE (kith_stanza_ids_module_get_type ())
G_DECLARE_FINAL_TYPE (KithStanzaIdsModule, kith_stanza_ids_module, KITH, STANZA_IDS_MODULE, KithModule)

G_END_DECLS
