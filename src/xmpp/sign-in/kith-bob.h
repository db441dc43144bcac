/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "kith-stanza.h"

G_BEGIN_DECLS

GBytes *kith_bob_find (KithStanza *root, const char *uri) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
