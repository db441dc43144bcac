/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "kith-module.h"

G_BEGIN_DECLS

/**
 * KithChatStatesModule:
 *
 * Reads chat states into the message context (XEP-0085).
 */
#define KITH_TYPE_CHAT_STATES_MODULE (kith_chat_states_module_get_type ())
G_DECLARE_FINAL_TYPE (KithChatStatesModule, kith_chat_states_module, KITH, CHAT_STATES_MODULE, KithModule)

G_END_DECLS
