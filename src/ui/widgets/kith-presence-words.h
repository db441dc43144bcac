/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "kith-types.h"

G_BEGIN_DECLS

const char *kith_presence_words (KithShow show);

G_END_DECLS
