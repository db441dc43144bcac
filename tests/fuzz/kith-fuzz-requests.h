/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "kith-router.h"

G_BEGIN_DECLS

/*
 * What the layers above ask of the modules, so that answers have somebody who waits for them. One function for each
 * namespace in which something is asked; its answer is read as the layers above read it, and thrown away.
 */
void kith_fuzz_request (KithRouter *router, const char *ns, KithJid *jid, const char *node);

G_END_DECLS
