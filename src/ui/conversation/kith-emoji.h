/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

guint kith_emoji_count_lone (const char *text, guint max);

G_END_DECLS
