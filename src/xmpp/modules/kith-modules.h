/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "kith-router.h"

G_BEGIN_DECLS

/* Gives @router one module of each kind, in the order in which they hear of a new stream. */
void kith_modules_add_all (KithRouter *router);

G_END_DECLS
