/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "kith-module.h"

G_BEGIN_DECLS

/**
 * KithDelayModule:
 *
 * Reads when a message was written into the message context (XEP-0203, XEP-0091), if the own account, the own server or
 * the sender says so.
 */
#define KITH_TYPE_DELAY_MODULE (kith_delay_module_get_type ())
G_DECLARE_FINAL_TYPE (KithDelayModule, kith_delay_module, KITH, DELAY_MODULE, KithModule)

/* When @stanza was sent in µs since 1970; 0: now, or nobody who may say. @router and @from may be NULL. */
gint64 kith_delay_read (KithStanza *stanza, KithRouter *router, KithJid *from);

G_END_DECLS
